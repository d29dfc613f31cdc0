#include "scenario/keys/key_spec_rows.hpp"

namespace spate::scenario {
namespace {

KeySpec share(SectionKind where, std::string_view name, std::string_view example, std::string_view help) {
  return {.section = where, .name = name, .type = ValueType::share, .example = example, .help = help};
}

KeySpec probability(SectionKind where) {
  auto key = share(where, "probability", "2%", "How many of the records.");
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
       .help = "Records whose `event_time()` lies back; `now()` stays, and none is sent later for it.",
       .inside = SectionKind::event_time_shift},
      {.section = here,
       .name = "out_of_order",
       .type = ValueType::section,
       .example = "{probability: 1%, by: 30s}",
       .help = "The same under a name of its own: events that overtook one another.",
       .inside = SectionKind::event_time_shift},
      {.section = here,
       .name = "clock_skew",
       .type = ValueType::section,
       .example = "{per: device_id, up_to: 30s}",
       .help = "Clocks that go wrong, each always by the same.",
       .inside = SectionKind::clock_skew},
      share(here, "duplicate", "0.1%", "Records that are sent twice, the same bytes one behind the other."),
      share(here, "drop", "0.1%", "Records that are due and not sent."),
      share(here, "tombstone", "1%", "Records whose value is taken away; key and headers stay."),
      {.section = here,
       .name = "malformed",
       .type = ValueType::share_or_section,
       .example = "0.01%",
       .help = "Records whose value is broken.",
       .inside = SectionKind::malformed},
  };
}

}  // namespace

std::vector<KeySpec> imperfection_keys() {
  auto keys = kinds_of_imperfections();
  keys.push_back(probability(SectionKind::event_time_shift));
  keys.push_back({.section = SectionKind::event_time_shift,
                  .name = "by",
                  .type = ValueType::delay,
                  .example = "exponential(5min)",
                  .help = "How far: a duration, two to draw between (`[1min, 10min]`), or `exponential(MEAN)`.",
                  .required = true});
  keys.push_back({.section = SectionKind::clock_skew,
                  .name = "per",
                  .type = ValueType::text,
                  .example = "device_id",
                  .help = "The field, or variable of the outermost `$let`, each of whose values has a clock.",
                  .required = true});
  keys.push_back({.section = SectionKind::clock_skew,
                  .name = "up_to",
                  .type = ValueType::duration,
                  .example = "30s",
                  .help = "How far a clock is ahead or behind at most.",
                  .min = 1,
                  .required = true});
  keys.push_back(probability(SectionKind::malformed));
  keys.push_back({.section = SectionKind::malformed,
                  .name = "kinds",
                  .type = ValueType::choices,
                  .example = "[truncated, oversized]",
                  .help = "How; each as likely. Default: all that the format has, but for `oversized`.",
                  .choices = {"truncated", "wrong_type", "invalid_utf8", "oversized"}});
  keys.push_back({.section = SectionKind::malformed,
                  .name = "size",
                  .type = ValueType::size,
                  .fallback = "1 MiB",
                  .example = "2 MiB",
                  .help = "How large an `oversized` value is, 1 KiB to 10 MiB; above `message.max.bytes` it fails."});
  return keys;
}

}  // namespace spate::scenario
