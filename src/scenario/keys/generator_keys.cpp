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
       .help = "Record template: a map of fields, a list, or one expression.",
       .required = true},
      {.section = here,
       .name = "key",
       .type = ValueType::key,
       .example = "host",
       .help = "Kafka's record key. A stream's `key` overrides it."},
      {.section = here,
       .name = "headers",
       .type = ValueType::headers,
       .example = "{source: spate, trace: =uuid4()}",
       .help = "Record headers by name. A stream's `headers` override those of the same name."},
      {.section = here,
       .name = "format",
       .type = ValueType::choice_or_map,
       .example = "json",
       .help = "Format of the record value. A stream's `format` overrides it.",
       .choices = {"json", "text", "csv"},
       .inside = SectionKind::format},
      {.section = here,
       .name = "tables",
       .type = ValueType::sections,
       .example = "{sizes: {columns: [name], rows: [[S], [M], [L]]}}",
       .help = "Tables for the records of this generator, by name.",
       .inside = SectionKind::table},
      {.section = here,
       .name = "lifecycle",
       .type = ValueType::section,
       .example = "{entities: 500, start: open, states: {open: {next: {closed: 100%}}, closed: {}}}",
       .help = "Entities that move through states. Each record is one step of one entity.",
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
       .help = "CSV options.",
       .inside = SectionKind::csv,
       .required = true},
      {.section = here,
       .name = "header",
       .type = ValueType::choice,
       .fallback = "none",
       .example = "first",
       .help =
           "Line of column names: `first` writes it before the first record, `each` before every record, `none` never.",
       .choices = {"none", "first", "each"}},
      {.section = here,
       .name = "delimiter",
       .type = ValueType::choice,
       .fallback = ",",
       .example = "\";\"",
       .help = "Separator between columns.",
       .choices = {",", ";", "|", "tab"}},
      {.section = here,
       .name = "null_as",
       .type = ValueType::text,
       .example = "\\N",
       .help = "Text for null, written without quotes, at most 32 characters. Default: empty."},
  };
}

std::vector<KeySpec> table_keys() {
  constexpr auto here = SectionKind::table;
  return {
      {.section = here,
       .name = "columns",
       .type = ValueType::columns,
       .example = "[id, name, price]",
       .help = "Column names. With `size`, a map of names to expressions. With `file`, omit it."},
      {.section = here,
       .name = "rows",
       .type = ValueType::rows,
       .example = "[[1, Laptop, 999.99]]",
       .help = "List of rows, each with one value per column."},
      {.section = here,
       .name = "file",
       .type = ValueType::text,
       .example = "cities.csv",
       .help = "File with the rows, relative to the scenario file: .csv with a header line, .ndjson or .jsonl."},
      {.section = here,
       .name = "size",
       .type = ValueType::count,
       .example = "50000",
       .help = "Number of rows of a computed table. `row()` is the number of the row, from 0.",
       .min = 1,
       .max = kMaxRows},
  };
}

}  // namespace spate::scenario
