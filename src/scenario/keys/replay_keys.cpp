#include "scenario/keys/key_spec_rows.hpp"

namespace spate::scenario {

std::vector<KeySpec> replay_keys() {
  constexpr auto here = Where::replay;
  return {
      {.where = here,
       .name = "file",
       .type = ValueType::text,
       .example = "events.ndjson",
       .help = "File, relative to this one, not compressed.",
       .required = true},
      {.where = here,
       .name = "format",
       .type = ValueType::choice,
       .example = "ndjson",
       .help = "Content of the file: lines of text, JSON values, or CSV with a header; default: by extension (.ndjson, "
               ".jsonl, .json, .csv, .txt, .log).",
       .choices = {"lines", "ndjson", "csv"}},
      {.where = here,
       .name = "loop",
       .type = ValueType::choice,
       .fallback = "false",
       .example = "true",
       .help = "Start again at the end of the file; otherwise the stream ends there.",
       .choices = {"false", "true"}},
      {.where = here,
       .name = "on_bad_record",
       .type = ValueType::choice,
       .fallback = "skip",
       .example = "fail",
       .help = "Action for a line that is not a record or lacks the key: skip and count it, or refuse to start.",
       .choices = {"skip", "fail"}},
      {.where = here,
       .name = "rewrite_timestamp",
       .type = ValueType::choice_or_map,
       .fallback = "false",
       .example = "{field: /ts, format: iso_utc}",
       .help = "Field for the intended time of the record; `true`: the field and format of the recorded rate.",
       .choices = {"false", "true"},
       .inside = Where::rewrite_timestamp},
      {.where = Where::rewrite_timestamp,
       .name = "field",
       .type = ValueType::text,
       .example = "/ts",
       .help = "Field: a path, a JSON pointer, or a CSV column.",
       .required = true},
      {.where = Where::rewrite_timestamp,
       .name = "format",
       .type = ValueType::text,
       .fallback = "iso_utc",
       .example = "epoch_ms",
       .help = "Format of the time, as in `now(format)`."},
  };
}

}  // namespace spate::scenario
