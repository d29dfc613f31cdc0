#include "generator/table/csv.hpp"

#include <algorithm>

namespace spate {

bool CsvReader::at_line_end() const noexcept {
  return at_ >= text_.size() || text_[at_] == '\n' || (text_[at_] == '\r' && text_.substr(at_, 2) == "\r\n");
}

void CsvReader::pass_line_end() noexcept {
  if (at_ < text_.size() && text_[at_] == '\r') ++at_;
  if (at_ < text_.size()) ++at_;
  ++line_;
}

bool CsvReader::next(std::vector<CsvField>& fields) {
  fields.clear();
  problem_.clear();
  while (at_ < text_.size() && at_line_end()) pass_line_end();
  if (at_ >= text_.size()) return false;
  begun_ = line_;
  for (;;) {
    field(fields.emplace_back());
    if (!problem_.empty()) at_ = std::min(text_.find('\n', at_), text_.size());
    if (at_line_end()) break;
    ++at_;  // the delimiter
  }
  pass_line_end();
  return true;
}

void CsvReader::field(CsvField& field) {
  if (at_ < text_.size() && text_[at_] == '"') return quoted(field);
  while (!at_line_end() && text_[at_] != delimiter_) field.text += text_[at_++];
  if (field.text.find('"') != std::string::npos)
    problem_ = "a quote inside a field without quotes; put the field in quotes";
}

void CsvReader::quoted(CsvField& field) {
  field.quoted = true;
  for (++at_; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '\n') ++line_;
    if (c != '"') {
      field.text += c;
    } else if (text_.substr(at_, 2) == "\"\"") {
      field.text += text_[at_++];
    } else {
      ++at_;
      if (!at_line_end() && text_[at_] != delimiter_)
        problem_ = "text behind a closing quote; double a quote inside quotes";
      return;
    }
  }
  problem_ = "a quote that never closes";
}

}  // namespace spate
