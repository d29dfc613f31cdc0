// Bytes as pairs of hexadecimal digits, in lower case.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace spate::generator::functions {

inline constexpr auto kHexPairs = [] {
  constexpr char kHex[] = "0123456789abcdef";
  std::array<char, 512> pairs{};
  for (std::size_t n = 0; n < 256; ++n) {
    pairs[2 * n] = kHex[n / 16];
    pairs[2 * n + 1] = kHex[n % 16];
  }
  return pairs;
}();

// Writes the `bytes` most significant bytes of `bits`.
template <std::ptrdiff_t bytes>
char* write_hex(char* out, std::uint64_t bits) noexcept {
  for (std::ptrdiff_t n = 0; n < bytes; ++n)
    std::memcpy(out + 2 * n, kHexPairs.data() + 2 * ((bits >> (56 - 8 * n)) & 0xFFU), 2);
  return out + 2 * bytes;
}

// RFC 9562 §4: 16 bytes in five groups.
inline char* write_uuid(char* out, std::uint64_t high, std::uint64_t low) noexcept {
  out = write_hex<4>(out, high);
  *out++ = '-';
  out = write_hex<2>(out, high << 32U);
  *out++ = '-';
  out = write_hex<2>(out, high << 48U);
  *out++ = '-';
  out = write_hex<2>(out, low);
  *out++ = '-';
  return write_hex<6>(out, low << 16U);
}
inline constexpr std::size_t kUuidSize = 36;

}  // namespace spate::generator::functions
