#include "scenario/keys/key_spec_rows.hpp"

namespace spate::scenario {

std::vector<KeySpec> replay_keys() {
  constexpr auto here = SectionKind::replay;
  return {
      {.section = here,
       .name = "file",
       .type = ValueType::text,
       .example = "events.ndjson",
       .help = "File to replay, relative to the scenario file, not compressed.",
       .required = true},
      {.section = here,
       .name = "format",
       .type = ValueType::choice,
       .example = "ndjson",
       .help = "Lines of text, one JSON value per line, or CSV with a header. Default: by extension (.txt .log .lines, "
               ".ndjson .jsonl .json, .csv).",
       .choices = {"lines", "ndjson", "csv"}},
      {.section = here,
       .name = "loop",
       .type = ValueType::choice,
       .fallback = "false",
       .example = "true",
       .help = "Start again at the end of the file. Without it the stream ends there.",
       .choices = {"false", "true"}},
      {.section = here,
       .name = "on_bad_record",
       .type = ValueType::choice,
       .fallback = "skip",
       .example = "fail",
       .help = "Action for a line that is not a record or lacks the key: skip and count it, or fail at startup.",
       .choices = {"skip", "fail"}},
      {.section = here,
       .name = "rewrite_timestamp",
       .type = ValueType::choice_or_map,
       .fallback = "false",
       .example = "{field: /ts, format: iso_utc}",
       .help =
           "Replaces a field with the record's intended time. `true` uses the field and format of the recorded rate.",
       .choices = {"false", "true"},
       .inside = SectionKind::rewrite_timestamp},
      {.section = SectionKind::rewrite_timestamp,
       .name = "field",
       .type = ValueType::text,
       .example = "/ts",
       .help = "Field to replace: a path, a JSON pointer, or a CSV column.",
       .required = true},
      {.section = SectionKind::rewrite_timestamp,
       .name = "format",
       .type = ValueType::text,
       .fallback = "iso_utc",
       .example = "epoch_ms",
       .help = "Time format, as in `now(format)`."},
  };
}

}  // namespace spate::scenario
