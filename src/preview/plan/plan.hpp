// `spate plan`: what a scenario will do, told before anything runs. Figures are of what is scheduled: what a broker or
// a machine makes of it is for a run to show.
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
  double scheduled = 0;  // records, in the plan's span
  double records = 0;    // likewise, of those that are sent
  double peak = 0;       // records sent per second at its busiest
  int acks = kAllReplicas;
  bool compressed = false;
};

inline constexpr auto kNoLimit = std::numeric_limits<std::uint64_t>::max();

// All streams of one topic.
struct TopicPlan {
  std::string name;
  int partitions = 1;
  int replication = 1;
  bool partitions_assumed = false;      // not in the scenario: the topic's or the broker's will hold
  bool replication_assumed = false;     // likewise
  double records = 0;                   // sent per second, mean over the time its streams send
  double bytes = 0;                     // likewise
  double busiest = 0;                   // share of the busiest partition
  std::uint64_t max_message_bytes = 0;  // 0: the scenario does not say
  double kept = 0;  // bytes of all copies at most, by the topic's retention; infinity: the scenario sets none
};

struct Plan {
  std::string scenario;
  std::string start;     // what the clock shows at T = 0 and why; empty: nothing goes by it
  StreamTime span{};     // what the chart and the totals cover, from T = 0
  bool endless = false;  // streams go on after it
  std::vector<StreamPlan> streams;
  std::vector<TopicPlan> topics;
  double peak_records = 0;  // per second, of all streams together; those busy in one step of the chart add up
  double peak_bytes = 0;
  double peak_queued_bytes = 0;     // likewise, of values: all that the client's queue counts
  std::uint64_t queue_records = 0;  // what the client's queue holds at most; kNoLimit: only bytes count
  std::uint64_t queue_bytes = 0;
  double memory = 0;  // bytes, expected with that queue full
  std::vector<std::string> warnings;
};

// Samples every generator. Nothing, and why in `failure`, when one of them cannot make its records.
// `first`: the real instant of T = 0.
[[nodiscard]] std::optional<Plan> make_plan(const run::PreparedScenario& prepared, WallTime first,
                                            std::string& failure);

// Seconds of traffic at its peak that the client's queue holds; nothing: no stream has a rate that could be told.
[[nodiscard]] std::optional<double> queue_seconds(const Plan& plan);

// What the plan warns of, a sentence each, with what to do.
[[nodiscard]] std::vector<std::string> plan_warnings(const Plan& plan, const kafka::ClientSettings& settings);

// Records or bytes per second of a stream in `steps` equal steps of the plan's span.
enum class Per { records, bytes };
[[nodiscard]] std::vector<double> curve(const Plan& plan, const StreamPlan& stream, std::size_t steps, Per per);
[[nodiscard]] std::vector<double> total_curve(const Plan& plan, std::size_t steps, Per per);

// The plan as people read it, charts included.
[[nodiscard]] std::string to_text(const Plan& plan);
// The target rate over time as an SVG picture, a line per stream.
[[nodiscard]] std::string to_svg(const Plan& plan);

// An axis: "0", "7.5 s", "12 h".
[[nodiscard]] std::string time_text(Duration time);
[[nodiscard]] inline std::string time_text(StreamTime time) { return time_text(time.time_since_epoch()); }

}  // namespace spate::preview
