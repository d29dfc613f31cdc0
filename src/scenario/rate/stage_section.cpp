#include "scenario/rate/stage_section.hpp"

#include <fmt/format.h>

#include <utility>

#include "scenario/text/rate_text.hpp"

namespace spate::scenario {
namespace {

std::string_view example_duration(const Section& section, std::string_view name) {
  return section.has("mean") || section.has("base") || name == "each" ? "1min" : "30s";
}

}  // namespace

std::optional<Section> StageSection::nested(std::string_view name, SectionKind kind) const {
  const auto* node = section_.map(name);
  if (node == nullptr) return std::nullopt;
  return std::optional<Section>{std::in_place, section_.context(), kind, *node, section_.path(name)};
}

std::optional<Rate> StageSection::rate(const Section& section, std::string_view name) const {
  const auto* node = section.find(name);
  if (node == nullptr) {
    section.report(fmt::format("missing key {0}: add {0}: 100/s", name));
    return std::nullopt;
  }
  return rate(*node, section.path(name));
}

std::optional<Rate> StageSection::rate(const Node& node, const std::string& path) const {
  auto parsed = node.kind == Node::Kind::scalar ? parse_rate(node.text)
                                                : Parsed<Rate>{std::nullopt, "expected a rate, such as 100/s"};
  if (parsed.value && parsed.value->unit == Rate::Unit::unlimited)
    parsed = {std::nullopt, "max is not allowed in a stage: use a rate such as 500/s"};
  if (!parsed.value) section_.context().diagnostics.report(node.place, path, std::move(parsed.problem));
  return parsed.value;
}

std::vector<Rate> StageSection::rates(std::string_view name) const {
  std::vector<Rate> all;
  const auto* list = section_.find(name);
  if (list == nullptr || list->kind != Node::Kind::list || list->items.empty()) {
    section_.report(name, "expected a list of rates, such as [100/s, 2000/s]");
    return all;
  }
  for (std::size_t i = 0; i < list->items.size(); ++i)
    if (const auto value = rate(list->items[i], item_path(section_.path(name), i))) all.push_back(*value);
  if (all.size() != list->items.size()) all.clear();
  return all;
}

std::optional<Duration> StageSection::span(const Section& section, std::string_view name) const {
  if (!section.has(name)) {
    section.report(fmt::format("missing key {0}: add {0}: {1}", name, example_duration(section, name)));
    return std::nullopt;
  }
  const auto value = section.duration(name);
  if (!value || *value > Duration{}) return value;
  section.report(name, "the duration must be greater than 0");
  return std::nullopt;
}

std::optional<Duration> StageSection::duration(bool may_be_endless) const {
  const auto text = section_.text("for");
  if (!text) {
    section_.report(may_be_endless ? "missing key for: add for: 30s, or forever" : "missing key for: add for: 30s");
    return std::nullopt;
  }
  if (*text == "forever" && may_be_endless) return kNever;
  auto parsed = parse_duration(*text);
  if (parsed.value && *parsed.value == Duration{}) parsed = {std::nullopt, "the duration must be greater than 0"};
  if (*text == "forever") parsed.problem = "a ramp cannot last forever: use a duration such as 30s";
  if (!parsed.value) section_.report("for", std::move(parsed.problem));
  return parsed.value;
}

}  // namespace spate::scenario
