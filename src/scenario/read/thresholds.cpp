#include "scenario/read/thresholds.hpp"

#include <fmt/format.h>

#include <limits>

#include "scenario/text/threshold_text.hpp"

namespace spate::scenario {
namespace {

using Comparison = Threshold::Comparison;
using Unit = Threshold::Unit;

// Values that pass a threshold: from `min` to `max`, with flags for included ends.
struct Range {
  double min = 0, max = std::numeric_limits<double>::infinity();
  bool min_inclusive = true, max_inclusive = true;

  [[nodiscard]] bool is_empty() const { return min > max || (min == max && !(min_inclusive && max_inclusive)); }
  void restrict_to(const Threshold& threshold) {
    const auto comparison = threshold.comparison;
    const bool strict = comparison == Comparison::above || comparison == Comparison::below;
    const bool is_lower_bound = comparison == Comparison::at_least || comparison == Comparison::above;
    if (comparison == Comparison::equal || is_lower_bound) raise_min(threshold.bound, !strict);
    if (comparison == Comparison::equal || !is_lower_bound) lower_max(threshold.bound, !strict);
  }
  bool operator==(const Range&) const = default;

 private:
  void raise_min(double bound, bool inclusive) {
    if (bound < min) return;
    min_inclusive = inclusive && (bound > min || min_inclusive);
    min = bound;
  }
  void lower_max(double bound, bool inclusive) {
    if (bound > max) return;
    max_inclusive = inclusive && (bound < max || max_inclusive);
    max = bound;
  }
};

// All values of a metric with this unit.
Range all_values(Unit unit) { return unit == Unit::share ? Range{.max = 1} : Range{}; }

std::string constant_result_problem(const Threshold& threshold) {
  auto passing = all_values(threshold.unit);
  passing.restrict_to(threshold);
  if (passing.is_empty()) return "this threshold always fails: change the bound, or remove it";
  return passing == all_values(threshold.unit) ? "this threshold cannot fail: tighten the bound, or remove it" : "";
}

bool has_same_metric(const Threshold& a, const Threshold& b) {
  return a.metric == b.metric && a.quantile == b.quantile && a.unit == b.unit;
}

void check_together(const std::vector<Threshold>& thresholds, Diagnostics& diagnostics) {
  for (auto later = thresholds.begin(); later != thresholds.end(); ++later) {
    auto passing = all_values(later->unit);
    for (auto earlier = thresholds.begin(); earlier != later; ++earlier) {
      if (!has_same_metric(*earlier, *later)) continue;
      passing.restrict_to(*earlier);
      if (passing.is_empty()) break;  // reported already
      auto both = passing;
      both.restrict_to(*later);
      if (both.is_empty())
        diagnostics.report(later->place, later->path,
                           fmt::format("{} and {} cannot both pass: remove one", quote_value(later->text),
                                       quote_value(earlier->text)));
    }
  }
}

// Reports metrics that the stream does not have.
void check_stream(const Stream& stream, Diagnostics& diagnostics) {
  for (const Threshold& threshold : stream.thresholds) {
    const auto report = [&](std::string_view problem) {
      diagnostics.report(threshold.place, threshold.path,
                         fmt::format("stream {} {}", quote_value(stream.name), problem));
    };
    if (threshold.metric == Threshold::Metric::rate && stream.rate.unit == Rate::Unit::unlimited)
      report("has no target rate (rate: max): set a rate, or move the threshold to the streams that have one");
    if (threshold.metric == Threshold::Metric::end_to_end && !stream.end_to_end)
      report(
          "does not measure end-to-end latency: set measure: {end_to_end: true}, or move the threshold to the streams "
          "that do");
  }
}

// Returns nullopt, and reports it, if the threshold is invalid.
std::optional<Threshold> read_threshold(const Node& item, const std::string& path, Diagnostics& diagnostics) {
  const auto report = [&](std::string problem) {
    if (!item.missing()) diagnostics.report(item.place, path, std::move(problem));
    return std::nullopt;
  };
  if (item.kind != Node::Kind::scalar)
    return report(fmt::format("expected a threshold such as \"rate >= 99%\", not a {}", kind_name(item.kind)));
  auto parsed = parse_threshold(item.text);
  if (!parsed.value) return report(std::move(parsed.problem));
  if (auto problem = constant_result_problem(*parsed.value); !problem.empty())
    return report(fmt::format("{}: {}", quote_value(item.text), problem));
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
    if (auto threshold = read_threshold(list->items[i], path, section.context().diagnostics))
      thresholds.push_back(*std::move(threshold));
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
