#include "stream/imperfect_records.hpp"

#include <bit>
#include <cstring>
#include <utility>

namespace spate::stream {

std::uint64_t ImperfectRecords::add(record::Record record, std::uint32_t used) noexcept {
  if (has(record.imperfections, Imperfection::drop)) {
    ++dropped_;
    return record.bytes();
  }
  const bool is_duplicated = has(record.imperfections, Imperfection::duplicate);
  record.imperfections &= static_cast<ImperfectionSet>(~bit(Imperfection::duplicate));
  const auto bytes = add_record(arena_, batch_, record, used);
  if (!is_duplicated) return bytes;
  auto copy = make_copy(record, used);
  copy.imperfections |= bit(Imperfection::duplicate);
  ++duplicated_;
  return bytes + add_record(arena_, batch_, copy, used);
}

// The copy has a separate slot, because both records are released separately.
record::Record ImperfectRecords::make_copy(const record::Record& record, std::uint32_t used) noexcept {
  record::Slot* const slot = arena_.reserve(used);
  slot->intended = record.intended;
  slot->headers_size = record.headers_size;
  slot->interval = record.slot->interval;
  const char* const from = record::Arena::bytes_of(record.slot);
  char* const to = record::Arena::bytes_of(slot);
  std::memcpy(to, from, used);
  const auto moved = [&](const char* bytes) { return bytes == nullptr ? nullptr : to + (bytes - from); };
  record::Record copy = record;
  copy.slot = slot;
  copy.value = moved(record.value);
  copy.key = moved(record.key);
  copy.envelope = moved(record.envelope);
  return copy;
}

void ImperfectRecords::count_batch() noexcept {
  stats_.duplicated.add(std::exchange(duplicated_, 0));
  stats_.dropped.add(dropped_);
  stats_.imperfections[static_cast<std::size_t>(Imperfection::drop)].add(std::exchange(dropped_, 0));
}

void ImperfectRecords::count(std::span<const record::Record> records, bool shifts_event_time) noexcept {
  for (const record::Record& record : records) {
    if (shifts_event_time) stats_.event_lateness.record(record.lateness_ms * kMillisecond);
    for (unsigned kinds = record.imperfections; kinds != 0; kinds &= kinds - 1)
      stats_.imperfections[static_cast<std::size_t>(std::countr_zero(kinds))].add(1);
  }
}

}  // namespace spate::stream
