// Runs a compiled record: a flat program of small operations on registers, which write directly to the output memory.
//
// The program is immutable and shared. A Machine belongs to one thread. Operations do not allocate or throw.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "generator/value/bytes.hpp"

namespace spate::generator {

// A register. The type selects the member when the record is compiled: number (integers, decimals at their scale,
// booleans, rows), real, text with its size, or out (a saved write position). kOverCopy bytes after a text are
// readable.
struct Value {
  union {
    std::int64_t number = 0;
    double real;
    const char* text;
    char* out;
  };
  std::uint32_t size = 0;
  std::uint32_t null = 0;  // 1: null; only read for nullable types
};

struct Machine;
struct Op;

// The next operation (null: the record is complete) and the end of the bytes written.
struct OpResult {
  const Op* op;
  char* out;
};
using OpFunction = OpResult (*)(Machine& machine, const Op* op, char* out) noexcept;

// One operation. An operation that writes copies its literal first. Each run function defines the meaning of x, y, z
// and data.
struct Op {
  OpFunction run = nullptr;
  const char* literal = nullptr;
  std::uint32_t literal_size = 0;
  std::uint16_t to = 0;  // registers
  std::uint16_t a = 0;
  std::uint16_t b = 0;
  std::uint16_t c = 0;
  std::int64_t x = 0;
  std::int64_t y = 0;
  std::uint64_t z = 0;
  union {
    const void* data = nullptr;
    const Op* target;  // of a jump
  };
};

// The last second that a time format printed; see functions/time_value.cpp.
struct FormattedSecond {
  WallTime begin{};
  Duration length{};  // 0: empty
  std::uint32_t size = 0;
  std::uint32_t fraction_at = 0;
  char text[140] = {};
};

struct SlotMemory;

struct Machine {
  std::uint64_t state = 0;  // random state of the record, item or row
  Value* registers = nullptr;
  char* scratch = nullptr;  // memory for text outside the record
  std::uint64_t index = 0;
  WallTime wall{};        // intended time; needs CompileContext::use_time
  StreamTime elapsed{};   // intended time since T = 0
  WallTime event_wall{};  // event time
  std::int64_t partitions = 1;
  FormattedSecond* seconds = nullptr;
  std::vector<SlotMemory>* slots = nullptr;  // one per lifecycle
  const char* value_end = nullptr;
  const char* key = nullptr;
  std::uint32_t key_size = 0;
  bool tombstone = false;
  // Set by each record if the program has an envelope.
  char* envelope = nullptr;
  std::uint32_t headers_size = 0;
  std::int32_t partition = 0;
  const Op* failed = nullptr;  // the operation that failed
  const char* reason = nullptr;

  Value& operator[](std::uint16_t at) noexcept { return registers[at]; }
  [[nodiscard]] std::uint64_t draw(const Op* op) const noexcept { return random::draw(state, op->z); }
};

// Continues with this operation: by a tail call in optimized builds, otherwise through the loop in Generator::make.
// Backward jumps always use the loop, so that the stack is bounded by the size of the program.
inline OpResult continue_with(Machine& machine, const Op* op, char* out) noexcept {
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  return op->run(machine, op, out);
#else
  static_cast<void>(machine);
  return {op, out};
#endif
}

inline char* write_literal(const Op* op, char* out) noexcept { return copy_over(out, op->literal, op->literal_size); }

// Ends the record with an error: the operation has no valid result.
inline OpResult fail(Machine& machine, const Op* op, char* out, const char* reason) noexcept {
  machine.failed = op;
  machine.reason = reason;
  return {nullptr, out};
}

inline constexpr const char* kTooLarge = "the number does not fit 64 bits";
inline constexpr const char* kByZero = "division by zero: use if() to exclude a divisor of 0";
inline constexpr const char* kNotFinite = "the number is infinite or not a number, which JSON cannot represent";

}  // namespace spate::generator
