#include "generator/replay/replay_parser.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <new>

#include "generator/input/csv.hpp"
#include "generator/input/json_line.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate::generator {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::SUCCESS;

static_assert(simdjson::SIMDJSON_PADDING <= kReplayPadding);

constexpr const char* kTooLong = "a line longer than 4 MiB";
constexpr const char* kInvalidUtf8 = "invalid UTF-8: use format: lines to send any bytes";
constexpr const char* kInvalidJson = "invalid or truncated JSON";
constexpr const char* kNoKey = "missing field for the key";
constexpr const char* kKeyNotScalar = "the key's field is an object or an array";
constexpr const char* kTwoKeys = "duplicate field for the key";
constexpr const char* kNoTime = "missing field for the timestamp";
constexpr const char* kTwoTimes = "duplicate field for the timestamp";
constexpr const char* kNoRecordedTime = "missing field for the recorded time";
constexpr const char* kTwoRecordedTimes = "duplicate field for the recorded time";
constexpr const char* kInvalidRecordedTime = "the recorded time is not in its format";
constexpr const char* kColumnCount = "the number of columns differs from the header";

// Returns the problem; empty if the column is found, or if `name` is empty.
std::string find_column(const std::vector<std::string>& names, const std::string& name, std::size_t& column) {
  if (name.empty()) return {};
  const auto match = std::find(names.begin(), names.end(), name);
  column = static_cast<std::size_t>(match - names.begin());
  if (std::count(match, names.end(), name) > 1) return fmt::format("duplicate column \"{}\"", name);
  if (match != names.end()) return {};
  const std::vector<std::string_view> views(names.begin(), names.end());
  const auto hint = scenario::did_you_mean(name, views);
  return fmt::format("unknown column \"{}\"{}", name,
                     hint.empty() ? fmt::format(": use one of {}", fmt::join(names, ", ")) : hint);
}

// Whether a line of NDJSON is blank.
bool is_blank(std::string_view text) noexcept { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

bool is_valid_utf8(std::string_view text) noexcept { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace

struct ReplayParser::Json {
  explicit Json(const std::string& key_path, const std::string& time_path, const std::string& recorded_path)
      : key(key_path), time(time_path), recorded(recorded_path) {}

  ondemand::parser parser;
  ondemand::document document;
  JsonPath key;
  JsonPath time;
  JsonPath recorded;
};

ReplayParser::ReplayParser(const scenario::Replay& replay, std::size_t max_line_bytes,
                           std::optional<RecordedField> recorded)
    : form_(replay.form), key_(replay.key), time_(replay.timestamp), recorded_(std::move(recorded)) {
  if (form_ == scenario::Replay::Form::ndjson) {
    json_ = std::make_unique<Json>(key_, time_, recorded_ ? recorded_->name : "");
    if (json_->parser.allocate(std::max<std::size_t>(max_line_bytes, 1024)) != SUCCESS) throw std::bad_alloc{};
  }
  unquoted_.reserve(max_line_bytes);
}

ReplayParser::ReplayParser(ReplayParser&&) noexcept = default;
ReplayParser& ReplayParser::operator=(ReplayParser&&) noexcept = default;
ReplayParser::~ReplayParser() = default;

ReplayLine ReplayParser::cut(std::string_view text) const noexcept {
  ReplayLine line;
  if (form_ == scenario::Replay::Form::csv) {
    const auto record = cut_csv_record(text);
    line.text = record.text;
    line.size = record.size;
    line.lines = record.lines;
    line.problem = record.problem;
    line.open = record.open;
    line.blank = record.text.empty();
    return line;
  }
  const auto newline = text.find('\n');
  line.open = newline == std::string_view::npos;
  line.size = line.open ? text.size() : newline + 1;
  line.text = text.substr(0, line.open ? text.size() : newline);
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  line.blank = form_ == scenario::Replay::Form::ndjson && is_blank(line.text);
  return line;
}

bool ReplayParser::parses_fields(ReplayCheck check) const noexcept {
  if (form_ == scenario::Replay::Form::lines || check == ReplayCheck::end_only) return false;
  return check == ReplayCheck::full || !key_.empty() || !time_.empty();
}

ReplayLine ReplayParser::read(std::string_view text, ReplayCheck check) noexcept {
  auto line = cut(text);
  if (line.text.size() > kMaxLineBytes) line.problem = kTooLong;
  if (line.blank || line.problem != nullptr || !parses_fields(check)) return line;
  if (form_ == scenario::Replay::Form::ndjson) {
    read_json(line, check);
  } else {
    read_csv(line, check);
  }
  return line;
}

void ReplayParser::read_json(ReplayLine& line, ReplayCheck check) noexcept {
  auto& document = json_->document;
  const simdjson::padded_string_view padded{line.text.data(), line.text.size(),
                                            line.text.size() + simdjson::SIMDJSON_PADDING};
  const auto error = json_->parser.iterate(padded).get(document);
  if (error != SUCCESS) {
    line.problem = error == simdjson::UTF8_ERROR ? kInvalidUtf8 : kInvalidJson;
    return;
  }
  if (check == ReplayCheck::full) {
    line.problem = json_line_problem(document, line.text);
    if (line.problem == nullptr && !key_.empty() && json_->key.ambiguous(document)) line.problem = kTwoKeys;
    if (line.problem == nullptr && !time_.empty() && json_->time.ambiguous(document)) line.problem = kTwoTimes;
    if (line.problem == nullptr && recorded_ && json_->recorded.ambiguous(document)) line.problem = kTwoRecordedTimes;
    if (line.problem != nullptr || !read_recorded(line)) return;
  }
  // The key is read last: its text may be in memory of the parser that a later read reuses.
  if (read_time(line)) read_key(line);
}

bool ReplayParser::read_recorded(ReplayLine& line) noexcept {
  if (!recorded_) return true;
  ondemand::value value;
  ondemand::json_type type{};
  std::string_view text;
  if (!json_->recorded.find(json_->document, value) || value.type().get(type) != SUCCESS) {
    line.problem = kNoRecordedTime;
    return false;
  }
  if (type != ondemand::json_type::string)
    text = trimmed_json(value.raw_json_token());
  else if (value.get_string().get(text) != SUCCESS)
    text = {};
  read_recorded_time(line, text);
  return line.problem == nullptr;
}

bool ReplayParser::read_time(ReplayLine& line) noexcept {
  if (time_.empty()) return true;
  ondemand::value value;
  if (json_->time.find(json_->document, value)) line.time = trimmed_json(value.raw_json_token());
  if (line.time.empty() || line.time.front() == '{' || line.time.front() == '[') line.problem = kNoTime;
  return line.problem == nullptr;
}

void ReplayParser::read_key(ReplayLine& line) noexcept {
  if (key_.empty()) return;
  ondemand::value value;
  ondemand::json_type type{};
  if (!json_->key.find(json_->document, value) || value.type().get(type) != SUCCESS) {
    line.problem = kNoKey;
    return;
  }
  if (type == ondemand::json_type::object || type == ondemand::json_type::array) {
    line.problem = kKeyNotScalar;
  } else if (type == ondemand::json_type::string) {
    line.keyed = value.get_string().get(line.key) == SUCCESS;
    if (!line.keyed) line.problem = kInvalidJson;
  } else {
    line.keyed = type != ondemand::json_type::null;
    if (line.keyed) line.key = trimmed_json(value.raw_json_token());
  }
}

void ReplayParser::read_recorded_time(ReplayLine& line, std::string_view text) const noexcept {
  const auto instant = recorded_->reader.read(text);
  if (!instant) line.problem = kInvalidRecordedTime;
  line.recorded = instant.value_or(WallTime{});
}

void ReplayParser::read_csv(ReplayLine& line, ReplayCheck check) noexcept {
  const bool full = check == ReplayCheck::full;
  if (full && !is_valid_utf8(line.text)) {
    line.problem = kInvalidUtf8;
    return;
  }
  std::string_view recorded;
  std::size_t number = 0;
  each_csv_field(line.text, ',', [&](std::string_view field) {
    if (!time_.empty() && number == time_column_) line.time = field;
    if (recorded_ && number == recorded_column_) recorded = field;
    if (!key_.empty() && number == key_column_) line.key = field;
    ++number;
  });
  if (number != columns_.size()) {
    line.problem = kColumnCount;
    return;
  }
  line.keyed = !key_.empty();
  if (full && recorded_) {
    read_csv_field(recorded, unquoted_);
    read_recorded_time(line, unquoted_);
  }
  if (!line.key.starts_with('"')) return;
  read_csv_field(line.key, unquoted_);
  line.key = unquoted_;
}

std::string ReplayParser::read_header(std::string_view text) {
  const auto header = cut(text);
  if (header.blank) return "the first line must name the columns";
  if (header.problem != nullptr) return header.problem;
  if (header.text.size() > kMaxLineBytes) return kTooLong;
  if (!is_valid_utf8(header.text)) return kInvalidUtf8;
  columns_.clear();
  each_csv_field(header.text, ',', [&](std::string_view field) { read_csv_field(field, columns_.emplace_back()); });
  auto problem = find_column(columns_, key_, key_column_);
  if (problem.empty()) problem = find_column(columns_, time_, time_column_);
  return problem.empty() && recorded_ ? find_column(columns_, recorded_->name, recorded_column_) : problem;
}

}  // namespace spate::generator
