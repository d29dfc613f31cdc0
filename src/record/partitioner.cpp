#include "record/partitioner.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace spate::record {
namespace {

constexpr std::array<std::uint32_t, 256> crc_table() noexcept {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit) remainder = (remainder >> 1U) ^ ((remainder & 1U) != 0 ? 0xedb88320U : 0U);
    table[byte] = remainder;
  }
  return table;
}

constexpr auto kCrcTable = crc_table();

constexpr std::uint32_t octet(char c) noexcept { return static_cast<unsigned char>(c); }

}  // namespace

std::uint32_t murmur2(std::string_view bytes) noexcept {
  constexpr std::uint32_t kSeed = 0x9747b28cU;
  constexpr std::uint32_t kMultiplier = 0x5bd1e995U;
  constexpr unsigned kShift = 24;
  std::uint32_t hash = kSeed ^ static_cast<std::uint32_t>(bytes.size());
  while (bytes.size() >= 4) {
    static_assert(std::endian::native == std::endian::little, "the Java client reads words little-endian");
    std::uint32_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof word);
    word *= kMultiplier;
    word ^= word >> kShift;
    hash = (hash * kMultiplier) ^ (word * kMultiplier);
    bytes.remove_prefix(4);
  }
  if (bytes.size() == 3) hash ^= octet(bytes[2]) << 16U;
  if (bytes.size() >= 2) hash ^= octet(bytes[1]) << 8U;
  if (!bytes.empty()) hash = (hash ^ octet(bytes[0])) * kMultiplier;
  hash = (hash ^ (hash >> 13U)) * kMultiplier;
  return hash ^ (hash >> 15U);
}

std::uint32_t crc32(std::string_view bytes) noexcept {
  std::uint32_t hash = 0xffffffffU;
  for (const char c : bytes) hash = (hash >> 8U) ^ kCrcTable[(hash ^ octet(c)) & 0xffU];
  return ~hash;
}

}  // namespace spate::record
