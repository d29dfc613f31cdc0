// steps: a list of rates of equal length.
#include "scenario/rate/stage_shape.hpp"
#include "scenario/rate/stage_values.hpp"

namespace spate::scenario {

namespace {

constexpr std::size_t kMaxSteps = 1000;

}  // namespace

template <>
std::vector<KeySpec> shape_keys<Steps>() {
  return {key_row(SectionKind::stage, Steps::kName, ValueType::list, "[100/s, 200/s]",
                  "List of rates, at most 1000. Each applies for the time `each`.")};
}

template <>
std::optional<Steps> read_shape(const StageSection& stage) {
  auto all = stage.rates(Steps::kName);
  const auto each = stage.span(stage.section(), "each");
  if (stage.section().has("for"))
    stage.section().report("for", "for does not apply to steps, each sets their length: remove it");
  if (all.empty() || !each) return std::nullopt;
  if (all.size() > kMaxSteps || *each > Duration::max() / static_cast<Duration::rep>(kMaxSteps)) {
    stage.section().report(Steps::kName, "too many or too long steps: use at most 1000 steps, and shorter ones");
    return std::nullopt;
  }
  return Steps{std::move(all), *each};
}

template <>
Node shape_node(const Steps& steps) {
  std::vector<Node> rates;
  for (const auto& rate : steps.levels) rates.push_back(rate_value(rate));
  return map_of({{"steps", list_node(std::move(rates))}, {"each", duration_value(steps.each)}});
}

}  // namespace spate::scenario
