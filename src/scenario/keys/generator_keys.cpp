#include "scenario/keys/key_spec_rows.hpp"

namespace spate::scenario {
namespace {

constexpr std::uint64_t kMaxRows = 1'000'000'000'000;

}  // namespace

std::vector<KeySpec> generator_keys() {
  constexpr auto here = SectionKind::generator;
  return {
      {.section = here,
       .name = "record",
       .type = ValueType::record,
       .example = "{id: =uuid4(), up: true}",
       .help = "The record.",
       .required = true},
      {.section = here,
       .name = "key",
       .type = ValueType::key,
       .example = "host",
       .help = "Kafka's key, unless the stream says otherwise."},
      {.section = here,
       .name = "headers",
       .type = ValueType::headers,
       .example = "{source: spate, trace: =uuid4()}",
       .help = "Headers of each record; the stream's are laid over them."},
      {.section = here,
       .name = "format",
       .type = ValueType::choice_or_map,
       .example = "json",
       .help = "How the record is written, unless the stream says otherwise.",
       .choices = {"json", "text", "csv"},
       .inside = SectionKind::format},
      {.section = here,
       .name = "tables",
       .type = ValueType::sections,
       .example = "{sizes: {columns: [name], rows: [[S], [M], [L]]}}",
       .help = "Tables of this generator.",
       .inside = SectionKind::table},
      {.section = here,
       .name = "lifecycle",
       .type = ValueType::section,
       .example = "{entities: 500, start: open, states: {open: {next: {closed: 100%}}, closed: {}}}",
       .help = "Entities that go through states, each record being one step of one of them.",
       .inside = SectionKind::lifecycle},
  };
}

std::vector<KeySpec> format_keys() {
  constexpr auto here = SectionKind::csv;
  return {
      {.section = SectionKind::format,
       .name = "csv",
       .type = ValueType::section,
       .example = "{header: first, delimiter: \";\"}",
       .help = "CSV, and how it is written.",
       .inside = SectionKind::csv,
       .required = true},
      {.section = here,
       .name = "header",
       .type = ValueType::choice,
       .fallback = "none",
       .example = "first",
       .help = "The names of the columns, on a line of their own: in front of the first record's row, so that all "
               "values one after the other are a CSV file, or in front of each row.",
       .choices = {"none", "first", "each"}},
      {.section = here,
       .name = "delimiter",
       .type = ValueType::choice,
       .fallback = ",",
       .example = "\";\"",
       .help = "What stands between two columns.",
       .choices = {",", ";", "|", "tab"}},
      {.section = here,
       .name = "null_as",
       .type = ValueType::text,
       .example = "\\N",
       .help = "What stands for a null, without quotes; default: nothing."},
  };
}

std::vector<KeySpec> table_keys() {
  constexpr auto here = SectionKind::table;
  return {
      {.section = here,
       .name = "columns",
       .type = ValueType::columns,
       .example = "[id, name, price]",
       .help = "The columns' names; with `size`, a map of name to expression; with `file`, left out."},
      {.section = here,
       .name = "rows",
       .type = ValueType::rows,
       .example = "[[1, Laptop, 999.99]]",
       .help = "The rows, each a list with one value per column."},
      {.section = here,
       .name = "file",
       .type = ValueType::text,
       .example = "cities.csv",
       .help = "Rows from a file, relative to the scenario: .csv whose first line names the columns, or .ndjson."},
      {.section = here,
       .name = "size",
       .type = ValueType::count,
       .example = "50000",
       .help = "How many rows a computed table has; `row()` is the row's number, from 0.",
       .min = 1,
       .max = kMaxRows},
  };
}

}  // namespace spate::scenario
