#include "scenario/keys/section.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenario/text/calendar_text.hpp"
#include "scenario/text/rate_text.hpp"
#include "scenario/text/suggestion.hpp"
#include "scenario/yaml/secrets.hpp"

namespace spate::scenario {
namespace {

std::string range_problem(std::string_view value, const KeySpec& key) {
  if (key.max == UINT64_MAX) return fmt::format("{} is too small: use at least {}", value, key.min);
  return fmt::format("{} is out of range: use {} to {}", value, key.min, key.max);
}

// The map that is allowed instead of a choice.
std::string map_choice(const KeySpec& key) {
  if (key.type != ValueType::choice_or_map) return {};
  const auto* first = keys_of(*key.inside).front();
  return fmt::format(", {{{}: {}}}", first->name, first->example);
}

// Single characters are quoted: a comma between commas is not visible otherwise.
std::string joined(const std::vector<std::string_view>& choices) {
  std::string text;
  for (const auto& choice : choices) {
    if (!text.empty()) text += ", ";
    text += choice.size() == 1 ? quote_value(choice) : std::string{choice};
  }
  return text;
}

constexpr std::size_t kMaxListedKeys = 12;
// What to do about an unknown key of the map at `path`: ": use …", ": remove it" or a suggestion.
std::string unknown_key_advice(std::string_view name, SectionKind kind, std::string_view path) {
  for (const auto map : {section_name(kind), path.substr(path.rfind('.') + 1)}) {
    const auto advice = foreign_advice(ForeignName::Kind::key, fmt::format("{}.{}", map, name));
    if (!advice.empty()) return fmt::format(": {}", advice);
  }
  const auto names = key_names(kind);
  if (auto hint = did_you_mean(name, names); !hint.empty()) return hint;
  if (names.size() > kMaxListedKeys) return ": remove it";
  return fmt::format(": use {}{}", names.size() > 1 ? "one of " : "", fmt::join(names, ", "));
}

}  // namespace

Section::Section(ReadContext& context, SectionKind kind, const Node& map, std::string path)
    : context_(context), kind_(kind), node_(map), path_(std::move(path)) {
  if (node_.kind != Node::Kind::map && !node_.missing())
    report(fmt::format("expected a map of {} keys, not a {}", section_name(kind_), kind_name(node_.kind)));
  for (const auto& member : node_.members) check_key(member);
}

void Section::check_key(const Node::Member& member) const {
  const auto* key = find_key(kind_, member.name);
  if (key == nullptr)
    context_.diagnostics.report(member.place, path(member.name),
                                "unknown key" + unknown_key_advice(member.name, kind_, path_));
}

const Node* Section::find(std::string_view name) const {
  const auto* value = node_.find(name);
  return value == nullptr || value->missing() ? nullptr : value;
}

bool Section::has(std::string_view name) const { return node_.find(name) != nullptr; }

void Section::check_required() const {
  if (node_.kind != Node::Kind::map) return;
  for (const auto* key : keys_of(kind_))
    if (key->required && !has(key->name))
      context_.diagnostics.report(node_.place, path(),
                                  fmt::format("missing key {}: add {}: {}", key->name, key->name, key->example));
}

void Section::report(std::string text) const { context_.diagnostics.report(node_.place, path_, std::move(text)); }

void Section::report(std::string_view name, std::string text) const {
  const auto* value = node_.find(name);
  context_.diagnostics.report(value == nullptr ? node_.place : value->place, path(name), std::move(text));
}

const Node* Section::scalar(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr) return nullptr;
  if (value->secret) context_.secret_paths.insert(path(name));
  if (value->kind == Node::Kind::scalar) return value;
  report(name, fmt::format("{}, not a {}", expected(*find_key(kind_, name)), kind_name(value->kind)));
  return nullptr;
}

std::string Section::expected(const KeySpec& key) {
  return fmt::format("expected {}{}, such as {}", key.type == ValueType::text ? "" : "a ", type_name(key.type),
                     key.example);
}

std::optional<std::string> Section::text(std::string_view name) const {
  const auto* value = scalar(name);
  if (value != nullptr) return value->text;
  const auto fallback = find_key(kind_, name)->fallback;
  return fallback.empty() ? std::nullopt : std::optional<std::string>{fallback};
}

std::optional<std::uint64_t> Section::count(std::string_view name) const {
  const auto& key = *find_key(kind_, name);
  const auto value = parsed(name, parse_count);
  if (!value || (*value >= key.min && *value <= key.max)) return value;
  report(name, range_problem(quoted_value(name), key));
  return std::nullopt;
}

std::optional<Duration> Section::duration(std::string_view name) const {
  const auto value = parsed(name, parse_duration);
  if (!value || *value > Duration{} || find_key(kind_, name)->min == 0) return value;
  report(name, "the duration must be greater than 0");
  return std::nullopt;
}

std::optional<std::uint64_t> Section::size(std::string_view name) const {
  const auto value = parsed(name, parse_size);
  if (!value || *value >= find_key(kind_, name)->min) return value;
  report(name, "the size must be greater than 0");
  return std::nullopt;
}

std::optional<double> Section::share(std::string_view name) const { return parsed(name, parse_share); }

std::optional<Factor> Section::factor(std::string_view name) const { return parsed(name, parse_factor); }

std::optional<Duration> Section::time_of_day(std::string_view name) const {
  return parsed<Duration>(name, [](std::string_view text) { return parse_time_of_day(text); });
}

std::vector<std::size_t> Section::choices(std::string_view name) const {
  std::vector<std::size_t> indices;
  const auto* value = find(name);
  if (value == nullptr) return indices;
  const auto& key = *find_key(kind_, name);
  if (value->kind != Node::Kind::list || value->items.empty()) {
    report(name, fmt::format("expected a {}, such as {}", type_name(key.type), key.example));
    return indices;
  }
  for (const auto& item : value->items) {
    const auto choice = std::find(key.choices.begin(), key.choices.end(), item.text);
    const auto index = static_cast<std::size_t>(choice - key.choices.begin());
    const auto report = [&](std::string text) { context_.diagnostics.report(item.place, path(name), std::move(text)); };
    if (choice == key.choices.end() || item.kind != Node::Kind::scalar)
      report(fmt::format("unknown value {}: use one of {}{}", quote_value(item.text), joined(key.choices),
                         did_you_mean(item.text, key.choices)));
    else if (std::find(indices.begin(), indices.end(), index) != indices.end())
      report(fmt::format("duplicate value {}: remove one", quote_value(item.text)));
    else
      indices.push_back(index);
  }
  return indices;
}

std::optional<std::size_t> Section::choice(std::string_view name) const {
  const auto written = text(name);
  if (!written) return std::nullopt;
  const auto& key = *find_key(kind_, name);
  const auto& choices = key.choices;
  const auto match = std::find(choices.begin(), choices.end(), *written);
  if (match != choices.end()) return static_cast<std::size_t>(match - choices.begin());
  const bool has_hint = !node_.find(name)->secret && written->size() > 1;  // single characters have no nearest
  const auto hint = has_hint ? did_you_mean(*written, choices) : std::string{};
  report(name, fmt::format("unknown value {}: use one of {}{}{}", quoted_value(name), joined(choices), map_choice(key),
                           hint));
  return std::nullopt;
}

std::string Section::quoted_value(std::string_view name) const {
  const auto* value = node_.find(name);
  return quote_value(value == nullptr ? "" : value->secret ? kMask : std::string_view{value->text});
}

const Node* Section::map(std::string_view name) const {
  const auto* value = find(name);
  if (value == nullptr || value->kind == Node::Kind::map) return value;
  report(name, fmt::format("{}, not a {}", expected(*find_key(kind_, name)), kind_name(value->kind)));
  return nullptr;
}

std::vector<Property> Section::properties(std::string_view name) const {
  std::vector<Property> list;
  const auto* values = map(name);
  if (values == nullptr) return list;
  for (const auto& [property, place, value] : values->members) {
    const auto property_path = member_path(path(name), property);
    if (value.kind != Node::Kind::scalar)
      context_.diagnostics.report(value.place, property_path,
                                  fmt::format("expected one value, not a {}", kind_name(value.kind)));
    else if (!value.missing())
      list.push_back({property, value.text, value.secret || is_secret_property(property), value.place, property_path});
  }
  return list;
}

}  // namespace spate::scenario
