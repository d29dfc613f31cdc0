#include "scenario/rate/stage_values.hpp"

#include "scenario/keys/key_specs.hpp"
#include "scenario/text/calendar_text.hpp"
#include "scenario/text/rate_text.hpp"

namespace spate::scenario {

Node rate_value(const Rate& rate) { return plain_node(format_rate(rate)); }

Node duration_value(Duration duration) {
  return plain_node(duration == kNever ? "forever" : format_duration(duration));
}

Node curve_value(Curve curve) {
  const auto& curves = find_key(SectionKind::stage, "curve")->choices;
  return plain_node(std::string{curves.at(static_cast<std::size_t>(curve))});
}

Node time_of_day_value(Duration since_midnight) { return text_node(format_time_of_day(since_midnight)); }

Node map_of(const std::vector<std::pair<std::string, Node>>& members) {
  Node map = map_node();
  for (const auto& [name, value] : members) put(map, name, value);
  return map;
}

}  // namespace spate::scenario
