// hold: a constant rate.
#include "scenario/rate/stage_shape.hpp"
#include "scenario/rate/stage_values.hpp"

namespace spate::scenario {

template <>
std::vector<KeySpec> shape_keys<Hold>() {
  return {key_row(SectionKind::stage, Hold::kName, ValueType::rate, "100/s", "Constant rate.")};
}

template <>
std::optional<Hold> read_shape(const StageSection& stage) {
  const auto value = stage.rate(stage.section(), Hold::kName);
  const auto span = stage.duration(true);
  return value && span ? std::optional<Hold>{Hold{*value, *span}} : std::nullopt;
}

template <>
Node shape_node(const Hold& hold) {
  return map_of({{"hold", rate_value(hold.rate)}, {"for", duration_value(hold.duration)}});
}

}  // namespace spate::scenario
