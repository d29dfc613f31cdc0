// Fast writes of text: copies of fixed size that may exceed the text, and two digits at a time.
//
// Sources and destinations must have kOverCopy bytes after their end, so that a short text costs one copy of fixed
// size. All functions return the end of the written text. Thread-safe; no allocation.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace spate::generator {

inline constexpr std::uint32_t kOverCopy = 32;

// Copies one chunk; the two may overlap.
inline void copy_chunk(char* out, const char* from) noexcept {
  using Half = char __attribute__((vector_size(16)));
  Half first;
  Half second;
  std::memcpy(&first, from, sizeof first);
  std::memcpy(&second, from + sizeof first, sizeof second);
  std::memcpy(out, &first, sizeof first);
  std::memcpy(out + sizeof first, &second, sizeof second);
}

// Copies `size` bytes, rounded up to whole chunks. The source may end at `out`.
inline char* copy_over(char* out, const char* from, std::uint32_t size) noexcept {
  copy_chunk(out, from);
  for (std::uint32_t done = kOverCopy; done < size; done += kOverCopy) copy_chunk(out + done, from + done);
  return out + size;
}

inline constexpr auto kDigitPairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t n = 0; n < 100; ++n) {
    pairs[2 * n] = static_cast<char>('0' + n / 10);
    pairs[2 * n + 1] = static_cast<char>('0' + n % 10);
  }
  return pairs;
}();

// Two digits; n < 100.
inline char* write_pair(char* out, std::uint64_t n) noexcept {
  std::memcpy(out, kDigitPairs.data() + 2 * n, 2);
  return out + 2;
}

// Exactly `Digits` digits with leading zeros; n < 10^Digits.
template <int Digits>
inline char* write_digits(char* out, std::uint64_t n) noexcept {
  if constexpr (Digits == 1) {
    *out = static_cast<char>('0' + n);
    return out + 1;
  } else if constexpr (Digits == 2) {
    return write_pair(out, n);
  } else if constexpr (Digits > 0) {
    return write_pair(write_digits<Digits - 2>(out, n / 100), n % 100);
  } else {
    return out;
  }
}

// n >= 10^6. Not inline, so that usual numbers need no call.
char* write_large(char* out, std::uint64_t n) noexcept;

// Writes up to 20 digits, without leading zeros.
inline char* write_unsigned(char* out, std::uint64_t n) noexcept {
  if (n < 10) return write_digits<1>(out, n);
  if (n < 100) return write_digits<2>(out, n);
  if (n < 1'000) return write_digits<3>(out, n);
  if (n < 10'000) return write_digits<4>(out, n);
  if (n < 100'000) return write_digits<5>(out, n);
  if (n < 1'000'000) return write_digits<6>(out, n);
  return write_large(out, n);
}

// Absolute value of a negative number, also of the smallest.
inline std::uint64_t magnitude(std::int64_t n) noexcept {
  return n < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n);
}

inline char* write_signed(char* out, std::int64_t n) noexcept {
  if (n < 0) *out++ = '-';
  return write_unsigned(out, magnitude(n));
}

inline constexpr auto kPowersOfTen = [] {
  std::array<std::int64_t, 19> powers{1};
  for (std::size_t n = 1; n < powers.size(); ++n) powers[n] = powers[n - 1] * 10;
  return powers;
}();

// Exactly `digits` digits with leading zeros; n < 10^digits.
inline char* write_padded(char* out, std::uint64_t n, int digits) noexcept {
  char* const end = out + digits;
  char* at = end;
  for (; digits >= 2; digits -= 2, n /= 100) write_pair(at -= 2, n % 100);
  if (digits == 1) *--at = static_cast<char>('0' + n);
  return end;
}

// Writes a decimal with all its `scale` decimal places. Scale 0 is an integer.
inline char* write_decimal(char* out, std::int64_t n, int scale) noexcept {
  if (scale == 0) return write_signed(out, n);
  if (n < 0) *out++ = '-';
  const auto unit = static_cast<std::uint64_t>(kPowersOfTen[static_cast<std::size_t>(scale)]);
  out = write_unsigned(out, magnitude(n) / unit);
  *out++ = '.';
  return write_padded(out, magnitude(n) % unit, scale);
}

// Scale 2, which most prices have.
inline char* write_cents(char* out, std::int64_t n) noexcept {
  if (n < 0) *out++ = '-';
  const auto size = magnitude(n);
  out = write_unsigned(out, size / 100);
  *out++ = '.';
  return write_pair(out, size % 100);
}

}  // namespace spate::generator
