#include "scenario/read/read_lifecycle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenario/read/merge.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate::scenario {
namespace {

// "30s" is fixed, "exponential(30s)" has this mean.
std::optional<Dwell> read_dwell(const Section& state) {
  const auto written = state.text("dwell");
  if (!written) return Dwell{};
  constexpr std::string_view kExponential = "exponential(";
  std::string_view text{*written};
  Dwell dwell;
  dwell.exponential = text.starts_with(kExponential) && text.ends_with(')');
  if (dwell.exponential) text = text.substr(kExponential.size(), text.size() - kExponential.size() - 1);
  const auto span = parse_duration(text);
  if (span.value && *span.value > Duration{}) {
    dwell.mean = *span.value;
    return dwell;
  }
  state.report("dwell", span.value ? "the duration must be greater than 0: set one, or remove dwell"
                                   : span.problem + ", or exponential(30s)");
  return std::nullopt;
}

// Reads one lifecycle and reports its problems.
class LifecycleReader {
 public:
  explicit LifecycleReader(const Section& section) : section_(section) {}

  std::optional<Lifecycle> read() {
    section_.check_required();
    lifecycle_.path = section_.path();
    lifecycle_.node = section_.node();
    lifecycle_.entities = section_.count("entities").value_or(0);
    read_let();
    const auto* states = section_.map("states");
    if (states == nullptr) return std::nullopt;
    for (const auto& member : states->members) lifecycle_.states.push_back({member.name, member.place, {}, {}});
    for (std::size_t n = 0; n < states->members.size(); ++n) read_state(states->members[n], lifecycle_.states[n]);
    read_start();
    if (valid_) check_transitions();
    return valid_ && lifecycle_.entities > 0 ? std::optional{std::move(lifecycle_)} : std::nullopt;
  }

 private:
  void report(const Place& place, const std::string& path, std::string text) {
    valid_ = false;
    section_.context().diagnostics.report(place, path, std::move(text));
  }

  void read_let() {
    const auto* let = section_.map("let");
    if (let == nullptr) return;
    lifecycle_.let = *let;
    for (const auto& [name, place, value] : let->members) {
      if (value.kind == Node::Kind::scalar) continue;
      report(value.place, member_path(section_.path("let"), name),
             fmt::format("expected one value, not a {}", kind_name(value.kind)));
    }
  }

  std::optional<std::size_t> find_state(std::string_view name) const {
    const auto& states = lifecycle_.states;
    const auto match =
        std::find_if(states.begin(), states.end(), [&](const auto& state) { return state.name == name; });
    return match == states.end() ? std::nullopt : std::optional{static_cast<std::size_t>(match - states.begin())};
  }

  std::string unknown_state(std::string_view name) const {
    std::vector<std::string_view> names;
    for (const auto& state : lifecycle_.states) names.push_back(state.name);
    const auto hint = did_you_mean(name, names);
    return fmt::format("unknown state {}{}", quote_value(name), hint.empty() ? ": declare it under states" : hint);
  }

  void read_state(const Node::Member& member, Lifecycle::State& state) {
    const Section section{section_.context(), SectionKind::state, member.value,
                          member_path(section_.path("states"), member.name)};
    const auto dwell = read_dwell(section);
    valid_ = valid_ && dwell && member.value.kind == Node::Kind::map;
    state.dwell = dwell.value_or(Dwell{});
    const auto* next = section.map("next");
    if (next == nullptr) {
      valid_ = valid_ && !section.has("next");
      return;
    }
    const auto path = section.path("next");
    double sum = 0;
    for (const auto& [name, place, value] : next->members) {
      const auto next_path = member_path(path, name);
      const auto target = find_state(name);
      if (!target) report(place, next_path, unknown_state(name));
      const auto share = value.kind == Node::Kind::scalar ? parse_share(value.text) : parse_share("");
      if (!share.value) report(value.place, next_path, share.problem);
      sum += share.value.value_or(0);
      if (share.value.value_or(0) > 0) state.next.push_back({target.value_or(0), *share.value});
    }
    if (next->members.empty()) return report(next->place, path, "next is empty: remove it to make the state final");
    if (valid_ && std::abs(sum - 1) > 1e-9)
      report(next->place, path, fmt::format("the shares sum to {:.6g}%: change them to sum to 100%", sum * 100));
  }

  void read_start() {
    const auto name = section_.text("start");
    const auto start = name ? find_state(*name) : std::nullopt;
    if (name && !start) {
      valid_ = false;
      section_.report("start", unknown_state(*name));
    }
    valid_ = valid_ && start;
    lifecycle_.start = start.value_or(0);
  }

  // Adds the states that can be reached from `reached`; backwards: those from which it can be reached.
  std::vector<bool> connected(std::vector<bool> reached, bool backwards) const {
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t from = 0; from < lifecycle_.states.size(); ++from) {
        for (const auto& next : lifecycle_.states[from].next) {
          const auto known = backwards ? next.state : from;
          const auto other = backwards ? from : next.state;
          if (!reached[known] || reached[other]) continue;
          reached[other] = changed = true;
        }
      }
    }
    return reached;
  }

  // Every reachable state must lead to a final state, or back to the start if there is none.
  void check_transitions() {
    const auto& states = lifecycle_.states;
    std::vector<bool> start(states.size());
    start[lifecycle_.start] = true;
    std::vector<bool> final(states.size());
    for (std::size_t n = 0; n < states.size(); ++n) final[n] = states[n].next.empty();
    const auto reached = connected(start, false);
    bool entities_end = false;
    for (std::size_t n = 0; n < states.size(); ++n) entities_end = entities_end || (reached[n] && final[n]);
    const auto returning = connected(entities_end ? final : start, true);
    lifecycle_.entities_end = entities_end;
    for (std::size_t n = 0; n < states.size(); ++n) {
      const auto path = member_path(section_.path("states"), states[n].name);
      if (!reached[n]) {
        report(states[n].place, path,
               fmt::format("state is unreachable from {}: add a transition to it, or remove it",
                           states[lifecycle_.start].name));
      } else if (!returning[n]) {
        report(states[n].place, path,
               entities_end
                   ? "no final state is reachable from this state: add a transition to one (a state without next)"
                   : fmt::format(
                         "neither {} nor a final state is reachable from this state: add a transition to one of them",
                         states[lifecycle_.start].name));
      }
    }
  }

  const Section& section_;
  Lifecycle lifecycle_;
  bool valid_ = true;
};

}  // namespace

std::optional<Lifecycle> read_lifecycle(const Section& owner, const std::optional<Lifecycle>& base) {
  const auto* node = owner.map("lifecycle");
  if (node == nullptr) return std::nullopt;
  const auto merged_node = base ? merged(base->node, *node) : *node;
  const Section section{owner.context(), SectionKind::lifecycle, merged_node, owner.path("lifecycle")};
  return LifecycleReader{section}.read();
}

}  // namespace spate::scenario
