// Any bytes as a replayed file, in each format: the parser splits it into consecutive lines, and all parts of a line
// are within the line or in the memory of the parser.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/replay/replay_parser.hpp"

namespace {

using namespace spate;

void require(bool condition) {
  if (!condition) __builtin_trap();
}

// Returns whether `part` is inside `whole`. An empty part may be anywhere.
bool within(std::string_view part, std::string_view whole) {
  const std::less_equal<> at_or_before;
  return part.empty() || (at_or_before(whole.data(), part.data()) &&
                          at_or_before(part.data() + part.size(), whole.data() + whole.size()));
}

scenario::Replay make_replay(scenario::Replay::Form form) {
  scenario::Replay replay;
  replay.form = form;
  if (form == scenario::Replay::Form::lines) return replay;
  replay.key = form == scenario::Replay::Form::ndjson ? "customer.id" : "id";
  replay.timestamp = "seen";
  return replay;
}

std::optional<generator::RecordedField> make_recorded_field(scenario::Replay::Form form) {
  if (form == scenario::Replay::Form::lines) return std::nullopt;
  return generator::RecordedField{
      "ts", *TimestampParser::of(form == scenario::Replay::Form::csv ? "epoch_ms" : "iso_utc", *Zone::named("UTC"))};
}

void check(const generator::ReplayLine& line, std::string_view rest) {
  require(line.size > 0 && line.size <= rest.size() && line.lines > 0);
  require(within(line.text, rest));
  if (line.problem != nullptr) return require(*line.problem != '\0');
  require(within(line.time, line.text));
  if (!line.keyed) return require(line.key.empty());
  volatile char read = 0;  // reads all bytes: the sanitizer checks the bounds
  for (const char c : line.key) read = c;
  static_cast<void>(read);
}

// A valid line has the same parts when the parser skips the validation.
void check_known(generator::ReplayParser& parser, const generator::ReplayLine& line, std::string_view rest) {
  if (line.problem != nullptr || line.blank) return;
  const std::string key{line.key};
  const auto known = parser.read(rest, generator::ReplayCheck::known_good);
  require(known.problem == nullptr && known.text == line.text && known.size == line.size && known.key == key);
  require(known.time == line.time && known.keyed == line.keyed);
  require(parser.read(rest, generator::ReplayCheck::end_only).size == line.size);
}

void try_as(scenario::Replay::Form form, const std::string& padded, std::size_t size) {
  std::string_view rest{padded.data(), size};
  generator::ReplayParser parser{make_replay(form), size, make_recorded_field(form)};
  if (form == scenario::Replay::Form::csv && !rest.empty()) {
    if (!parser.read_header(rest).empty()) return;
    rest.remove_prefix(parser.read(rest, generator::ReplayCheck::end_only).size);
  }
  while (!rest.empty()) {
    const auto line = parser.read(rest, generator::ReplayCheck::full);
    check(line, rest);
    check_known(parser, line, rest);
    rest.remove_prefix(line.size);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string padded{reinterpret_cast<const char*>(data), size};
  padded.append(generator::kReplayPadding, '\0');
  for (const auto form : {scenario::Replay::Form::lines, scenario::Replay::Form::ndjson, scenario::Replay::Form::csv})
    try_as(form, padded, size);
  return 0;
}
