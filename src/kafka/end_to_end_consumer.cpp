#include "kafka/end_to_end_consumer.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/printable.hpp"
#include "kafka/client_configuration.hpp"
#include "kafka/topic_metadata.hpp"

namespace spate::kafka {
namespace {

constexpr Duration kTimeout = 10 * kSecond;    // of each request at startup
constexpr std::size_t kMaxReports = 1U << 21;  // of all partitions, 64 MiB
constexpr std::size_t kMaxArrivals = 100'000;  // of one partition

Client start_end_to_end_client(const scenario::Scenario& scenario, const std::string& bootstrap_servers) {
  auto configuration = configure_client(scenario, bootstrap_servers);
  defer_connection(*configuration);
  // This client would warn about producer properties. Errors of connections are logged by the producer.
  for (const auto& [name, value] : {std::pair{"log_level", "0"}, std::pair{"enable.auto.commit", "false"}}) {
    rd_kafka_conf_set(configuration.get(), name, value, nullptr, 0);
  }
  // A mock broker delays an empty fetch for the full wait, even if a record arrives earlier.
  if (scenario.embedded) rd_kafka_conf_set(configuration.get(), "fetch.wait.max.ms", "10", nullptr, 0);
  return start_consumer(std::move(configuration));
}

// Enough for 1 s of a fast partition; less if there are many partitions.
std::size_t reports_per_partition(std::size_t partitions) {
  constexpr std::size_t kMaxPerPartition = 1U << 17U;
  return std::max<std::size_t>(
      256, std::min(kMaxPerPartition, std::bit_floor(kMaxReports / std::max<std::size_t>(1, partitions))));
}

[[noreturn]] void throw_no_access(const std::string& topic, stats::ErrorCode error) {
  throw StartError{fmt::format("topic {}: cannot consume it for the end-to-end latency: {}", topic,
                               rd_kafka_err2str(static_cast<rd_kafka_resp_err_t>(error)))};
}

}  // namespace

EndToEndConsumer::EndToEndConsumer(const scenario::Scenario& scenario, const std::string& bootstrap_servers,
                                   stats::RunStats& stats, ClientEventHandler on_event)
    : on_event_(std::move(on_event)),
      client_(start_end_to_end_client(scenario, bootstrap_servers)),
      records_(rd_kafka_queue_new(client_.get())) {
  for (const scenario::Stream& stream : scenario.streams) {
    if (!stream.end_to_end || topics_.count(stream.topic.name) > 0) continue;
    ClientTopic handle{rd_kafka_topic_new(client_.get(), stream.topic.name.c_str(), nullptr)};
    if (!handle) throw_no_access(stream.topic.name, rd_kafka_last_error());
    topics_.emplace(stream.topic.name, Topic{.handle = std::move(handle), .partitions = {}});
  }
  connect_client(*client_, scenario, bootstrap_servers);
  open_partitions();
  const auto streams = stats.streams.read();
  for (std::size_t number = 0; number < scenario.streams.size(); ++number) {
    if (!scenario.streams[number].end_to_end) continue;
    stats::EndToEndStats& stream = streams[number]->end_to_end;
    stream.measured = true;
    const auto topic = topics_.find(scenario.streams[number].topic.name);
    for (const Partition& partition : topic->second.partitions) stream.partitions.push_back(partition.sent);
  }
  thread_ = Thread{"spate-consumer", [this] { run(); }};
}

void EndToEndConsumer::open_partitions() {
  std::vector<TopicPartitions> topics;
  std::size_t total = 0;
  const PartitionCounts counts{*client_, kTimeout};
  for (const auto& [name, topic] : topics_) {
    const auto result = counts.of(name);
    if (result.error != 0) throw_no_access(name, result.error);
    topics.push_back({.topic = name, .partitions = result.count});
    total += static_cast<std::size_t>(result.count);
  }
  const auto ends = request_end_offsets(*client_, topics, kTimeout);
  if (ends.error != 0) throw_no_access(topics.front().topic, ends.error);
  for (auto& [name, topic] : topics_) {
    for (const std::int64_t end : ends.offsets.at(name)) {
      const auto number = static_cast<std::int32_t>(topic.partitions.size());
      topic.partitions.push_back(
          {.sent = std::make_shared<stats::SentOffsets>(end, reports_per_partition(total)), .arrived = {}});
      if (rd_kafka_consume_start_queue(topic.handle.get(), number, end, records_.get()) != 0)
        throw_no_access(name, rd_kafka_last_error());
    }
  }
}

void EndToEndConsumer::stop(MonotonicTime deadline) {
  if (!thread_.joinable()) return;
  deadline_ = deadline;
  stopping_ = true;
  thread_.join();
  for (auto& [name, topic] : topics_) {
    for (std::size_t number = 0; number < topic.partitions.size(); ++number) {
      rd_kafka_consume_stop(topic.handle.get(), static_cast<std::int32_t>(number));
    }
  }
}

void EndToEndConsumer::run() {
  constexpr Duration kWait = 50 * kMillisecond;
  while (!stopping_) read(kWait);
  while (monotonic_now() < deadline_.load() && !has_read_all()) read(kWait);
}

// librdkafka returns a batch only when it is full or its timeout has passed. So this waits for one record, then reads
// without waiting those that arrived with it.
void EndToEndConsumer::read(Duration timeout) {
  std::array<rd_kafka_message_t*, 512> messages{};
  messages[0] = rd_kafka_consume_queue(records_.get(), timeout_milliseconds(timeout));
  ssize_t count = messages[0] == nullptr ? 0 : 1;
  const MonotonicTime now = monotonic_now();
  while (count > 0) {
    for (const auto* const message : std::span{messages}.first(static_cast<std::size_t>(count)))
      on_record(*message, now);
    for (auto* const message : std::span{messages}.first(static_cast<std::size_t>(count)))
      rd_kafka_message_destroy(message);
    count = rd_kafka_consume_batch_queue(records_.get(), 0, messages.data(), messages.size());
  }
  for (auto& [name, topic] : topics_) {
    for (Partition& partition : topic.partitions) settle(partition);
  }
}

void EndToEndConsumer::on_record(const rd_kafka_message_s& message, MonotonicTime now) {
  const std::string_view name{message.rkt == nullptr ? "" : rd_kafka_topic_name(message.rkt)};
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    on_event_({.code = message.err,
               .name = rd_kafka_err2name(message.err),
               .text = fmt::format("topic {}: cannot measure the end-to-end latency: {}", name,
                                   printable_line(rd_kafka_message_errstr(&message)))});
    return;
  }
  const auto topic = topics_.find(name);
  const auto number = static_cast<std::size_t>(message.partition);
  if (topic == topics_.end() || number >= topic->second.partitions.size()) return;
  Partition& partition = topic->second.partitions[number];
  partition.arrived.push_back({.offset = message.offset, .at = now});
  if (partition.arrived.size() <= kMaxArrivals) return;
  partition.sent->advance(partition.arrived.front().offset);
  partition.arrived.pop_front();
}

// Reports arrive in order of offsets. A record without a report is another producer's once a later report is known.
void EndToEndConsumer::settle(Partition& partition) {
  stats::SentOffsets& sent = *partition.sent;
  while (!partition.arrived.empty()) {
    const Arrival arrival = partition.arrived.front();
    const auto newest = sent.newest();
    const auto record = sent.find(arrival.offset);
    if (!record && newest < arrival.offset) return;
    if (record) record->stream->end_to_end.latency.record(arrival.at - record->intended);
    sent.advance(arrival.offset);
    partition.arrived.pop_front();
  }
}

bool EndToEndConsumer::has_read_all() const {
  return std::all_of(topics_.begin(), topics_.end(), [](const auto& topic) {
    const auto& partitions = topic.second.partitions;
    return std::all_of(partitions.begin(), partitions.end(), [](const Partition& partition) {
      return partition.sent->position() >= partition.sent->newest();
    });
  });
}

}  // namespace spate::kafka
