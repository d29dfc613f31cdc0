// Which partition a record goes to, computed here so that batches can be grouped before they are handed over.
#pragma once

#include <cstdint>
#include <string_view>

namespace spate::record {

// MurmurHash2, 32 bits (Austin Appleby), seeded as Kafka's Java client and kafka-python do.
[[nodiscard]] std::uint32_t murmur2(std::string_view bytes) noexcept;

// CRC-32 (IEEE 802.3, reflected), as librdkafka's `consistent` partitioners.
[[nodiscard]] std::uint32_t crc32(std::string_view bytes) noexcept;

// `partitions` at least 1; the result lies in [0, partitions).
[[nodiscard]] inline std::int32_t murmur2_partition(std::string_view key, std::int32_t partitions) noexcept {
  return static_cast<std::int32_t>(murmur2(key) & 0x7fffffffU) % partitions;
}
[[nodiscard]] inline std::int32_t crc32_partition(std::string_view key, std::int32_t partitions) noexcept {
  return static_cast<std::int32_t>(crc32(key) % static_cast<std::uint32_t>(partitions));
}

}  // namespace spate::record
