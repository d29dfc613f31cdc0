#include "generator/machine/ops_envelope.hpp"

#include <cstddef>
#include <cstring>

#include "generator/machine/imperfection_plan.hpp"
#include "record/envelope.hpp"

namespace spate::generator {

OpResult run_envelope_begin(Machine& machine, const Op* op, char* out) noexcept {
  out = write_literal(op, out);
  machine.envelope = out;
  const record::EnvelopePrefix start{.timestamp = 0, .headers = static_cast<std::uint32_t>(op->x)};
  std::memcpy(out, &start, sizeof start);
  return continue_with(machine, op + 1, out + sizeof start);
}

OpResult run_timestamp(Machine& machine, const Op* op, char* out) noexcept {
  const Value& time = machine[op->a];
  if (time.null == 0) {
    if (time.number <= 0) return fail(machine, op, out, "the timestamp must be greater than 0 ms since the epoch");
    static_assert(offsetof(record::EnvelopePrefix, timestamp) == 0);
    std::memcpy(machine.envelope, &time.number, sizeof time.number);
  }
  return continue_with(machine, op + 1, out);
}

OpResult run_header_begin(Machine& machine, const Op* op, char* out) noexcept {
  out = write_literal(op, out);
  machine[op->to].out = out;
  return continue_with(machine, op + 1, out + sizeof(std::uint32_t));
}

OpResult run_header_end(Machine& machine, const Op* op, char* out) noexcept {
  out = write_literal(op, out);
  char* const begin = machine[op->to].out;
  const auto named = static_cast<std::ptrdiff_t>(sizeof(std::uint32_t)) + op->x;
  const auto size = op->c == 1 ? record::kNoHeaderValue : static_cast<std::uint32_t>(out - (begin + named));
  std::memcpy(begin, &size, sizeof size);
  return continue_with(machine, op + 1, out);
}

OpResult run_envelope_end(Machine& machine, const Op* op, char* out) noexcept {
  out = write_literal(op, out);
  machine.headers_size = static_cast<std::uint32_t>(out - machine.envelope - op->x);
  return continue_with(machine, op + 1, out);
}

OpResult run_partition(Machine& machine, const Op* op, char* out) noexcept {
  const auto partition = machine[op->a].number;
  if (partition < 0 || partition >= machine.partitions) {
    return fail(machine, op, out, "partition number out of range: use 0 to the number of partitions minus 1");
  }
  machine.partition = static_cast<std::int32_t>(partition);
  return continue_with(machine, op + 1, out);
}

OpResult run_shift_event_time(Machine& machine, const Op* op, char* out) noexcept {
  machine.event_wall -= static_cast<const ImperfectionPlan*>(op->data)->decide(machine.state).event_time_shift;
  return continue_with(machine, op + 1, out);
}

OpResult run_is_sent(Machine& machine, const Op* op, char* out) noexcept {
  constexpr auto kNoValue = bit(Imperfection::drop) | bit(Imperfection::tombstone);
  const Value& condition = machine[op->a];
  const bool present = op->c == 1 || (condition.number != 0 && condition.null == 0);
  const auto kinds = static_cast<const ImperfectionPlan*>(op->data)->decide(machine.state).kinds;
  machine[op->to] = {.number = present && (kinds & kNoValue) == 0 ? 1 : 0};
  return continue_with(machine, op + 1, out);
}

OpResult run_clock_skew(Machine& machine, const Op* op, char* out) noexcept {
  const Value& clock = machine[op->a];
  if (clock.null == 0) {
    const auto name =
        op->c == 1 ? random::hash_name({clock.text, clock.size}) : static_cast<std::uint64_t>(clock.number);
    const auto range = 2 * static_cast<std::uint64_t>(op->x) + 1;
    const auto ahead = static_cast<Duration::rep>(random::uniform_below(random::mix(op->z, name), range)) - op->x;
    machine.event_wall += Duration{ahead};
  }
  return continue_with(machine, op + 1, out);
}

}  // namespace spate::generator
