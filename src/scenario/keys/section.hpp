// One map of the file, read by the key table. Returns typed values and reports all problems.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "scenario/keys/key_specs.hpp"
#include "scenario/model/scenario.hpp"
#include "scenario/text/units.hpp"

namespace spate::scenario {

// Results of reading besides the scenario.
struct ReadContext {
  Diagnostics& diagnostics;
  std::set<std::string> secret_paths;  // paths of secret values outside Kafka properties
};

// Reads values with their defaults from the key table. Reports an invalid value and treats it as absent. `map` and
// `context` must outlive this object.
class Section {
 public:
  // Reports a node that is not a map, and unknown keys.
  Section(ReadContext& context, SectionKind kind, const Node& map, std::string path);

  // Returns null if the key is absent or has no value.
  [[nodiscard]] const Node* find(std::string_view name) const;
  // True if the key is written, even with an invalid value.
  [[nodiscard]] bool has(std::string_view name) const;

  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  [[nodiscard]] std::optional<std::uint64_t> count(std::string_view name) const;
  [[nodiscard]] std::optional<Duration> duration(std::string_view name) const;
  [[nodiscard]] std::optional<std::uint64_t> size(std::string_view name) const;
  [[nodiscard]] std::optional<double> share(std::string_view name) const;
  [[nodiscard]] std::optional<Factor> factor(std::string_view name) const;
  // The scalar, parsed by `parse`.
  template <class T>
  [[nodiscard]] std::optional<T> parsed(std::string_view name, Parsed<T> (*parse)(std::string_view)) const;
  // Time since midnight.
  [[nodiscard]] std::optional<Duration> time_of_day(std::string_view name) const;
  // Indices into the choices of the key, without duplicates.
  [[nodiscard]] std::vector<std::size_t> choices(std::string_view name) const;
  // Index into the choices of the key.
  [[nodiscard]] std::optional<std::size_t> choice(std::string_view name) const;
  // Returns null if the key is absent, or, with a report, if its value is not a map.
  [[nodiscard]] const Node* map(std::string_view name) const;
  [[nodiscard]] std::vector<Property> properties(std::string_view name) const;

  // The value for messages, in quotes; "***" for a secret.
  [[nodiscard]] std::string quoted_value(std::string_view name) const;

  // Reports required keys that are absent.
  void check_required() const;
  // Reports a problem with this map, or with the value of a key.
  void report(std::string text) const;
  void report(std::string_view name, std::string text) const;

  [[nodiscard]] const Node& node() const noexcept { return node_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] std::string path(std::string_view name) const { return member_path(path_, name); }
  [[nodiscard]] ReadContext& context() const noexcept { return context_; }

 private:
  void check_key(const Node::Member& member) const;
  [[nodiscard]] const Node* scalar(std::string_view name) const;
  [[nodiscard]] static std::string expected(const KeySpec& key);

  ReadContext& context_;
  SectionKind kind_;
  const Node& node_;
  std::string path_;
};

template <class T>
std::optional<T> Section::parsed(std::string_view name, Parsed<T> (*parse)(std::string_view)) const {
  const auto& key = *find_key(kind_, name);
  const auto* value = scalar(name);
  if (value == nullptr) return key.fallback.empty() ? std::nullopt : parse(key.fallback).value;
  auto result = parse(value->text);
  if (!result.value) report(name, value->secret ? expected(key) : std::move(result.problem));
  return result.value;
}

}  // namespace spate::scenario
