#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/printable.hpp"
#include "preview/plan/chart.hpp"
#include "preview/plan/plan.hpp"
#include "report/figures.hpp"
#include "report/text_table.hpp"

namespace spate::preview {
namespace {

constexpr std::size_t kColumns = 64;
constexpr double kSecondsPerDay = 86'400;

// Integers for large numbers, two significant digits for small ones.
std::string count_text(double records) {
  if (records >= 1e18) return fmt::format("{:.3g}", records);
  return records >= 10 || records == std::floor(records)
             ? report::grouped(static_cast<std::uint64_t>(std::llround(records)))
             : fmt::format("{:.2g}", records);
}

std::string bytes_text(double bytes) {
  static constexpr std::array kUnits{"B", "KB", "MB", "GB", "TB", "PB"};
  std::size_t unit = 0;
  while (bytes >= 999.5 && unit + 1 < kUnits.size()) {
    bytes /= 1000;
    ++unit;
  }
  return bytes >= 100 || bytes == 0 ? fmt::format("{:.0f} {}", bytes, kUnits[unit])
                                    : fmt::format("{:.3g} {}", bytes, kUnits[unit]);
}

// Rates below 0.1 with two significant digits.
std::string per_second(double rate) {
  constexpr double kSmall = 0.1;
  return rate > 0 && rate < kSmall ? fmt::format("{:.2g}", rate) : report::rate_text(rate);
}

// Mean while the stream sends.
double mean_rate(const Plan& plan, const StreamPlan& stream) {
  return stream.load.rate(stream.load.start(), std::min(plan.span, stream.load.end().value_or(plan.span)));
}

std::string end_text(const StreamPlan& stream) { return stream.load.end() ? time_text(*stream.load.end()) : "stopped"; }

std::string stream_table(const Plan& plan) {
  std::vector<report::TableRow> rows{
      {"stream", "from", "until", "records", "bytes", "mean/s", "peak/s", "peak bytes/s", "record bytes", "largest"}};
  double records = 0;
  double bytes = 0;
  for (const StreamPlan& stream : plan.streams) {
    const double size = stream.load.record_bytes();
    records += stream.records;
    bytes += stream.records * size;
    const bool has_rate = stream.load.has_rate();
    rows.push_back({stream.name, time_text(stream.load.start()), end_text(stream),
                    has_rate ? count_text(stream.records) : "max", has_rate ? bytes_text(stream.records * size) : "max",
                    has_rate ? per_second(mean_rate(plan, stream)) : "max", has_rate ? per_second(stream.peak) : "max",
                    has_rate ? bytes_text(stream.peak * size) : "max",
                    fmt::format("{:.1f}", stream.sample.mean_bytes()), report::grouped(stream.sample.max_bytes)});
  }
  if (plan.streams.size() > 1)
    rows.push_back({"all", "", "", count_text(records), bytes_text(bytes), "", per_second(plan.peak_records),
                    bytes_text(plan.peak_bytes), "", ""});
  return report::text_table(rows);
}

std::string retention_text(const TopicPlan& topic) {
  return std::isinf(topic.retained) ? "broker default" : bytes_text(topic.retained);
}

std::string topic_table(const Plan& plan) {
  std::vector<report::TableRow> rows{{"topic", "partitions", "replicas", "records/s", "bytes/s", "per partition/s",
                                      "busiest", "busiest/s", "growth/day", "retention", "replication/s"}};
  for (const TopicPlan& topic : plan.topics) {
    rows.push_back({topic.name, fmt::format("{}{}", topic.partitions, topic.partitions_assumed ? "?" : ""),
                    fmt::format("{}{}", topic.replication, topic.replication_assumed ? "?" : ""),
                    per_second(topic.records), bytes_text(topic.bytes), per_second(topic.records / topic.partitions),
                    fmt::format("{:.1f} %", 100 * topic.busiest), per_second(topic.records * topic.busiest),
                    bytes_text(topic.bytes * kSecondsPerDay * topic.replication), retention_text(topic),
                    bytes_text(topic.bytes * (topic.replication - 1))});
  }
  return report::text_table(rows);
}

std::string queue_text(const Plan& plan) {
  const auto seconds = queue_seconds(plan);
  const auto records = plan.queue_records == kNoLimit ? std::string{"unlimited records"}
                                                      : report::grouped(plan.queue_records) + " records";
  return fmt::format("client: the producer queue holds {} or {}{}, about {} of memory when full\n", records,
                     report::size_text(plan.queue_bytes),
                     seconds ? fmt::format(", {} of traffic at the peak rate",
                                           time_text(std::chrono::duration_cast<Duration>(
                                               std::chrono::duration<double>{std::min(*seconds, 1e9)})))
                             : "",
                     report::size_text(static_cast<std::uint64_t>(plan.memory)));
}

std::string charts(const Plan& plan) {
  const auto right = time_text(plan.span);
  const auto chart = [&](Per per, std::string unit, std::string top) {
    return text_chart(total_curve(plan, kColumns, per),
                      {.unit = std::move(unit), .top = std::move(top), .left = "0", .right = right}) +
           "\n";
  };
  const auto records = total_curve(plan, kColumns, Per::records);
  const auto bytes = total_curve(plan, kColumns, Per::bytes);
  return chart(Per::records, "records/s", per_second(*std::max_element(records.begin(), records.end()))) +
         chart(Per::bytes, "MB/s", fmt::format("{:.3g}", *std::max_element(bytes.begin(), bytes.end()) / 1e6));
}

// Describes dropped and duplicated records; empty if there are none.
std::string imperfections_text(const StreamPlan& stream) {
  const auto& sample = stream.sample;
  if (sample.dropped == 0 && sample.duplicated == 0) return {};
  const auto scheduled =
      stream.load.has_rate() ? count_text(stream.scheduled) + " scheduled, of which " : std::string{};
  return fmt::format("{}: {}{:.3g} % are dropped and {:.3g} % sent twice\n", stream.name, scheduled,
                     100 * sample.dropped, 100 * sample.duplicated);
}

std::string notes_text(const Plan& plan) {
  std::string text;
  const bool has_max =
      std::any_of(plan.streams.begin(), plan.streams.end(), [](const auto& stream) { return !stream.load.has_rate(); });
  const bool assumed = std::any_of(plan.topics.begin(), plan.topics.end(), [](const auto& topic) {
    return topic.partitions_assumed || topic.replication_assumed;
  });
  if (has_max) text += "max: only a run shows the rate, charts, totals and client figures exclude it\n";
  if (assumed) text += "?: the topic or the broker decides, the plan assumes 1\n";
  for (const StreamPlan& stream : plan.streams) text += imperfections_text(stream);
  return text + "Bytes count keys, values and headers before compression, estimated from a sample of each stream.\n";
}

}  // namespace

std::string time_text(Duration time) {
  struct Unit {
    Duration from, duration;
    const char* name;
  };
  static constexpr std::array kUnits{Unit{2 * kDay, kDay, "d"}, Unit{2 * kHour, kHour, "h"},
                                     Unit{2 * kMinute, kMinute, "min"}, Unit{kSecond, kSecond, "s"},
                                     Unit{kMillisecond, kMillisecond, "ms"}};
  if (time == Duration{}) return "0";
  for (const Unit& unit : kUnits)
    if (time >= unit.from) return fmt::format("{:.4g} {}", ratio(time, unit.duration), unit.name);
  return fmt::format("{} us", time / kMicrosecond);
}

std::string to_text(const Plan& plan) {
  auto text = fmt::format("{}: {} {} over {}{}\n\n", printable_line(plan.scenario), plan.streams.size(),
                          plan.streams.size() == 1 ? "stream" : "streams", time_text(plan.span),
                          plan.endless ? ", without an end" : "");
  if (!plan.start.empty()) text.insert(text.size() - 1, plan.start + "\n");
  text += charts(plan) + stream_table(plan) + "\n" + topic_table(plan) + "\n" + queue_text(plan) + notes_text(plan);
  for (const auto& warning : plan.warnings) text += fmt::format("warning: {}\n", warning);
  return text;
}

}  // namespace spate::preview
