// Any bytes as a file to be replayed, in each of its forms: cut into lines one behind the other, all that is told of a
// line lying within it or in the reader's own memory.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/replay/mapped_file.hpp"
#include "generator/replay/replay_line.hpp"

namespace {

using namespace spate;

void must(bool condition) {
  if (!condition) __builtin_trap();
}

// Both, in the file's memory; an empty text may be anywhere.
bool within(std::string_view part, std::string_view whole) {
  const std::less_equal<> before;
  return part.empty() ||
         (before(whole.data(), part.data()) && before(part.data() + part.size(), whole.data() + whole.size()));
}

Replay replay_of(Replay::Form form) {
  Replay replay;
  replay.form = form;
  if (form == Replay::Form::lines) return replay;
  replay.key = form == Replay::Form::ndjson ? "customer.id" : "id";
  replay.timestamp = "seen";
  return replay;
}

std::optional<RecordedField> recorded_of(Replay::Form form) {
  if (form == Replay::Form::lines) return std::nullopt;
  return RecordedField{"ts",
                       *InstantReader::of(form == Replay::Form::csv ? "epoch_ms" : "iso_utc", *Zone::named("UTC"))};
}

void check(const ReplayLine& line, std::string_view rest) {
  must(line.next > rest.data() && line.next <= rest.data() + rest.size() && line.lines > 0);
  must(within(line.text, rest));
  if (line.problem != nullptr) return must(*line.problem != '\0');
  must(within(line.time, line.text));
  if (!line.keyed) return must(line.key.empty());
  volatile char read = 0;  // all of it may be read
  for (const char c : line.key) read = c;
  static_cast<void>(read);
}

void try_as(Replay::Form form, const std::string& padded, std::size_t size) {
  std::string_view rest{padded.data(), size};
  ReplayParser parser{replay_of(form), size, recorded_of(form)};
  if (form == Replay::Form::csv && !rest.empty()) {
    const auto header = parser.read(rest.data(), rest.data() + rest.size());
    must(header.next > rest.data());
    if (header.blank || !parser.read_header(header).empty()) return;
    rest.remove_prefix(static_cast<std::size_t>(header.next - rest.data()));
  }
  while (!rest.empty()) {
    const auto line = parser.read(rest.data(), rest.data() + rest.size());
    check(line, rest);
    rest.remove_prefix(static_cast<std::size_t>(line.next - rest.data()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string padded{reinterpret_cast<const char*>(data), size};
  padded.append(MappedFile::kPadding, '\0');
  for (const auto form : {Replay::Form::lines, Replay::Form::ndjson, Replay::Form::csv}) try_as(form, padded, size);
  return 0;
}
