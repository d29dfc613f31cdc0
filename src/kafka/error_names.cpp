#include "kafka/error_names.hpp"

#include <librdkafka/rdkafka.h>

namespace spate::kafka {

std::string_view error_name(stats::ErrorCode code) noexcept {
  return rd_kafka_err2name(static_cast<rd_kafka_resp_err_t>(code));
}

std::string_view error_text(stats::ErrorCode code) noexcept {
  return rd_kafka_err2str(static_cast<rd_kafka_resp_err_t>(code));
}

std::string librdkafka_version() { return rd_kafka_version_str(); }

int librdkafka_version_number() noexcept { return rd_kafka_version(); }

}  // namespace spate::kafka
