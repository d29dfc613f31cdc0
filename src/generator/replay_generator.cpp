#include "generator/replay_generator.hpp"

#include <fmt/format.h>

#include <cstring>
#include <stdexcept>
#include <utility>

#include "generator/compile/emitter.hpp"
#include "generator/compile/record_compiler.hpp"
#include "generator/expression/expression.hpp"
#include "generator/machine/program.hpp"

namespace spate::generator {
namespace {

char* copy(char* out, std::string_view text) noexcept {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

// The call now(format). Built as a tree, because a format may contain any character.
Expression now_call(const std::string& format) {
  Expression text;
  text.kind = Expression::Kind::text;
  text.text = text.raw = format;
  Expression call;
  call.kind = Expression::Kind::call;
  call.text = "now";
  call.arguments.push_back({"", std::move(text)});
  return call;
}

// The program that writes the rewritten timestamp in the file's format. Returns null if there is a problem.
std::shared_ptr<const Program> time_program(const scenario::Scenario& scenario, const scenario::Stream& stream,
                                            scenario::Diagnostics& diagnostics) {
  const auto& replay = *stream.generator.replay;
  if (replay.timestamp.empty()) return Emitter{}.finish();
  const bool has_format = !replay.timestamp_format.missing();
  scenario::Stream time = stream;
  time.generator.path = replay.path + ".rewrite_timestamp.format";
  time.generator.format =
      replay.form == scenario::Replay::Form::ndjson ? scenario::Format::json : scenario::Format::csv;
  time.generator.record.place = has_format ? replay.timestamp_format.place : replay.place;
  const Timetables none;
  scenario::Diagnostics problems;
  Plans plans;
  TableCache tables;
  ValueRequests requests;
  Emitter code;
  Compilation compilation{scenario, none, plans, problems, tables, &code};
  RecordCompiler{compilation, time, requests}.run(now_call(has_format ? replay.timestamp_format.text : "iso_utc"));
  for (const auto& problem : problems.sorted()) diagnostics.report(problem.place, problem.path, problem.text);
  return problems.empty() ? code.finish() : nullptr;
}

// Returns nullopt and reports it if the format is invalid.
std::optional<RecordedField> recorded_field(const scenario::Scenario& scenario, const scenario::RecordedRate& rate,
                                            scenario::Diagnostics& diagnostics) {
  const bool has_format = !rate.format.missing();
  const auto reader = TimestampParser::of(has_format ? rate.format.text : "iso_utc", scenario.clock.zone);
  if (reader) return RecordedField{rate.timestamp.text, *reader};
  diagnostics.report(
      rate.format.place, rate.path + ".format",
      fmt::format("invalid timestamp format \"{}\": use iso, iso_utc, epoch_s, epoch_ms, epoch_us, epoch_ns, "
                  "or a strptime format with a date, such as %d/%m/%Y %H:%M:%S.%f",
                  rate.format.text));
  return std::nullopt;
}

std::shared_ptr<const ReplayFile> scan_file(const scenario::Replay& replay, std::optional<RecordedField> recorded,
                                            scenario::Diagnostics& diagnostics, ScanControl* control) {
  try {
    auto file = std::make_shared<const ReplayFile>(replay, std::move(recorded), control);
    if (!replay.fail_on_bad_record || file->bad_records() == 0) return file;
    const auto& bad = file->first_bad();
    diagnostics.report(
        replay.place, replay.path + ".file",
        fmt::format("{}:{}: {}; {} of its lines cannot be used: correct them, or set on_bad_record: skip", replay.file,
                    bad.line, bad.reason, file->bad_records()));
  } catch (const std::runtime_error& error) {
    diagnostics.report(replay.place, replay.path + ".file", error.what());
  }
  return nullptr;
}

}  // namespace

std::optional<Generator> open_replay(const scenario::Scenario& scenario, const scenario::Stream& stream,
                                     scenario::Diagnostics& diagnostics, ScanControl* control) {
  const auto& replay = *stream.generator.replay;
  const auto& rate = stream.rate.recorded;
  auto recorded = rate ? recorded_field(scenario, *rate, diagnostics) : std::nullopt;
  if (rate && !recorded && replay.rewrites_recorded) return std::nullopt;  // time_program would report it again
  auto program = time_program(scenario, stream, diagnostics);
  if (rate && !recorded) return std::nullopt;
  auto file = scan_file(replay, std::move(recorded), diagnostics, control);
  if (!program || !file) return std::nullopt;
  if (rate && replay.loop && file->recording()->span() == Duration{}) {
    diagnostics.report(
        rate->timestamp.place, rate->path + ".timestamp",
        fmt::format("all records of {} have the same time, so a loop has no duration: set loop: false, or a "
                    "rate such as 500/s",
                    replay.file));
    return std::nullopt;
  }
  return Generator{std::move(program), std::move(file)};
}

// Copies the value, because the file may change while the record is in flight.
RenderedRecord Generator::replay(char* out, const RecordContext& record_context) noexcept {
  const auto line = replay_->record(record_context.index);
  machine_.index = record_context.index;
  if (replay_->failed() || line.text.size() + line.key.size() > replay_->file().max_bytes()) {
    machine_.failed = program_->ops.data();
    return {};
  }
  char* end = out;
  if (line.time.data() == nullptr) {
    end = copy(end, line.text);
  } else {
    const auto before = static_cast<std::size_t>(line.time.data() - line.text.data());
    end = copy(end, line.text.substr(0, before));
    (void)run(end, record_context);
    end = const_cast<char*>(machine_.value_end);
    end = copy(end, line.text.substr(before + line.time.size()));
  }
  RenderedRecord record{.value = out, .value_size = static_cast<std::uint32_t>(end - out)};
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

std::shared_ptr<const Recording> Generator::recording() const noexcept {
  return replay_ ? replay_->file().recording() : nullptr;
}

std::vector<std::string> Generator::warnings() const {
  std::vector<std::string> all;
  if (!replay_) return all;
  const auto& file = replay_->file();
  const auto& name = file.replay().file;
  if (file.bad_records() > 0)
    all.push_back(fmt::format("{}:{}: {}; {} of its lines cannot be used and are skipped, {} are sent", name,
                              file.first_bad().line, file.first_bad().reason, file.bad_records(), file.records()));
  if (file.first_out_of_order() > 0)
    all.push_back(
        fmt::format("{}:{}: recorded time before that of an earlier record, {} in total; these are due together "
                    "with the latest one before them",
                    name, file.first_out_of_order(), file.recording()->out_of_order_count()));
  return all;
}

}  // namespace spate::generator
