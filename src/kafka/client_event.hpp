// What the client says besides delivery reports: errors of its connections, fatal errors, its log lines.
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
  std::string name;           // _ALL_BROKERS_DOWN; for a log line its facility
  std::string text;           // what happened, in the client's words, as one printable line
  bool fatal = false;         // the client will deliver nothing more: the run is over
};

// Called by the poll thread, and by the thread that asks for metadata when that fails; must not throw. The client
// repeats itself while a broker stays away: whoever logs decides how often.
using ClientEventHandler = std::function<void(const ClientEvent&)>;

// From librdkafka's events; nothing where a log line says what is told otherwise as well.
[[nodiscard]] ClientEvent describe_error(rd_kafka_op_s& event);
[[nodiscard]] std::optional<ClientEvent> describe_log(rd_kafka_op_s& event);

}  // namespace spate::kafka
