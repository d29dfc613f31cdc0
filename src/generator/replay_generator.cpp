#include "generator/replay_generator.hpp"

#include <fmt/format.h>

#include <cstring>
#include <stdexcept>
#include <utility>

#include "generator/emitter.hpp"
#include "generator/program.hpp"

namespace spate {
namespace {

char* copy(char* out, std::string_view text) noexcept {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

// The program that writes the time as the file's form has it: a generator of its own, for its program.
std::shared_ptr<const Program> time_program(const Scenario& scenario, const Stream& stream, Diagnostics& diagnostics) {
  const auto& replay = *stream.generator.replay;
  if (replay.timestamp.empty()) return Emitter{}.finish();
  const bool given = !replay.timestamp_format.missing();
  Stream time = stream;
  time.key = {};
  time.timestamp.reset();
  time.partition.reset();
  time.generator.replay.reset();
  time.generator.path = replay.path + ".rewrite_timestamp.format";
  time.generator.format = replay.form == Replay::Form::ndjson ? Format::json : Format::text;
  time.generator.record.place = given ? replay.timestamp_format.place : replay.place;
  time.generator.record.text = fmt::format("=now(\"{}\")", given ? replay.timestamp_format.text : "iso_utc");
  const auto generator = compile_generator(scenario, time, diagnostics);
  return generator ? generator->program() : nullptr;
}

std::shared_ptr<const ReplayFile> read_through(const Replay& replay, Diagnostics& diagnostics) {
  try {
    auto file = std::make_shared<const ReplayFile>(replay);
    if (!replay.fail_on_bad_record || file->bad_records() == 0) return file;
    const auto& bad = file->first_bad();
    diagnostics.report(replay.place, replay.path + ".file",
                       fmt::format("{}:{}: {}; {} of its lines cannot be used: mend them, or write on_bad_record: skip",
                                   replay.file, bad.line, bad.why, file->bad_records()));
  } catch (const std::runtime_error& error) {
    diagnostics.report(replay.place, replay.path + ".file", error.what());
  }
  return nullptr;
}

}  // namespace

std::optional<Generator> open_replay(const Scenario& scenario, const Stream& stream, Diagnostics& diagnostics) {
  auto program = time_program(scenario, stream, diagnostics);
  auto file = read_through(*stream.generator.replay, diagnostics);
  if (!program || !file) return std::nullopt;
  return Generator{std::move(program), std::move(file)};
}

// The value stays where it is, in the file, unless its timestamp is rewritten.
Rendered Generator::replay(char* out, const Moment& moment) noexcept {
  const auto line = replay_->record(moment.index);
  Rendered record;
  char* end = out;
  record.value = line.text.data();
  record.value_size = static_cast<std::uint32_t>(line.text.size());
  if (!line.time.empty()) {
    const auto before = static_cast<std::size_t>(line.time.data() - line.text.data());
    end = copy(end, line.text.substr(0, before));
    (void)run(end, moment);
    end = const_cast<char*>(machine_.value_end);
    end = copy(end, line.text.substr(before + line.time.size()));
    record.value = out;
    record.value_size = static_cast<std::uint32_t>(end - out);
  }
  if (line.keyed) {
    record.key = end;
    record.key_size = static_cast<std::uint32_t>(line.key.size());
    end = copy(end, line.key);
  }
  record.used = static_cast<std::uint32_t>(end - out);
  return record;
}

std::optional<std::uint64_t> Generator::records() const noexcept {
  if (!replay_ || replay_->file().replay().loop) return std::nullopt;
  return replay_->file().records();
}

std::string Generator::note() const {
  if (!replay_ || replay_->file().bad_records() == 0) return {};
  const auto& file = replay_->file();
  return fmt::format("{}:{}: {}; {} of its lines cannot be used and are passed over, {} are sent", file.replay().file,
                     file.first_bad().line, file.first_bad().why, file.bad_records(), file.records());
}

}  // namespace spate
