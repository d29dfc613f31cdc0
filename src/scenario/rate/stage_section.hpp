// Common reader of the shapes of a stage.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// Reports problems. Returns nullopt, or an empty list, for invalid values. `section` must outlive this object.
class StageSection {
 public:
  explicit StageSection(const Section& section) : section_(section) {}

  [[nodiscard]] const Section& section() const noexcept { return section_; }
  // The map of this key.
  [[nodiscard]] std::optional<Section> nested(std::string_view name, SectionKind kind) const;

  // A required rate; `max` is not allowed.
  [[nodiscard]] std::optional<Rate> rate(const Section& section, std::string_view name) const;
  [[nodiscard]] std::optional<Rate> rate(const Node& node, const std::string& path) const;
  // At least one rate.
  [[nodiscard]] std::vector<Rate> rates(std::string_view name) const;
  // A required duration above 0.
  [[nodiscard]] std::optional<Duration> span(const Section& section, std::string_view name) const;
  // Value of `for`.
  [[nodiscard]] std::optional<Duration> duration(bool may_be_endless) const;
  [[nodiscard]] Curve curve() const { return static_cast<Curve>(section_.choice("curve").value_or(0)); }

 private:
  const Section& section_;
};

}  // namespace spate::scenario
