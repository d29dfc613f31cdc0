#include "generator/machine/ops_stream_reference.hpp"

#include <algorithm>
#include <limits>

#include "generator/machine/zipf_law.hpp"

namespace spate::generator {
namespace {

struct DueRange {
  std::uint64_t first = 0;
  std::uint64_t count = 1;  // at least 1
};

std::uint64_t records_before(const Timetable& timetable) noexcept {
  if (timetable.records_changed_at == nullptr || !*timetable.records_changed_at) return 0;
  return timetable.due_by(timetable.schedule.get(), **timetable.records_changed_at - Duration{1});
}

// The due records to choose from. Excludes records from before a reload that changed the stream, because they cannot be
// computed any more. If no other is due, the range is the next record; if the range by records or time is empty, it is
// the newest record.
DueRange due_range(const Machine& machine, const ReferenceRange& reference) noexcept {
  const auto& timetable = reference.timetable;
  const auto* schedule = timetable.schedule.get();
  const auto all = timetable.due_by(schedule, machine.elapsed);
  const auto first_valid = records_before(timetable);
  if (all <= first_valid) return {first_valid, 1};
  std::uint64_t first = 0;
  if (reference.within == ReferenceRange::Within::records) first = all - std::min(all, reference.records);
  if (reference.within == ReferenceRange::Within::time)
    first = timetable.due_by(schedule, machine.elapsed - reference.time);
  first = std::clamp(first, first_valid, all - 1);
  return {first, all - first};
}

std::uint64_t draw_attempt(const Machine& machine, const Op* op) noexcept {
  return random::draw(machine.state, op->z + static_cast<std::uint64_t>(machine.registers[op->a].number));
}

void enter(Machine& machine, const Op* op) noexcept {
  Value* const saved = &machine[op->to];
  saved[0].number = static_cast<std::int64_t>(machine.state);
  saved[1].number = static_cast<std::int64_t>(machine.index);
  machine.index = static_cast<std::uint64_t>(machine[op->a].number);
  machine.state = random::record_state(op->z, machine.index);
}

OpResult choose(Machine& machine, const Op* op, char* out, std::uint64_t chosen) noexcept {
  machine[op->to].number = static_cast<std::int64_t>(chosen);
  return continue_with(machine, op + 1, out);
}

void leave(Machine& machine, const Op* op) noexcept {
  const Value* const saved = &machine[op->to];
  machine.state = static_cast<std::uint64_t>(saved[0].number);
  machine.index = static_cast<std::uint64_t>(saved[1].number);
}

// After this many attempts, all due records are assumed to be unsuitable (tombstones). From then on the records after
// the first are tried in order, even those that are not due yet.
constexpr std::int64_t kMaxDraws = 32;

}  // namespace

OpResult run_choose_record(Machine& machine, const Op* op, char* out) noexcept {
  const auto range = due_range(machine, *static_cast<const ReferenceRange*>(op->data));
  const auto attempts = machine[op->a].number;
  if (attempts >= kMaxDraws) [[unlikely]]
    return choose(machine, op, out, range.first + static_cast<std::uint64_t>(attempts - kMaxDraws));
  const auto chosen = range.first + random::uniform_below(draw_attempt(machine, op), range.count);
  return choose(machine, op, out, chosen);
}

OpResult run_choose_record_by_rank(Machine& machine, const Op* op, char* out) noexcept {
  const auto& reference = *static_cast<const ReferenceRange*>(op->data);
  const auto range = due_range(machine, reference);
  const auto attempts = machine[op->a].number;
  if (attempts >= kMaxDraws) [[unlikely]]
    return choose(machine, op, out, range.first + static_cast<std::uint64_t>(attempts - kMaxDraws));
  const ZipfLaw law{static_cast<double>(range.count), reference.exponent};
  const auto rank = static_cast<std::uint64_t>(law.draw(draw_attempt(machine, op), 0));
  return choose(machine, op, out, range.first + range.count - std::min(rank, range.count));
}

OpResult run_choose_record_at(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].number = std::max<std::int64_t>(0, machine[op->b].number - machine[op->a].number);
  return continue_with(machine, op + 1, out);
}

OpResult run_choose_again(Machine& machine, const Op* op, char* out) noexcept {
  out = write_literal(op, out);
  return {++machine[op->to].number < op->x ? op->target : op + 1, out};
}

OpResult run_record_begin_without_time(Machine& machine, const Op* op, char* out) noexcept {
  enter(machine, op);
  return continue_with(machine, op + 1, out);
}

OpResult run_record_begin(Machine& machine, const Op* op, char* out) noexcept {
  Value* const saved = &machine[op->to];
  saved[2].number = machine.wall.time_since_epoch().count();
  saved[3].number = since_start(machine.elapsed).count();
  saved[4].number = machine.event_wall.time_since_epoch().count();
  enter(machine, op);
  const auto& timetable = *static_cast<const Timetable*>(op->data);
  if (timetable.intended != nullptr) {
    const auto intended = timetable.intended(timetable.schedule.get(), machine.index);
    if (intended != kNever) {
      machine.wall += intended - machine.elapsed;
      machine.elapsed = intended;
      machine.event_wall = machine.wall;
    }
  }
  return continue_with(machine, op + 1, out);
}

OpResult run_record_end_without_time(Machine& machine, const Op* op, char* out) noexcept {
  leave(machine, op);
  return continue_with(machine, op + 1, out);
}

OpResult run_record_end(Machine& machine, const Op* op, char* out) noexcept {
  const Value* const saved = &machine[op->to];
  leave(machine, op);
  machine.wall = WallTime{Duration{saved[2].number}};
  machine.elapsed = StreamTime{Duration{saved[3].number}};
  machine.event_wall = WallTime{Duration{saved[4].number}};
  return continue_with(machine, op + 1, out);
}

}  // namespace spate::generator
