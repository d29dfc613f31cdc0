// A generated record that waits in an arena block for its delivery report.
#pragma once

#include <cstdint>

#include "base/imperfection.hpp"
#include "base/time.hpp"

namespace spate::record {

class Block;

// What a delivery report needs to know of its record. Precedes the value in the block, until the report releases the
// record.
struct Slot {
  MonotonicTime intended{};  // T(n)
  MonotonicTime enqueued{};  // when the client accepted it
  Block* block = nullptr;
  std::uint32_t headers_size = 0;  // as in Record
  std::uint32_t interval = 0;      // interval of the SettlementTracker
};

// A view of one record. Bytes and slot are in slot->block until the record is released. After the record is enqueued,
// that can happen at any time: then read only the members of the view.
struct Record {
  const char* value = nullptr;  // null: a tombstone
  const char* key = nullptr;    // null: no key
  std::uint32_t value_size = 0;
  std::uint32_t key_size = 0;
  std::int32_t partition = 0;
  std::uint32_t headers_size = 0;  // bytes of header names and values
  MonotonicTime intended{};        // as in the slot
  Slot* slot = nullptr;
  const char* envelope = nullptr;  // see envelope.hpp; null for all records of a stream without one
  std::uint32_t lateness_ms = 0;   // intended time minus event time, saturated
  ImperfectionSet imperfections = 0;

  // Size of key, value and headers before compression, as rates, limits and metrics count it.
  [[nodiscard]] std::uint64_t bytes() const noexcept { return std::uint64_t{value_size} + key_size + headers_size; }
};

}  // namespace spate::record
