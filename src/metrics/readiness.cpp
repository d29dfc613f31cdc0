#include "metrics/readiness.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace spate::metrics {
namespace {

std::string missing_brokers(const stats::ClientSnapshot& client) {
  if (client.brokers.empty()) return {};  // the first statistics arrive 1 s after the first response
  if (std::any_of(client.brokers.begin(), client.brokers.end(), [](const auto& broker) { return broker.up; }))
    return {};
  std::string lines;
  for (const stats::BrokerSnapshot& broker : client.brokers) lines += fmt::format("broker {} is down\n", broker.name);
  return lines;
}

}  // namespace

Readiness readiness(const stats::RunStats& stats) {
  const auto streams = stats.streams.read();
  const stats::ClientSnapshot client = stats.client.read();
  std::string missing = missing_brokers(client);
  const auto is_ready = [](const auto& stream) { return stream->topic_ready.load(std::memory_order_acquire); };
  // A ready topic proves that a broker responded.
  if (client.brokers.empty() && std::none_of(streams.begin(), streams.end(), is_ready))
    missing = "no broker has responded yet\n";
  for (const auto& stream : streams) {
    if (!is_ready(stream)) {
      missing += fmt::format("stream {}: topic {} is not ready\n", stream->name, stream->topic);
    }
  }
  if (missing.empty()) return {true, "ready\n"};
  return {false, missing};
}

}  // namespace spate::metrics
