// steps: several rates, each for the same time.
#include "scenario/rate/stage_shape.hpp"
#include "scenario/rate/stage_values.hpp"

namespace spate::scenario {

namespace {

constexpr std::size_t kMaxSteps = 1000;

}  // namespace

template <>
std::vector<KeySpec> shape_keys<Steps>() {
  return {
      key_row(SectionKind::stage, Steps::kName, ValueType::list, "[100/s, 200/s]", "Several rates, each for `each`.")};
}

template <>
std::optional<Steps> read_shape(const StageSection& stage) {
  auto all = stage.rates(Steps::kName);
  const auto each = stage.span(stage.section(), "each");
  if (stage.section().has("for")) stage.section().report("for", "steps last as long as each of them; leave for out");
  if (all.empty() || !each) return std::nullopt;
  if (all.size() > kMaxSteps || *each > Duration::max() / static_cast<Duration::rep>(kMaxSteps)) {
    stage.section().report(Steps::kName, "more or longer steps than can be planned");
    return std::nullopt;
  }
  return Steps{std::move(all), *each};
}

template <>
Node shape_node(const Steps& steps) {
  std::vector<Node> rates;
  for (const auto& rate : steps.levels) rates.push_back(rate_value(rate));
  return map_of({{"steps", list_node(std::move(rates))}, {"each", span_value(steps.each)}});
}

}  // namespace spate::scenario
