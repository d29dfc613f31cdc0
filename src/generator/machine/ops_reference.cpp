#include "generator/machine/ops_reference.hpp"

#include <algorithm>
#include <limits>

#include "generator/machine/zipf_law.hpp"

namespace spate {
namespace {

struct Due {
  std::uint64_t first = 0;
  std::uint64_t count = 1;  // at least 1
};

// Where the last so many records or minutes hold none, the newest is left.
Due due(const Machine& machine, const Reference& reference) noexcept {
  const auto& timetable = reference.timetable;
  const auto* schedule = timetable.schedule.get();
  const auto all = timetable.due_by(schedule, machine.elapsed);
  if (all == 0) return {};
  std::uint64_t first = 0;
  if (reference.within == Reference::Within::records) first = all - std::min(all, reference.records);
  if (reference.within == Reference::Within::time) first = timetable.due_by(schedule, machine.elapsed - reference.time);
  first = std::min(first, all - 1);
  return {first, all - first};
}

std::uint64_t draw_attempt(const Machine& machine, const Op* op) noexcept {
  return random::draw(machine.state, op->z + static_cast<std::uint64_t>(machine.registers[op->a].number));
}

void enter(Machine& machine, const Op* op) noexcept {
  Value* const outside = &machine[op->to];
  outside[0].number = static_cast<std::int64_t>(machine.state);
  outside[1].number = static_cast<std::int64_t>(machine.index);
  machine.index = static_cast<std::uint64_t>(machine[op->a].number);
  machine.state = random::record_state(op->z, machine.index);
}

void leave(Machine& machine, const Op* op) noexcept {
  const Value* const outside = &machine[op->to];
  machine.state = static_cast<std::uint64_t>(outside[0].number);
  machine.index = static_cast<std::uint64_t>(outside[1].number);
}

}  // namespace

Next run_choose_record(Machine& machine, const Op* op, char* out) noexcept {
  const auto range = due(machine, *static_cast<const Reference*>(op->data));
  const auto chosen = range.first + random::below(draw_attempt(machine, op), range.count);
  machine[op->to].number = static_cast<std::int64_t>(chosen);
  return go_on(machine, op + 1, out);
}

Next run_choose_record_by_rank(Machine& machine, const Op* op, char* out) noexcept {
  const auto& reference = *static_cast<const Reference*>(op->data);
  const auto range = due(machine, reference);
  const ZipfLaw law{static_cast<double>(range.count), reference.exponent};
  const auto rank = static_cast<std::uint64_t>(law.draw(draw_attempt(machine, op), 0));
  machine[op->to].number = static_cast<std::int64_t>(range.first + range.count - std::min(rank, range.count));
  return go_on(machine, op + 1, out);
}

Next run_choose_record_at(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].number = std::max<std::int64_t>(0, machine[op->b].number - machine[op->a].number);
  return go_on(machine, op + 1, out);
}

Next run_choose_again(Machine& machine, const Op* op, char* out) noexcept {
  out = write_literal(op, out);
  return {++machine[op->to].number < op->x ? op->target : op + 1, out};
}

Next run_record_begin_without_time(Machine& machine, const Op* op, char* out) noexcept {
  enter(machine, op);
  return go_on(machine, op + 1, out);
}

Next run_record_begin(Machine& machine, const Op* op, char* out) noexcept {
  Value* const outside = &machine[op->to];
  outside[2].number = machine.wall;
  outside[3].number = machine.elapsed;
  outside[4].number = machine.event_wall;
  enter(machine, op);
  const auto& timetable = *static_cast<const Timetable*>(op->data);
  if (timetable.intended != nullptr) {
    const auto intended = timetable.intended(timetable.schedule.get(), machine.index);
    if (intended != std::numeric_limits<Nanos>::max()) {
      machine.wall += intended - machine.elapsed;
      machine.elapsed = intended;
      machine.event_wall = machine.wall;
    }
  }
  return go_on(machine, op + 1, out);
}

Next run_record_end_without_time(Machine& machine, const Op* op, char* out) noexcept {
  leave(machine, op);
  return go_on(machine, op + 1, out);
}

Next run_record_end(Machine& machine, const Op* op, char* out) noexcept {
  const Value* const outside = &machine[op->to];
  leave(machine, op);
  machine.wall = outside[2].number;
  machine.elapsed = outside[3].number;
  machine.event_wall = outside[4].number;
  return go_on(machine, op + 1, out);
}

}  // namespace spate
