#include "scenario/rate/stage_values.hpp"

#include "scenario/keys/key_specs.hpp"
#include "scenario/text/calendar_text.hpp"
#include "scenario/text/rate_text.hpp"

namespace spate::scenario {

Node rate_value(const Rate& rate) { return plain_node(format_rate(rate)); }

Node span_value(Duration span) { return plain_node(span == kNever ? "forever" : format_duration(span)); }

Node curve_value(Curve curve) {
  const auto& curves = find_key(SectionKind::stage, "curve")->choices;
  return plain_node(std::string{curves.at(static_cast<std::size_t>(curve))});
}

Node time_value(Duration time) { return text_node(format_time_of_day(time)); }

Node map_of(const std::vector<std::pair<std::string, Node>>& members) {
  Node map = map_node();
  for (const auto& [name, value] : members) put(map, name, value);
  return map;
}

}  // namespace spate::scenario
