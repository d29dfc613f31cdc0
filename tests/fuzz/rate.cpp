// Any bytes as a rate: it is accepted or rejected with a message. The printed rate reads as the same rate, and N(t) and
// T(n) of its schedule are inverse to each other.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pacing/schedule.hpp"
#include "scenario/keys/section.hpp"
#include "scenario/rate/rate_node.hpp"
#include "scenario/rate/rate_schedule.hpp"
#include "scenario/text/rate_text.hpp"
#include "scenario/yaml/source_text.hpp"
#include "scenario/yaml/tree_text.hpp"
#include "scenario/yaml/yaml_tree.hpp"

namespace {

using namespace spate;

void require(bool condition) {
  if (!condition) __builtin_trap();
}

void try_as_text(std::string_view text) {
  const auto rate = scenario::parse_rate(text);
  require(rate.value.has_value() == rate.problem.empty());
  if (!rate.value) return;
  const auto reread = scenario::parse_rate(scenario::format_rate(*rate.value)).value;
  require(reread && reread->unit == rate.value->unit);
  __extension__ using Uint128 = unsigned __int128;
  require(static_cast<Uint128>(reread->amount) * static_cast<Uint128>(rate.value->per.count()) ==
          static_cast<Uint128>(rate.value->amount) * static_cast<Uint128>(reread->per.count()));
}

// Returns a stream whose rate is on separate lines below its key.
std::optional<scenario::Node> make_stream(std::string_view rate, scenario::Diagnostics& problems) {
  std::string yaml = "rate:\n  ";
  for (const char c : rate) {
    yaml += c;
    if (c == '\n') yaml += "  ";
  }
  return scenario::read_yaml(scenario::SourceText{"fuzz.yaml", yaml + "\n"}, problems);
}

// `problems` must be empty.
std::optional<scenario::RateProfile> read_rate(const scenario::Node& stream, scenario::Diagnostics& problems) {
  scenario::ReadContext context{problems, {}};
  auto rate =
      scenario::read_rate(scenario::Section{context, scenario::SectionKind::stream, stream, "streams[0]"}, "rate");
  require(rate.has_value() || !problems.empty() || !stream.find("rate"));
  return problems.empty() ? rate : std::nullopt;
}

void try_schedule(const scenario::RateProfile& rate) {
  if (rate.recorded || rate.unit == scenario::Rate::Unit::unlimited) return;
  constexpr WallTime kWall{Duration{1'795'457'615'441'209'000}};
  const pacing::Schedule schedule{rate, {.wall = kWall, .zone = *Zone::named("Europe/Paris")}};
  StreamTime previous{};
  for (const std::uint64_t n : {0ULL, 1ULL, 2ULL, 59ULL, 1'000'000'007ULL, 1'000'000'000'000'000'003ULL}) {
    const StreamTime time = schedule.intended(n);
    require(time >= previous);
    if (time == kNever) return require(n >= schedule.total() || schedule.total() == pacing::kUnbounded);
    previous = time;
    require(schedule.due_by(time) > n);
    require(time == StreamTime{} || schedule.due_by(time - Duration{1}) <= n);
    require(schedule.rate_at(time) >= 0);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try_as_text(text);
  scenario::Diagnostics problems;
  const auto stream = make_stream(text, problems);
  if (!stream || !problems.empty()) return 0;
  const auto rate = read_rate(*stream, problems);
  if (!rate) return 0;
  try_schedule(*rate);
  scenario::Node printed = scenario::map_node();
  scenario::put(printed, "rate", scenario::rate_node(*rate));
  const auto reread = read_rate(printed, problems);
  require(reread &&
          scenario::write_yaml(scenario::rate_node(*reread)) == scenario::write_yaml(scenario::rate_node(*rate)));
  return 0;
}
