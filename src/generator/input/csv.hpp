// CSV by RFC 4180: quoted fields may contain delimiters, doubled quotes and line ends. Lines end with LF, CRLF or the
// end of the file. Tables and replayed files follow the same rules.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spate::generator {

// The first record of a text.
struct CsvRecord {
  std::string_view text;          // without the line end
  std::size_t size = 0;           // with the line end
  std::uint32_t lines = 1;        // number of lines
  const char* problem = nullptr;  // if not null, only the first line is cut
  bool open = false;              // more text may change the result
};
// Does not allocate.
[[nodiscard]] CsvRecord cut_csv_record(std::string_view text, char delimiter = ',') noexcept;

// The size of the first field of a record without a problem, including quotes.
[[nodiscard]] std::size_t csv_field_size(std::string_view record, char delimiter = ',') noexcept;

// Calls `visit` with each field of a record without a problem, including quotes.
template <class Visit>
void each_csv_field(std::string_view record, char delimiter, const Visit& visit) {
  for (;;) {
    const auto size = csv_field_size(record, delimiter);
    visit(record.substr(0, size));
    if (size == record.size()) return;
    record.remove_prefix(size + 1);
  }
}

// Sets `text` to the field's value: without quotes, doubled quotes as one.
void read_csv_field(std::string_view field, std::string& text);

struct CsvField {
  std::string text;
  bool quoted = false;
};

// Reads a text record by record; lines count from 1. Not thread-safe. The text must outlive this object.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text, char delimiter = ',') : text_(text), delimiter_(delimiter) {}

  // Reads the next record; skips empty lines. Returns false at the end. After a problem `fields` is empty, and the next
  // call continues after the line.
  bool next(std::vector<CsvField>& fields);

  [[nodiscard]] int line() const noexcept { return record_line_; }                // first line of the record
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }  // empty: none

 private:
  std::string_view text_;  // the unread part
  char delimiter_;
  int line_ = 1;
  int record_line_ = 1;
  std::string problem_;
};

}  // namespace spate::generator
