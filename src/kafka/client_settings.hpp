// The effective settings of the client: properties of the scenario, else defaults of spate, else those of librdkafka.
#pragma once

#include <cstdint>
#include <string>

#include "kafka/handles.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::kafka {

// Opens no connection. Not thread-safe.
class ClientSettings {
 public:
  // Throws StartError if librdkafka rejects a property (check_properties() reports it before).
  explicit ClientSettings(const scenario::Scenario& scenario);

  // `name` as in librdkafka. Empty if there is no such property.
  [[nodiscard]] std::string text(const std::string& name) const;
  // 0 if the value is not a number.
  [[nodiscard]] std::uint64_t number(const std::string& name) const;
  [[nodiscard]] double decimal(const std::string& name) const;
  [[nodiscard]] bool is_true(const std::string& name) const { return text(name) == "true"; }

 private:
  ClientConfiguration configuration_;
};

}  // namespace spate::kafka
