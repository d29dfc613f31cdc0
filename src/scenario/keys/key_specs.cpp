#include "scenario/keys/key_specs.hpp"

#include <algorithm>
#include <array>

#include "scenario/keys/key_spec_rows.hpp"

namespace spate::scenario {
namespace {

std::vector<KeySpec> all_keys() {
  std::vector<KeySpec> table;
  for (auto part : {scenario_keys(), course_keys(), small_keys(), topic_keys(), sending_keys(), content_keys(),
                    handing_keys(), imperfection_keys(), schedule_keys(), generator_keys(), format_keys(), table_keys(),
                    lifecycle_keys(), replay_keys()})
    table.insert(table.end(), part.begin(), part.end());
  return table;
}

}  // namespace

KeySpec key_row(Where where, std::string_view name, ValueType type, std::string_view example, std::string_view help) {
  return {.where = where, .name = name, .type = type, .example = example, .help = help};
}

std::span<const KeySpec> keys() {
  static const std::vector<KeySpec> table = all_keys();
  return table;
}

std::vector<const KeySpec*> keys_of(Where where) {
  std::vector<const KeySpec*> found;
  for (const auto& key : keys())
    if (key.where == where) found.push_back(&key);
  return found;
}

std::vector<std::string_view> key_names(Where where) {
  std::vector<std::string_view> names;
  for (const auto* key : keys_of(where)) names.push_back(key->name);
  return names;
}

const KeySpec* find_key(Where where, std::string_view name) {
  const auto table = keys();
  const auto key = std::find_if(table.begin(), table.end(),
                                [&](const KeySpec& spec) { return spec.where == where && spec.name == name; });
  return key == table.end() ? nullptr : &*key;
}

std::span<const Where> all_places() noexcept {
  static constexpr std::array places = {
      Where::scenario,   Where::metrics,   Where::clock,         Where::startup,
      Where::shutdown,   Where::stream,    Where::stop_after,    Where::arrivals,
      Where::when_late,  Where::measure,   Where::imperfections, Where::set_back,
      Where::clock_skew, Where::malformed, Where::schedule,      Where::stage,
      Where::sine,       Where::burst,     Where::window,        Where::recorded,
      Where::generator,  Where::format,    Where::csv,           Where::table,
      Where::lifecycle,  Where::state,     Where::replay,        Where::rewrite_timestamp,
      Where::control};
  return places;
}

std::string_view where_name(Where where) noexcept {
  constexpr std::array<std::string_view, 29> names = {
      "scenario",  "metrics", "clock",         "startup",           "shutdown",   "stream",    "stop_after", "arrivals",
      "when_late", "measure", "imperfections", "set_back",          "clock_skew", "malformed", "schedule",   "stage",
      "sine",      "burst",   "window",        "recorded",          "generator",  "format",    "csv",        "table",
      "lifecycle", "state",   "replay",        "rewrite_timestamp", "control"};
  return names[static_cast<std::size_t>(where)];
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
                                                      "duration, two, or exponential",
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
