#include "scenario/rate/rate_schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenario/rate/rate_stage.hpp"
#include "scenario/rate/rate_windows.hpp"
#include "scenario/rate/recorded_rate.hpp"
#include "scenario/text/rate_text.hpp"

namespace spate::scenario {
namespace {

constexpr std::size_t kMaxStages = 1000;

std::uint64_t read_repeat(const Section& schedule) {
  const auto text = schedule.text("repeat");
  if (!text) return 1;
  if (*text == "forever") return kRepeatForever;
  const auto count = parse_count(*text).value;
  if (count && *count > 0) return *count;
  schedule.report("repeat", fmt::format("invalid repeat count {}: use an integer >= 2, or forever",
                                        schedule.quoted_value("repeat")));
  return 1;
}

// Returns nullopt, and reports it, if a stage is invalid.
std::optional<std::vector<Stage>> read_stages(const Section& schedule, bool repeated) {
  const auto* list = schedule.find("stages");
  if (list == nullptr) return std::nullopt;
  if (list->kind != Node::Kind::list || list->items.empty() || list->items.size() > kMaxStages) {
    schedule.report("stages", "expected a list of 1 to 1000 stages: use stages such as {hold: 100/s, for: 30s}");
    return std::nullopt;
  }
  std::vector<Stage> stages;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const Section section{schedule.context(), SectionKind::stage, list->items[i],
                          item_path(schedule.path("stages"), i)};
    auto stage = read_stage(section);
    if (!stage) continue;
    if (length_of(*stage) == kNever && (i + 1 < list->items.size() || repeated))
      section.report(
          "for", "no stage can follow \"for: forever\": set a duration, or make this the last stage and remove repeat");
    stages.push_back(*std::move(stage));
  }
  return stages.size() == list->items.size() ? std::optional{std::move(stages)} : std::nullopt;
}

bool any_uses_wall_clock(const std::vector<Stage>& stages) {
  return std::any_of(stages.begin(), stages.end(), [](const Stage& stage) { return uses_wall_clock(stage); });
}

std::optional<RateProfile> read_schedule(const Section& stream, std::string_view name, const Node& node) {
  const Section schedule{stream.context(), SectionKind::schedule, node, stream.path(name)};
  if (schedule.has("recorded")) return read_recorded_rate(schedule);
  if (!schedule.has("stages")) schedule.report("missing key stages: add stages: [{hold: 100/s, for: 30s}]");
  RateProfile profile;
  profile.repeat = read_repeat(schedule);
  auto stages = read_stages(schedule, profile.repeat > 1);
  auto windows = read_windows(schedule);
  if (!stages || !windows) return std::nullopt;
  profile.stages = *std::move(stages);
  profile.windows = *std::move(windows);
  profile.unit = unit_of(profile.stages.front());
  if (!has_one_unit(profile)) {
    schedule.report("stages", "stages mix rates in records and rates in bytes: use one unit for all");
    return std::nullopt;
  }
  if (profile.repeat > 1 && any_uses_wall_clock(profile.stages) && !expanded_repeats(profile)) {
    schedule.report("repeat", fmt::format("too many repetitions of stages with times of day, more than {} in ten "
                                          "years: use longer stages or fewer repetitions",
                                          kMaxExpandedStages));
    return std::nullopt;
  }
  if (common_measure(profile)) return profile;
  schedule.report("stages", fmt::format("these {} cannot be counted together exactly: use rounder values",
                                        profile.windows.empty() ? "rates" : "rates and the windows' factors"));
  return std::nullopt;
}

}  // namespace

std::optional<RateProfile> read_rate(const Section& section, std::string_view name) {
  const auto* value = section.find(name);
  if (value != nullptr && value->kind == Node::Kind::map) return read_schedule(section, name, *value);
  const auto rate = section.parsed(name, parse_rate);
  return rate ? std::optional{constant(*rate)} : std::nullopt;
}

}  // namespace spate::scenario
