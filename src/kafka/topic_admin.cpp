#include "kafka/topic_admin.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <string_view>
#include <thread>
#include <utility>

#include "base/error.hpp"
#include "base/printable.hpp"
#include "kafka/client_configuration.hpp"
#include "kafka/client_event.hpp"
#include "kafka/tls_diagnosis.hpp"
#include "kafka/topic_metadata.hpp"

namespace spate::kafka {
namespace {

// One attempt; the caller repeats it.
constexpr Duration kLeaderTimeout = 2 * kSecond;

constexpr Duration kSlice = 200 * kMillisecond;  // longest delay until a stop is noticed
constexpr Duration kMaxSlice = 2 * kSecond;      // the same for brokers with a long round trip

struct DestroyMetadata {
  void operator()(const rd_kafka_metadata_t* metadata) const noexcept { rd_kafka_metadata_destroy(metadata); }
};
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, DestroyMetadata>;

struct DestroyNewTopic {
  void operator()(rd_kafka_NewTopic_t* topic) const noexcept { rd_kafka_NewTopic_destroy(topic); }
};
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, DestroyNewTopic>;

struct DestroyNewPartitions {
  void operator()(rd_kafka_NewPartitions_t* partitions) const noexcept { rd_kafka_NewPartitions_destroy(partitions); }
};
using NewPartitions = std::unique_ptr<rd_kafka_NewPartitions_t, DestroyNewPartitions>;

Client start_admin(const scenario::Scenario& scenario, const std::string& bootstrap_servers) {
  auto configuration = configure_client(scenario, bootstrap_servers);
  // A broker that expects TLS or another protocol closes the connection without an error. That is worth a log line.
  rd_kafka_conf_set(configuration.get(), "log.connection.close", "true", nullptr, 0);
  rd_kafka_conf_set_events(configuration.get(), RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG);
  auto client = start_client(std::move(configuration));
  rd_kafka_set_log_queue(client.get(), nullptr);  // null: the main queue
  return client;
}

// Requests the brokers, and one topic if `topic` is not null. `slice` is the timeout; a timeout doubles it.
std::pair<stats::ErrorCode, Metadata> request_metadata(rd_kafka_s& client, rd_kafka_topic_s* topic, Duration& slice) {
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto error = rd_kafka_metadata(&client, 0, topic, &metadata, timeout_milliseconds(slice));
  if (error == RD_KAFKA_RESP_ERR__TIMED_OUT) slice = std::min(2 * slice, kMaxSlice);
  return {error, Metadata{metadata}};
}

bool is_certificate_error(const ClientEvent& event) {
  return event.code == RD_KAFKA_RESP_ERR__SSL && event.text.find("verify failed") != std::string::npos;
}

NewTopic describe_new(const scenario::Topic& topic) {
  constexpr int kBrokerDefault = -1;
  std::array<char, 256> error{};
  NewTopic described{rd_kafka_NewTopic_new(topic.name.c_str(), topic.partitions.value_or(kBrokerDefault),
                                           topic.replication_factor.value_or(kBrokerDefault), error.data(),
                                           error.size())};
  if (!described) throw StartError{fmt::format("topic {}: {}", topic.name, error.data())};
  for (const auto& property : topic.config) {
    rd_kafka_NewTopic_set_config(described.get(), property.name.c_str(), property.value.c_str());
  }
  return described;
}

std::vector<TopicResult> read_results(rd_kafka_op_s& event) {
  std::size_t count = 0;
  const rd_kafka_topic_result_t** results = nullptr;
  if (const auto* const created = rd_kafka_event_CreateTopics_result(&event)) {
    results = rd_kafka_CreateTopics_result_topics(created, &count);
  } else if (const auto* const extended = rd_kafka_event_CreatePartitions_result(&event)) {
    results = rd_kafka_CreatePartitions_result_topics(extended, &count);
  }
  std::vector<TopicResult> topics;
  for (const auto* result : std::span{results, count}) {
    const char* const text = rd_kafka_topic_result_error_string(result);
    topics.push_back(
        {rd_kafka_topic_result_name(result), rd_kafka_topic_result_error(result), printable_line(text ? text : "")});
  }
  return topics;
}

}  // namespace

TopicAdmin::TopicAdmin(const scenario::Scenario& scenario, const std::string& bootstrap_servers, const WakeEvent& stop,
                       MonotonicTime deadline)
    : bootstrap_servers_(bootstrap_servers),
      stop_(stop),
      deadline_(deadline),
      timeout_(scenario.startup_timeout),
      slice_(kSlice),
      client_(start_admin(scenario, bootstrap_servers)),
      events_(rd_kafka_queue_get_main(client_.get())) {}

int TopicAdmin::wait_for_brokers() {
  while (true) {
    const auto [error, metadata] = request_metadata(*client_, nullptr, slice_);
    if (error == 0 && metadata->broker_cnt > 0) return metadata->broker_cnt;
    throw_if_stopped();
    serve_events();
    if (deadline_passed()) {
      throw StartError{
          fmt::format("no broker reachable at {} after {:g} s{}: check bootstrap.servers and security.protocol, or "
                      "raise startup.timeout",
                      bootstrap_servers_, to_seconds(timeout_), last_error())};
    }
  }
}

TopicState TopicAdmin::describe(const std::string& topic) {
  const ClientTopic handle{rd_kafka_topic_new(client_.get(), topic.c_str(), nullptr)};
  if (!handle) throw StartError{fmt::format("topic {}: {}", topic, rd_kafka_err2str(rd_kafka_last_error()))};
  const auto [error, metadata] = request_metadata(*client_, handle.get(), slice_);
  throw_if_stopped();
  serve_events();
  if (error != 0) return {.error = error};
  if (metadata->topic_cnt < 1) return {.error = RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC};
  const auto& description = metadata->topics[0];
  const std::span partitions{description.partitions, static_cast<std::size_t>(description.partition_cnt)};
  const auto has_leader = [](const rd_kafka_metadata_partition_t& partition) { return partition.leader >= 0; };
  return {.error = description.err,
          .partitions = description.partition_cnt,
          .usable = !partitions.empty() && std::all_of(partitions.begin(), partitions.end(), has_leader) &&
                    leaders_answer(*client_, topic, description.partition_cnt, kLeaderTimeout)};
}

std::vector<TopicResult> TopicAdmin::create(std::span<const scenario::Topic> topics) {
  std::vector<NewTopic> described;
  std::vector<rd_kafka_NewTopic_t*> requests;
  for (const auto& topic : topics) requests.push_back(described.emplace_back(describe_new(topic)).get());
  const EventQueue responses{rd_kafka_queue_new(client_.get())};
  rd_kafka_CreateTopics(client_.get(), requests.data(), requests.size(), nullptr, responses.get());
  return wait_for_results(*responses);
}

TopicResult TopicAdmin::extend(const std::string& topic, int partitions) {
  std::array<char, 256> error{};
  const NewPartitions request{
      rd_kafka_NewPartitions_new(topic.c_str(), static_cast<std::size_t>(partitions), error.data(), error.size())};
  if (!request) throw StartError{fmt::format("topic {}: {}", topic, error.data())};
  const EventQueue responses{rd_kafka_queue_new(client_.get())};
  auto* requests = request.get();
  rd_kafka_CreatePartitions(client_.get(), &requests, 1, nullptr, responses.get());
  const auto results = wait_for_results(*responses);
  if (results.empty())
    throw StartError{fmt::format("topic {}: the response of the cluster has no result for the new partitions", topic)};
  return results.front();
}

// A request that fails as a whole (such as no controller in time) is not repeated.
std::vector<TopicResult> TopicAdmin::wait_for_results(rd_kafka_queue_s& responses) {
  while (true) {
    const Event event{rd_kafka_queue_poll(&responses, timeout_milliseconds(kSlice))};
    throw_if_stopped();
    serve_events();
    if (event && rd_kafka_event_error(event.get()) != 0) {
      throw StartError{
          fmt::format("topic request failed: {}{}", rd_kafka_event_error_string(event.get()), last_error())};
    }
    if (event) return read_results(*event);
    if (deadline_passed()) {
      throw StartError{fmt::format("topic request timed out{}", last_error())};
    }
  }
}

void TopicAdmin::serve_events() {
  while (const Event event{rd_kafka_queue_poll(events_.get(), 0)}) {
    if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_LOG) {
      const auto log_event = describe_log(*event);
      if (log_event && log_event->name == "SSLCERTVRFY") certificate_error_ = log_event->text;
    } else if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_ERROR) {
      const auto error = describe_error(*event);
      throw_if_permanent(error);
      // _ALL_BROKERS_DOWN has no reason. The error before it has.
      if (error.code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || !last_error_) last_error_ = error.text;
    }
  }
}

// For errors that a further attempt cannot fix.
void TopicAdmin::throw_if_permanent(const ClientEvent& error) const {
  if (is_certificate_error(error)) {
    throw StartError{
        fmt::format("certificate of {} rejected: {}", bootstrap_servers_, certificate_error_.value_or(error.text))};
  }
  if (is_permanent_tls_error(error.text)) {
    throw StartError{
        fmt::format("{} rejected the connection: {} (if it requires client certificates, check "
                    "ssl.certificate.location and ssl.key.location)",
                    bootstrap_servers_, error.text)};
  }
  if (error.code == RD_KAFKA_RESP_ERR__AUTHENTICATION) {
    throw StartError{fmt::format("{} rejected the connection: {}", bootstrap_servers_, error.text)};
  }
}

void TopicAdmin::pause() const {
  throw_if_stopped();
  std::this_thread::sleep_for(std::chrono::milliseconds{20});
}

void TopicAdmin::throw_if_stopped() const {
  if (stop_.is_set()) throw Interrupted{};
}

std::string TopicAdmin::last_error() const {
  return last_error_ ? fmt::format(" (last error: {})", *last_error_) : std::string{};
}

}  // namespace spate::kafka
