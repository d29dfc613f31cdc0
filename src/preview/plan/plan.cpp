#include "preview/plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/rfc3339.hpp"
#include "pacing/stream_schedule.hpp"
#include "preview/plan/client_memory.hpp"
#include "preview/scenario_warnings.hpp"
#include "scenario/read/clock.hpp"
#include "scenario/text/units.hpp"

namespace spate::preview {
namespace {

// Resolution that shows which streams are busy at the same time.
constexpr std::size_t kSteps = 2'000;

// Records generated to estimate how many a stream sends per day: a rate in bytes depends on their sizes.
constexpr std::uint64_t kFirstSample = 1'000;

// Start and end of one of `steps` equal parts of the span.
std::pair<StreamTime, StreamTime> step_bounds(const Plan& plan, std::size_t number, std::size_t steps) {
  using Nanoseconds = std::chrono::duration<double, Duration::period>;
  const auto at = [step = Nanoseconds{since_start(plan.span)} / static_cast<double>(steps)](std::size_t count) {
    return StreamTime{std::chrono::duration_cast<Duration>(step * static_cast<double>(count))};
  };
  const StreamTime from = at(number);
  return {from, std::max(at(number + 1), from + Duration{1})};
}

// A stream without an end is planned for a day, or for a quarter longer than the others.
StreamTime plan_span(const std::vector<StreamPlan>& streams) {
  StreamTime last{};
  bool endless = false;
  for (const StreamPlan& stream : streams) {
    endless = endless || !stream.load.end();
    last = std::max(last, stream.load.end().value_or(StreamTime{}));
  }
  if (last == StreamTime{}) return StreamTime{endless ? kDay : kSecond};
  return std::max(endless ? last + since_start(last) / 4 : last, StreamTime{kMillisecond});
}

// The property of the stream, else of the scenario; empty: neither sets it.
std::string_view client_property(const scenario::Scenario& scenario, const scenario::Stream& stream,
                                 std::string_view name, std::string_view alias) {
  for (const auto* properties : {&stream.kafka, &scenario.kafka}) {
    for (const scenario::Property& property : *properties)
      if ((property.name == name || property.name == alias) && property.value != "inherit") return property.value;
  }
  return {};
}

int effective_acks(const scenario::Scenario& scenario, const scenario::Stream& stream) {
  const auto acks = client_property(scenario, stream, "acks", "request.required.acks");
  return acks == "0" ? 0 : acks == "1" ? 1 : kAllReplicas;
}

bool is_compressed(const scenario::Scenario& scenario, const scenario::Stream& stream) {
  const auto codec = client_property(scenario, stream, "compression.type", "compression.codec");
  return !codec.empty() && codec != "none";
}

// Number of records over which a sample is spread, estimated from the means of the first records.
std::uint64_t records_per_day(const scenario::Stream& stream, const pacing::Schedule& schedule,
                              const RecordMeans& means) {
  const OfferedLoad load{stream, schedule, means};
  const double records = load.scheduled(StreamTime{}, StreamTime{kDay});
  return records < 1 ? kFirstSample : static_cast<std::uint64_t>(std::min(records, 1e12));
}

std::optional<StreamPlan> plan_stream(const scenario::Scenario& scenario, const scenario::Stream& stream,
                                      const generator::Generator& generator, WallTime wall, std::string& failure) {
  const auto schedule = pacing::schedule_of(scenario, stream, wall, generator.recording());
  auto sample = sample_records(scenario, stream, schedule, generator, kFirstSample, wall);
  if (sample.failure.empty()) {
    const auto max = records_per_day(stream, schedule, sample.means);
    sample = sample_records(scenario, stream, schedule, generator, max, wall);
  }
  if (!sample.failure.empty()) {
    failure = sample.failure;
    return std::nullopt;
  }
  return StreamPlan{.name = stream.name,
                    .topic = stream.topic.name,
                    .load = OfferedLoad{stream, schedule, sample.means},
                    .sample = sample,
                    .acks = effective_acks(scenario, stream),
                    .compressed = is_compressed(scenario, stream)};
}

std::string start_text(const scenario::Scenario& scenario, WallTime wall) {
  const bool uses_clock =
      std::any_of(scenario.streams.begin(), scenario.streams.end(),
                  [](const scenario::Stream& stream) { return scenario::uses_wall_clock(stream.rate); });
  if (!uses_clock) return {};
  const auto& clock = scenario.clock;
  const bool is_now = scenario.start_at.when == scenario::StartAt::When::now;
  return fmt::format("the clock shows {} ({}) at the start: {}",
                     format_rfc3339(std::chrono::time_point_cast<std::chrono::seconds>(wall), clock.zone),
                     clock.zone_name,
                     clock.start ? "clock.start"
                     : is_now    ? "now, change it with --start-at"
                                 : "start_at");
}

// Adds the peaks of the streams per step, so that a burst counts only with the streams that send at the same time. If a
// rate has more pieces in a step than the limit, later steps sample it at other phases.
void find_peaks(Plan& plan) {
  constexpr std::size_t kMaxPieces = 10'000'000;
  const auto max_pieces = std::clamp<std::size_t>(kMaxPieces / (kSteps * plan.streams.size()), 20, 1'000);
  for (std::size_t i = 0; i < kSteps; ++i) {
    double records = 0;
    double bytes = 0;
    double queued_bytes = 0;
    for (StreamPlan& stream : plan.streams) {
      const auto [from, to] = step_bounds(plan, i, kSteps);
      const double peak = stream.load.peak(from, to, max_pieces);
      stream.peak = std::max(stream.peak, peak);
      records += peak;
      bytes += peak * stream.load.record_bytes();
      queued_bytes += peak * stream.load.queued_bytes();
    }
    plan.peak_records = std::max(plan.peak_records, records);
    plan.peak_bytes = std::max(plan.peak_bytes, bytes);
    plan.peak_queued_bytes = std::max(plan.peak_queued_bytes, queued_bytes);
  }
}

// A topic config in its unit; infinity if unset or -1.
double config_number(const scenario::Topic& topic, std::string_view name) {
  for (const scenario::Property& property : topic.config) {
    if (property.name != name) continue;
    const auto value = scenario::parse_count(property.value).value;
    return value ? static_cast<double>(*value) : std::numeric_limits<double>::infinity();
  }
  return std::numeric_limits<double>::infinity();
}

double retained_bytes(const TopicPlan& plan, const scenario::Topic& topic) {
  const double by_age = config_number(topic, "retention.ms") / 1e3 * plan.bytes;
  const double by_size = config_number(topic, "retention.bytes") * plan.partitions;
  const double retained = plan.bytes > 0 ? std::min(by_age, by_size) : 0;
  return retained * plan.replication;
}

TopicPlan plan_topic(const Plan& plan, const scenario::Scenario& scenario, const scenario::Topic& topic) {
  TopicPlan planned{.name = topic.name,
                    .partitions = topic.partitions.value_or(1),
                    .replication = topic.replication_factor.value_or(1),
                    .partitions_assumed = !topic.partitions,
                    .replication_assumed = !topic.replication_factor};
  std::vector<double> by_partition(static_cast<std::size_t>(planned.partitions));
  for (std::size_t number = 0; number < scenario.streams.size(); ++number) {
    const StreamPlan& stream = plan.streams[number];
    if (stream.topic != topic.name) continue;
    const StreamTime from{scenario.streams[number].start_after};
    const StreamTime to = std::min(plan.span, stream.load.end().value_or(plan.span));
    const double rate = stream.load.rate(from, to);
    planned.records += rate;
    planned.bytes += rate * stream.load.record_bytes();
    for (std::size_t p = 0; p < stream.sample.shares.size(); ++p) by_partition[p] += rate * stream.sample.shares[p];
  }
  const double busiest = *std::max_element(by_partition.begin(), by_partition.end());
  planned.busiest = planned.records > 0 && busiest > 0 ? busiest / planned.records : 1.0 / planned.partitions;
  planned.retained = retained_bytes(planned, topic);
  if (const double max = config_number(topic, "max.message.bytes"); std::isfinite(max))
    planned.max_message_bytes = static_cast<std::uint64_t>(max);
  return planned;
}

}  // namespace

std::vector<double> curve(const Plan& plan, const StreamPlan& stream, std::size_t steps, Per per) {
  std::vector<double> rates(steps);
  const double weight = per == Per::bytes ? stream.load.record_bytes() : 1;
  for (std::size_t i = 0; i < steps; ++i) {
    const auto [from, to] = step_bounds(plan, i, steps);
    rates[i] = weight * stream.load.rate(from, to);
  }
  return rates;
}

std::vector<double> total_curve(const Plan& plan, std::size_t steps, Per per) {
  std::vector<double> total(steps);
  for (const StreamPlan& stream : plan.streams) {
    const auto rates = curve(plan, stream, steps, per);
    for (std::size_t i = 0; i < steps; ++i) total[i] += rates[i];
  }
  return total;
}

std::optional<double> queue_seconds(const Plan& plan) {
  if (plan.peak_records <= 0) return std::nullopt;
  const double by_records = static_cast<double>(plan.queue_records) / plan.peak_records;
  return plan.peak_queued_bytes > 0
             ? std::min(by_records, static_cast<double>(plan.queue_bytes) / plan.peak_queued_bytes)
             : by_records;
}

std::optional<Plan> make_plan(const run::PreparedScenario& prepared, WallTime start_time, std::string& failure) {
  const scenario::Scenario& scenario = prepared.scenario;
  const WallTime wall = scenario::clock_at_start(scenario, start_time);
  Plan plan;
  plan.scenario = scenario.name;
  plan.start = start_text(scenario, wall);
  for (std::size_t number = 0; number < scenario.streams.size(); ++number) {
    auto stream = plan_stream(scenario, scenario.streams[number], prepared.generators[number], wall, failure);
    if (!stream) return std::nullopt;
    plan.streams.push_back(*std::move(stream));
  }
  plan.span = plan_span(plan.streams);
  plan.endless =
      std::any_of(plan.streams.begin(), plan.streams.end(), [](const auto& stream) { return !stream.load.end(); });
  for (StreamPlan& stream : plan.streams) {
    stream.scheduled = stream.load.scheduled(StreamTime{}, plan.span);
    stream.records = stream.load.records(StreamTime{}, plan.span);
  }
  find_peaks(plan);
  for (const scenario::Stream& stream : scenario.streams) {
    const bool known = std::any_of(plan.topics.begin(), plan.topics.end(),
                                   [&](const TopicPlan& topic) { return topic.name == stream.topic.name; });
    if (!known) plan.topics.push_back(plan_topic(plan, scenario, stream.topic));
  }
  const kafka::ClientSettings settings{scenario};
  plan.queue_records = settings.number("queue.buffering.max.messages");
  if (plan.queue_records == 0) plan.queue_records = kNoLimit;
  plan.queue_bytes = settings.number("queue.buffering.max.kbytes") * 1024;
  plan.memory = expected_memory(plan);
  plan.warnings = warning_lines(scenario_warnings(prepared, wall));
  for (auto& warning : plan_warnings(plan, settings)) plan.warnings.push_back(std::move(warning));
  for (std::size_t number = 0; number < scenario.streams.size(); ++number)
    for (const auto& warning : prepared.generators[number].warnings())
      plan.warnings.push_back(fmt::format("{}: {}", scenario.streams[number].name, warning));
  return plan;
}

}  // namespace spate::preview
