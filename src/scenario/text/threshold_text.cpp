#include "scenario/text/threshold_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenario/text/suggestion.hpp"

namespace spate::scenario {
namespace {

using Metric = Threshold::Metric;
using Unit = Threshold::Unit;
using Comparison = Threshold::Comparison;

constexpr std::array<std::string_view, 7> kMetrics{"rate",        "failed",           "skipped",   "schedule_lag",
                                                   "ack_latency", "delivery_latency", "end_to_end"};
// Longer operators first, so that "<=" is not read as "<".
constexpr std::array<std::pair<std::string_view, Comparison>, 5> kComparisons{{{">=", Comparison::at_least},
                                                                               {"<=", Comparison::at_most},
                                                                               {"==", Comparison::equal},
                                                                               {">", Comparison::above},
                                                                               {"<", Comparison::below}}};
constexpr std::string_view kExamples = "use one such as rate >= 99%, failed == 0 or delivery_latency.p99 < 50ms";

// Metric, quantile (without the dot; empty: none), operator, value.
struct Parts {
  std::string_view metric, quantile, comparison, value;
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Parts split(std::string_view text) {
  const auto start = std::min(text.find_first_of("<>=!"), text.size());
  const auto end = std::min(text.find_first_not_of("<>=!", start), text.size());
  const auto subject = trimmed(text.substr(0, start));
  const auto dot = std::min(subject.find('.'), subject.size());
  return {subject.substr(0, dot), subject.substr(std::min(dot + 1, subject.size())), text.substr(start, end - start),
          trimmed(text.substr(end))};
}

bool is_latency(Metric metric) { return metric >= Metric::schedule_lag; }

// "p50", "p99.9", "p999" as in the summary, "max".
std::optional<double> parse_quantile(std::string_view text) {
  if (text == "max") return 1;
  if (text.size() < 2 || text.front() != 'p') return std::nullopt;
  std::string percent{text.substr(1)};
  if (percent.size() > 2 && percent.front() == '9' && percent.find('.') == std::string::npos) percent.insert(2, ".");
  const auto share = parse_share(percent + "%").value;
  return share && *share > 0 && *share < 1 ? share : std::nullopt;
}

std::string unknown_metric(const Parts& parts) {
  const bool names_a_stream =
      std::find(kMetrics.begin(), kMetrics.end(), parts.quantile.substr(0, parts.quantile.find('.'))) != kMetrics.end();
  if (names_a_stream)
    return fmt::format(
        "unknown metric {}: move a threshold of one stream under that stream, as thresholds: [\"{} {} {}\"]",
        quote_value(parts.metric), parts.quantile, parts.comparison, parts.value);
  const std::vector<std::string_view> names{kMetrics.begin(), kMetrics.end()};
  const auto hint = suggestion(ForeignName::Kind::metric, parts.metric, names);
  return fmt::format("unknown metric {}{}", quote_value(parts.metric),
                     hint.empty() ? fmt::format(": use {}", fmt::join(names, ", ")) : hint);
}

std::string quantile_problem(const Parts& parts, Metric metric) {
  if (!is_latency(metric))
    return parts.quantile.empty() ? "" : fmt::format("{} has no quantiles: remove .{}", parts.metric, parts.quantile);
  if (parts.quantile.empty())
    return fmt::format("missing quantile of {}: use {}.p50, .p99, .p99.9 or .max", parts.metric, parts.metric);
  if (parse_quantile(parts.quantile)) return {};
  return fmt::format("invalid quantile {}: use p50, p99, p99.9 or max", quote_value(parts.quantile));
}

std::string comparison_problem(const Parts& parts) {
  if (parts.comparison.empty() || parts.value.empty()) return fmt::format("missing comparison operator: {}", kExamples);
  const bool known = std::any_of(kComparisons.begin(), kComparisons.end(),
                                 [&](const auto& entry) { return entry.first == parts.comparison; });
  return known ? ""
               : fmt::format("unknown comparison operator {}: use >=, >, <=, < or ==", quote_value(parts.comparison));
}

// Reads bound and unit into `threshold`. Returns the problem, or an empty text.
std::string read_bound(std::string_view value, Threshold& threshold) {
  if (is_latency(threshold.metric)) {
    const auto span = parse_duration(value);
    const auto count = parse_count(value);
    if (count.value && *count.value > 0) return fmt::format("missing unit in {}: use {}ms", quote_value(value), value);
    threshold.unit = Unit::seconds;
    threshold.bound = to_seconds(span.value.value_or(Duration{}));
    return span.problem;
  }
  if (threshold.metric == Metric::rate || value.back() == '%') {
    const auto share = parse_share(value);
    threshold.unit = Unit::share;
    threshold.bound = share.value.value_or(0);
    return share.problem;
  }
  const auto count = parse_count(value);
  threshold.unit = Unit::records;
  threshold.bound = static_cast<double>(count.value.value_or(0));
  return count.value ? ""
                     : fmt::format("invalid number of records {}: use an integer such as 25, or a share such as 0.1%",
                                   quote_value(value));
}

}  // namespace

Parsed<Threshold> parse_threshold(std::string_view text) {
  const auto invalid = [&](std::string_view problem) {
    return Parsed<Threshold>{std::nullopt, fmt::format("{}: {}", quote_value(text), problem)};
  };
  const auto parts = split(text);
  const auto* const metric = std::find(kMetrics.begin(), kMetrics.end(), parts.metric);
  if (parts.metric.empty()) return invalid(fmt::format("missing metric: {}", kExamples));
  if (metric == kMetrics.end()) return invalid(unknown_metric(parts));
  Threshold threshold;
  threshold.metric = static_cast<Metric>(metric - kMetrics.begin());
  if (const auto problem = quantile_problem(parts, threshold.metric); !problem.empty()) return invalid(problem);
  if (const auto problem = comparison_problem(parts); !problem.empty()) return invalid(problem);
  threshold.quantile = parse_quantile(parts.quantile).value_or(0);
  threshold.comparison = std::find_if(kComparisons.begin(), kComparisons.end(), [&](const auto& entry) {
                           return entry.first == parts.comparison;
                         })->second;
  if (const auto problem = read_bound(parts.value, threshold); !problem.empty()) return invalid(problem);
  const auto dot = parts.quantile.empty() ? "" : ".";
  threshold.text = fmt::format("{}{}{} {} {}", parts.metric, dot, parts.quantile, parts.comparison, parts.value);
  return {std::move(threshold), {}};
}

}  // namespace spate::scenario
