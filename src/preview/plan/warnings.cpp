#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "preview/plan/plan.hpp"
#include "report/figures.hpp"

namespace spate::preview {
namespace {

constexpr double kShortQueue = 1;     // seconds
constexpr double kLongLinger = 50;    // milliseconds: less is no latency to speak of
constexpr double kRoundTrip = 0.010;  // seconds: a broker that waits for its followers
// Bytes beside those of a record and its headers: what the client's check adds (RD_KAFKAP_MESSAGE_V2_MAX_OVERHEAD of
// librdkafka), and what a batch of one record takes at most, which is what a broker checks.
constexpr std::uint64_t kClientFraming = 36;
constexpr std::uint64_t kBatchFraming = 70;

class Warnings {
 public:
  Warnings(const Plan& plan, const kafka::ClientSettings& settings) : plan_(plan), settings_(settings) {}

  std::vector<std::string> take() {
    check_queue();
    for (const StreamPlan& stream : plan_.streams) {
      const auto topic = std::find_if(plan_.topics.begin(), plan_.topics.end(),
                                      [&](const TopicPlan& one) { return one.name == stream.topic; });
      check_acks(stream, *topic);
      check_linger(stream, *topic);
      check_size(stream, *topic);
      check_idempotence(stream, *topic);
    }
    return std::move(warnings_);
  }

 private:
  template <class... Args>
  void warn(fmt::format_string<Args...> text, Args&&... args) {
    warnings_.push_back(fmt::format(text, std::forward<Args>(args)...));
  }

  void check_queue() {
    const auto seconds = queue_seconds(plan_);
    if (seconds && *seconds < kShortQueue)
      warn(
          "the client's queue holds {} of traffic at its peak: a broker that pauses longer holds the streams up; raise "
          "queue.buffering.max.messages or queue.buffering.max.kbytes",
          report::latency_text(*seconds));
  }

  void check_acks(const StreamPlan& stream, const TopicPlan& topic) {
    if (topic.replication < 2 || stream.acks == kAllReplicas) return;
    warn(
        "{}: acks={} on a topic of {} replicas: a record counts as delivered before it is copied, and can be lost; "
        "write "
        "acks: all",
        stream.name, stream.acks, topic.replication);
  }

  // A linger as long as several gaps, in which no batch fills: what was meant to save requests only makes records wait.
  void check_linger(const StreamPlan& stream, const TopicPlan& topic) {
    const double linger = settings_.decimal("linger.ms");
    const double per_partition = stream.peak * topic.busiest;
    if (linger < kLongLinger || per_partition <= 0) return;
    const double gap = 1e3 / per_partition;
    if (linger <= gap || linger / gap >= batch_records(stream)) return;
    warn(
        "{}: linger.ms {} is above the gap of {} between the records of a partition, and no batch fills meanwhile: "
        "each "
        "record waits up to {}, which its latency shows; write a shorter linger",
        stream.name, linger, report::latency_text(gap / 1e3), report::latency_text(linger / 1e3));
  }

  // The client looks at records, a broker at what a batch became by compression.
  void check_size(const StreamPlan& stream, const TopicPlan& topic) {
    const auto wire_bytes = stream.sample.most_wire_bytes;
    if (wire_bytes == 0) return;
    const auto client = settings_.number("message.max.bytes");
    if (wire_bytes + kClientFraming > client)
      warn("{}: records of up to {} are above message.max.bytes ({}) and would fail; raise it", stream.name,
           report::size_text(stream.sample.max_bytes), report::size_text(client));
    if (topic.max_message_bytes > 0 && wire_bytes + kBatchFraming > topic.max_message_bytes)
      warn("{}: records of up to {} are above the topic's max.message.bytes ({}) and would fail{}; raise it",
           stream.name, report::size_text(stream.sample.max_bytes), report::size_text(topic.max_message_bytes),
           stream.compressed ? " where compression does not make them smaller" : "");
  }

  // An idempotent producer has one batch of a partition under way at a time.
  void check_idempotence(const StreamPlan& stream, const TopicPlan& topic) {
    if (!settings_.on("enable.idempotence")) return;
    const double ceiling = batch_records(stream) / kRoundTrip;
    const double wanted = stream.peak * topic.busiest;
    if (wanted <= ceiling) return;
    warn(
        "{}: idempotence sends one batch a round trip and partition: at {} a round trip that is {}/s, and the busiest "
        "partition is to get {}/s; write more partitions or larger batches",
        stream.name, report::latency_text(kRoundTrip), report::rate_text(ceiling), report::rate_text(wanted));
  }

  [[nodiscard]] double batch_records(const StreamPlan& stream) const {
    const auto max = static_cast<double>(settings_.number("batch.num.messages"));
    const auto bytes = static_cast<double>(settings_.number("batch.size"));
    return std::max(1.0, std::min(max, bytes / stream.load.record_bytes()));
  }

  const Plan& plan_;
  const kafka::ClientSettings& settings_;
  std::vector<std::string> warnings_;
};

}  // namespace

std::vector<std::string> plan_warnings(const Plan& plan, const kafka::ClientSettings& settings) {
  return Warnings{plan, settings}.take();
}

}  // namespace spate::preview
