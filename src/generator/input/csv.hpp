// CSV as RFC 4180 has it: fields in quotes may hold delimiters, doubled quotes and line ends. Tables and replayed files
// are read by the same rules. Lines end with LF or CRLF, the last one also with the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spate::generator {

// Where the first record of a text lies.
struct CsvRecord {
  std::string_view text;          // without its line end
  std::size_t size = 0;           // with it: the next record begins here
  std::uint32_t lines = 1;        // of the file
  const char* problem = nullptr;  // why it is no record, which then is its first line alone; null: it is one
  bool open = false;              // it ends with the text: with more text it may be another
};
// Allocates nothing.
[[nodiscard]] CsvRecord cut_csv_record(std::string_view text, char delimiter = ',') noexcept;

// The size of the field that a record without a problem begins with, quotes included.
[[nodiscard]] std::size_t csv_field_size(std::string_view record, char delimiter = ',') noexcept;

// Calls `visit` with each field of such a record as it is written, quotes included.
template <class Visit>
void each_csv_field(std::string_view record, char delimiter, const Visit& visit) {
  for (;;) {
    const auto size = csv_field_size(record, delimiter);
    visit(record.substr(0, size));
    if (size == record.size()) return;
    record.remove_prefix(size + 1);
  }
}

// Sets `text` to what a field says: the quotes around it removed, doubled ones inside made one.
void read_csv_field(std::string_view field, std::string& text);

struct CsvField {
  std::string text;
  bool quoted = false;
};

// Record by record through a text; lines count from 1. Not thread-safe; the text outlives it.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text, char delimiter = ',') : text_(text), delimiter_(delimiter) {}

  // False at the end, empty lines being passed over. After a problem there are no fields, and the line is passed over.
  bool next(std::vector<CsvField>& fields);

  [[nodiscard]] int line() const noexcept { return begun_; }                      // where the record begins
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }  // empty: the record is good

 private:
  std::string_view text_;  // what is left
  char delimiter_;
  int line_ = 1;
  int begun_ = 1;
  std::string problem_;
};

}  // namespace spate::generator
