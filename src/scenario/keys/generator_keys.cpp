#include "scenario/keys/key_spec_rows.hpp"

namespace spate::scenario {
namespace {

constexpr std::uint64_t kMostRows = 1'000'000'000'000;

}  // namespace

std::vector<KeySpec> generator_keys() {
  constexpr auto here = Where::generator;
  return {
      {.where = here,
       .name = "record",
       .type = ValueType::record,
       .example = "{id: =uuid4(), up: true}",
       .help = "The record.",
       .required = true},
      {.where = here,
       .name = "key",
       .type = ValueType::key,
       .example = "host",
       .help = "Kafka's key, unless the stream sets one."},
      {.where = here,
       .name = "headers",
       .type = ValueType::headers,
       .example = "{source: spate, trace: =uuid4()}",
       .help = "Headers of each record; the stream's are merged over them."},
      {.where = here,
       .name = "format",
       .type = ValueType::choice_or_map,
       .example = "json",
       .help = "Format of the value, unless the stream sets one.",
       .choices = {"json", "text", "csv"},
       .inside = Where::format},
      {.where = here,
       .name = "tables",
       .type = ValueType::sections,
       .example = "{sizes: {columns: [name], rows: [[S], [M], [L]]}}",
       .help = "Tables of this generator.",
       .inside = Where::table},
      {.where = here,
       .name = "lifecycle",
       .type = ValueType::section,
       .example = "{entities: 500, start: open, states: {open: {next: {closed: 100%}}, closed: {}}}",
       .help = "Entities with states; each record is one step of one entity.",
       .inside = Where::lifecycle},
  };
}

std::vector<KeySpec> format_keys() {
  constexpr auto here = Where::csv;
  return {
      {.where = Where::format,
       .name = "csv",
       .type = ValueType::section,
       .example = "{header: first, delimiter: \";\"}",
       .help = "CSV with these settings.",
       .inside = Where::csv,
       .required = true},
      {.where = here,
       .name = "header",
       .type = ValueType::choice,
       .fallback = "none",
       .example = "first",
       .help = "Place of the line of column names: none, the first record's value (all values together are a CSV "
               "file), or each value.",
       .choices = {"none", "first", "each"}},
      {.where = here,
       .name = "delimiter",
       .type = ValueType::choice,
       .fallback = ",",
       .example = "\";\"",
       .help = "Character between two columns.",
       .choices = {",", ";", "|", "tab"}},
      {.where = here,
       .name = "null_as",
       .type = ValueType::text,
       .example = "\\N",
       .help = "Text for null, without quotes; default: nothing."},
  };
}

std::vector<KeySpec> table_keys() {
  constexpr auto here = Where::table;
  return {
      {.where = here,
       .name = "columns",
       .type = ValueType::columns,
       .example = "[id, name, price]",
       .help = "Names of the columns; with `size`, a map of name to expression; not allowed with `file`."},
      {.where = here,
       .name = "rows",
       .type = ValueType::rows,
       .example = "[[1, Laptop, 999.99]]",
       .help = "Rows, each a list with one value per column."},
      {.where = here,
       .name = "file",
       .type = ValueType::text,
       .example = "cities.csv",
       .help = "File with the rows, relative to the scenario: .csv whose first line names the columns, or .ndjson."},
      {.where = here,
       .name = "size",
       .type = ValueType::count,
       .example = "50000",
       .help = "Number of rows of a computed table; `row()` is the row's number, from 0.",
       .least = 1,
       .most = kMostRows},
  };
}

}  // namespace spate::scenario
