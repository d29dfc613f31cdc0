#include "scenario/read/thresholds.hpp"

#include <fmt/format.h>

#include <limits>

#include "scenario/text/threshold_text.hpp"

namespace spate::scenario {
namespace {

using Comparison = Threshold::Comparison;
using Unit = Threshold::Unit;

// Values that pass a threshold: from `least` to `most`, with flags for included ends.
struct Range {
  double min = 0, max = std::numeric_limits<double>::infinity();
  bool min_inclusive = true, max_inclusive = true;

  [[nodiscard]] bool empty() const { return min > max || (min == max && !(min_inclusive && max_inclusive)); }
  void cut(const Threshold& threshold) {
    const auto comparison = threshold.comparison;
    const bool strict = comparison == Comparison::above || comparison == Comparison::below;
    const bool up = comparison == Comparison::at_least || comparison == Comparison::above;
    if (comparison == Comparison::equal || up) raise(threshold.bound, !strict);
    if (comparison == Comparison::equal || !up) lower(threshold.bound, !strict);
  }
  bool operator==(const Range&) const = default;

 private:
  void raise(double bound, bool in) {
    if (bound < min) return;
    min_inclusive = in && (bound > min || min_inclusive);
    min = bound;
  }
  void lower(double bound, bool in) {
    if (bound > max) return;
    max_inclusive = in && (bound < max || max_inclusive);
    max = bound;
  }
};

// All values of a metric with this unit.
Range all_values(Unit unit) { return unit == Unit::share ? Range{.max = 1} : Range{}; }

std::string sense_problem(const Threshold& threshold) {
  auto left = all_values(threshold.unit);
  left.cut(threshold);
  if (left.empty()) return "this threshold always fails: change the bound, or remove it";
  return left == all_values(threshold.unit) ? "this threshold cannot fail: tighten the bound, or remove it" : "";
}

bool same_metric(const Threshold& one, const Threshold& other) {
  return one.metric == other.metric && one.quantile == other.quantile && one.unit == other.unit;
}

void check_together(const std::vector<Threshold>& thresholds, Diagnostics& diagnostics) {
  for (auto later = thresholds.begin(); later != thresholds.end(); ++later) {
    auto left = all_values(later->unit);
    for (auto earlier = thresholds.begin(); earlier != later; ++earlier) {
      if (!same_metric(*earlier, *later)) continue;
      left.cut(*earlier);
      if (left.empty()) break;  // reported already
      auto both = left;
      both.cut(*later);
      if (both.empty())
        diagnostics.report(later->place, later->path,
                           fmt::format("{} and {} cannot both pass: remove one", quote_value(later->text),
                                       quote_value(earlier->text)));
    }
  }
}

// Reports metrics that the stream does not have.
void check_stream(const Stream& stream, Diagnostics& diagnostics) {
  for (const Threshold& threshold : stream.thresholds) {
    const auto wrong = [&](std::string_view why) {
      diagnostics.report(threshold.place, threshold.path, fmt::format("stream {} {}", quote_value(stream.name), why));
    };
    if (threshold.metric == Threshold::Metric::rate && stream.rate.unit == Rate::Unit::unlimited)
      wrong("has no target rate (rate: max): set a rate, or move the threshold to the streams that have one");
    if (threshold.metric == Threshold::Metric::end_to_end && !stream.end_to_end)
      wrong(
          "does not measure end-to-end latency: set measure: {end_to_end: true}, or move the threshold to the streams "
          "that do");
  }
}

// Returns nullopt, and reports it, if the threshold is invalid.
std::optional<Threshold> read_threshold(const Node& item, const std::string& path, Diagnostics& diagnostics) {
  const auto wrong = [&](std::string why) {
    if (!item.missing()) diagnostics.report(item.place, path, std::move(why));
    return std::nullopt;
  };
  if (item.kind != Node::Kind::scalar)
    return wrong(fmt::format("expected a threshold such as \"rate >= 99%\", not a {}", kind_name(item.kind)));
  auto parsed = parse_threshold(item.text);
  if (!parsed.value) return wrong(std::move(parsed.problem));
  if (auto problem = sense_problem(*parsed.value); !problem.empty())
    return wrong(fmt::format("{}: {}", quote_value(item.text), problem));
  parsed.value->place = item.place;
  parsed.value->path = path;
  return parsed.value;
}

}  // namespace

std::vector<Threshold> read_thresholds(const Section& section) {
  std::vector<Threshold> thresholds;
  const auto* list = section.find("thresholds");
  if (list == nullptr) return thresholds;
  if (list->kind != Node::Kind::list) {
    section.report("thresholds",
                   fmt::format("expected a list, such as [\"rate >= 99%\"], not a {}", kind_name(list->kind)));
    return thresholds;
  }
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const auto path = item_path(section.path("thresholds"), i);
    if (auto read = read_threshold(list->items[i], path, section.context().diagnostics))
      thresholds.push_back(*std::move(read));
  }
  return thresholds;
}

void add_thresholds(const Section& scenario, std::vector<Stream>& streams) {
  const auto common = read_thresholds(scenario);
  for (Stream& stream : streams) {
    stream.thresholds.insert(stream.thresholds.begin(), common.begin(), common.end());
    check_together(stream.thresholds, scenario.context().diagnostics);
    check_stream(stream, scenario.context().diagnostics);
  }
}

}  // namespace spate::scenario
