#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "preview/plan/plan.hpp"
#include "report/figures.hpp"

namespace spate::preview {
namespace {

constexpr double kMinQueueSeconds = 1;
constexpr double kMinLingerMs = 50;
constexpr double kRoundTripSeconds = 0.010;  // with replication
// Bytes that the size checks add to a record and its headers: the client adds RD_KAFKAP_MESSAGE_V2_MAX_OVERHEAD
// (librdkafka), the broker checks a batch with one record.
constexpr std::uint64_t kClientFraming = 36;
constexpr std::uint64_t kBatchFraming = 70;

class Warnings {
 public:
  Warnings(const Plan& plan, const kafka::ClientSettings& settings) : plan_(plan), settings_(settings) {}

  std::vector<std::string> run() {
    check_queue();
    for (const StreamPlan& stream : plan_.streams) {
      const auto topic = std::find_if(plan_.topics.begin(), plan_.topics.end(),
                                      [&](const TopicPlan& candidate) { return candidate.name == stream.topic; });
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
    if (seconds && *seconds < kMinQueueSeconds)
      warn(
          "the producer queue holds {} of traffic at the peak rate, a longer pause of a broker blocks the streams: "
          "raise "
          "queue.buffering.max.messages or queue.buffering.max.kbytes",
          report::latency_text(*seconds));
  }

  void check_acks(const StreamPlan& stream, const TopicPlan& topic) {
    if (topic.replication < 2 || stream.acks == kAllReplicas) return;
    warn(
        "{}: acks={} on a topic of {} replicas, delivered records are not replicated yet and can be lost: set acks: "
        "all",
        stream.name, stream.acks, topic.replication);
  }

  // If no batch fills within the linger, the linger only delays records.
  void check_linger(const StreamPlan& stream, const TopicPlan& topic) {
    const double linger = settings_.decimal("linger.ms");
    const double per_partition = stream.peak * topic.busiest;
    if (linger < kMinLingerMs || per_partition <= 0) return;
    const double gap = 1e3 / per_partition;
    if (linger <= gap || linger / gap >= batch_records(stream)) return;
    warn(
        "{}: linger.ms {} is above the gap of {} between the records of a partition, no batch fills and each record "
        "waits up to {}: use a shorter linger",
        stream.name, linger, report::latency_text(gap / 1e3), report::latency_text(linger / 1e3));
  }

  // The client checks records, the broker checks compressed batches.
  void check_size(const StreamPlan& stream, const TopicPlan& topic) {
    const auto wire_bytes = stream.sample.max_wire_bytes;
    if (wire_bytes == 0) return;
    const auto client = settings_.number("message.max.bytes");
    if (wire_bytes + kClientFraming > client)
      warn("{}: records of up to {} exceed message.max.bytes ({}) and would fail: raise it", stream.name,
           report::size_text(stream.sample.max_bytes), report::size_text(client));
    if (topic.max_message_bytes > 0 && wire_bytes + kBatchFraming > topic.max_message_bytes)
      warn("{}: records of up to {} exceed the topic's max.message.bytes ({}) and would fail{}: raise it", stream.name,
           report::size_text(stream.sample.max_bytes), report::size_text(topic.max_message_bytes),
           stream.compressed ? " unless compression makes them smaller" : "");
  }

  // An idempotent producer has one batch per partition in flight.
  void check_idempotence(const StreamPlan& stream, const TopicPlan& topic) {
    if (!settings_.is_true("enable.idempotence")) return;
    const double max_rate = batch_records(stream) / kRoundTripSeconds;
    const double rate = stream.peak * topic.busiest;
    if (rate <= max_rate) return;
    warn(
        "{}: idempotence sends one batch per partition and round trip, with {} per round trip {}/s, but the busiest "
        "partition gets {}/s: use more partitions or larger batches",
        stream.name, report::latency_text(kRoundTripSeconds), report::rate_text(max_rate), report::rate_text(rate));
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
  return Warnings{plan, settings}.run();
}

}  // namespace spate::preview
