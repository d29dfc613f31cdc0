#include "scenario/keys/key_spec_rows.hpp"

namespace spate::scenario {

std::vector<KeySpec> lifecycle_keys() {
  constexpr std::uint64_t kMostEntities = 100'000'000;
  return {
      {.where = Where::lifecycle,
       .name = "entities",
       .type = ValueType::count,
       .example = "5000",
       .help = "Number of entities that exist at the same time.",
       .least = 1,
       .most = kMostEntities,
       .required = true},
      {.where = Where::lifecycle,
       .name = "let",
       .type = ValueType::record,
       .example = "{user: =uuid4()}",
       .help = "Variables drawn once per entity; records use their names."},
      {.where = Where::lifecycle,
       .name = "start",
       .type = ValueType::text,
       .example = "home",
       .help = "First state of an entity.",
       .required = true},
      {.where = Where::lifecycle,
       .name = "states",
       .type = ValueType::sections,
       .example = "{home: {next: {leave: 100%}}, leave: {}}",
       .help = "States by name.",
       .inside = Where::state,
       .required = true},
      {.where = Where::state,
       .name = "next",
       .type = ValueType::shares,
       .example = "{product: 60%, leave: 40%}",
       .help = "Next states with their shares, which sum to 100 %; default: a final state, after which a new entity "
               "begins."},
      {.where = Where::state,
       .name = "dwell",
       .type = ValueType::dwell,
       .example = "exponential(30s)",
       .help = "Time in the state, as a number of records at the mean gap of the entity; default: one record."},
  };
}

}  // namespace spate::scenario
