#include "scenario/read/arrivals.hpp"

#include <fmt/format.h>

#include <cmath>

#include "scenario/text/rate_text.hpp"
#include "scenario/yaml/tree_text.hpp"

namespace spate::scenario {
namespace {

constexpr double kWholeGap = 0x1.0p32;
constexpr std::uint64_t kMaxCatchUp = 1'000;

// Returns null if the value is not a map.
const Node* inner_map(const Section& stream, std::string_view name) {
  const auto* node = stream.find(name);
  return node != nullptr && node->kind == Node::Kind::map ? node : nullptr;
}

std::string rate_problem(const RateProfile& rate) {
  if (rate.unit == Rate::Unit::unlimited)
    return "rate: max has no gaps between records: use a rate such as 500/s, or arrivals: uniform";
  if (rate.unit == Rate::Unit::bytes)
    return "a rate in bytes has no gaps between records: use a rate in records, or arrivals: uniform";
  return {};
}

Arrivals read_jitter(const Section& jitter) {
  jitter.check_required();
  const auto up_to = static_cast<std::uint64_t>(std::llround(jitter.share("jitter").value_or(0) * kWholeGap));
  return {.kind = Arrivals::Kind::jitter, .jitter = up_to};
}

}  // namespace

Arrivals read_arrivals(const Section& stream, const RateProfile& rate) {
  Arrivals arrivals;
  if (const auto* node = inner_map(stream, "arrivals"))
    arrivals = read_jitter(Section{stream.context(), SectionKind::arrivals, *node, stream.path("arrivals")});
  else
    arrivals.kind = static_cast<Arrivals::Kind>(stream.choice("arrivals").value_or(0));
  if (arrivals.kind == Arrivals::Kind::uniform) return arrivals;
  if (auto problem = rate_problem(rate); !problem.empty()) stream.report("arrivals", std::move(problem));
  return arrivals;
}

WhenLate read_when_late(const Section& stream) {
  WhenLate when_late;
  const auto* node = inner_map(stream, "when_late");
  if (node == nullptr) {
    when_late.policy = static_cast<WhenLate::Policy>(stream.choice("when_late").value_or(0));
    return when_late;
  }
  const Section section{stream.context(), SectionKind::when_late, *node, stream.path("when_late")};
  if (node->members.empty()) section.report("when_late is empty: set catch_up or max_backlog, or use skip");
  when_late.factor = section.factor("catch_up").value_or(when_late.factor);
  when_late.max_backlog = section.duration("max_backlog").value_or(when_late.max_backlog);
  const auto& [times, over] = when_late.factor;
  if (times < over || times / over > kMaxCatchUp)
    section.report("catch_up",
                   fmt::format("{} is out of range: use 1x to {}x", section.quoted_value("catch_up"), kMaxCatchUp));
  return when_late;
}

Node arrivals_node(const Arrivals& arrivals) {
  if (arrivals.kind == Arrivals::Kind::uniform) return plain_node("uniform");
  if (arrivals.kind == Arrivals::Kind::poisson) return plain_node("poisson");
  // Enough digits to read the same value back.
  auto share = fmt::format("{:.9f}", static_cast<double>(arrivals.jitter) / kWholeGap * 100);
  share.erase(share.find_last_not_of('0') + 1);
  if (share.back() == '.') share.pop_back();
  Node map = map_node();
  put(map, "jitter", plain_node(share + "%"));
  return map;
}

Node when_late_node(const WhenLate& when_late) {
  if (when_late.policy == WhenLate::Policy::skip) return plain_node("skip");
  Node map = map_node();
  put(map, "catch_up", plain_node(format_factor(when_late.factor)));
  put(map, "max_backlog", plain_node(format_duration(when_late.max_backlog)));
  return map;
}

}  // namespace spate::scenario
