// The partition of a record. Computed here because batches are grouped by partition before they are enqueued.
#pragma once

#include <cstdint>
#include <string_view>

namespace spate::record {

// MurmurHash2, 32 bits (Austin Appleby), with the seed of Kafka's Java client and kafka-python.
[[nodiscard]] std::uint32_t murmur2(std::string_view bytes) noexcept;

// CRC-32 (IEEE 802.3, reflected), as in librdkafka's `consistent` partitioners.
[[nodiscard]] std::uint32_t crc32(std::string_view bytes) noexcept;

// `partitions` must be at least 1. The result is in [0, partitions).
[[nodiscard]] inline std::int32_t murmur2_partition(std::string_view key, std::int32_t partitions) noexcept {
  return static_cast<std::int32_t>(murmur2(key) & 0x7fffffffU) % partitions;
}
[[nodiscard]] inline std::int32_t crc32_partition(std::string_view key, std::int32_t partitions) noexcept {
  return static_cast<std::int32_t>(crc32(key) % static_cast<std::uint32_t>(partitions));
}

}  // namespace spate::record
