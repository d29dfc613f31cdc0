#include "kafka/client_event.hpp"

#include <librdkafka/rdkafka.h>

#include <string_view>

#include "base/printable.hpp"

namespace spate::kafka {
namespace {

// Errors after which no record is delivered until a person acts.
bool needs_action(rd_kafka_resp_err_t code) noexcept {
  switch (code) {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return true;
    default:
      return false;
  }
}

// Levels are numbered as in syslog.
log::Level log_level(int syslog_level) noexcept {
  constexpr int kError = 3;
  constexpr int kWarning = 4;
  constexpr int kInfo = 6;
  if (syslog_level <= kError) return log::Level::error;
  if (syslog_level <= kWarning) return log::Level::warning;
  return syslog_level <= kInfo ? log::Level::info : log::Level::debug;
}

// librdkafka names the callback of kafka/tls_diagnosis.hpp, which means nothing to a user.
std::string without_callback(std::string text) {
  constexpr std::string_view kCallback = "verification callback failed";
  const auto position = text.find(kCallback);
  return position == std::string::npos ? text : text.replace(position, kCallback.size(), "is not accepted");
}

// librdkafka #4438: if a response is lost while several requests are in flight, the client may report a lost sequence.
std::string advice(rd_kafka_resp_err_t code, bool fatal) {
  constexpr int kFixedIn = 0x02030000;
  const bool known = fatal && code == RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER && rd_kafka_version() < kFixedIn;
  return known ? " (known fault of librdkafka before 2.3.0 when a broker fails: set "
                 "max.in.flight.requests.per.connection: 1, or use librdkafka 2.3.0 or later, as in Debian 13)"
               : "";
}

}  // namespace

// A fatal error has the code and the text of its cause.
ClientEvent describe_error(rd_kafka_op_s& event) {
  const auto code = rd_kafka_event_error(&event);
  const bool fatal = rd_kafka_event_error_is_fatal(&event) != 0;
  return {.level = fatal || needs_action(code) ? log::Level::error : log::Level::warning,
          .code = code,
          .name = rd_kafka_err2name(code),
          .text = printable_line(rd_kafka_event_error_string(&event)) + advice(code, fatal),
          .fatal = fatal};
}

std::optional<ClientEvent> describe_log(rd_kafka_op_s& event) {
  const char* facility = nullptr;
  const char* text = nullptr;
  int level = 0;
  if (rd_kafka_event_log(&event, &facility, &text, &level) != 0) return {};
  const std::string_view name{facility};
  if (name == "FAIL" || name == "ERROR" || name == "FATAL") return {};  // also an error event
  if (name == "PARTCNT") return {};                                     // see Producer::refresh_partitions()
  if (name == "CONFWARN" && std::string_view{text}.starts_with("No `bootstrap.servers`")) return {};  // connects later
  return ClientEvent{
      .level = log_level(level), .name = std::string{name}, .text = without_callback(printable_line(text))};
}

}  // namespace spate::kafka
