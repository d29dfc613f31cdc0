#include "kafka/producer.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iterator>
#include <thread>
#include <utility>

#include "base/error.hpp"
#include "kafka/client_configuration.hpp"
#include "kafka/malloc_tuning.hpp"
#include "kafka/topic_metadata.hpp"
#include "kafka/topic_sink.hpp"

namespace spate::kafka {
namespace {

constexpr Duration kMetadataTimeout = 10 * kSecond;

Client start_producer(const scenario::Scenario& scenario, const std::string& bootstrap_servers) {
  tune_malloc();
  auto configuration = configure_client(scenario, bootstrap_servers);
  defer_connection(*configuration);
  // Only for this client: unread events of the other clients would use memory.
  rd_kafka_conf_set(configuration.get(), "statistics.interval.ms", "1000", nullptr, 0);
  rd_kafka_conf_set_events(configuration.get(),
                           RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_STATS | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG);
  auto client = start_client(std::move(configuration));
  rd_kafka_set_log_queue(client.get(), nullptr);  // null: the main queue
  return client;
}

std::int64_t number_setting(const rd_kafka_s& client, const char* name) {
  std::array<char, 64> text{};
  std::size_t size = text.size();
  rd_kafka_conf_get(rd_kafka_conf(const_cast<rd_kafka_s*>(&client)), name, text.data(), &size);
  return std::strtoll(text.data(), nullptr, 10);
}

std::chrono::milliseconds milliseconds_setting(const rd_kafka_s& client, const char* name) {
  return std::chrono::milliseconds{number_setting(client, name)};
}

// A new partition may need up to 5 s until its leader responds.
bool leaders_answer_soon(rd_kafka_s& client, const TopicPartitions& topic) {
  constexpr int kAttempts = 5;
  constexpr Duration kTimeout = kSecond;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (leaders_answer(client, {&topic, 1}, kTimeout)) return true;
    std::this_thread::sleep_for(kTimeout / 5);
  }
  return false;
}

}  // namespace

Producer::Producer(const scenario::Scenario& scenario, const std::string& bootstrap_servers, stats::ClientStats& stats,
                   ClientEventHandler on_event, DeliveryObserver on_delivery)
    : stats_(stats),
      on_event_(std::move(on_event)),
      on_delivery_(std::move(on_delivery)),
      counter_(on_delivery_),
      client_(start_producer(scenario, bootstrap_servers)),
      events_(rd_kafka_queue_get_main(client_.get())),
      queue_bytes_(static_cast<std::size_t>(number_setting(*client_, "queue.buffering.max.kbytes")) * 1024),
      refresh_interval_(
          std::max<Duration>(Duration{}, milliseconds_setting(*client_, "topic.metadata.refresh.interval.ms"))),
      unopened_(new_topics(scenario)),
      poll_thread_("spate-poll", [this] { serve(); }) {
  connect_client(*client_, scenario, bootstrap_servers);
}

Producer::~Producer() {
  stopping_ = true;
  rd_kafka_queue_yield(events_.get());
  poll_thread_.join();
}

ClientTopic Producer::new_topic(const scenario::Stream& stream) {
  ClientTopic topic{
      rd_kafka_topic_new(client_.get(), stream.topic.name.c_str(), configure_topic(*client_, stream).release())};
  if (!topic) throw StartError{fmt::format("topic {}: {}", stream.topic.name, rd_kafka_err2str(rd_kafka_last_error()))};
  opened_.try_emplace(stream.topic.name, stream.kafka);
  return topic;
}

std::vector<ClientTopic> Producer::new_topics(const scenario::Scenario& scenario) {
  std::vector<ClientTopic> topics;
  for (const scenario::Stream& stream : scenario.streams) topics.push_back(new_topic(stream));
  return topics;
}

std::vector<record::RecordSink*> Producer::open_topics(std::span<const StreamTopic> topics) {
  if (topics.empty()) return {};
  std::vector<std::unique_ptr<TopicSink>> opened;
  for (const auto& [stream, stats] : topics)
    opened.push_back(std::make_unique<TopicSink>(*client_, new_topic(stream), queue_bytes_, stats, on_delivery_));
  const PartitionCounts counts{*client_, kMetadataTimeout};
  std::vector<record::RecordSink*> sinks;
  for (std::size_t number = 0; number < topics.size(); ++number) {
    const auto& name = topics[number].stream.topic.name;
    const auto partitions = counts.of(name);
    if (partitions.error != 0) {
      throw StartError{
          fmt::format("topic {}: {}", name, rd_kafka_err2str(static_cast<rd_kafka_resp_err_t>(partitions.error)))};
    }
    opened[number]->set_partitions(partitions.count);
    sinks.push_back(opened[number].get());
  }
  sinks_.reserve(sinks_.size() + opened.size());
  std::ranges::move(opened, std::back_inserter(sinks_));
  for (const auto& topic : topics) topic.stats.topic_ready = true;
  unopened_.clear();
  return sinks;
}

bool Producer::opened_with_other_properties(const scenario::Stream& stream) const {
  const auto known = opened_.find(stream.topic.name);
  return known != opened_.end() &&
         !std::equal(known->second.begin(), known->second.end(), stream.kafka.begin(), stream.kafka.end(),
                     [](const scenario::Property& a, const scenario::Property& b) {
                       return a.name == b.name && a.value == b.value;
                     });
}

void Producer::close_topic(const record::RecordSink& sink) noexcept {
  const auto is_closed = [&](const auto& open) { return open.get() == &sink; };
  sinks_.erase(std::remove_if(sinks_.begin(), sinks_.end(), is_closed), sinks_.end());
}

std::vector<PartitionChange> Producer::refresh_partitions() {
  std::vector<PartitionChange> changes;
  const PartitionCounts counts{*client_, kMetadataTimeout};
  for (const auto& sink : sinks_) {
    const auto partitions = counts.of(sink->topic_name());
    if (partitions.error != 0) {
      const auto error = static_cast<rd_kafka_resp_err_t>(partitions.error);
      on_event_({.code = error,
                 .name = rd_kafka_err2name(error),
                 .text = fmt::format("topic {}: cannot read its partitions: {}", sink->topic_name(),
                                     rd_kafka_err2str(error))});
      if (error == RD_KAFKA_RESP_ERR__TRANSPORT || error == RD_KAFKA_RESP_ERR__TIMED_OUT) break;
      continue;
    }
    const auto before = sink->partition_count();
    if (partitions.count == before) continue;
    if (!leaders_answer_soon(*client_, {sink->topic_name(), partitions.count})) continue;  // at the next refresh
    sink->set_partitions(partitions.count);
    changes.push_back({sink->topic_name(), before, partitions.count});
  }
  return changes;
}

ClientLimits Producer::limits() const {
  constexpr std::int64_t kFewRequests = 100;
  return {.queue_records = static_cast<std::uint64_t>(number_setting(*client_, "queue.buffering.max.messages")),
          .queue_bytes = queue_bytes_,
          .linger = milliseconds_setting(*client_, "linger.ms"),
          .few_requests = number_setting(*client_, "max.in.flight.requests.per.connection") <= kFewRequests};
}

std::size_t Producer::unsettled() const noexcept {
  return static_cast<std::size_t>(std::max(0, rd_kafka_outq_len(client_.get())));
}

bool Producer::flush(MonotonicTime deadline) noexcept {
  return rd_kafka_flush(client_.get(), timeout_milliseconds(deadline - monotonic_now())) == RD_KAFKA_RESP_ERR_NO_ERROR;
}

bool Producer::finish(MonotonicTime deadline, const WakeEvent& stop) noexcept {
  constexpr Duration kSlice = 100 * kMillisecond;  // longest delay until a stop is noticed
  // rd_kafka_flush() only waits, because the poll thread serves the reports.
  while (rd_kafka_flush(client_.get(), timeout_milliseconds(std::min(kSlice, deadline - monotonic_now()))) !=
         RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (stop.is_set()) return false;
    if (monotonic_now() >= deadline) return purge();
  }
  return true;
}

bool Producer::purge() noexcept {
  constexpr Duration kReportTimeout = 10 * kSecond;
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_flush(client_.get(), timeout_milliseconds(kReportTimeout));
  return false;
}

void Producer::serve() noexcept {
  constexpr Duration kMaxWait = kSecond;  // the destructor interrupts it
  while (!stopping_) {
    stats_.mark_polled(monotonic_now());
    const Event event{rd_kafka_queue_poll(events_.get(), timeout_milliseconds(kMaxWait))};
    if (event) serve(*event);
  }
  stats_.mark_polled(MonotonicTime{});
}

void Producer::serve(rd_kafka_op_s& event) noexcept try {
  switch (rd_kafka_event_type(&event)) {
    case RD_KAFKA_EVENT_DR:
      return counter_.count(event, monotonic_now());
    case RD_KAFKA_EVENT_STATS:
      return serve_statistics(event);
    case RD_KAFKA_EVENT_ERROR:
      return serve_error(event);
    case RD_KAFKA_EVENT_LOG:
      return serve_log(event);
    default:
      return;
  }
} catch (const std::exception&) {
  // Out of memory: the event is lost. Delivery reports need no allocation.
}

void Producer::serve_statistics(rd_kafka_op_s& event) {
  if (auto snapshot = statistics_.read(rd_kafka_event_stats(&event), monotonic_now()))
    stats_.replace(*std::move(snapshot));
}

void Producer::serve_error(rd_kafka_op_s& event) const { on_event_(describe_error(event)); }

void Producer::serve_log(rd_kafka_op_s& event) const {
  if (const auto log_event = describe_log(event)) on_event_(*log_event);
}

}  // namespace spate::kafka
