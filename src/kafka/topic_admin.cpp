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

// Long enough for a broker that answers at all; one that does not is asked again.
constexpr Duration kLeaderTimeout = 2 * kSecond;

constexpr Duration kSlice = 200 * kMillisecond;  // how long a stop may go unnoticed, and
constexpr Duration kMaxSlice = 2 * kSecond;      // where the brokers are so far away that answers take longer

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
  // Brokers that want TLS or another protocol just hang up: here, where nothing is idle, that is worth hearing.
  rd_kafka_conf_set(configuration.get(), "log.connection.close", "true", nullptr, 0);
  rd_kafka_conf_set_events(configuration.get(), RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG);
  auto client = start_client(std::move(configuration));
  rd_kafka_set_log_queue(client.get(), nullptr);  // null: the main queue
  return client;
}

// Brokers, and one topic where asked for. `slice` is how long the answer is waited for.
std::pair<stats::ErrorCode, Metadata> ask(rd_kafka_s& client, rd_kafka_topic_s* topic, Duration& slice) {
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto error = rd_kafka_metadata(&client, 0, topic, &metadata, timeout_milliseconds(slice));
  if (error == RD_KAFKA_RESP_ERR__TIMED_OUT) slice = std::min(2 * slice, kMaxSlice);
  return {error, Metadata{metadata}};
}

bool distrusts(const ClientEvent& event) {
  return event.code == RD_KAFKA_RESP_ERR__SSL && event.text.find("verify failed") != std::string::npos;
}

NewTopic describe_new(const scenario::Topic& topic) {
  constexpr int kBrokersDefault = -1;
  std::array<char, 256> why{};
  NewTopic described{rd_kafka_NewTopic_new(topic.name.c_str(), topic.partitions.value_or(kBrokersDefault),
                                           topic.replication_factor.value_or(kBrokersDefault), why.data(), why.size())};
  if (!described) throw StartError{fmt::format("topic {}: {}", topic.name, why.data())};
  for (const auto& property : topic.config) {
    rd_kafka_NewTopic_set_config(described.get(), property.name.c_str(), property.value.c_str());
  }
  return described;
}

std::vector<TopicResult> read_answers(rd_kafka_op_s& event) {
  std::size_t count = 0;
  const rd_kafka_topic_result_t** results = nullptr;
  if (const auto* const created = rd_kafka_event_CreateTopics_result(&event)) {
    results = rd_kafka_CreateTopics_result_topics(created, &count);
  } else if (const auto* const extended = rd_kafka_event_CreatePartitions_result(&event)) {
    results = rd_kafka_CreatePartitions_result_topics(extended, &count);
  }
  std::vector<TopicResult> answers;
  for (const auto* result : std::span{results, count}) {
    const char* const text = rd_kafka_topic_result_error_string(result);
    answers.push_back(
        {rd_kafka_topic_result_name(result), rd_kafka_topic_result_error(result), printable_line(text ? text : "")});
  }
  return answers;
}

}  // namespace

TopicAdmin::TopicAdmin(const scenario::Scenario& scenario, const std::string& bootstrap_servers, const WakeEvent& stop,
                       MonotonicTime deadline)
    : bootstrap_servers_(bootstrap_servers),
      stop_(stop),
      deadline_(deadline),
      allowed_(scenario.startup_timeout),
      slice_(kSlice),
      client_(start_admin(scenario, bootstrap_servers)),
      events_(rd_kafka_queue_get_main(client_.get())) {}

int TopicAdmin::wait_for_brokers() {
  while (true) {
    const auto [error, metadata] = ask(*client_, nullptr, slice_);
    if (error == 0 && metadata->broker_cnt > 0) return metadata->broker_cnt;
    throw_if_stopped();
    serve_events();
    if (deadline_passed()) {
      throw StartError{
          fmt::format("no broker reachable at {} after {:g} s{}: check bootstrap.servers and security.protocol, or "
                      "raise startup.timeout",
                      bootstrap_servers_, to_seconds(allowed_), last_error())};
    }
  }
}

TopicState TopicAdmin::describe(const std::string& topic) {
  const ClientTopic handle{rd_kafka_topic_new(client_.get(), topic.c_str(), nullptr)};
  if (!handle) throw StartError{fmt::format("topic {}: {}", topic, rd_kafka_err2str(rd_kafka_last_error()))};
  const auto [error, metadata] = ask(*client_, handle.get(), slice_);
  throw_if_stopped();
  serve_events();
  if (error != 0) return {.error = error};
  if (metadata->topic_cnt < 1) return {.error = RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC};
  const auto& shown = metadata->topics[0];
  const std::span partitions{shown.partitions, static_cast<std::size_t>(shown.partition_cnt)};
  const auto has_leader = [](const rd_kafka_metadata_partition_t& partition) { return partition.leader >= 0; };
  return {.error = shown.err,
          .partitions = shown.partition_cnt,
          .usable = !partitions.empty() && std::all_of(partitions.begin(), partitions.end(), has_leader) &&
                    leaders_answer(*client_, topic, shown.partition_cnt, kLeaderTimeout)};
}

std::vector<TopicResult> TopicAdmin::create(std::span<const scenario::Topic> topics) {
  std::vector<NewTopic> described;
  std::vector<rd_kafka_NewTopic_t*> orders;
  for (const auto& topic : topics) orders.push_back(described.emplace_back(describe_new(topic)).get());
  const EventQueue replies{rd_kafka_queue_new(client_.get())};
  rd_kafka_CreateTopics(client_.get(), orders.data(), orders.size(), nullptr, replies.get());
  return answers(*replies);
}

TopicResult TopicAdmin::extend(const std::string& topic, int partitions) {
  std::array<char, 256> why{};
  const NewPartitions order{
      rd_kafka_NewPartitions_new(topic.c_str(), static_cast<std::size_t>(partitions), why.data(), why.size())};
  if (!order) throw StartError{fmt::format("topic {}: {}", topic, why.data())};
  const EventQueue replies{rd_kafka_queue_new(client_.get())};
  auto* orders = order.get();
  rd_kafka_CreatePartitions(client_.get(), &orders, 1, nullptr, replies.get());
  const auto told = answers(*replies);
  if (told.empty())
    throw StartError{fmt::format("topic {}: the response of the cluster has no result for the new partitions", topic)};
  return told.front();
}

// An order that fails as a whole (no controller in time) fails for good: the brokers did answer before.
std::vector<TopicResult> TopicAdmin::answers(rd_kafka_queue_s& replies) {
  while (true) {
    const Event event{rd_kafka_queue_poll(&replies, timeout_milliseconds(kSlice))};
    throw_if_stopped();
    serve_events();
    if (event && rd_kafka_event_error(event.get()) != 0) {
      throw StartError{
          fmt::format("topic request failed: {}{}", rd_kafka_event_error_string(event.get()), last_error())};
    }
    if (event) return read_answers(*event);
    if (deadline_passed()) {
      throw StartError{fmt::format("topic request timed out{}", last_error())};
    }
  }
}

void TopicAdmin::serve_events() {
  while (const Event event{rd_kafka_queue_poll(events_.get(), 0)}) {
    if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_LOG) {
      const auto said = describe_log(*event);
      if (said && said->name == "SSLCERTVRFY") distrust_ = said->text;
    } else if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_ERROR) {
      const auto said = describe_error(*event);
      throw_if_permanent(said);
      // That all brokers are down says less than why.
      if (said.code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || !last_error_) last_error_ = said.text;
    }
  }
}

// What no waiting will heal.
void TopicAdmin::throw_if_permanent(const ClientEvent& said) const {
  if (distrusts(said)) {
    throw StartError{fmt::format("certificate of {} rejected: {}", bootstrap_servers_, distrust_.value_or(said.text))};
  }
  if (is_permanent_tls_error(said.text)) {
    throw StartError{
        fmt::format("{} rejected the connection: {} (if it requires client certificates, check "
                    "ssl.certificate.location and ssl.key.location)",
                    bootstrap_servers_, said.text)};
  }
  if (said.code == RD_KAFKA_RESP_ERR__AUTHENTICATION) {
    throw StartError{fmt::format("{} rejected the connection: {}", bootstrap_servers_, said.text)};
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
