// The lifecycle of a stream: each record is a step of an entity that moves through states. The entity, step and state
// of record n are a pure function of n.
//
// There are E slots; each slot has one entity at a time. Records form rounds of E: in round r each slot makes its step
// r, in an order drawn for the round. The steps of a slot are divided into windows, and a new entity begins at the
// start of each window. So a step can be computed from the start of its window. docs/decisions/ explains why window
// ends do not distort the lifetimes of entities.
#pragma once

#include <cstdint>
#include <vector>

#include "scenario/model/scenario.hpp"

namespace spate::generator {

// The last computed step of a slot; a cache of each machine.
struct SlotMemory {
  std::uint64_t slot = UINT64_MAX;  // the initial value: empty
  std::uint64_t turn = 0;           // step of the slot, from T = 0
  std::uint64_t first_turn = 0;     // turn at which the entity began
  std::uint32_t node = 0;
  std::uint32_t node_before = 0;  // node at the previous turn, same entity only
};

struct EntityStep {
  std::uint64_t entity = 0;  // unique in the stream
  std::uint64_t step = 0;    // from 0
  std::uint64_t before = 0;  // record of the entity's previous step; unset at step 0
  std::uint32_t state = 0;
};

// Immutable. Thread-safe, with a separate `memory` per thread.
class LifecyclePlan {
 public:
  // `gap`: mean time between two records of an entity, in nanoseconds; used for dwell. `state`: random state of the
  // stream. Throws ExpressionError if an entity or a state has too many records.
  LifecyclePlan(const scenario::Lifecycle& lifecycle, double gap, std::uint64_t state);

  // Computes at most one window of steps; one step if `memory` holds the slot's previous step.
  [[nodiscard]] EntityStep at(std::uint64_t index, std::vector<SlotMemory>& memory) const noexcept;

  // The number of slots that a machine caches: all, up to 1,000,000.
  [[nodiscard]] std::size_t memory_size() const noexcept;
  [[nodiscard]] std::uint32_t window() const noexcept { return window_; }
  [[nodiscard]] std::uint64_t random_state() const noexcept { return state_; }

 private:
  struct Transition {
    std::uint32_t node;
    double share;
    bool begins;  // a new entity, or a return to start
  };
  struct Multiplier {  // of the order in a round
    std::uint64_t factor;
    std::uint64_t inverse;
  };
  struct Window {
    std::uint64_t begin;
    std::uint64_t end;
  };

  void add_nodes(const scenario::Lifecycle& lifecycle, double gap);
  void add_transitions(const scenario::Lifecycle& lifecycle);
  void add_multipliers();
  void tabulate();
  void choose_windows(std::uint32_t min, std::uint32_t rows);
  [[nodiscard]] double mean_life() const;
  [[nodiscard]] double chance(std::uint32_t left, std::uint32_t node) const noexcept {
    return chances_[std::size_t{left} * nodes_.size() + node];
  }
  [[nodiscard]] double chance_of_start(std::uint32_t left) const noexcept;
  [[nodiscard]] Window window_of(std::uint64_t slot, std::uint64_t turn) const noexcept;
  void begin(SlotMemory& memory, std::uint64_t slot, const Window& window) const noexcept;
  void advance(SlotMemory& memory, const Window& window) const noexcept;
  [[nodiscard]] std::uint64_t offset(std::uint64_t round) const noexcept;
  [[nodiscard]] const Multiplier& multiplier(std::uint64_t round) const noexcept;

  std::uint64_t slots_;
  std::uint64_t state_;
  bool entities_end_;
  std::vector<std::uint32_t> nodes_;                  // state of each node; a dwelling state has several
  std::vector<std::vector<Transition>> transitions_;  // from each node
  std::vector<std::vector<Transition>> entrances_;    // of each state
  std::vector<Transition> start_;
  std::vector<Multiplier> multipliers_;
  std::vector<double> chances_;  // by steps left and node, see chance()
  std::uint32_t window_ = 0;
  std::vector<std::uint32_t> first_windows_;  // possible lengths of a slot's first window
};

}  // namespace spate::generator
