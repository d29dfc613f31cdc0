#include "scenario/rate_schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "scenario/rates.hpp"
#include "scenario/recorded_rate.hpp"

namespace spate {
namespace {

constexpr std::array<std::string_view, 5> kShapes = {"hold", "ramp", "steps", "sine", "burst"};
constexpr std::size_t kMostStages = 1000;

// One stage under `stages`.
class StageReader {
 public:
  explicit StageReader(const Section& section) : section_(section) {}

  std::optional<Stage> read() const {
    if (section_.node().kind != Node::Kind::map) return std::nullopt;
    const auto shapes = std::count_if(kShapes.begin(), kShapes.end(), [&](auto name) { return section_.has(name); });
    if (section_.has("daily")) return std::nullopt;
    if (shapes != 1) {
      section_.wrong("a stage is one of hold, ramp, steps, sine and burst; write one of them");
      return std::nullopt;
    }
    if (section_.has("hold")) return hold();
    if (section_.has("ramp")) return ramp();
    if (section_.has("steps")) return steps();
    return section_.has("sine") ? sine() : burst();
  }

 private:
  std::optional<Rate> rate(const Section& section, std::string_view name) const {
    const auto* node = section.find(name);
    if (node == nullptr) {
      section.wrong(fmt::format("{0} is missing; write {0}: 100/s", name));
      return std::nullopt;
    }
    return rate(*node, section.path(name));
  }

  std::optional<Rate> rate(const Node& node, const std::string& path) const {
    auto parsed = node.kind == Node::Kind::scalar ? parse_rate(node.text)
                                                  : Parsed<Rate>{std::nullopt, "expected a rate like 100/s"};
    if (parsed.value && parsed.value->unit == Rate::Unit::unlimited)
      parsed = {std::nullopt, "max is no rate to plan with; write one such as 500/s"};
    if (!parsed.value) section_.findings().diagnostics.report(node.place, path, std::move(parsed.problem));
    return parsed.value;
  }

  std::vector<Rate> rates(std::string_view name) const {
    std::vector<Rate> all;
    const auto* list = section_.find(name);
    if (list == nullptr || list->kind != Node::Kind::list) {
      section_.wrong(name, "expected a list of rates, like [100/s, 2000/s]");
      return all;
    }
    for (std::size_t i = 0; i < list->items.size(); ++i)
      if (const auto one = rate(list->items[i], item_path(section_.path(name), i))) all.push_back(*one);
    if (all.size() != list->items.size()) all.clear();
    return all;
  }

  // A duration above 0 that must be there.
  std::optional<Nanos> span(const Section& section, std::string_view name) const {
    if (!section.has(name)) {
      section.wrong(fmt::format("{0} is missing; write {0}: {1}", name, find_example(section, name)));
      return std::nullopt;
    }
    const auto value = section.duration(name);
    if (!value || *value > 0) return value;
    section.wrong(name, "no time at all; write a duration above 0");
    return std::nullopt;
  }

  static std::string_view find_example(const Section& section, std::string_view name) {
    return section.has("mean") || section.has("base") || name == "each" ? "1min" : "30s";
  }

  std::optional<Nanos> lasts(bool may_be_endless) const {
    const auto text = section_.text("for");
    if (!text) {
      section_.wrong(may_be_endless ? "for is missing; write for: 30s, or forever" : "for is missing; write for: 30s");
      return std::nullopt;
    }
    if (*text == "forever" && may_be_endless) return kForever;
    auto parsed = parse_duration(*text);
    if (parsed.value && *parsed.value == 0) parsed = {std::nullopt, "no time at all; write a duration above 0"};
    if (*text == "forever") parsed.problem = "a ramp comes to its end; write a duration such as 30s";
    if (!parsed.value) section_.wrong("for", std::move(parsed.problem));
    return parsed.value;
  }

  std::optional<Stage> hold() const {
    const auto value = rate(section_, "hold");
    const auto span = lasts(true);
    return value && span ? std::optional<Stage>{Hold{*value, *span}} : std::nullopt;
  }

  std::optional<Stage> ramp() const {
    const auto ends = rates("ramp");
    const auto span = lasts(false);
    const auto curve = static_cast<Curve>(section_.choice("curve").value_or(0));
    if (ends.empty() || !span) return std::nullopt;
    if (ends.size() != 2) return problem("ramp", "a ramp has two rates; write [100/s, 2000/s]");
    if (curve == Curve::exponential && (ends[0].amount == 0 || ends[1].amount == 0))
      return problem("ramp", "no factor leads to or from 0/s; write two rates above 0, or another curve");
    return Ramp{ends[0], ends[1], *span, curve};
  }

  std::optional<Stage> steps() const {
    auto all = rates("steps");
    const auto each = span(section_, "each");
    if (section_.has("for")) section_.wrong("for", "steps last as long as each of them; leave for out");
    if (all.empty() || !each) return std::nullopt;
    if (all.size() > kMostStages || *each > kForever / static_cast<Nanos>(kMostStages))
      return problem("steps", "more or longer steps than can be planned");
    return Steps{std::move(all), *each};
  }

  std::optional<Stage> sine() const {
    const auto* node = section_.map("sine");
    const auto length = lasts(true);
    if (node == nullptr) return std::nullopt;
    const Section wave{section_.findings(), Where::sine, *node, section_.path("sine")};
    const auto mean = rate(wave, "mean");
    const auto amplitude = rate(wave, "amplitude");
    const auto period = span(wave, "period");
    if (!mean || !amplitude || !period || !length) return std::nullopt;
    if (*period < kMillisecond) {
      wave.wrong("period", "shorter than can be followed; write 1ms or more");
      return std::nullopt;
    }
    const auto per = [](const Rate& one) {
      return static_cast<long double>(one.amount) / static_cast<long double>(one.per);
    };
    if (per(*amplitude) > per(*mean)) {
      wave.wrong("amplitude", "larger than the mean, so the rate would be below 0; write at most the mean");
      return std::nullopt;
    }
    return Sine{.mean = *mean, .amplitude = *amplitude, .period = *period, .peak_at = {}, .lasts = *length};
  }

  std::optional<Stage> burst() const {
    const auto* node = section_.map("burst");
    const auto length = lasts(true);
    if (node == nullptr) return std::nullopt;
    const Section peaks{section_.findings(), Where::burst, *node, section_.path("burst")};
    const auto base = rate(peaks, "base");
    const auto peak = rate(peaks, "peak");
    const auto width = span(peaks, "lasts");
    const auto every = span(peaks, "every");
    if (!base || !peak || !width || !every || !length) return std::nullopt;
    if (*width >= *every) {
      peaks.wrong("lasts", "a burst that never ends; write less than every");
      return std::nullopt;
    }
    return Burst{*base, *peak, *width, *every, *length};
  }

  std::optional<Stage> problem(std::string_view name, std::string text) const {
    section_.wrong(name, std::move(text));
    return std::nullopt;
  }

  const Section& section_;
};

std::uint64_t read_repeat(const Section& schedule) {
  const auto text = schedule.text("repeat");
  if (!text) return 1;
  if (*text == "forever") return kRepeatForever;
  const auto count = parse_count(*text).value;
  if (count && *count > 0) return *count;
  schedule.wrong("repeat",
                 fmt::format("{} is no number of times; write 2 or more, or forever", schedule.shown_value("repeat")));
  return 1;
}

Rate::Unit unit_of(const Stage& stage) {
  return std::visit(
      [](const auto& shape) {
        if constexpr (requires { shape.rate; }) return shape.rate.unit;
        if constexpr (requires { shape.from; }) return shape.from.unit;
        if constexpr (requires { shape.rates; }) return shape.rates.front().unit;
        if constexpr (requires { shape.mean; }) return shape.mean.unit;
        if constexpr (requires { shape.base; }) return shape.base.unit;
        return Rate::Unit::records;
      },
      stage);
}

bool endless(const Stage& stage) {
  return std::visit(
      [](const auto& shape) {
        if constexpr (requires { shape.lasts; }) return shape.lasts == kForever;
        return false;
      },
      stage);
}

}  // namespace

std::optional<RateProfile> read_rate_schedule(const Section& stream, std::string_view name, const Node& node) {
  const Section schedule{stream.findings(), Where::schedule, node, stream.path(name)};
  if (schedule.has("recorded")) return read_recorded_rate(schedule);
  if (!schedule.has("stages")) schedule.wrong("stages is missing; write stages: [{hold: 100/s, for: 30s}]");
  RateProfile profile;
  profile.repeat = read_repeat(schedule);
  const auto* list = schedule.find("stages");
  if (list == nullptr) return std::nullopt;
  if (list->kind != Node::Kind::list || list->items.empty() || list->items.size() > kMostStages) {
    schedule.wrong("stages", "expected a list of 1 to 1000 stages, each like {hold: 100/s, for: 30s}");
    return std::nullopt;
  }
  bool complete = true;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const Section section{stream.findings(), Where::stage, list->items[i], item_path(schedule.path("stages"), i)};
    auto stage = StageReader{section}.read();
    complete = complete && stage;
    if (!stage) continue;
    if (endless(*stage) && (i + 1 < list->items.size() || profile.repeat > 1))
      section.wrong("for", "nothing comes after forever; write a duration, or make it the last stage without repeat");
    profile.stages.push_back(std::move(*stage));
  }
  if (!complete) return std::nullopt;
  profile.unit = unit_of(profile.stages.front());
  if (!one_unit(profile)) {
    schedule.wrong("stages", "rates in records and rates in bytes do not mix; write all in one of them");
    return std::nullopt;
  }
  if (common_measure(profile)) return profile;
  schedule.wrong("stages", "these rates are too different to be counted together exactly; write rounder ones");
  return std::nullopt;
}

}  // namespace spate
