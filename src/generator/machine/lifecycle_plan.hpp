// Which entity record n of a stream is a step of, and in which state: a pure function of n, for a stream whose records
// are the steps of entities that go through states.
//
// There are E slots, in each of which one entity lives at a time. Records go in rounds of E: in round r every slot
// makes its step number r, in an order drawn for the round. A slot's steps are cut into windows; at the beginning of a
// window an entity begins, so that what a slot does is known without looking further back. docs/decisions/ says why
// entities end where windows do all the same as anywhere else.
#pragma once

#include <cstdint>
#include <vector>

#include "scenario/model/scenario.hpp"

namespace spate::generator {

// Where a slot was when last asked; a machine remembers some.
struct SlotMemory {
  std::uint64_t slot = UINT64_MAX;  // none yet
  std::uint64_t turn = 0;           // its step, counted from T = 0
  std::uint64_t born = 0;           // the turn at which its entity began
  std::uint32_t node = 0;
  std::uint32_t node_before = 0;  // of the turn before, if the entity lived then
};

struct EntityStep {
  std::uint64_t entity = 0;  // a number no other entity of the stream has
  std::uint64_t step = 0;    // from 0
  std::uint64_t before = 0;  // the record of the entity's step before; of no meaning at step 0
  std::uint32_t state = 0;
};

// Immutable; any thread, each with memory of its own.
class LifecyclePlan {
 public:
  // `gap`: the mean time between two records of an entity, nanoseconds, for dwell. `state`: the stream's randomness.
  // Throws ExpressionError where entities live too long to be planned.
  LifecyclePlan(const scenario::Lifecycle& lifecycle, double gap, std::uint64_t state);

  // Looks back at most a window's steps, and none where `memory` holds the slot's step before.
  [[nodiscard]] EntityStep at(std::uint64_t index, std::vector<SlotMemory>& memory) const noexcept;

  // How many slots a machine remembers: all, up to a million.
  [[nodiscard]] std::size_t memory_size() const noexcept;
  [[nodiscard]] std::uint32_t window() const noexcept { return window_; }
  [[nodiscard]] std::uint64_t random_state() const noexcept { return state_; }

 private:
  struct Transition {
    std::uint32_t node;
    double share;
    bool begins;  // anew: a new entity, or the same one back at the start
  };
  struct Multiplier {  // of a round's order
    std::uint64_t forth;
    std::uint64_t back;
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
  bool mortal_;
  std::vector<std::uint32_t> nodes_;                  // the state of each node: a state that lasts has several
  std::vector<std::vector<Transition>> transitions_;  // from each node
  std::vector<std::vector<Transition>> entrances_;    // of each state
  std::vector<Transition> start_;
  std::vector<Multiplier> multipliers_;
  std::vector<double> chances_;  // by steps left and node: of beginning anew just when none is left
  std::uint32_t window_ = 0;
  std::vector<std::uint32_t> first_windows_;  // lengths to choose from, so that windows do not end all at once
};

}  // namespace spate::generator
