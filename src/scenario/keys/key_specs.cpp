#include "scenario/keys/key_specs.hpp"

#include <algorithm>
#include <array>

#include "scenario/keys/key_spec_rows.hpp"

namespace spate::scenario {
namespace {

std::vector<KeySpec> all_keys() {
  std::vector<KeySpec> table;
  for (auto part : {scenario_keys(), run_keys(), nested_keys(), topic_keys(), rate_keys(), content_keys(),
                    producer_keys(), imperfection_keys(), schedule_keys(), generator_keys(), format_keys(),
                    table_keys(), lifecycle_keys(), replay_keys()})
    table.insert(table.end(), part.begin(), part.end());
  return table;
}

}  // namespace

KeySpec key_row(SectionKind kind, std::string_view name, ValueType type, std::string_view example,
                std::string_view help) {
  return {.section = kind, .name = name, .type = type, .example = example, .help = help};
}

std::span<const KeySpec> keys() {
  static const std::vector<KeySpec> table = all_keys();
  return table;
}

std::vector<const KeySpec*> keys_of(SectionKind kind) {
  std::vector<const KeySpec*> specs;
  for (const auto& key : keys())
    if (key.section == kind) specs.push_back(&key);
  return specs;
}

std::vector<std::string_view> key_names(SectionKind kind) {
  std::vector<std::string_view> names;
  for (const auto* key : keys_of(kind)) names.push_back(key->name);
  return names;
}

const KeySpec* find_key(SectionKind kind, std::string_view name) {
  const auto table = keys();
  const auto key = std::find_if(table.begin(), table.end(),
                                [&](const KeySpec& spec) { return spec.section == kind && spec.name == name; });
  return key == table.end() ? nullptr : &*key;
}

std::span<const SectionKind> section_kinds() noexcept {
  static constexpr std::array kinds = {
      SectionKind::scenario,   SectionKind::metrics,   SectionKind::clock,         SectionKind::startup,
      SectionKind::shutdown,   SectionKind::stream,    SectionKind::stop_after,    SectionKind::arrivals,
      SectionKind::when_late,  SectionKind::measure,   SectionKind::imperfections, SectionKind::event_time_shift,
      SectionKind::clock_skew, SectionKind::malformed, SectionKind::schedule,      SectionKind::stage,
      SectionKind::sine,       SectionKind::burst,     SectionKind::window,        SectionKind::recorded,
      SectionKind::generator,  SectionKind::format,    SectionKind::csv,           SectionKind::table,
      SectionKind::lifecycle,  SectionKind::state,     SectionKind::replay,        SectionKind::rewrite_timestamp,
      SectionKind::control};
  return kinds;
}

std::string_view section_name(SectionKind kind) noexcept {
  constexpr std::array<std::string_view, 29> names = {
      "scenario",  "metrics", "clock",         "startup",           "shutdown",   "stream",    "stop_after", "arrivals",
      "when_late", "measure", "imperfections", "lateness",          "clock_skew", "malformed", "schedule",   "stage",
      "sine",      "burst",   "window",        "recorded",          "generator",  "format",    "csv",        "table",
      "lifecycle", "state",   "replay",        "rewrite_timestamp", "control"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view type_name(ValueType type) noexcept {
  constexpr std::array<std::string_view, 33> names = {"text",
                                                      "name",
                                                      "topic",
                                                      "whole number",
                                                      "duration",
                                                      "size",
                                                      "rate",
                                                      "choice",
                                                      "address",
                                                      "map of properties",
                                                      "map",
                                                      "map of names",
                                                      "list",
                                                      "name or path",
                                                      "record",
                                                      "key",
                                                      "map of values",
                                                      "expression",
                                                      "share",
                                                      "duration, range or exponential",
                                                      "list of choices",
                                                      "share or map",
                                                      "partitioner",
                                                      "columns",
                                                      "rows",
                                                      "list of thresholds",
                                                      "list",
                                                      "map of shares",
                                                      "duration",
                                                      "factor",
                                                      "choice or map",
                                                      "map of rates",
                                                      "days"};
  return names[static_cast<std::size_t>(type)];
}

}  // namespace spate::scenario
