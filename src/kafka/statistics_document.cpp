#include "kafka/statistics_document.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "base/printable.hpp"

namespace spate::kafka {
namespace {

namespace dom = simdjson::dom;

// 0 if the value is absent or negative: a broker without a connection has no values.
std::uint64_t count_value(const dom::object& object, std::string_view name) {
  std::int64_t value = 0;
  if (object[name].get(value) != simdjson::SUCCESS || value < 0) return 0;
  return static_cast<std::uint64_t>(value);
}

// A value of a window, such as "avg" or "max".
std::uint64_t window_value(const dom::object& broker, std::string_view window, std::string_view name) {
  dom::object values;
  return broker[window].get(values) == simdjson::SUCCESS ? count_value(values, name) : 0;
}

// The mean of a window in seconds. The document has microseconds or milliseconds.
double mean_seconds(const dom::object& broker, std::string_view window, double units_per_second) {
  return static_cast<double>(window_value(broker, window, "avg")) / units_per_second;
}

std::int32_t id_of(const dom::object& object, std::string_view name) {
  std::int64_t id = -1;
  return object[name].get(id) == simdjson::SUCCESS ? static_cast<std::int32_t>(id) : -1;
}

stats::BrokerSnapshot read_broker(const dom::object& broker) {
  std::string_view name;
  std::string_view state;
  if (broker["name"].get(name) != simdjson::SUCCESS) name = {};
  if (broker["state"].get(state) != simdjson::SUCCESS) state = {};
  constexpr double kMicroseconds = 1e6;
  constexpr double kMilliseconds = 1e3;
  return {.name = std::string{name},
          .up = state == "UP",
          .rtt_seconds = mean_seconds(broker, "rtt", kMicroseconds),
          .throttle_seconds = mean_seconds(broker, "throttle", kMilliseconds),
          .requests_in_flight = count_value(broker, "waitresp_cnt"),
          .id = id_of(broker, "nodeid"),
          .queue_seconds = mean_seconds(broker, "int_latency", kMicroseconds)};
}

// A bootstrap address has nodeid -1. Brokers with an id appear once the cluster has responded.
bool is_member(const dom::object& broker) { return id_of(broker, "nodeid") >= 0; }

// Partition -1 is internal: it has records without a known partition.
stats::TopicSnapshot read_topic(std::string_view name, const dom::object& topic) {
  stats::TopicSnapshot snapshot{.name = std::string{name}, .leaders = {}};
  dom::object partitions;
  if (topic["partitions"].get(partitions) != simdjson::SUCCESS) return snapshot;
  for (const auto& [number, element] : partitions) {
    dom::object partition;
    if (element.get(partition) != simdjson::SUCCESS || id_of(partition, "partition") < 0) continue;
    const auto leader = id_of(partition, "leader");
    const auto place = std::lower_bound(snapshot.leaders.begin(), snapshot.leaders.end(), leader);
    if (leader >= 0 && (place == snapshot.leaders.end() || *place != leader)) snapshot.leaders.insert(place, leader);
  }
  return snapshot;
}

std::vector<stats::TopicSnapshot> read_topics(const dom::object& root) {
  std::vector<stats::TopicSnapshot> snapshots;
  dom::object topics;
  if (root["topics"].get(topics) != simdjson::SUCCESS) return snapshots;
  for (const auto& [name, element] : topics) {
    dom::object topic;
    if (element.get(topic) == simdjson::SUCCESS) snapshots.push_back(read_topic(name, topic));
  }
  return snapshots;
}

}  // namespace

StatisticsReader::StatisticsReader() : parser_(std::make_unique<dom::parser>()) {}

StatisticsReader::~StatisticsReader() = default;

std::optional<stats::ClientSnapshot> StatisticsReader::read(std::string_view document, MonotonicTime now) {
  dom::object root;
  if (parser_->parse(document.data(), document.size()).get(root) != simdjson::SUCCESS) {
    const auto printable = printable_line(document);  // host names come from brokers and may be invalid
    if (parser_->parse(printable).get(root) != simdjson::SUCCESS) return {};
  }
  stats::ClientSnapshot snapshot{.queue_records = count_value(root, "msg_cnt"),
                                 .queue_bytes = count_value(root, "msg_size"),
                                 .brokers = {},
                                 .topics = read_topics(root)};
  dom::object brokers;
  if (root["brokers"].get(brokers) != simdjson::SUCCESS) return {};
  for (const auto& [name, element] : brokers) {
    dom::object broker;
    if (element.get(broker) != simdjson::SUCCESS || !is_member(broker)) continue;
    snapshot.brokers.push_back(read_broker(broker));
    const Duration throttle = std::chrono::milliseconds{window_value(broker, "throttle", "max")};
    MonotonicTime& until = throttled_until_[snapshot.brokers.back().id];
    if (throttle > Duration{}) until = std::max(until, now + throttle);
    snapshot.brokers.back().throttled_until = until;
  }
  return snapshot;
}

}  // namespace spate::kafka
