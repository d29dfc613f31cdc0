#include "kafka/topic_health.hpp"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "kafka/client_configuration.hpp"
#include "kafka/topic_metadata.hpp"

namespace spate::kafka {
namespace {

constexpr Duration kCacheTime = 30 * kSecond;
constexpr Duration kMaxTimeout = kSecond;
constexpr Duration kSettingsTimeout = 10 * kSecond;  // a broker may need to find the controller first

struct DestroyResponse {
  void operator()(rd_kafka_ConfigResource_t* resource) const noexcept { rd_kafka_ConfigResource_destroy(resource); }
  void operator()(rd_kafka_AdminOptions_t* options) const noexcept { rd_kafka_AdminOptions_destroy(options); }
};
using Resource = std::unique_ptr<rd_kafka_ConfigResource_t, DestroyResponse>;
using Options = std::unique_ptr<rd_kafka_AdminOptions_t, DestroyResponse>;

std::span<const rd_kafka_metadata_topic_t> topics_of(const rd_kafka_metadata_t& metadata) {
  return {metadata.topics, static_cast<std::size_t>(metadata.topic_cnt)};
}

std::span<const rd_kafka_metadata_partition_t> partitions_of(const rd_kafka_metadata_topic_t& topic) {
  return {topic.partitions, static_cast<std::size_t>(topic.partition_cnt)};
}

TopicHealthSnapshot read(const rd_kafka_metadata_topic_t& topic) {
  TopicHealthSnapshot snapshot;
  for (const auto& partition : partitions_of(topic)) {
    if (partition.leader < 0) {
      snapshot.no_leader = true;
    } else if (std::find(snapshot.leaders.begin(), snapshot.leaders.end(), partition.leader) ==
               snapshot.leaders.end()) {
      snapshot.leaders.push_back(partition.leader);
    }
  }
  return snapshot;
}

// The smallest number of in-sync replicas of the partitions that lack one; nullopt if none does.
std::optional<int> min_in_sync(const rd_kafka_metadata_topic_t& topic) {
  std::optional<int> min;
  for (const auto& partition : partitions_of(topic)) {
    if (partition.isr_cnt < partition.replica_cnt) min = std::min(min.value_or(partition.isr_cnt), partition.isr_cnt);
  }
  return min;
}

int integer_setting(const rd_kafka_ConfigResource_t& resource, std::string_view name) {
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
  } catch (const StartError&) {  // no thread or no memory: repeated at the next query
    return {};
  }
  drain_events();
  const auto [error, metadata] = request_metadata(*client_, timeout_);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    timeout_ = std::min(2 * timeout_, kMaxTimeout);  // a later response is lost
    return {};
  }
  std::map<std::string, TopicHealthSnapshot> snapshots;
  std::map<std::string, int> shrunk;  // fewest in-sync replicas by topic
  for (const auto& topic : topics_of(*metadata)) {
    snapshots[topic.topic] = read(topic);
    if (const auto in_sync = min_in_sync(topic)) shrunk[topic.topic] = *in_sync;
  }
  update_settings(shrunk);
  for (const auto& [topic, in_sync] : shrunk) {
    const auto min = min_in_sync_.find(topic);
    snapshots[topic].too_few_in_sync = min != min_in_sync_.end() && in_sync < min->second;
  }
  return snapshots;
}

void TopicHealth::drain_events() noexcept {
  if (!client_) return;
  while (const Event event{rd_kafka_queue_poll(events_.get(), 0)}) {
    // The producer has the same events and logs them.
  }
}

void TopicHealth::update_settings(const std::map<std::string, int>& shrunk) {
  if (monotonic_now() - remembered_since_ > kCacheTime) {
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
  defer_connection(*configuration);
  rd_kafka_conf_set_events(configuration.get(), RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG);
  client_ = start_client(std::move(configuration));
  rd_kafka_set_log_queue(client_.get(), nullptr);  // null: the main queue
  events_.reset(rd_kafka_queue_get_main(client_.get()));
  for (const scenario::Stream& stream : scenario_.streams) {
    topics_.emplace_back(rd_kafka_topic_new(client_.get(), stream.topic.name.c_str(), nullptr));
  }
  connect_client(*client_, scenario_, bootstrap_servers_);
}

void TopicHealth::request_settings(const std::vector<std::string>& topics) {
  std::vector<Resource> resources;
  std::vector<rd_kafka_ConfigResource_t*> pointers;
  for (const auto& topic : topics) {
    resources.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
    pointers.push_back(resources.back().get());
  }
  const Options options{rd_kafka_AdminOptions_new(client_.get(), RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS)};
  rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_milliseconds(kSettingsTimeout), nullptr, 0);
  settings_.reset(rd_kafka_queue_new(client_.get()));
  rd_kafka_DescribeConfigs(client_.get(), pointers.data(), pointers.size(), options.get(), settings_.get());
}

// A rejection counts as a response. Without a response in time, the next query repeats the request.
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
    const bool is_known = rd_kafka_ConfigResource_error(resource) == RD_KAFKA_RESP_ERR_NO_ERROR;
    min_in_sync_[rd_kafka_ConfigResource_name(resource)] =
        is_known ? integer_setting(*resource, "min.insync.replicas") : 1;
  }
}

}  // namespace spate::kafka
