#include "scenario/keys/key_spec_rows.hpp"

namespace spate::scenario {

std::vector<KeySpec> lifecycle_keys() {
  constexpr std::uint64_t kMaxEntities = 100'000'000;
  return {
      {.section = SectionKind::lifecycle,
       .name = "entities",
       .type = ValueType::count,
       .example = "5000",
       .help = "Number of entities that are alive at the same time.",
       .min = 1,
       .max = kMaxEntities,
       .required = true},
      {.section = SectionKind::lifecycle,
       .name = "let",
       .type = ValueType::record,
       .example = "{user: =uuid4()}",
       .help = "Variables drawn once per entity. Records use them by name."},
      {.section = SectionKind::lifecycle,
       .name = "start",
       .type = ValueType::text,
       .example = "home",
       .help = "Initial state of an entity.",
       .required = true},
      {.section = SectionKind::lifecycle,
       .name = "states",
       .type = ValueType::sections,
       .example = "{home: {next: {leave: 100%}}, leave: {}}",
       .help = "States by name.",
       .inside = SectionKind::state,
       .required = true},
      {.section = SectionKind::state,
       .name = "next",
       .type = ValueType::shares,
       .example = "{product: 60%, leave: 40%}",
       .help = "Next states with their shares, which sum to 100 %. A state without `next` is final: the entity ends "
               "and a new one starts."},
      {.section = SectionKind::state,
       .name = "dwell",
       .type = ValueType::dwell,
       .example = "exponential(30s)",
       .help =
           "Time an entity stays in the state, rounded to records of the entity: a duration, or `exponential(MEAN)`. "
           "Default: one record."},
  };
}

}  // namespace spate::scenario
