#include "scenario/write/rate_node.hpp"

#include <fmt/format.h>

#include "scenario/keys/key_specs.hpp"
#include "scenario/text/calendar_text.hpp"
#include "scenario/text/rate_text.hpp"
#include "scenario/yaml/tree_text.hpp"

namespace spate {
namespace {

Node rate_text(const Rate& rate) { return plain_node(format_rate(rate)); }
Node span_text(Duration span) { return plain_node(span == kNever ? "forever" : format_duration(span)); }

Node map_of(const std::vector<std::pair<std::string, Node>>& members) {
  Node map = map_node();
  for (const auto& [name, value] : members) put(map, name, value);
  return map;
}

Node curve_text(Curve curve) {
  const auto& curves = find_key(Where::stage, "curve")->choices;
  return plain_node(std::string{curves.at(static_cast<std::size_t>(curve))});
}
Node time_text(Duration time) { return text_node(format_time_of_day(time)); }

Node node_of(const Hold& hold) { return map_of({{"hold", rate_text(hold.rate)}, {"for", span_text(hold.lasts)}}); }
Node node_of(const Ramp& ramp) {
  return map_of({{"ramp", list_node({rate_text(ramp.from), rate_text(ramp.to)})},
                 {"for", span_text(ramp.lasts)},
                 {"curve", curve_text(ramp.curve)}});
}
Node node_of(const Steps& steps) {
  std::vector<Node> rates;
  for (const auto& rate : steps.rates) rates.push_back(rate_text(rate));
  return map_of({{"steps", list_node(std::move(rates))}, {"each", span_text(steps.each)}});
}
Node node_of(const Sine& sine) {
  Node wave = map_of(
      {{"mean", rate_text(sine.mean)}, {"amplitude", rate_text(sine.amplitude)}, {"period", span_text(sine.period)}});
  if (sine.peak_at) put(wave, "peak_at", time_text(*sine.peak_at));
  return map_of({{"sine", std::move(wave)}, {"for", span_text(sine.lasts)}});
}
Node node_of(const Burst& burst) {
  return map_of({{"burst", map_of({{"base", rate_text(burst.base)},
                                   {"peak", rate_text(burst.peak)},
                                   {"lasts", span_text(burst.width)},
                                   {"every", span_text(burst.every)}})},
                 {"for", span_text(burst.lasts)}});
}
Node node_of(const Daily& daily) {
  Node points = map_node();
  for (const auto& [at, rate] : daily.points) put(points, format_time_of_day(at), rate_text(rate));
  return map_of({{"daily", std::move(points)}, {"curve", curve_text(daily.curve)}, {"for", span_text(daily.lasts)}});
}

Node node_of(const Window& window) {
  const auto between = format_time_of_day(window.from) + "-" + format_time_of_day(window.to);
  return map_of({{"days", text_node(format_days(window.days))},
                 {"between", text_node(between)},
                 {"factor", plain_node(format_factor(window.factor))}});
}

}  // namespace

Node rate_node(const RateProfile& profile) {
  if (const auto& recorded = profile.recorded) {
    Node inside = map_of({{"timestamp", recorded->timestamp}});
    if (!recorded->format.missing()) put(inside, "format", recorded->format);
    put(inside, "speed", plain_node(format_factor(profile.scale)));
    return map_of({{"recorded", std::move(inside)}});
  }
  if (const auto rate = constant_rate(profile)) return rate_text(*rate);
  std::vector<Node> stages;
  for (const auto& stage : profile.stages)
    stages.push_back(std::visit([](const auto& one) { return node_of(one); }, stage));
  Node schedule = map_of({{"stages", list_node(std::move(stages))}});
  if (profile.repeat == kRepeatForever)
    put(schedule, "repeat", plain_node("forever"));
  else if (profile.repeat > 1)
    put(schedule, "repeat", plain_node(fmt::format("{}", profile.repeat)));
  std::vector<Node> windows;
  for (const Window& window : profile.windows) windows.push_back(node_of(window));
  if (!windows.empty()) put(schedule, "windows", list_node(std::move(windows)));
  return schedule;
}

}  // namespace spate
