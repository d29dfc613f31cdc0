// ramp: from one rate to another.
#include "scenario/rate/stage_shape.hpp"
#include "scenario/rate/stage_values.hpp"

namespace spate::scenario {

template <>
std::vector<KeySpec> shape_keys<Ramp>() {
  return {key_row(SectionKind::stage, Ramp::kName, ValueType::list, "[100/s, 2000/s]",
                  "First and last rate. The rate changes from one to the other along `curve`.")};
}

template <>
std::optional<Ramp> read_shape(const StageSection& stage) {
  const auto ends = stage.rates(Ramp::kName);
  const auto span = stage.duration(false);
  const auto curve = stage.curve();
  if (ends.empty() || !span) return std::nullopt;
  if (ends.size() != 2) {
    stage.section().report(Ramp::kName, "a ramp needs two rates: use a list such as [100/s, 2000/s]");
    return std::nullopt;
  }
  if (curve == Curve::exponential && (ends[0].amount == 0 || ends[1].amount == 0)) {
    stage.section().report(Ramp::kName,
                           "an exponential curve cannot start or end at 0/s: use rates above 0, or another curve");
    return std::nullopt;
  }
  return Ramp{ends[0], ends[1], *span, curve};
}

template <>
Node shape_node(const Ramp& ramp) {
  return map_of({{"ramp", list_node({rate_value(ramp.from), rate_value(ramp.to)})},
                 {"for", duration_value(ramp.duration)},
                 {"curve", curve_value(ramp.curve)}});
}

}  // namespace spate::scenario
