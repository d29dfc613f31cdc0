// Which records of a stream go wrong, and how: decided from the record's random state alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/imperfection.hpp"
#include "base/time.hpp"
#include "scenario/model/imperfections.hpp"

namespace spate::generator {

// What was decided of one record. A record that is dropped is nothing else.
struct Decision {
  ImperfectionSet kinds = 0;
  Duration back{};  // how far its event time lies behind the intended time, by late and out_of_order
};

// Immutable; any thread, no allocation.
class ImperfectionPlan {
 public:
  // `kinds`: of malformed values, none if the settings have no such probability.
  ImperfectionPlan(const scenario::Imperfections& settings, std::vector<Imperfection> malformed_kinds);

  // `state`: random::record_state of the stream and index.
  [[nodiscard]] Decision decide(std::uint64_t state) const noexcept;

  // Some of the records' event times differ from their intended times.
  [[nodiscard]] bool shifts_event_time() const noexcept { return shifts_; }
  [[nodiscard]] bool duplicates() const noexcept { return duplicate_ != 0; }
  // Bytes that a malformed value takes at most, where the value itself takes `most`; 0 where none is malformed.
  [[nodiscard]] std::size_t max_malformed(std::size_t max) const noexcept;
  [[nodiscard]] std::size_t oversized_bytes() const noexcept { return oversized_; }

 private:
  // Draws below it mean yes; 0: never, the largest: always.
  using Threshold = std::uint64_t;
  struct Back {
    Threshold threshold = 0;
    scenario::Delay by;
  };
  static Threshold threshold(double probability) noexcept;
  static Duration span(const scenario::Delay& delay, std::uint64_t bits) noexcept;
  static void event_time_shift(const Back& back, Imperfection kind, std::uint64_t state, Decision& decision) noexcept;

  Back late_, out_of_order_;
  Threshold duplicate_, drop_, tombstone_, malformed_ = 0;
  std::vector<Imperfection> malformed_kinds_;
  std::size_t oversized_ = 0;
  bool shifts_;
};

}  // namespace spate::generator
