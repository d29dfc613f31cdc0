// Events of the client other than delivery reports: connection errors, fatal errors and log lines.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/log.hpp"
#include "stats/failures.hpp"

struct rd_kafka_op_s;

namespace spate::kafka {

struct ClientEvent {
  log::Level level = log::Level::warning;
  stats::ErrorCode code = 0;  // 0 for a log line
  std::string name;           // such as _ALL_BROKERS_DOWN; facility of a log line
  std::string text;           // message of the client, one printable line
  bool fatal = false;         // the client delivers no more records
};

// Called by the poll thread, by the consumer, and by the thread whose metadata request failed. Must be thread-safe and
// must not throw. While a broker is unavailable, the client repeats its events.
using ClientEventHandler = std::function<void(const ClientEvent&)>;

[[nodiscard]] ClientEvent describe_error(rd_kafka_op_s& event);
// Returns nullopt if another event has the same content as the log line.
[[nodiscard]] std::optional<ClientEvent> describe_log(rd_kafka_op_s& event);

}  // namespace spate::kafka
