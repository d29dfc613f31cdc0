// `spate plan`: what a scenario will do, computed before a run. Values describe the schedule, not the broker or the
// machine.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "kafka/client_settings.hpp"
#include "preview/plan/offered_load.hpp"
#include "preview/plan/sampled_records.hpp"
#include "run/prepare/prepare.hpp"

namespace spate::preview {

inline constexpr int kAllReplicas = -1;  // acks: all

struct StreamPlan {
  std::string name;
  std::string topic;
  OfferedLoad load;
  SampledRecords sample;
  double scheduled = 0;  // records, in the span of the plan
  double records = 0;    // records sent in the span
  double peak = 0;       // max records sent per second
  int acks = kAllReplicas;
  bool compressed = false;
};

inline constexpr auto kNoLimit = std::numeric_limits<std::uint64_t>::max();

// All streams of one topic.
struct TopicPlan {
  std::string name;
  int partitions = 1;
  int replication = 1;
  bool partitions_assumed = false;      // not in the scenario: topic or broker decides
  bool replication_assumed = false;     // as above
  double records = 0;                   // records sent per second, mean while its streams send
  double bytes = 0;                     // sent per second, mean
  double busiest = 0;                   // share of the busiest partition
  std::uint64_t max_message_bytes = 0;  // 0: not in the scenario
  double retained = 0;                  // max bytes of all replicas under retention; infinity: not in the scenario
};

struct Plan {
  std::string scenario;
  std::string start;     // wall clock at T = 0 and its source; empty: no stream uses it
  StreamTime span{};     // covered by charts and totals, from T = 0
  bool endless = false;  // streams continue after the span
  std::vector<StreamPlan> streams;
  std::vector<TopicPlan> topics;
  double peak_records = 0;  // per second, of all streams together, per step of the chart
  double peak_bytes = 0;
  double peak_queued_bytes = 0;     // of values only, as the producer queue counts
  std::uint64_t queue_records = 0;  // limit of the producer queue; kNoLimit: bytes only
  std::uint64_t queue_bytes = 0;
  double memory = 0;  // expected bytes with a full queue
  std::vector<std::string> warnings;
};

// Samples all generators. Returns nullopt and sets `failure` if a generator fails. `start_time` is the start time on
// the wall clock.
[[nodiscard]] std::optional<Plan> make_plan(const run::PreparedScenario& prepared, WallTime start_time,
                                            std::string& failure);

// Seconds of traffic at the peak rate that the producer queue holds. Returns nullopt if all streams send at max.
[[nodiscard]] std::optional<double> queue_seconds(const Plan& plan);

// Warnings, each with the fix.
[[nodiscard]] std::vector<std::string> plan_warnings(const Plan& plan, const kafka::ClientSettings& settings);

// Records or bytes per second of a stream in `steps` equal steps of the span.
enum class Per { records, bytes };
[[nodiscard]] std::vector<double> curve(const Plan& plan, const StreamPlan& stream, std::size_t steps, Per per);
[[nodiscard]] std::vector<double> total_curve(const Plan& plan, std::size_t steps, Per per);

// The plan as text, with charts.
[[nodiscard]] std::string to_text(const Plan& plan);
// The target rates over time as SVG, one line per stream.
[[nodiscard]] std::string to_svg(const Plan& plan);

// Time on an axis: "0", "7.5 s", "12 h".
[[nodiscard]] std::string time_text(Duration time);
[[nodiscard]] inline std::string time_text(StreamTime time) { return time_text(time.time_since_epoch()); }

}  // namespace spate::preview
