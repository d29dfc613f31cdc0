#include "scenario/read/read_imperfections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenario/yaml/tree_text.hpp"

namespace spate::scenario {
namespace {

constexpr std::string_view kDelay =
    "expected a duration such as 5min, a range such as [1min, 10min], or exponential(5min)";
constexpr Duration kMaxDelay = 3650 * kDay;
constexpr std::uint64_t kMinOversized = 1024;
constexpr std::uint64_t kMaxOversized = std::uint64_t{10} * 1024 * 1024;
constexpr std::string_view kExponential = "exponential(";

// Returns nullopt, and reports it, if the duration is invalid.
std::optional<Duration> read_duration(const Section& section, const Node& node, std::string_view text) {
  const auto report = [&](std::string problem) {
    section.context().diagnostics.report(node.place, section.path("by"), std::move(problem));
    return std::nullopt;
  };
  const auto parsed = parse_duration(text);
  if (!parsed.value) return report(parsed.problem);
  if (*parsed.value == Duration{}) return report("the duration must be greater than 0");
  if (*parsed.value > kMaxDelay) return report("the duration is too long: use at most 3650d");
  return parsed.value;
}

std::optional<Delay> read_between(const Section& section, const Node& list) {
  if (list.items.size() != 2 || list.items[0].kind != Node::Kind::scalar || list.items[1].kind != Node::Kind::scalar) {
    section.report("by", std::string{kDelay});
    return std::nullopt;
  }
  const auto first = parse_duration(list.items[0].text);
  if (list.items[0].text == "0" || (first.value && *first.value == Duration{})) {
    section.report("by", fmt::format("the shorter duration must be greater than 0: use [1ms, {}]", list.items[1].text));
    return std::nullopt;
  }
  const auto min = read_duration(section, list.items[0], list.items[0].text);
  const auto max = read_duration(section, list.items[1], list.items[1].text);
  if (!min || !max) return std::nullopt;
  if (*min <= *max) return Delay{Delay::Kind::between, *min, *max};
  section.report("by", "the range is reversed: put the shorter duration first");
  return std::nullopt;
}

std::optional<Delay> read_delay(const Section& section) {
  const auto* node = section.find("by");
  if (node == nullptr) return std::nullopt;
  if (node->kind == Node::Kind::list) return read_between(section, *node);
  if (node->kind == Node::Kind::map) {
    section.report("by", std::string{kDelay});
    return std::nullopt;
  }
  std::string_view text = node->text;
  const bool exponential = text.starts_with(kExponential) && text.ends_with(')');
  if (exponential) text = text.substr(kExponential.size(), text.size() - kExponential.size() - 1);
  const auto span = read_duration(section, *node, text);
  if (!span) return std::nullopt;
  return Delay{exponential ? Delay::Kind::exponential : Delay::Kind::fixed, *span, *span};
}

std::optional<EventTimeShift> read_event_time_shift(const Section& imperfections, std::string_view name) {
  const auto* node = imperfections.map(name);
  if (node == nullptr) return std::nullopt;
  const Section section{imperfections.context(), SectionKind::event_time_shift, *node, imperfections.path(name)};
  section.check_required();
  const auto by = read_delay(section);
  if (!by) return std::nullopt;
  return EventTimeShift{section.share("probability").value_or(0), *by, node->place, section.path()};
}

std::optional<ClockSkew> read_clock_skew(const Section& imperfections) {
  const auto* node = imperfections.map("clock_skew");
  if (node == nullptr) return std::nullopt;
  const Section section{imperfections.context(), SectionKind::clock_skew, *node, imperfections.path("clock_skew")};
  section.check_required();
  const auto up_to = section.duration("up_to");
  if (up_to && *up_to > kMaxDelay) section.report("up_to", "the duration is too long: use at most 3650d");
  const auto* per = section.find("per");
  return ClockSkew{section.text("per").value_or(""), up_to.value_or(Duration{}),
                   per == nullptr ? node->place : per->place, section.path("per")};
}

// The kinds that `kinds` lists.
std::vector<Imperfection> read_kinds(const Section& section) {
  std::vector<Imperfection> kinds;
  for (const auto index : section.choices("kinds"))
    kinds.push_back(static_cast<Imperfection>(static_cast<std::size_t>(Imperfection::truncated) + index));
  return kinds;
}

std::optional<Malformed> read_malformed(const Section& imperfections) {
  const auto* node = imperfections.find("malformed");
  if (node == nullptr) return std::nullopt;
  Malformed malformed;
  malformed.place = node->place;
  malformed.path = imperfections.path("malformed");
  if (node->kind == Node::Kind::scalar) {
    malformed.probability = imperfections.share("malformed").value_or(0);
  } else if (imperfections.map("malformed") != nullptr) {
    const Section section{imperfections.context(), SectionKind::malformed, *node, malformed.path};
    section.check_required();
    malformed.probability = section.share("probability").value_or(0);
    malformed.kinds = read_kinds(section);
    malformed.size = section.size("size").value_or(0);
    if (malformed.size < kMinOversized || malformed.size > kMaxOversized)
      section.report("size", "the size is out of range: use 1 KiB to 10 MiB");
    const bool oversized = std::count(malformed.kinds.begin(), malformed.kinds.end(), Imperfection::oversized) > 0;
    if (section.has("size") && !oversized)
      section.report("size", "size has no effect: add oversized to kinds, or remove size");
  }
  return malformed;
}

std::string delay_text(const Delay& delay) {
  return delay.kind == Delay::Kind::exponential ? fmt::format("exponential({})", format_duration(delay.min))
                                                : format_duration(delay.min);
}

Node event_time_shift_node(const EventTimeShift& shift) {
  Node map = map_node();
  put(map, "probability", plain_node(fmt::format("{}", shift.probability)));
  if (shift.by.kind == Delay::Kind::between)
    put(map, "by", list_node({plain_node(format_duration(shift.by.min)), plain_node(format_duration(shift.by.max))}));
  else
    put(map, "by", plain_node(delay_text(shift.by)));
  return map;
}

Node malformed_node(const Malformed& malformed) {
  if (malformed.kinds.empty()) return plain_node(fmt::format("{}", malformed.probability));
  Node map = map_node();
  put(map, "probability", plain_node(fmt::format("{}", malformed.probability)));
  Node kinds = list_node();
  for (const auto kind : malformed.kinds)
    kinds.items.push_back(plain_node(std::string{kImperfections[static_cast<std::size_t>(kind)]}));
  put(map, "kinds", std::move(kinds));
  if (std::count(malformed.kinds.begin(), malformed.kinds.end(), Imperfection::oversized) > 0)
    put(map, "size", plain_node(format_size(malformed.size)));
  return map;
}

}  // namespace

std::optional<Imperfections> read_imperfections(const Section& stream) {
  const auto* node = stream.map("imperfections");
  if (node == nullptr) return std::nullopt;
  const Section section{stream.context(), SectionKind::imperfections, *node, stream.path("imperfections")};
  if (node->members.empty()) section.report("imperfections is empty: set one, such as duplicate: 0.1%");
  Imperfections all;
  all.late = read_event_time_shift(section, "late");
  all.out_of_order = read_event_time_shift(section, "out_of_order");
  all.clock_skew = read_clock_skew(section);
  all.duplicate = section.share("duplicate").value_or(0);
  all.drop = section.share("drop").value_or(0);
  all.tombstone = section.share("tombstone").value_or(0);
  all.malformed = read_malformed(section);
  return all;
}

Node imperfections_node(const Imperfections& imperfections) {
  Node map = map_node();
  if (imperfections.late) put(map, "late", event_time_shift_node(*imperfections.late));
  if (imperfections.out_of_order) put(map, "out_of_order", event_time_shift_node(*imperfections.out_of_order));
  if (const auto& skew = imperfections.clock_skew) {
    Node clock = map_node();
    put(clock, "per", plain_node(skew->per));
    put(clock, "up_to", plain_node(format_duration(skew->up_to)));
    put(map, "clock_skew", std::move(clock));
  }
  const auto share = [&](std::string name, double probability) {
    if (probability > 0) put(map, std::move(name), plain_node(fmt::format("{}", probability)));
  };
  share("duplicate", imperfections.duplicate);
  share("drop", imperfections.drop);
  share("tombstone", imperfections.tombstone);
  if (imperfections.malformed) put(map, "malformed", malformed_node(*imperfections.malformed));
  return map;
}

}  // namespace spate::scenario
