#include "generator/replay/replay_line.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "generator/replay/json_field.hpp"
#include "generator/replay/mapped_file.hpp"
#include "generator/value/number.hpp"
#include "scenario/suggestion.hpp"

namespace spate {
namespace {

using simdjson::SUCCESS;

static_assert(simdjson::SIMDJSON_PADDING <= MappedFile::kPadding);

constexpr const char* kTooLong = "a line longer than 4 MiB";
constexpr const char* kNoJson = "no JSON, or cut off";
constexpr const char* kNoKey = "no such field for the key";
constexpr const char* kKeyIsNoScalar = "the key's field is an object or an array";
constexpr const char* kNoTime = "no such field for the timestamp";
constexpr const char* kNoInstant = "no such field for the recorded time";
constexpr const char* kInstant = "the recorded time is not in its format";
constexpr const char* kOpenQuote = "a quote that is not closed";
constexpr const char* kColumns = "another number of columns than the header has";

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\n' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

// The fields of a CSV row (RFC 4180), one by one, quotes included.
template <class Visit>
std::size_t each_field(std::string_view row, const Visit& visit) {
  std::size_t number = 0;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= row.size(); ++at) {
    if (at < row.size() && row[at] == '"') quoted = !quoted;
    if (at < row.size() && (quoted || row[at] != ',')) continue;
    visit(number++, row.substr(begin, at - begin));
    begin = at + 1;
  }
  return number;
}

// Without the quotes around, doubled ones inside made one.
void unquote(std::string_view field, std::string& text) {
  text.clear();
  for (std::size_t at = 1; at + 1 < field.size(); ++at) {
    text += field[at];
    if (field[at] == '"') ++at;
  }
}

// What is told without looking inside: the outermost bracket is closed, and what has none is a value.
bool whole(simdjson::ondemand::json_type type, std::string_view text) noexcept {
  using Type = simdjson::ondemand::json_type;
  if (type == Type::object) return text.back() == '}';
  if (type == Type::array) return text.back() == ']';
  if (type == Type::null) return text == "null";
  if (type == Type::boolean) return text == "true" || text == "false";
  return type == Type::string || is_json_number(text);
}

// Empty: found, or not asked for.
std::string find_column(const std::vector<std::string>& names, const std::string& wanted, std::size_t& column) {
  if (wanted.empty()) return {};
  const auto found = std::find(names.begin(), names.end(), wanted);
  column = static_cast<std::size_t>(found - names.begin());
  if (found != names.end()) return {};
  const std::vector<std::string_view> views(names.begin(), names.end());
  const auto hint = did_you_mean(wanted, views);
  return fmt::format("there is no column \"{}\"{}", wanted,
                     hint.empty() ? fmt::format("; there are {}", fmt::join(names, ", ")) : hint);
}

}  // namespace

struct ReplayParser::Json {
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
};

ReplayParser::ReplayParser(const Replay& replay, std::size_t longest, std::optional<RecordedField> recorded)
    : form_(replay.form), key_(replay.key), time_(replay.timestamp), recorded_(std::move(recorded)) {
  if (form_ == Replay::Form::ndjson) {
    if (!key_.empty()) key_ = json_pointer(key_);
    if (!time_.empty()) time_ = json_pointer(time_);
    if (recorded_) recorded_->name = json_pointer(recorded_->name);
    json_ = std::make_unique<Json>();
    if (json_->parser.allocate(std::max<std::size_t>(longest, 1024)) != SUCCESS) throw std::bad_alloc{};
  }
  unquoted_.reserve(longest);
}

ReplayParser::ReplayParser(ReplayParser&&) noexcept = default;
ReplayParser& ReplayParser::operator=(ReplayParser&&) noexcept = default;
ReplayParser::~ReplayParser() = default;

ReplayLine ReplayParser::read(const char* from, const char* end) noexcept {
  ReplayLine line;
  const char* stop = from;
  bool open = false;
  for (line.lines = 0;; ++line.lines) {
    const auto* const found = static_cast<const char*>(std::memchr(stop, '\n', static_cast<std::size_t>(end - stop)));
    const char* const piece_end = found != nullptr ? found : end;
    if (form_ == Replay::Form::csv && std::count(stop, piece_end, '"') % 2 != 0) open = !open;
    stop = found != nullptr ? found + 1 : end;
    line.text = {from, static_cast<std::size_t>(piece_end - from)};
    if (!open || stop == end) break;
  }
  ++line.lines;
  line.next = stop;
  if (!line.text.empty() && line.text.back() == '\r') line.text.remove_suffix(1);
  line.blank = form_ != Replay::Form::lines && trimmed(line.text).empty();
  if (line.blank) return line;
  if (line.text.size() > kLongestLine) {
    line.problem = kTooLong;
  } else if (open) {
    line.problem = kOpenQuote;
  } else if (form_ == Replay::Form::ndjson) {
    read_json(line);
  } else if (form_ == Replay::Form::csv) {
    read_csv(line);
  }
  return line;
}

// On demand: strings closed, UTF-8 valid, the outermost brackets matching; and what the key's path meets.
void ReplayParser::read_json(ReplayLine& line) noexcept {
  namespace json = simdjson::ondemand;
  auto& document = json_->document;
  const simdjson::padded_string_view padded{line.text.data(), line.text.size(),
                                            line.text.size() + simdjson::SIMDJSON_PADDING};
  json::json_type type{};
  if (json_->parser.iterate(padded).get(document) != SUCCESS || document.type().get(type) != SUCCESS) {
    line.problem = kNoJson;
    return;
  }
  if (!whole(type, trimmed(line.text))) {
    line.problem = kNoJson;
    return;
  }
  // The key last: it may lie in memory that the others use as well.
  if (read_recorded(line) && read_time(line)) read_key(line);
}

bool ReplayParser::read_recorded(ReplayLine& line) noexcept {
  if (!recorded_) return true;
  simdjson::ondemand::value value;
  simdjson::ondemand::json_type type{};
  std::string_view text;
  if (json_->document.at_pointer(recorded_->name).get(value) != SUCCESS || value.type().get(type) != SUCCESS) {
    line.problem = kNoInstant;
    return false;
  }
  if (type != simdjson::ondemand::json_type::string)
    text = trimmed(value.raw_json_token());
  else if (value.get_string().get(text) != SUCCESS)
    text = {};
  read_instant(line, text);
  return line.problem == nullptr;
}

bool ReplayParser::read_time(ReplayLine& line) noexcept {
  if (time_.empty()) return true;
  simdjson::ondemand::value value;
  if (json_->document.at_pointer(time_).get(value) == SUCCESS) {
    const std::string_view token = value.raw_json_token();
    line.time = trimmed(token);
  }
  if (line.time.empty() || line.time.front() == '{' || line.time.front() == '[') line.problem = kNoTime;
  return line.problem == nullptr;
}

void ReplayParser::read_key(ReplayLine& line) noexcept {
  namespace json = simdjson::ondemand;
  if (key_.empty()) return;
  json::value value;
  json::json_type type{};
  if (json_->document.at_pointer(key_).get(value) != SUCCESS || value.type().get(type) != SUCCESS) {
    line.problem = kNoKey;
    return;
  }
  if (type == json::json_type::object || type == json::json_type::array) {
    line.problem = kKeyIsNoScalar;
  } else if (type == json::json_type::string) {
    line.keyed = value.get_string().get(line.key) == SUCCESS;
    if (!line.keyed) line.problem = kNoJson;
  } else {
    const std::string_view token = value.raw_json_token();
    if (!whole(type, trimmed(token))) {
      line.problem = kNoJson;
      return;
    }
    line.keyed = type != json::json_type::null;
    if (line.keyed) line.key = trimmed(token);
  }
}

void ReplayParser::read_instant(ReplayLine& line, std::string_view text) const noexcept {
  const auto instant = recorded_->reader.read(text);
  if (!instant) line.problem = kInstant;
  line.recorded = instant.value_or(0);
}

void ReplayParser::read_csv(ReplayLine& line) noexcept {
  std::string_view recorded;
  const auto found = each_field(line.text, [&](std::size_t number, std::string_view field) {
    if (!time_.empty() && number == time_column_) line.time = field;
    if (recorded_ && number == recorded_column_) recorded = field;
    if (key_.empty() || number != key_column_) return;
    line.keyed = true;
    line.key = field;
  });
  if (found != columns_.size()) {
    line.problem = kColumns;
    return;
  }
  if (recorded_) read_instant(line, recorded.starts_with('"') ? recorded.substr(1, recorded.size() - 2) : recorded);
  if (line.keyed && line.key.size() >= 2 && line.key.front() == '"') {
    unquote(line.key, unquoted_);
    line.key = unquoted_;
  }
}

std::string ReplayParser::read_header(const ReplayLine& header) {
  columns_.clear();
  (void)each_field(header.text, [&](std::size_t, std::string_view field) {
    std::string name{field};
    if (field.size() >= 2 && field.front() == '"') unquote(field, name);
    columns_.push_back(std::move(name));
  });
  auto problem = find_column(columns_, key_, key_column_);
  if (problem.empty()) problem = find_column(columns_, time_, time_column_);
  return problem.empty() && recorded_ ? find_column(columns_, recorded_->name, recorded_column_) : problem;
}

}  // namespace spate
