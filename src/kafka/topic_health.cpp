#include "kafka/topic_health.hpp"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "kafka/client_configuration.hpp"

namespace spate::kafka {
namespace {

constexpr Duration kRemembered = 30 * kSecond;
constexpr Duration kMaxTimeout = kSecond;
constexpr Duration kSettingsTimeout = 10 * kSecond;  // brokers that are short of others may look for a controller first

struct DestroyAnswer {
  void operator()(const rd_kafka_metadata_t* metadata) const noexcept { rd_kafka_metadata_destroy(metadata); }
  void operator()(rd_kafka_ConfigResource_t* resource) const noexcept { rd_kafka_ConfigResource_destroy(resource); }
  void operator()(rd_kafka_AdminOptions_t* options) const noexcept { rd_kafka_AdminOptions_destroy(options); }
};
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, DestroyAnswer>;
using Resource = std::unique_ptr<rd_kafka_ConfigResource_t, DestroyAnswer>;
using Options = std::unique_ptr<rd_kafka_AdminOptions_t, DestroyAnswer>;

std::span<const rd_kafka_metadata_topic_t> topics_of(const rd_kafka_metadata_t& metadata) {
  return {metadata.topics, static_cast<std::size_t>(metadata.topic_cnt)};
}

std::span<const rd_kafka_metadata_partition_t> partitions_of(const rd_kafka_metadata_topic_t& topic) {
  return {topic.partitions, static_cast<std::size_t>(topic.partition_cnt)};
}

TopicHealthSnapshot read(const rd_kafka_metadata_topic_t& topic) {
  TopicHealthSnapshot reading;
  for (const auto& partition : partitions_of(topic)) {
    if (partition.leader < 0) {
      reading.no_leader = true;
    } else if (std::find(reading.leaders.begin(), reading.leaders.end(), partition.leader) == reading.leaders.end()) {
      reading.leaders.push_back(partition.leader);
    }
  }
  return reading;
}

// The fewest replicas that any partition has in sync, of those that have not all.
std::optional<int> min_in_sync(const rd_kafka_metadata_topic_t& topic) {
  std::optional<int> fewest;
  for (const auto& partition : partitions_of(topic)) {
    if (partition.isr_cnt < partition.replica_cnt)
      fewest = std::min(fewest.value_or(partition.isr_cnt), partition.isr_cnt);
  }
  return fewest;
}

int setting(const rd_kafka_ConfigResource_t& resource, std::string_view name) {
  std::size_t count = 0;
  const auto* const* entries = rd_kafka_ConfigResource_configs(&resource, &count);
  for (const auto* entry : std::span{entries, count}) {
    const char* const value = rd_kafka_ConfigEntry_value(entry);
    if (rd_kafka_ConfigEntry_name(entry) == name && value != nullptr) return std::atoi(value);
  }
  return 1;
}

}  // namespace

std::optional<std::map<std::string, TopicHealthSnapshot>> TopicHealth::query() {
  try {
    if (!client_) connect();
  } catch (const StartError&) {  // no thread, no memory: asked again at the next look
    return {};
  }
  drain_events();
  const rd_kafka_metadata_t* shown = nullptr;
  constexpr int kOnlyOurs = 0;
  if (rd_kafka_metadata(client_.get(), kOnlyOurs, nullptr, &shown, timeout_milliseconds(timeout_)) !=
      RD_KAFKA_RESP_ERR_NO_ERROR) {
    timeout_ = std::min(2 * timeout_, kMaxTimeout);  // an answer that comes later is lost
    return {};
  }
  const Metadata metadata{shown};
  std::map<std::string, TopicHealthSnapshot> readings;
  std::map<std::string, int> shrunk;  // how many the least replicated partition has in sync
  for (const auto& topic : topics_of(*metadata)) {
    readings[topic.topic] = read(topic);
    if (const auto in_sync = min_in_sync(topic)) shrunk[topic.topic] = *in_sync;
  }
  update_settings(shrunk);
  for (const auto& [topic, in_sync] : shrunk) {
    const auto min = min_in_sync_.find(topic);
    readings[topic].too_few_in_sync = min != min_in_sync_.end() && in_sync < min->second;
  }
  return readings;
}

void TopicHealth::drain_events() noexcept {
  if (!client_) return;
  while (const Event said{rd_kafka_queue_poll(events_.get(), 0)}) {
    // The producer says the same, and is listened to.
  }
}

void TopicHealth::update_settings(const std::map<std::string, int>& shrunk) {
  if (monotonic_now() - remembered_since_ > kRemembered) {
    min_in_sync_.clear();
    remembered_since_ = monotonic_now();
  }
  std::vector<std::string> unknown;
  for (const auto& [topic, in_sync] : shrunk) {
    if (min_in_sync_.count(topic) == 0) unknown.push_back(topic);
  }
  if (!settings_ && !unknown.empty()) request_settings(unknown);
  if (settings_) read_settings();
}

void TopicHealth::connect() {
  auto configuration = configure_client(scenario_, bootstrap_servers_);
  rd_kafka_conf_set_events(configuration.get(), RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG);
  client_ = start_client(std::move(configuration));
  rd_kafka_set_log_queue(client_.get(), nullptr);  // null: the main queue
  events_.reset(rd_kafka_queue_get_main(client_.get()));
  for (const scenario::Stream& stream : scenario_.streams) {
    topics_.emplace_back(rd_kafka_topic_new(client_.get(), stream.topic.name.c_str(), nullptr));
  }
}

void TopicHealth::request_settings(const std::vector<std::string>& topics) {
  std::vector<Resource> questions;
  std::vector<rd_kafka_ConfigResource_t*> asked;
  for (const auto& topic : topics) {
    questions.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
    asked.push_back(questions.back().get());
  }
  const Options options{rd_kafka_AdminOptions_new(client_.get(), RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS)};
  rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_milliseconds(kSettingsTimeout), nullptr, 0);
  settings_.reset(rd_kafka_queue_new(client_.get()));
  rd_kafka_DescribeConfigs(client_.get(), asked.data(), asked.size(), options.get(), settings_.get());
}

// A refusal is an answer, and remembered like one. Where none comes in time, the next look asks again.
void TopicHealth::read_settings() {
  const Event event{rd_kafka_queue_poll(settings_.get(), timeout_milliseconds(timeout_))};
  if (!event) return;
  settings_.reset();
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  std::size_t count = 0;
  const auto* const result = rd_kafka_event_DescribeConfigs_result(event.get());
  if (result == nullptr) return;
  const auto* const* resources = rd_kafka_DescribeConfigs_result_resources(result, &count);
  for (const auto* resource : std::span{resources, count}) {
    const bool told = rd_kafka_ConfigResource_error(resource) == RD_KAFKA_RESP_ERR_NO_ERROR;
    min_in_sync_[rd_kafka_ConfigResource_name(resource)] = told ? setting(*resource, "min.insync.replicas") : 1;
  }
}

}  // namespace spate::kafka
