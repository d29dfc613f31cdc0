// Every key of the language, once: what the reader accepts, what "did you mean" offers, what docs/reference/scenario.md
// and the JSON Schema say.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace spate::scenario {

// The map a key stands in.
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
  count,             // a whole number from `least` to `most`
  duration,          // 250ms, 5s, 2min
  size,              // 512 KiB, 10 MB
  rate,              // 500/s, 1/10min, 2 MiB/s, max
  choice,            // one of `choices`
  address,           // HOST:PORT or off
  properties,        // a map of property name to scalar
  section,           // a map of the keys of `inside`
  sections,          // a map of name to such maps
  streams,           // a list of such maps
  generator,         // a preset, a name under generators: or a path
  record,            // the record language
  key,               // what of the record is the key, or none
  headers,           // a map of name to value of the record language
  expression,        // one such value
  share,             // 2%, 0.02
  delay,             // 5min, [1min, 10min], exponential(5min)
  choices,           // a list of some of `choices`
  share_or_section,  // a share, or a map of the keys of `inside`
  partitioner,       // one of `choices`, or {explicit: =expression}
  columns,           // of a table
  rows,              // of a table
  thresholds,        // a list of rate >= 99% and the like
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
  std::string_view fallback = {};  // the value when absent, as the user would write it; empty: none
  std::string_view example = {};   // the value, as the user would write it
  std::string_view help;           // one sentence
  std::uint64_t min = 0;
  std::uint64_t max = UINT64_MAX;
  std::vector<std::string_view> choices = {};  // in the order of the enum they stand for
  std::optional<SectionKind> inside = std::nullopt;
  bool required = false;
};

// In the order of the reference page.
[[nodiscard]] std::span<const KeySpec> keys();
[[nodiscard]] std::vector<const KeySpec*> keys_of(SectionKind where);
[[nodiscard]] std::vector<std::string_view> key_names(SectionKind where);

// Null: there is no such key there.
[[nodiscard]] const KeySpec* find_key(SectionKind where, std::string_view name);

// "scenario", "stream", … : how the reference page and the schema call the map.
[[nodiscard]] std::string_view section_name(SectionKind where) noexcept;
[[nodiscard]] std::span<const SectionKind> section_kinds() noexcept;

// "duration", "rate", …: how the reference page calls the type.
[[nodiscard]] std::string_view type_name(ValueType type) noexcept;

// A row with what every key has.
[[nodiscard]] KeySpec key_row(SectionKind where, std::string_view name, ValueType type, std::string_view example,
                              std::string_view help);

}  // namespace spate::scenario
