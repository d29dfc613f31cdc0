// One stage of a schedule in the file: what the readers of its shapes have in common.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/keys/section.hpp"

namespace spate::scenario {

// Reports what is wrong; nothing, or an empty list, is returned then. `section` must outlive it.
class StageSection {
 public:
  explicit StageSection(const Section& section) : section_(section) {}

  [[nodiscard]] const Section& section() const noexcept { return section_; }
  // The map of this key: a section of its own.
  [[nodiscard]] std::optional<Section> nested(std::string_view name, SectionKind where) const;

  // The rate that must stand under the key, but not `max`.
  [[nodiscard]] std::optional<Rate> rate(const Section& section, std::string_view name) const;
  [[nodiscard]] std::optional<Rate> rate(const Node& node, const std::string& path) const;
  // At least one.
  [[nodiscard]] std::vector<Rate> rates(std::string_view name) const;
  // A duration above 0 that must be there.
  [[nodiscard]] std::optional<Duration> span(const Section& section, std::string_view name) const;
  // What `for` says.
  [[nodiscard]] std::optional<Duration> duration(bool may_be_endless) const;
  [[nodiscard]] Curve curve() const { return static_cast<Curve>(section_.choice("curve").value_or(0)); }

 private:
  const Section& section_;
};

}  // namespace spate::scenario
