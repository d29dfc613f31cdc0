#include "kafka/topic_admin.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <iterator>
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
  defer_connection(*configuration);
  // A broker that expects TLS or another protocol closes the connection without an error. That is worth a log line.
  rd_kafka_conf_set(configuration.get(), "log.connection.close", "true", nullptr, 0);
  rd_kafka_conf_set_events(configuration.get(), RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG);
  auto client = start_client(std::move(configuration));
  rd_kafka_set_log_queue(client.get(), nullptr);  // null: the main queue
  return client;
}

std::vector<ClientTopic> open_topics(rd_kafka_s& client, const scenario::Scenario& scenario) {
  std::vector<ClientTopic> topics;
  for (const scenario::Stream& stream : scenario.streams) {
    const auto& name = stream.topic.name;
    topics.emplace_back(rd_kafka_topic_new(&client, name.c_str(), nullptr));
    if (!topics.back()) throw StartError{fmt::format("topic {}: {}", name, rd_kafka_err2str(rd_kafka_last_error()))};
  }
  return topics;
}

TopicState read_state(const rd_kafka_metadata_topic_t& topic) {
  const std::span partitions{topic.partitions, static_cast<std::size_t>(topic.partition_cnt)};
  const auto has_leader = [](const rd_kafka_metadata_partition_t& partition) { return partition.leader >= 0; };
  return {.error = topic.err,
          .partitions = topic.partition_cnt,
          .has_leaders = !partitions.empty() && std::all_of(partitions.begin(), partitions.end(), has_leader)};
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

NewPartitions describe_new(const TopicExtension& extension) {
  std::array<char, 256> error{};
  NewPartitions described{rd_kafka_NewPartitions_new(extension.topic.c_str(), static_cast<std::size_t>(extension.after),
                                                     error.data(), error.size())};
  if (!described) throw StartError{fmt::format("topic {}: {}", extension.topic, error.data())};
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

// Kafka rejects a request with too many partitions as a violation of a policy, for each of its topics.
bool is_too_large(const std::vector<TopicResult>& results) {
  return results.size() > 1 && std::all_of(results.begin(), results.end(), [](const TopicResult& result) {
           return result.error == RD_KAFKA_RESP_ERR_POLICY_VIOLATION &&
                  result.text.find("xcessively large") != std::string::npos;
         });
}

template <class T, class Send>
std::vector<TopicResult> results_of_parts(std::span<const T> topics, Send send) {
  std::vector<TopicResult> all;
  send_in_parts(topics, [&](std::span<const T> part) {
    auto results = send(part);
    if (is_too_large(results)) return false;
    std::ranges::move(results, std::back_inserter(all));
    return true;
  });
  return all;
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
      topics_(open_topics(*client_, scenario)),
      events_(rd_kafka_queue_get_main(client_.get())) {
  connect_client(*client_, scenario, bootstrap_servers);
}

ClusterState TopicAdmin::wait_for_brokers() {
  while (true) {
    auto state = describe();
    if (state.brokers > 0) return state;
    if (deadline_passed()) {
      throw StartError{
          fmt::format("no broker reachable at {} after {:g} s{}: check bootstrap.servers and security.protocol, or "
                      "raise startup.timeout",
                      bootstrap_servers_, to_seconds(timeout_), last_error())};
    }
  }
}

ClusterState TopicAdmin::describe() {
  const auto [error, metadata] = request_metadata(*client_, slice_);
  if (error == RD_KAFKA_RESP_ERR__TIMED_OUT) slice_ = std::min(2 * slice_, kMaxSlice);
  throw_if_stopped();
  serve_events();
  ClusterState state;
  for (const auto& topic : topics_)
    state.topics[rd_kafka_topic_name(topic.get())].error = error != 0 ? error : RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
  if (error != 0) return state;
  state.brokers = metadata->broker_cnt;
  for (const auto& topic : std::span{metadata->topics, static_cast<std::size_t>(metadata->topic_cnt)})
    state.topics[topic.topic] = read_state(topic);
  return state;
}

bool TopicAdmin::leaders_answer(std::span<const TopicPartitions> topics) {
  const bool answer = kafka::leaders_answer(*client_, topics, deadline_passed() ? slice_ : kLeaderTimeout);
  throw_if_stopped();
  serve_events();
  return answer;
}

std::vector<TopicResult> TopicAdmin::create(std::span<const scenario::Topic> topics) {
  return results_of_parts(topics, [this](std::span<const scenario::Topic> part) { return create_at_once(part); });
}

std::vector<TopicResult> TopicAdmin::create_at_once(std::span<const scenario::Topic> topics) {
  std::vector<NewTopic> described;
  std::vector<rd_kafka_NewTopic_t*> requests;
  for (const auto& topic : topics) requests.push_back(described.emplace_back(describe_new(topic)).get());
  const EventQueue responses{rd_kafka_queue_new(client_.get())};
  rd_kafka_CreateTopics(client_.get(), requests.data(), requests.size(), nullptr, responses.get());
  return wait_for_results(*responses);
}

std::vector<TopicResult> TopicAdmin::extend(std::span<const TopicExtension> topics) {
  return results_of_parts(topics, [this](std::span<const TopicExtension> part) { return extend_at_once(part); });
}

std::vector<TopicResult> TopicAdmin::extend_at_once(std::span<const TopicExtension> topics) {
  std::vector<NewPartitions> described;
  std::vector<rd_kafka_NewPartitions_t*> requests;
  for (const auto& extension : topics) requests.push_back(described.emplace_back(describe_new(extension)).get());
  const EventQueue responses{rd_kafka_queue_new(client_.get())};
  rd_kafka_CreatePartitions(client_.get(), requests.data(), requests.size(), nullptr, responses.get());
  return wait_for_results(*responses);
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

void TopicAdmin::pause(int attempt) const {
  constexpr Duration kFirst = 20 * kMillisecond;
  constexpr int kMaxFactor = 10;
  throw_if_stopped();
  std::this_thread::sleep_for(kFirst * std::clamp(attempt, 1, kMaxFactor));
}

void TopicAdmin::throw_if_stopped() const {
  if (stop_.is_set()) throw Interrupted{};
}

std::string TopicAdmin::last_error() const {
  return last_error_ ? fmt::format(" (last error: {})", *last_error_) : std::string{};
}

}  // namespace spate::kafka
