#include "generator/input/csv.hpp"

#include <algorithm>

namespace spate::generator {
namespace {

constexpr const char* kQuoteInside = "quote inside an unquoted field: put the field in quotes";
constexpr const char* kTextAfterQuote = "text after a closing quote: double a quote inside quotes";
constexpr const char* kUnclosedQuote = "missing closing quote: end the cell with \"";

constexpr auto kNone = std::string_view::npos;

// The position after the closing quote of a field that begins with a quote; kNone: no closing quote.
std::size_t after_closing_quote(std::string_view field) noexcept {
  for (std::size_t at = 1; (at = field.find('"', at)) != kNone; at += 2)
    if (at + 1 == field.size() || field[at + 1] != '"') return at + 1;
  return kNone;
}

// The line that ends at or after `at`.
CsvRecord up_to_line_end(std::string_view text, std::size_t at) noexcept {
  const auto newline = text.find('\n', at);
  CsvRecord record;
  record.open = newline == kNone;
  record.size = record.open ? text.size() : newline + 1;
  record.text = text.substr(0, record.open ? text.size() : newline);
  if (record.text.ends_with('\r')) record.text.remove_suffix(1);
  return record;
}

CsvRecord first_line(std::string_view text, const char* problem) noexcept {
  auto line = up_to_line_end(text, 0);
  line.problem = problem;
  return line;
}

// Cuts a record that contains quotes, field by field.
CsvRecord cut_quoted(std::string_view text, char delimiter) noexcept {
  auto record = up_to_line_end(text, 0);
  for (std::size_t at = 0;; ++at) {
    if (text.substr(at).starts_with('"')) {
      const auto size = after_closing_quote(text.substr(at));
      if (size == kNone) {
        auto line = first_line(text, kUnclosedQuote);
        line.open = true;
        return line;
      }
      at += size;
      if (at > record.text.size()) record = up_to_line_end(text, at);
    } else {
      const auto rest = record.text.substr(at);
      const auto field = rest.substr(0, rest.find(delimiter));
      if (field.find('"') != kNone) return first_line(text, kQuoteInside);
      at += field.size();
    }
    if (at == record.text.size()) break;
    if (text[at] != delimiter) return first_line(text, kTextAfterQuote);
  }
  record.lines += static_cast<std::uint32_t>(std::count(record.text.begin(), record.text.end(), '\n'));
  return record;
}

}  // namespace

CsvRecord cut_csv_record(std::string_view text, char delimiter) noexcept {
  const auto line = up_to_line_end(text, 0);
  return line.text.find('"') == kNone ? line : cut_quoted(text, delimiter);
}

std::size_t csv_field_size(std::string_view record, char delimiter) noexcept {
  const auto size = record.starts_with('"') ? after_closing_quote(record) : record.find(delimiter);
  return std::min(size, record.size());
}

void read_csv_field(std::string_view field, std::string& text) {
  text.clear();
  if (!field.starts_with('"')) {
    text = field;
    return;
  }
  field = field.substr(1, field.size() - 2);
  for (std::size_t at = 0; at < field.size(); ++at) {
    text += field[at];
    if (field[at] == '"') ++at;
  }
}

bool CsvReader::next(std::vector<CsvField>& fields) {
  fields.clear();
  problem_.clear();
  while (!text_.empty()) {
    const auto record = cut_csv_record(text_, delimiter_);
    record_line_ = line_;
    line_ += static_cast<int>(record.lines);
    text_.remove_prefix(record.size);
    if (record.text.empty()) continue;
    if (record.problem != nullptr) {
      problem_ = record.problem;
      return true;
    }
    each_csv_field(record.text, delimiter_, [&](std::string_view field) {
      auto& value = fields.emplace_back();
      value.quoted = field.starts_with('"');
      read_csv_field(field, value.text);
    });
    return true;
  }
  return false;
}

}  // namespace spate::generator
