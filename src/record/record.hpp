// The unit that travels: a generated record waiting in an arena block for its delivery report.
#pragma once

#include <cstdint>

#include "base/imperfection.hpp"
#include "base/time.hpp"

namespace spate::record {

class Block;

// What a delivery report needs of its record; lives in the block, ahead of the value, until the report releases it.
struct Slot {
  MonotonicTime intended{};  // T(n), monotonic
  MonotonicTime enqueued{};  // handed to the client, monotonic
  Block* block = nullptr;
  std::uint32_t headers_size = 0;  // as in the record
  std::uint32_t interval = 0;      // of the stream's records, for who counts which are settled
};

// A view of one record; bytes and slot live in slot->block until that is released, which after a record has been
// handed over can be at any moment: only what stands in the view itself may be read then.
struct Record {
  const char* value = nullptr;  // null: a tombstone
  const char* key = nullptr;    // null: no key
  std::uint32_t value_size = 0;
  std::uint32_t key_size = 0;
  std::int32_t partition = 0;
  std::uint32_t headers_size = 0;  // bytes of the headers' names and values
  MonotonicTime intended{};        // as in the slot
  Slot* slot = nullptr;
  const char* envelope = nullptr;  // see envelope.hpp; null: neither timestamp nor headers, as all of its stream
  std::uint32_t lateness_ms = 0;   // how far its event time lies behind the intended one; the largest stands for more
  ImperfectionSet imperfections = 0;

  // As rates, limits and figures count them: key, value and headers, before compression.
  [[nodiscard]] std::uint64_t bytes() const noexcept { return std::uint64_t{value_size} + key_size + headers_size; }
};

}  // namespace spate::record
