// One map of the user's file and the keys it may hold: hands out typed values and reports everything else.
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

// What reading a scenario collects on the way.
struct ReadContext {
  Diagnostics& diagnostics;
  std::set<std::string> secret_paths;  // values that hold a secret and are not Kafka properties
};

// Values come with the key table's default where the user says nothing. A value that is wrong is reported and counts as
// absent, so that reading goes on. `map` and `findings` must outlive it.
class Section {
 public:
  // Reports a node that is no map, unknown keys, and keys that are not supported yet.
  Section(ReadContext& context, SectionKind where, const Node& map, std::string path);

  // What stands under the key; null: nothing usable.
  [[nodiscard]] const Node* find(std::string_view name) const;
  // Whether the user wrote the key, usable or not.
  [[nodiscard]] bool has(std::string_view name) const;

  [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
  [[nodiscard]] std::optional<std::uint64_t> count(std::string_view name) const;
  [[nodiscard]] std::optional<Duration> duration(std::string_view name) const;
  [[nodiscard]] std::optional<std::uint64_t> size(std::string_view name) const;
  [[nodiscard]] std::optional<double> share(std::string_view name) const;
  [[nodiscard]] std::optional<Factor> factor(std::string_view name) const;
  // What `parse` makes of the scalar.
  template <class T>
  [[nodiscard]] std::optional<T> parsed(std::string_view name, Parsed<T> (*parse)(std::string_view)) const;
  // Since midnight.
  [[nodiscard]] std::optional<Duration> time_of_day(std::string_view name) const;
  // The positions among the key's choices, each once.
  [[nodiscard]] std::vector<std::size_t> choices(std::string_view name) const;
  // The position among the key's choices.
  [[nodiscard]] std::optional<std::size_t> choice(std::string_view name) const;
  // The map under the key; null, and a problem reported, if something else stands there.
  [[nodiscard]] const Node* map(std::string_view name) const;
  [[nodiscard]] std::vector<Property> properties(std::string_view name) const;

  // The value as messages show it, in quotes; "***" for a secret.
  [[nodiscard]] std::string quoted_value(std::string_view name) const;

  // Reports each required key that is absent.
  void check_required() const;
  // Reports a problem with this map, or with the value of one of its keys.
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
