#include "scenario/keys/key_spec_rows.hpp"

namespace spate::scenario {
namespace {

KeySpec share(SectionKind kind, std::string_view name, std::string_view example, std::string_view help) {
  return {.section = kind, .name = name, .type = ValueType::share, .example = example, .help = help};
}

KeySpec probability(SectionKind kind) {
  auto key = share(kind, "probability", "2%", "Share of records affected.");
  key.required = true;
  return key;
}

std::vector<KeySpec> kinds_of_imperfections() {
  constexpr auto here = SectionKind::imperfections;
  return {
      {.section = here,
       .name = "late",
       .type = ValueType::section,
       .example = "{probability: 2%, by: exponential(5min)}",
       .help = "Records with an earlier `event_time()`. `now()` and the time of sending do not change.",
       .inside = SectionKind::event_time_shift},
      {.section = here,
       .name = "out_of_order",
       .type = ValueType::section,
       .example = "{probability: 1%, by: 30s}",
       .help = "Same effect as `late`, counted separately: events that arrive out of order.",
       .inside = SectionKind::event_time_shift},
      {.section = here,
       .name = "clock_skew",
       .type = ValueType::section,
       .example = "{per: device_id, up_to: 30s}",
       .help = "Constant clock error of each device or other entity. It shifts `event_time()`.",
       .inside = SectionKind::clock_skew},
      share(here, "duplicate", "0.1%", "Share of records that are sent twice in a row with the same bytes."),
      share(here, "drop", "0.1%", "Share of records that are due but not sent."),
      share(here, "tombstone", "1%", "Share of records sent as tombstones: with key and headers, without a value."),
      {.section = here,
       .name = "malformed",
       .type = ValueType::share_or_section,
       .example = "0.01%",
       .help = "Share of records with a malformed value.",
       .inside = SectionKind::malformed},
  };
}

}  // namespace

std::vector<KeySpec> imperfection_keys() {
  auto keys = kinds_of_imperfections();
  keys.push_back(probability(SectionKind::event_time_shift));
  keys.push_back(
      {.section = SectionKind::event_time_shift,
       .name = "by",
       .type = ValueType::delay,
       .example = "exponential(5min)",
       .help = "Lateness: a duration, a range to draw from (`[1min, 10min]`), or `exponential(MEAN)`; at most 3650d.",
       .required = true});
  keys.push_back({.section = SectionKind::clock_skew,
                  .name = "per",
                  .type = ValueType::text,
                  .example = "device_id",
                  .help = "Field, or variable of the top-level `$let`. Each of its values has its own clock.",
                  .required = true});
  keys.push_back({.section = SectionKind::clock_skew,
                  .name = "up_to",
                  .type = ValueType::duration,
                  .example = "30s",
                  .help = "Largest clock error, ahead or behind; at most 3650d.",
                  .min = 1,
                  .required = true});
  keys.push_back(probability(SectionKind::malformed));
  keys.push_back({.section = SectionKind::malformed,
                  .name = "kinds",
                  .type = ValueType::choices,
                  .example = "[truncated, oversized]",
                  .help = "Kinds of malformed values, equally likely. Default: all kinds that the format supports, "
                          "except `oversized`.",
                  .choices = {"truncated", "wrong_type", "invalid_utf8", "oversized"}});
  keys.push_back(
      {.section = SectionKind::malformed,
       .name = "size",
       .type = ValueType::size,
       .fallback = "1 MiB",
       .example = "2 MiB",
       .help = "Size of an `oversized` value, 1 KiB to 10 MiB. Above `message.max.bytes` the record fails."});
  return keys;
}

}  // namespace spate::scenario
