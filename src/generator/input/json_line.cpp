#include "generator/input/json_line.hpp"

#include <algorithm>
#include <charconv>

#include "generator/value/number.hpp"

namespace spate::generator {
namespace {

namespace ondemand = simdjson::ondemand;
using ondemand::json_type;
using simdjson::SUCCESS;

constexpr const char* kInvalidJson = "invalid or truncated JSON";
constexpr const char* kTooDeep = "JSON nested deeper than 1,000 levels";
constexpr const char* kMoreThanOne = "more than one JSON value: write one value per line";

const char* problem_of(ondemand::value value, std::size_t depth) noexcept;

const char* problem_of(ondemand::object object, std::size_t depth) noexcept {
  for (auto member : object) {
    std::string_view name;
    ondemand::value value;
    if (member.unescaped_key().get(name) != SUCCESS || member.value().get(value) != SUCCESS) return kInvalidJson;
    if (const char* const problem = problem_of(value, depth)) return problem;
  }
  return nullptr;
}

const char* problem_of(ondemand::array array, std::size_t depth) noexcept {
  for (auto item : array) {
    ondemand::value value;
    if (item.get(value) != SUCCESS) return kInvalidJson;
    if (const char* const problem = problem_of(value, depth)) return problem;
  }
  return nullptr;
}

// Whether a scalar that is not a string is valid.
bool is_valid_word(json_type type, std::string_view word) noexcept {
  if (type == json_type::null) return word == "null";
  if (type == json_type::boolean) return word == "true" || word == "false";
  return type == json_type::number && is_json_number(word);
}

// On-demand parsing checks only what is read, so reads everything. `from`: a document or a value.
template <class From>
const char* problem_inside(From& from, json_type type, std::size_t depth) noexcept {
  if (depth > kMaxJsonNesting) return kTooDeep;
  std::string_view text;
  ondemand::object object;
  ondemand::array array;
  if (type == json_type::object)
    return from.get_object().get(object) == SUCCESS ? problem_of(object, depth) : kInvalidJson;
  if (type == json_type::array) return from.get_array().get(array) == SUCCESS ? problem_of(array, depth) : kInvalidJson;
  return from.get_string().get(text) == SUCCESS ? nullptr : kInvalidJson;
}

bool is_word(json_type type) noexcept {
  return type != json_type::object && type != json_type::array && type != json_type::string;
}

const char* problem_of(ondemand::value value, std::size_t depth) noexcept {
  json_type type{};
  if (value.type().get(type) != SUCCESS) return kInvalidJson;
  if (!is_word(type)) return problem_inside(value, type, depth + 1);
  return is_valid_word(type, trimmed_json(value.raw_json_token())) ? nullptr : kInvalidJson;
}

// Most names contain no backslash, so compares the raw text first.
bool is_named(ondemand::field& member, const std::string& name) noexcept {
  const char* const raw = member.key().raw();
  std::size_t at = 0;
  while (at < name.size() && raw[at] == name[at] && raw[at] != '\\') ++at;
  if (raw[at] != '\\') return at == name.size() && raw[at] == '"';
  std::string_view text;
  return member.unescaped_key().get(text) == SUCCESS && text == name;
}

// Calls `visit` with each value that `step` names, until it returns true.
template <class Visit>
void each_value(ondemand::object object, const std::string& step, const Visit& visit) noexcept {
  for (auto next : object) {
    ondemand::field member;
    if (std::move(next).get(member) != SUCCESS) return;
    if (!is_named(member, step)) continue;
    ondemand::value value = member.value();
    if (visit(value)) return;
  }
}

template <class Visit>
void each_value(ondemand::array array, const std::string& step, const Visit& visit) noexcept {
  std::size_t index = 0;
  const auto* const end = step.data() + step.size();
  const auto read = std::from_chars(step.data(), end, index);
  if (read.ec != std::errc{} || read.ptr != end || (step.size() > 1 && step.front() == '0')) return;
  for (auto item : array) {
    ondemand::value value;
    if (item.get(value) != SUCCESS) return;
    if (index-- > 0) continue;
    (void)visit(value);
    return;
  }
}

// `from`: a document or a value.
template <class From, class Visit>
void each_value_in(From& from, const std::string& step, const Visit& visit) noexcept {
  json_type type{};
  if (from.type().get(type) != SUCCESS) return;
  ondemand::object object;
  ondemand::array array;
  if (type == json_type::object && from.get_object().get(object) == SUCCESS) each_value(object, step, visit);
  if (type == json_type::array && from.get_array().get(array) == SUCCESS) each_value(array, step, visit);
}

std::vector<std::string> split(std::string_view path, char separator) {
  std::vector<std::string> steps(1);
  for (const char c : path) c == separator ? void(steps.emplace_back()) : steps.back().push_back(c);
  return steps;
}

// RFC 6901: ~1 is a slash, ~0 a tilde.
std::string unescaped(std::string_view token) {
  std::string text;
  for (std::size_t at = 0; at < token.size(); ++at) {
    const auto escape = token.substr(at, 2);
    const bool escaped = escape == "~0" || escape == "~1";
    text += escape == "~1" ? '/' : token[at];
    if (escaped) ++at;
  }
  return text;
}

// Whether two values match a step, here or along the first match.
template <class From>
bool ambiguous_in(From& from, const std::vector<std::string>& steps, std::size_t step) noexcept {
  if (step == steps.size()) return false;
  int matches = 0;
  bool deeper = false;
  each_value_in(from, steps[step], [&](ondemand::value& value) {
    if (matches++ == 0) deeper = ambiguous_in(value, steps, step + 1);
    return matches > 1 || deeper;
  });
  return matches > 1 || deeper;
}

template <class From>
bool find_in(From& from, const std::vector<std::string>& steps, std::size_t step, ondemand::value& match) noexcept {
  bool found = false;
  each_value_in(from, steps[step], [&](ondemand::value& value) {
    if (step + 1 == steps.size()) {
      match = value;
      found = true;
    } else {
      found = find_in(value, steps, step + 1, match);
    }
    return true;
  });
  return found;
}

}  // namespace

std::string_view trimmed_json(std::string_view text) noexcept {
  return text.substr(0, text.find_last_not_of(" \n\r\t") + 1);
}

const char* json_line_problem(ondemand::document& document, std::string_view line) noexcept {
  if (line.starts_with("\xef\xbb\xbf")) return kInvalidJson;  // newer versions of simdjson skip it
  json_type type{};
  if (document.type().get(type) != SUCCESS) return kInvalidJson;
  if (is_word(type)) {
    const auto text = trimmed_json(line);
    return is_valid_word(type, text.substr(text.find_first_not_of(" \n\r\t"))) ? nullptr : kInvalidJson;
  }
  if (const char* const problem = problem_inside(document, type, 1)) return problem;
  return document.current_location().error() == SUCCESS ? kMoreThanOne : nullptr;
}

JsonPath::JsonPath(std::string_view path) {
  if (!path.starts_with('/')) {
    steps_ = split(path, '.');
    return;
  }
  for (const auto& token : split(path.substr(1), '/')) steps_.push_back(unescaped(token));
}

bool JsonPath::find(ondemand::document& document, ondemand::value& value) const noexcept {
  document.rewind();
  return find_in(document, steps_, 0, value);
}

bool JsonPath::ambiguous(ondemand::document& document) const noexcept {
  document.rewind();
  return ambiguous_in(document, steps_, 0);
}

}  // namespace spate::generator
