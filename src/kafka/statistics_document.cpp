#include "kafka/statistics_document.hpp"

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <utility>

namespace spate {
namespace {

namespace dom = simdjson::dom;

// Figures a broker has none of yet are negative or absent.
std::uint64_t figure(const dom::object& object, std::string_view name) {
  std::int64_t value = 0;
  if (object[name].get(value) != simdjson::SUCCESS || value < 0) return 0;
  return static_cast<std::uint64_t>(value);
}

// The mean of a window, given in microseconds or milliseconds.
double mean_seconds(const dom::object& broker, std::string_view window, double units_per_second) {
  dom::object figures;
  if (broker[window].get(figures) != simdjson::SUCCESS) return 0;
  return static_cast<double>(figure(figures, "avg")) / units_per_second;
}

BrokerReading read_broker(const dom::object& broker) {
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
          .requests_in_flight = figure(broker, "waitresp_cnt")};
}

// Bootstrap addresses (nodeid -1) become brokers with an id of their own once the cluster has answered.
bool is_member(const dom::object& broker) {
  std::int64_t id = -1;
  return broker["nodeid"].get(id) == simdjson::SUCCESS && id >= 0;
}

}  // namespace

StatisticsReader::StatisticsReader() : parser_(std::make_unique<dom::parser>()) {}

StatisticsReader::~StatisticsReader() = default;

std::optional<ClientReading> StatisticsReader::read(std::string_view document) {
  dom::object root;
  if (parser_->parse(document.data(), document.size()).get(root) != simdjson::SUCCESS) return {};
  ClientReading reading{
      .queue_records = figure(root, "msg_cnt"), .queue_bytes = figure(root, "msg_size"), .brokers = {}};
  dom::object brokers;
  if (root["brokers"].get(brokers) != simdjson::SUCCESS) return {};
  for (const auto& [name, element] : brokers) {
    dom::object broker;
    if (element.get(broker) == simdjson::SUCCESS && is_member(broker)) reading.brokers.push_back(read_broker(broker));
  }
  return reading;
}

}  // namespace spate
