#include "metrics/readiness.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace spate {
namespace {

std::string missing_brokers(const ClientReading& client) {
  if (client.brokers.empty()) return "no broker has answered yet\n";
  if (std::any_of(client.brokers.begin(), client.brokers.end(), [](const auto& broker) { return broker.up; }))
    return {};
  std::string lines;
  for (const BrokerReading& broker : client.brokers) lines += fmt::format("broker {} is down\n", broker.name);
  return lines;
}

}  // namespace

Readiness readiness(const RunStats& stats) {
  std::string missing = missing_brokers(stats.client.read());
  for (const auto& stream : stats.streams.read()) {
    if (!stream->topic_ready.load(std::memory_order_acquire)) {
      missing += fmt::format("stream {}: topic {} is not there yet\n", stream->name, stream->topic);
    }
  }
  if (missing.empty()) return {true, "ready\n"};
  return {false, missing};
}

}  // namespace spate
