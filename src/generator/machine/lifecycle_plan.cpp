#include "generator/machine/lifecycle_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/random.hpp"
#include "generator/value/expression_error.hpp"

namespace spate::generator {
namespace {

constexpr std::uint32_t kMinWindow = 256;
constexpr double kMaxMeanRecords = 512;  // records of an entity, on average
constexpr std::size_t kMaxNodes = 4096;
constexpr std::size_t kMaxChances = 4'000'000;
constexpr std::size_t kMaxCachedSlots = 1'000'000;

constexpr std::uint64_t kOrder = random::hash_name("lifecycle.order");
constexpr std::uint64_t kTransition = random::hash_name("lifecycle.transition");
constexpr std::uint64_t kFirst = random::hash_name("lifecycle.first");

// Chooses a transition by weight; the last one with a weight if rounding leaves a remainder.
template <class Transitions, class Weight>
const auto& choose(const Transitions& transitions, double draw, const Weight& weight) noexcept {
  for (const auto& transition : transitions)
    if ((draw -= weight(transition)) < 0) return transition;
  for (auto transition = transitions.rbegin(); transition != transitions.rend(); ++transition)
    if (weight(*transition) > 0) return *transition;
  return transitions.back();
}

// The inverse of a modulo m, by Euclid's algorithm; a and m must be coprime.
std::uint64_t inverse(std::uint64_t a, std::uint64_t m) {
  auto r = static_cast<std::int64_t>(m);
  auto next_r = static_cast<std::int64_t>(a % m);
  std::int64_t t = 0;
  std::int64_t next_t = 1;
  while (next_r != 0) {
    const auto quotient = r / next_r;
    t = std::exchange(next_t, t - quotient * next_t);
    r = std::exchange(next_r, r - quotient * next_r);
  }
  return static_cast<std::uint64_t>(t < 0 ? t + static_cast<std::int64_t>(m) : t);
}

}  // namespace

LifecyclePlan::LifecyclePlan(const scenario::Lifecycle& lifecycle, double gap, std::uint64_t state)
    : slots_(lifecycle.entities),
      state_(random::mix(state, random::hash_name("lifecycle"))),
      entities_end_(lifecycle.entities_end) {
  add_nodes(lifecycle, gap);
  add_transitions(lifecycle);
  add_multipliers();
  tabulate();
}

// A state lasts k records on average. With an exponential dwell it is one node that is left with chance 1/k after each
// record. Otherwise it is a chain of ceil(k) nodes; the first is skipped with chance ceil(k) - k.
void LifecyclePlan::add_nodes(const scenario::Lifecycle& lifecycle, double gap) {
  for (std::uint32_t n = 0; n < lifecycle.states.size(); ++n) {
    const auto& dwell = lifecycle.states[n].dwell;
    const double records = dwell.mean == Duration{} ? 1 : std::max(1.0, static_cast<double>(dwell.mean.count()) / gap);
    const auto first = static_cast<std::uint32_t>(nodes_.size());
    const double max = dwell.exponential ? 1 : std::ceil(records);
    if (static_cast<double>(nodes_.size()) + max > kMaxNodes) {
      throw ExpressionError(
          0,
          fmt::format(
              "state {} lasts {:.0f} records, and all states together may last {}: shorten dwell, or use more entities",
              lifecycle.states[n].name, records, kMaxNodes));
    }
    nodes_.insert(nodes_.end(), static_cast<std::size_t>(max), n);
    transitions_.resize(nodes_.size());
    for (auto node = first; node + 1 < nodes_.size(); ++node) transitions_[node].push_back({node + 1, 1, false});
    if (dwell.exponential && records > 1) transitions_[first].push_back({first, 1 - 1 / records, false});
    const double shorter = dwell.exponential ? 0 : max - records;
    entrances_.push_back({{first, 1 - shorter, false}});
    if (shorter > 0) entrances_.back().push_back({first + 1, shorter, false});
  }
}

void LifecyclePlan::add_transitions(const scenario::Lifecycle& lifecycle) {
  start_ = entrances_[lifecycle.start];
  for (std::uint32_t n = 0; n < lifecycle.states.size(); ++n) {
    std::uint32_t last = 0;
    for (std::uint32_t node = 0; node < nodes_.size(); ++node)
      if (nodes_[node] == n) last = node;
    const double stays = transitions_[last].empty() ? 0 : transitions_[last][0].share;
    const auto leave = [&](const std::vector<Transition>& entrances, double share, bool begins) {
      for (const auto& entrance : entrances)
        transitions_[last].push_back({entrance.node, (1 - stays) * share * entrance.share, begins});
    };
    for (const auto& next : lifecycle.states[n].next)
      leave(entrances_[next.state], next.share, !entities_end_ && next.state == lifecycle.start);
    if (lifecycle.states[n].next.empty()) leave(start_, 1, true);
  }
}

// The order of a round is slot = (factor * position + offset) mod E, which differs by round and is easy to invert.
void LifecyclePlan::add_multipliers() {
  constexpr std::size_t kOrders = 64;
  for (std::uint64_t draw = 0; multipliers_.size() < kOrders; ++draw) {
    const auto factor = slots_ < 3 ? 1 : 1 + random::uniform_below(random::draw(state_, kOrder + draw), slots_ - 1);
    if (std::gcd(factor, slots_) == 1) multipliers_.push_back({factor, slots_ == 1 ? 0 : inverse(factor, slots_)});
  }
}

// The mean number of records until an entity begins again: the fixed point of m = 1 + P m, by iteration.
double LifecyclePlan::mean_life() const {
  std::vector<double> life(nodes_.size(), 0);
  constexpr int kMaxSteps = 16'384;
  for (int step = 0; step < kMaxSteps; ++step) {
    double change = 0;
    for (std::size_t node = nodes_.size(); node-- > 0;) {
      double steps = 1;
      for (const auto& transition : transitions_[node])
        if (!transition.begins) steps += transition.share * life[transition.node];
      change = std::max(change, steps - life[node]);
      life[node] = steps;
    }
    if (change < 1e-6) break;
  }
  double mean = 0;
  for (const auto& transition : start_) mean += transition.share * life[transition.node];
  return mean;
}

double LifecyclePlan::chance_of_start(std::uint32_t left) const noexcept {
  double sum = 0;
  for (const auto& transition : start_) sum += transition.share * chance(left, transition.node);
  return sum;
}

// chance(left, node): the probability that an entity begins after exactly `left` more steps, including this one.
void LifecyclePlan::tabulate() {
  const double mean = mean_life();
  const auto min = std::max(kMinWindow, static_cast<std::uint32_t>(16 * std::min(mean, kMaxMeanRecords)));
  const std::uint32_t rows = 2 * min;
  if (mean > kMaxMeanRecords || rows * nodes_.size() > kMaxChances) {
    throw ExpressionError(
        0, fmt::format("an entity has more than {:.0f} records on average before it ends or returns to its "
                       "start: use a shorter dwell, or raise entities",
                       kMaxMeanRecords));
  }
  chances_.resize(std::size_t{rows} * nodes_.size());
  for (std::uint32_t left = 1; left < rows; ++left) {
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
      double sum = 0;
      for (const auto& transition : transitions_[node]) {
        if (left > 1) sum += transition.share * chance(left - 1, transition.node);
        if (left == 1 && transition.begins) sum += transition.share;
      }
      chances_[std::size_t{left} * nodes_.size() + node] = sum;
    }
  }
  choose_windows(min, rows);
}

// Chooses window lengths after which an entity often begins. Excludes lengths at which that is rare or impossible.
void LifecyclePlan::choose_windows(std::uint32_t min, std::uint32_t rows) {
  window_ = min;
  for (auto left = min; left < rows; ++left)
    if (chance_of_start(left) > chance_of_start(window_)) window_ = left;
  for (std::uint32_t left = 1; left <= window_; ++left)
    if (chance_of_start(left) >= chance_of_start(window_) / 4) first_windows_.push_back(left);
}

LifecyclePlan::Window LifecyclePlan::window_of(std::uint64_t slot, std::uint64_t turn) const noexcept {
  const auto draw = random::uniform_below(random::draw(random::mix(state_, slot), kFirst), first_windows_.size());
  const std::uint64_t first = first_windows_[draw];
  if (turn < first) return {0, first};
  const auto begin = turn - (turn - first) % window_;
  return {begin, begin + window_};
}

void LifecyclePlan::begin(SlotMemory& memory, std::uint64_t slot, const Window& window) const noexcept {
  const auto left = static_cast<std::uint32_t>(window.end - window.begin);
  const auto weight = [&](const Transition& transition) { return transition.share * chance(left, transition.node); };
  const double draw =
      random::uniform_01(random::draw(random::mix(random::mix(state_, slot), window.begin), kFirst + 1));
  memory.slot = slot;
  memory.turn = window.begin;
  memory.first_turn = entities_end_ ? window.begin : 0;
  memory.node_before = memory.node;
  memory.node = choose(start_, draw * chance_of_start(left), weight).node;
}

// Makes one step within the window. The transitions are weighted by the chance that an entity then begins at the end of
// the window (Doob's h-transform). Except near the end, this chance is the same for all of them.
void LifecyclePlan::advance(SlotMemory& memory, const Window& window) const noexcept {
  const auto left = static_cast<std::uint32_t>(window.end - memory.turn - 1);
  const auto weight = [&](const Transition& transition) { return transition.share * chance(left, transition.node); };
  const double draw =
      random::uniform_01(random::draw(random::mix(random::mix(state_, memory.slot), memory.turn), kTransition));
  const auto& transition = choose(transitions_[memory.node], draw * chance(left + 1, memory.node), weight);
  memory.node_before = memory.node;
  memory.node = transition.node;
  ++memory.turn;
  if (transition.begins && entities_end_) memory.first_turn = memory.turn;
}

std::uint64_t LifecyclePlan::offset(std::uint64_t round) const noexcept {
  return random::uniform_below(random::draw(random::mix(state_, round), kOrder), slots_);
}

const LifecyclePlan::Multiplier& LifecyclePlan::multiplier(std::uint64_t round) const noexcept {
  return multipliers_[random::uniform_below(random::draw(random::mix(state_, round), kOrder + 1), multipliers_.size())];
}

EntityStep LifecyclePlan::at(std::uint64_t index, std::vector<SlotMemory>& memories) const noexcept {
  const auto turn = index / slots_;
  const auto slot = (multiplier(turn).factor * (index % slots_) + offset(turn)) % slots_;
  auto& memory = memories[slot % memories.size()];
  const auto window = window_of(slot, turn);
  std::uint32_t node = 0;
  if (memory.slot == slot && memory.turn == turn + 1 && memory.first_turn <= turn && turn + 1 < window.end) {
    node = memory.node_before;  // the previous step of the cached one
  } else {
    const bool cached = memory.slot == slot && memory.turn <= turn && memory.turn >= window.begin;
    if (!cached) begin(memory, slot, window);
    while (memory.turn < turn) advance(memory, window);
    node = memory.node;
  }
  EntityStep step;
  step.step = turn - memory.first_turn;
  step.entity = entities_end_ ? memory.first_turn * slots_ + slot : slot;
  step.state = nodes_[node];
  if (step.step > 0) {
    const auto shifted = (slot + slots_ - offset(turn - 1)) % slots_;
    step.before = (turn - 1) * slots_ + (multiplier(turn - 1).inverse * shifted) % slots_;
  }
  return step;
}

std::size_t LifecyclePlan::memory_size() const noexcept {
  return static_cast<std::size_t>(std::min<std::uint64_t>(slots_, kMaxCachedSlots));
}

}  // namespace spate::generator
