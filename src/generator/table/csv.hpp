// CSV as RFC 4180 has it: fields in quotes may hold delimiters, doubled quotes and line ends.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace spate {

struct CsvField {
  std::string text;
  bool quoted = false;
};

// Record by record through a text; lines count from 1. Not thread-safe; the text outlives it.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text, char delimiter = ',') : text_(text), delimiter_(delimiter) {}

  // False at the end, empty lines being passed over. After a problem the rest of its line is passed over.
  bool next(std::vector<CsvField>& fields);

  [[nodiscard]] int line() const noexcept { return begun_; }                      // where the record begins
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }  // empty: the record is good

 private:
  [[nodiscard]] bool at_line_end() const noexcept;
  void pass_line_end() noexcept;
  void field(CsvField& field);
  void quoted(CsvField& field);

  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0;
  int line_ = 1;
  int begun_ = 1;
  std::string problem_;
};

}  // namespace spate
