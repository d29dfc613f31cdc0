// Decides which imperfections each record has, from the record's random state alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/imperfection.hpp"
#include "base/time.hpp"
#include "scenario/model/imperfections.hpp"

namespace spate::generator {

// The imperfections of one record. A dropped record has no others.
struct Decision {
  ImperfectionSet kinds = 0;
  Duration event_time_shift{};  // intended minus event time, by late and out_of_order
};

// Immutable. Thread-safe. Does not allocate after construction.
class ImperfectionPlan {
 public:
  // `malformed_kinds` is empty if the settings have no malformed values.
  ImperfectionPlan(const scenario::Imperfections& settings, std::vector<Imperfection> malformed_kinds);

  // `state` is random::record_state of the stream and index.
  [[nodiscard]] Decision decide(std::uint64_t state) const noexcept;

  // Whether event times of some records differ from their intended times.
  [[nodiscard]] bool shifts_event_time() const noexcept { return shifts_; }
  [[nodiscard]] bool duplicates() const noexcept { return duplicate_ != 0; }
  // The maximum size of a malformed value if a value has at most `max` bytes; 0 if no value is malformed.
  [[nodiscard]] std::size_t max_malformed(std::size_t max) const noexcept;
  [[nodiscard]] std::size_t oversized_bytes() const noexcept { return oversized_; }

 private:
  // A draw below the threshold is a hit; 0: never, the largest: always.
  using Threshold = std::uint64_t;
  struct Shift {
    Threshold threshold = 0;
    scenario::Delay by;
  };
  static Threshold threshold(double probability) noexcept;
  static Duration span(const scenario::Delay& delay, std::uint64_t bits) noexcept;
  static void event_time_shift(const Shift& shift, Imperfection kind, std::uint64_t state, Decision& decision) noexcept;

  Shift late_, out_of_order_;
  Threshold duplicate_, drop_, tombstone_, malformed_ = 0;
  std::vector<Imperfection> malformed_kinds_;
  std::size_t oversized_ = 0;
  bool shifts_;
};

}  // namespace spate::generator
