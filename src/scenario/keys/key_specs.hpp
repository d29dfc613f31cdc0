// Key table of the scenario language. The reader, the suggestions, the reference pages and the JSON Schema use it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace spate::scenario {

// The map that holds a key.
enum class SectionKind {
  scenario,
  metrics,
  clock,
  startup,
  shutdown,
  stream,
  stop_after,
  arrivals,
  when_late,
  measure,
  imperfections,
  event_time_shift,
  clock_skew,
  malformed,
  schedule,
  stage,
  sine,
  burst,
  window,
  recorded,
  generator,
  format,
  csv,
  table,
  lifecycle,
  state,
  replay,
  rewrite_timestamp,
  control
};

enum class ValueType {
  text,              // any scalar
  name,              // [A-Za-z0-9._-]{1,64}
  topic,             // a Kafka topic's name
  count,             // a whole number from `min` to `max`
  duration,          // 250ms, 5s, 2min
  size,              // 512 KiB, 10 MB
  rate,              // 500/s, 1/10min, 2 MiB/s, max
  choice,            // one of `choices`
  address,           // HOST:PORT or off
  properties,        // a map of property name to scalar
  section,           // a map of the keys of `inside`
  sections,          // a map of names to such maps
  streams,           // a list of such maps
  generator,         // a preset, a name under generators, or a path
  record,            // a record template
  key,               // a field, an expression, a list of fields, or none
  headers,           // a map of names to expressions
  expression,        // an =expression
  share,             // 2%, 0.02
  delay,             // 5min, [1min, 10min], exponential(5min)
  choices,           // a list of distinct `choices`
  share_or_section,  // a share, or a map of the keys of `inside`
  partitioner,       // one of `choices`, or {explicit: =expression}
  columns,           // names, or a map of names to expressions
  rows,              // of a table
  thresholds,        // a list of conditions such as rate >= 99%
  list,              // a list of maps of the keys of `inside`, else of rates
  shares,            // a map of name to share
  dwell,             // a duration, or exponential(duration)
  factor,            // 3x, 1.5x
  choice_or_map,     // one of `choices`, or a map of the keys of `inside`
  rates,             // a map of time of day to rate
  days,              // mon-fri, "sat,sun", or a list of them
};

struct KeySpec {
  SectionKind section;
  std::string_view name;
  ValueType type;
  std::string_view fallback = {};  // default, as in YAML; empty: none
  std::string_view example = {};   // example value, as in YAML
  std::string_view help;           // description: sentences or a noun phrase
  std::uint64_t min = 0;
  std::uint64_t max = UINT64_MAX;
  std::vector<std::string_view> choices = {};  // in the order of the enum
  std::optional<SectionKind> inside = std::nullopt;
  bool required = false;
};

// All keys, in the order of the reference pages.
[[nodiscard]] std::span<const KeySpec> keys();
[[nodiscard]] std::vector<const KeySpec*> keys_of(SectionKind kind);
[[nodiscard]] std::vector<std::string_view> key_names(SectionKind kind);

// Returns null if the map has no such key.
[[nodiscard]] const KeySpec* find_key(SectionKind kind, std::string_view name);

// Name of the map in the reference pages and the schema: "scenario", "stream".
[[nodiscard]] std::string_view section_name(SectionKind kind) noexcept;
[[nodiscard]] std::span<const SectionKind> section_kinds() noexcept;

// Name of the type in the reference pages: "duration", "rate".
[[nodiscard]] std::string_view type_name(ValueType type) noexcept;

// A row with the members that every key has.
[[nodiscard]] KeySpec key_row(SectionKind kind, std::string_view name, ValueType type, std::string_view example,
                              std::string_view help);

}  // namespace spate::scenario
