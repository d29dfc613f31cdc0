#include "scenario/keys/key_spec_rows.hpp"

namespace spate::scenario {

std::vector<KeySpec> lifecycle_keys() {
  constexpr std::uint64_t kMaxEntities = 100'000'000;
  return {
      {.section = SectionKind::lifecycle,
       .name = "entities",
       .type = ValueType::count,
       .example = "5000",
       .help = "How many entities are alive at once; each record is one step of one of them.",
       .min = 1,
       .max = kMaxEntities,
       .required = true},
      {.section = SectionKind::lifecycle,
       .name = "let",
       .type = ValueType::record,
       .example = "{user: =uuid4()}",
       .help = "Variables drawn once per entity; records use them by their names."},
      {.section = SectionKind::lifecycle,
       .name = "start",
       .type = ValueType::text,
       .example = "home",
       .help = "The state in which an entity begins.",
       .required = true},
      {.section = SectionKind::lifecycle,
       .name = "states",
       .type = ValueType::sections,
       .example = "{home: {next: {leave: 100%}}, leave: {}}",
       .help = "Every state by name.",
       .inside = SectionKind::state,
       .required = true},
      {.section = SectionKind::state,
       .name = "next",
       .type = ValueType::shares,
       .example = "{product: 60%, leave: 40%}",
       .help = "The states that may follow, with shares that sum to 100 %; without it the state is final: the entity "
               "ends and a new one begins."},
      {.section = SectionKind::state,
       .name = "dwell",
       .type = ValueType::dwell,
       .example = "exponential(30s)",
       .help = "How long an entity stays, counted in its records by the mean gap between them; default: one record."},
  };
}

}  // namespace spate::scenario
