// What runs a compiled record: a flat program of small operations over registers, each writing straight to memory.
//
// The program is immutable and shared; a Machine belongs to one thread. Nothing here allocates or throws.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "generator/value/bytes.hpp"

namespace spate::generator {

// A register. Which member holds is known at compile time from the type: number (integers, decimals at their scale,
// booleans, rows), real, text with its size, or out: where the
// record was being written. Text has kOverCopy readable bytes behind it.
struct Value {
  union {
    std::int64_t number = 0;
    double real;
    const char* text;
    char* out;
  };
  std::uint32_t size = 0;
  std::uint32_t null = 0;  // 1: no value; looked at only where the type allows it
};

struct Machine;
struct Op;

// Where to go on: the next operation (null: done) and the end of the bytes written.
struct OpResult {
  const Op* op;
  char* out;
};
using OpFunction = OpResult (*)(Machine& machine, const Op* op, char* out) noexcept;

// One operation. An operation that writes copies its literal first. The meaning of x, y, z and data is the run
// function's own.
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

// The second last printed by one time format; see functions/time_value.cpp.
struct FormattedSecond {
  WallTime begin{};
  Duration length{};  // 0: none yet
  std::uint32_t size = 0;
  std::uint32_t fraction_at = 0;
  char text[140] = {};
};

struct SlotMemory;

struct Machine {
  std::uint64_t state = 0;  // randomness of this record, repeated item or table row
  Value* registers = nullptr;
  char* scratch = nullptr;  // where text is built that does not stand in the record as such
  std::uint64_t index = 0;
  WallTime wall{};        // intended; what reads a time calls CompileContext::use_time when compiled
  StreamTime elapsed{};   // the same instant since T = 0 of the run
  WallTime event_wall{};  // when what the record tells of happened
  std::int64_t partitions = 1;
  FormattedSecond* seconds = nullptr;
  std::vector<SlotMemory>* slots = nullptr;  // one per lifecycle
  const char* value_end = nullptr;
  const char* key = nullptr;
  std::uint32_t key_size = 0;
  bool tombstone = false;
  // Set by every record of a program that has them, else by none.
  char* envelope = nullptr;
  std::uint32_t headers_size = 0;
  std::int32_t partition = 0;
  const Op* failed = nullptr;  // the operation that could not be done
  const char* reason = nullptr;

  Value& operator[](std::uint16_t at) noexcept { return registers[at]; }
  [[nodiscard]] std::uint64_t draw(const Op* op) const noexcept { return random::draw(state, op->z); }
};

// Goes on with this operation: by a jump where the compiler makes one of a call in last place, else by way of the loop
// in Generator::write. Backward jumps always go by way of the loop, so that the stack is bounded by the program's size.
inline OpResult continue_with(Machine& machine, const Op* op, char* out) noexcept {
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  return op->run(machine, op, out);
#else
  static_cast<void>(machine);
  return {op, out};
#endif
}

inline char* write_literal(const Op* op, char* out) noexcept { return copy_over(out, op->literal, op->literal_size); }

// Ends the record: what the operation should have given does not exist.
inline OpResult fail(Machine& machine, const Op* op, char* out, const char* reason) noexcept {
  machine.failed = op;
  machine.reason = reason;
  return {nullptr, out};
}

inline constexpr const char* kTooLarge = "the number does not fit 64 bits";
inline constexpr const char* kByZero = "division by zero";
inline constexpr const char* kNotFinite = "the number is infinite or not a number, which JSON cannot say";

}  // namespace spate::generator
