#include "scenario/read/rate/rate_stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenario/text/calendar_text.hpp"
#include "scenario/text/rate_text.hpp"

namespace spate {
namespace {

constexpr std::array<std::string_view, 6> kShapes = {"hold", "ramp", "steps", "sine", "burst", "daily"};
constexpr std::size_t kMostSteps = 1000;
constexpr std::size_t kMostPoints = 288;  // one every five minutes

// At work on one stage.
class StageReader {
 public:
  explicit StageReader(const Section& section) : section_(section) {}

  std::optional<Stage> read() const {
    if (section_.node().kind != Node::Kind::map) return std::nullopt;
    const auto shapes = std::count_if(kShapes.begin(), kShapes.end(), [&](auto name) { return section_.has(name); });
    if (shapes != 1) {
      section_.wrong("a stage is one of hold, ramp, steps, sine, burst and daily; write one of them");
      return std::nullopt;
    }
    if (section_.has("curve") && !section_.has("ramp") && !section_.has("daily"))
      section_.wrong("curve", "only a ramp and a day go from one rate to another; leave curve out");
    if (section_.has("each") && !section_.has("steps"))
      section_.wrong("each", "only steps have each; leave it out, or write for");
    if (section_.has("daily")) return daily();
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

  // None of them: that has been reported.
  std::vector<Rate> rates(std::string_view name) const {
    std::vector<Rate> all;
    const auto* list = section_.find(name);
    if (list == nullptr || list->kind != Node::Kind::list || list->items.empty()) {
      section_.wrong(name, "expected a list of rates, like [100/s, 2000/s]");
      return all;
    }
    for (std::size_t i = 0; i < list->items.size(); ++i)
      if (const auto one = rate(list->items[i], item_path(section_.path(name), i))) all.push_back(*one);
    if (all.size() != list->items.size()) all.clear();
    return all;
  }

  // A duration above 0 that must be there.
  std::optional<Duration> span(const Section& section, std::string_view name) const {
    if (!section.has(name)) {
      section.wrong(fmt::format("{0} is missing; write {0}: {1}", name, find_example(section, name)));
      return std::nullopt;
    }
    const auto value = section.duration(name);
    if (!value || *value > Duration{}) return value;
    section.wrong(name, "no time at all; write a duration above 0");
    return std::nullopt;
  }

  static std::string_view find_example(const Section& section, std::string_view name) {
    return section.has("mean") || section.has("base") || name == "each" ? "1min" : "30s";
  }

  std::optional<Duration> lasts(bool may_be_endless) const {
    const auto text = section_.text("for");
    if (!text) {
      section_.wrong(may_be_endless ? "for is missing; write for: 30s, or forever" : "for is missing; write for: 30s");
      return std::nullopt;
    }
    if (*text == "forever" && may_be_endless) return kNever;
    auto parsed = parse_duration(*text);
    if (parsed.value && *parsed.value == Duration{})
      parsed = {std::nullopt, "no time at all; write a duration above 0"};
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
    if (all.size() > kMostSteps || *each > Duration::max() / static_cast<Duration::rep>(kMostSteps))
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
    const auto peak = wave.time_of_day("peak_at");
    if (!mean || !amplitude || !period || !length) return std::nullopt;
    if (*period < kMillisecond) {
      wave.wrong("period", "shorter than can be followed; write 1ms or more");
      return std::nullopt;
    }
    const auto per = [](const Rate& one) {
      return static_cast<long double>(one.amount) / static_cast<long double>(one.per.count());
    };
    if (per(*amplitude) > per(*mean)) {
      wave.wrong("amplitude", "larger than the mean, so the rate would be below 0; write at most the mean");
      return std::nullopt;
    }
    return Sine{.mean = *mean, .amplitude = *amplitude, .period = *period, .peak_at = peak, .lasts = *length};
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

  std::optional<Stage> daily() const {
    const auto* points = section_.map("daily");
    const auto length = lasts(true);
    const auto curve = static_cast<Curve>(section_.choice("curve").value_or(0));
    if (points == nullptr) return std::nullopt;
    Daily day{.points = {}, .curve = curve, .lasts = length.value_or(kNever)};
    bool complete = true;
    for (const auto& [name, place, value] : points->members) {
      const auto point = daily_point(day, name, place, value);
      complete = complete && point;
      if (point) day.points.push_back(*point);
    }
    if (!complete || !length) return std::nullopt;
    if (day.points.size() < 2)
      return problem("daily", "a day needs two times at least; write one more, or {hold: 100/s} for one rate all day");
    if (day.points.size() > kMostPoints)
      return problem("daily", fmt::format("more than {} times of day; write fewer", kMostPoints));
    if (curve == Curve::exponential &&
        std::any_of(day.points.begin(), day.points.end(), [](const auto& point) { return point.rate.amount == 0; }))
      return problem("daily", "no factor leads to or from 0/s; write rates above 0, or another curve");
    return day;
  }

  // One line under `daily`; `day` has those before it.
  std::optional<Daily::Point> daily_point(const Daily& day, const std::string& name, const Place& place,
                                          const Node& value) const {
    const auto path = member_path(section_.path("daily"), name);
    const auto wanted = rate(value, path);
    auto at = parse_time_of_day(name);
    if (at.value && !day.points.empty() && *at.value <= day.points.back().at)
      at = {std::nullopt, fmt::format("stands behind {}; write the times in the order of the day",
                                      format_time_of_day(day.points.back().at))};
    if (!at.value) section_.findings().diagnostics.report(place, path, std::move(at.problem));
    return at.value && wanted ? std::optional{Daily::Point{*at.value, *wanted}} : std::nullopt;
  }

  std::optional<Stage> problem(std::string_view name, std::string text) const {
    section_.wrong(name, std::move(text));
    return std::nullopt;
  }

  const Section& section_;
};

}  // namespace

std::optional<Stage> read_stage(const Section& stage) { return StageReader{stage}.read(); }

}  // namespace spate
