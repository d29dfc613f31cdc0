#include "kafka/client_settings.hpp"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <cstdlib>

#include "kafka/client_configuration.hpp"

namespace spate::kafka {

ClientSettings::ClientSettings(const scenario::Scenario& scenario) : configuration_(configure_client(scenario, "")) {}

std::string ClientSettings::text(const std::string& name) const {
  std::size_t size = 0;  // with the final zero
  if (rd_kafka_conf_get(configuration_.get(), name.c_str(), nullptr, &size) != RD_KAFKA_CONF_OK || size == 0) return {};
  std::string value(size, '\0');
  rd_kafka_conf_get(configuration_.get(), name.c_str(), value.data(), &size);
  value.resize(value.find('\0'));
  return value;
}

std::uint64_t ClientSettings::number(const std::string& name) const {
  return static_cast<std::uint64_t>(std::max(0LL, std::strtoll(text(name).c_str(), nullptr, 10)));
}

double ClientSettings::decimal(const std::string& name) const { return std::strtod(text(name).c_str(), nullptr); }

}  // namespace spate::kafka
