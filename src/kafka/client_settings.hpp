// What the client will be set to: the scenario's properties over spate's defaults over librdkafka's.
#pragma once

#include <cstdint>
#include <string>

#include "kafka/handles.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::kafka {

// Nothing is connected to. Any thread.
class ClientSettings {
 public:
  // Throws StartError when the client refuses a property (check_properties reports it before).
  explicit ClientSettings(const scenario::Scenario& scenario);

  // By librdkafka's name; empty: it has none of this name.
  [[nodiscard]] std::string text(const std::string& name) const;
  // 0 for what is no number.
  [[nodiscard]] std::uint64_t number(const std::string& name) const;
  [[nodiscard]] double decimal(const std::string& name) const;
  [[nodiscard]] bool on(const std::string& name) const { return text(name) == "true"; }

 private:
  ClientConfiguration configuration_;
};

}  // namespace spate::kafka
