// Any bytes as CSV: the fields of each record, written again, give the record. A prefix gives the same record or an
// open one.
#include "generator/input/csv.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace spate;

void require(bool condition) {
  if (!condition) __builtin_trap();
}

std::string quoted(const std::string& text) {
  std::string field = "\"";
  for (const char c : text) field += c == '"' ? "\"\"" : std::string(1, c);
  return field + '"';
}

void check(const generator::CsvRecord& record, std::string_view rest, char delimiter) {
  require(record.size > 0 && record.size <= rest.size() && record.lines > 0);
  require(record.text.data() == rest.data() && record.text.size() <= record.size);
  if (record.problem != nullptr) return require(record.lines == 1);
  std::string rewritten;
  std::string text;
  generator::each_csv_field(record.text, delimiter, [&](std::string_view field) {
    generator::read_csv_field(field, text);
    if (!rewritten.empty() || field.data() != record.text.data()) rewritten += delimiter;
    rewritten += field.starts_with('"') ? quoted(text) : text;
  });
  require(rewritten == record.text);
}

// A prefix of the text gives the same record, or a record that is marked open.
void check_prefix(const generator::CsvRecord& whole, std::string_view rest, std::size_t size, char delimiter) {
  if (size == 0 || size > rest.size()) return;
  const auto part = generator::cut_csv_record(rest.substr(0, size), delimiter);
  require(part.open || (part.text == whole.text && part.size == whole.size && part.problem == whole.problem));
}

void try_with(std::string_view text, std::size_t cut, char delimiter) {
  generator::CsvReader reader{text, delimiter};
  std::vector<generator::CsvField> fields;
  while (!text.empty()) {
    const auto record = generator::cut_csv_record(text, delimiter);
    check(record, text, delimiter);
    check_prefix(record, text, cut, delimiter);
    text.remove_prefix(record.size);
    if (!record.text.empty()) require(reader.next(fields) && reader.problem().empty() == (record.problem == nullptr));
  }
  require(!reader.next(fields));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text{reinterpret_cast<const char*>(data + 1), size - 1};
  try_with(text, data[0], ',');
  try_with(text, data[0], ';');
  return 0;
}
