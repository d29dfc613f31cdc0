// What a stream has made and skipped, and its next record.
#pragma once

#include <cstdint>

#include "base/stream_position.hpp"
#include "pacing/shard_indices.hpp"

namespace spate::pacing {

struct StreamCount {
  ShardIndices indices;
  std::uint64_t index = indices.first;  // of the next record
  std::uint64_t bytes = 0;              // made
  std::uint64_t bytes_earlier = 0;      // subset of bytes: made by earlier runs
  std::uint64_t skipped = 0;            // records
  std::uint64_t skipped_bytes = 0;      // for a rate in bytes
  std::uint64_t bytes_before = 0;       // made or skipped before the change to a rate in bytes

  [[nodiscard]] StreamPosition position() const noexcept {
    return {.index = index, .bytes = bytes, .scheduled_bytes = bytes_done()};
  }
  // Bytes made or skipped since the change to a rate in bytes.
  [[nodiscard]] std::uint64_t bytes_done() const noexcept { return bytes + skipped_bytes - bytes_before; }
  // Records made or skipped since the start or the resume.
  [[nodiscard]] std::uint64_t records_done() const noexcept { return indices.count_before(index); }
  // Position of the next record in what the schedule counts: its index or, for a rate in bytes, the bytes made or
  // skipped by all processes, if each has as many as this one.
  [[nodiscard]] std::uint64_t schedule_position(bool in_records) const noexcept {
    return in_records ? index : bytes_done() * indices.step;
  }

  void resume(const StreamPosition& next) noexcept {
    indices.first = index = next.index;
    bytes = bytes_earlier = next.bytes;
    bytes_before = bytes - next.scheduled_bytes;
  }
  void add_record(std::uint64_t more) noexcept {
    index += indices.step;
    bytes += more;
  }
  void skip_to(std::uint64_t first_kept) noexcept {
    skipped += indices.count_before(first_kept) - records_done();
    index = first_kept;
  }
  // `due` counts bytes of all processes that share the schedule.
  void skip_bytes(std::uint64_t due) noexcept {
    const auto here = schedule_position(false);
    if (due > here) skipped_bytes += indices.share(due - here);
  }
};

}  // namespace spate::pacing
