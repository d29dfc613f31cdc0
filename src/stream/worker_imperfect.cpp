// Records that go wrong because the scenario asks for it: left out, sent twice, counted by kind.
#include <bit>
#include <cstring>
#include <span>

#include "generator/machine/imperfection_plan.hpp"
#include "stream/worker.hpp"

namespace spate {

std::uint64_t Worker::add_imperfect(Record record, std::uint32_t used) noexcept {
  if (has(record.imperfections, Imperfection::drop)) {
    ++dropped_;
    return record.bytes();
  }
  const bool twice = has(record.imperfections, Imperfection::duplicate);
  record.imperfections &= static_cast<ImperfectionSet>(~bit(Imperfection::duplicate));
  const auto bytes = add(record, used);
  if (!twice) return bytes;
  auto copy = copy_of(record, used);
  copy.imperfections |= bit(Imperfection::duplicate);
  ++duplicated_;
  return bytes + add(copy, used);
}

// In memory of its own, as each of the two is released for itself. There is room: see room_for().
Record Worker::copy_of(const Record& record, std::uint32_t used) noexcept {
  Slot* const slot = arena_.room(used);
  slot->intended = record.intended;
  slot->headers_size = record.headers_size;
  slot->stretch = record.slot->stretch;
  const char* const from = Arena::bytes_of(record.slot);
  char* const to = Arena::bytes_of(slot);
  std::memcpy(to, from, used);
  const auto moved = [&](const char* bytes) { return bytes == nullptr ? nullptr : to + (bytes - from); };
  Record copy = record;
  copy.slot = slot;
  copy.value = moved(record.value);
  copy.key = moved(record.key);
  copy.envelope = moved(record.envelope);
  return copy;
}

void Worker::count_imperfections(std::span<const Record> records) noexcept {
  const bool late = setup_.generator.imperfections()->shifts_event_time();
  for (const Record& record : records) {
    if (late) stats_.worker.event_lateness.record(record.lateness_ms * kMillisecond);
    for (unsigned left = record.imperfections; left != 0; left &= left - 1)
      stats_.worker.imperfections[static_cast<std::size_t>(std::countr_zero(left))].add(1);
  }
}

}  // namespace spate
