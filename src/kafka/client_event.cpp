#include "kafka/client_event.hpp"

#include <librdkafka/rdkafka.h>

#include <string_view>

#include "base/printable.hpp"

namespace spate::kafka {
namespace {

// Errors after which nothing is delivered until somebody does something.
bool is_grave(rd_kafka_resp_err_t code) noexcept {
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

// Levels as syslog numbers them.
log::Level level_of(int syslog_level) noexcept {
  constexpr int kError = 3;
  constexpr int kWarning = 4;
  constexpr int kInfo = 6;
  if (syslog_level <= kError) return log::Level::error;
  if (syslog_level <= kWarning) return log::Level::warning;
  return syslog_level <= kInfo ? log::Level::info : log::Level::debug;
}

// The callback is spate's own affair (kafka/tls_diagnosis.hpp).
std::string in_plain_words(std::string said) {
  constexpr std::string_view kTheirs = "verification callback failed";
  const auto at = said.find(kTheirs);
  return at == std::string::npos ? said : said.replace(at, kTheirs.size(), "is not accepted");
}

// librdkafka #4438: an answer that is lost while several requests are under way may be taken for a lost sequence.
std::string advice(rd_kafka_resp_err_t code, bool fatal) {
  constexpr int kMended = 0x02030000;
  const bool known = fatal && code == RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER && rd_kafka_version() < kMended;
  return known ? " (known fault of librdkafka before 2.3.0 when a broker fails: set "
                 "max.in.flight.requests.per.connection: 1, or use librdkafka 2.3.0 or later, as in Debian 13)"
               : "";
}

}  // namespace

// A fatal error arrives under the code and with the text of what caused it.
ClientEvent describe_error(rd_kafka_op_s& event) {
  const auto code = rd_kafka_event_error(&event);
  const bool fatal = rd_kafka_event_error_is_fatal(&event) != 0;
  return {.level = fatal || is_grave(code) ? log::Level::error : log::Level::warning,
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
  if (name == "FAIL" || name == "ERROR" || name == "FATAL") return {};  // told as error events
  if (name == "PARTCNT") return {};                                     // told as a change of partitions
  return ClientEvent{.level = level_of(level), .name = std::string{name}, .text = in_plain_words(printable_line(text))};
}

}  // namespace spate::kafka
