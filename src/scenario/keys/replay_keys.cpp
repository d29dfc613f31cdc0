#include "scenario/keys/key_spec_rows.hpp"

namespace spate::scenario {

std::vector<KeySpec> replay_keys() {
  constexpr auto here = SectionKind::replay;
  return {
      {.section = here,
       .name = "file",
       .type = ValueType::text,
       .example = "events.ndjson",
       .help = "The file, relative to this one, not compressed.",
       .required = true},
      {.section = here,
       .name = "format",
       .type = ValueType::choice,
       .example = "ndjson",
       .help = "What the file holds: lines of text, a JSON value a line, or CSV with a header; default: as the file's "
               "name ends (.ndjson, .jsonl, .json, .csv, .txt, .log).",
       .choices = {"lines", "ndjson", "csv"}},
      {.section = here,
       .name = "loop",
       .type = ValueType::choice,
       .fallback = "false",
       .example = "true",
       .help = "Begin again at the file's end; else the stream ends there.",
       .choices = {"false", "true"}},
      {.section = here,
       .name = "on_bad_record",
       .type = ValueType::choice,
       .fallback = "skip",
       .example = "fail",
       .help = "What to do about a line that is no record or lacks the key: pass it over and count it, or refuse to "
               "start.",
       .choices = {"skip", "fail"}},
      {.section = here,
       .name = "rewrite_timestamp",
       .type = ValueType::choice_or_map,
       .fallback = "false",
       .example = "{field: /ts, format: iso_utc}",
       .help = "Put the record's intended time into this field; `true`: the field of the recorded rate, in its "
               "format.",
       .choices = {"false", "true"},
       .inside = SectionKind::rewrite_timestamp},
      {.section = SectionKind::rewrite_timestamp,
       .name = "field",
       .type = ValueType::text,
       .example = "/ts",
       .help = "The field: a path, a JSON pointer, or a CSV column.",
       .required = true},
      {.section = SectionKind::rewrite_timestamp,
       .name = "format",
       .type = ValueType::text,
       .fallback = "iso_utc",
       .example = "epoch_ms",
       .help = "How the time is written, as in `now(format)`."},
  };
}

}  // namespace spate::scenario
