// Counter-based randomness: a value is a pure function of (seed, stream, record index, draw site). Any thread can
// compute any record, or one field of it, again and in any order.
//
// The mixing step is wyhash's 64-bit finalizer (Wang Yi, wyhash final version 4, public domain): two 64x64->128-bit
// multiplications folded by xor.
#pragma once

#include <cstdint>
#include <string_view>

namespace spate::random {

constexpr std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
  constexpr std::uint64_t kFirst = 0xa0761d6478bd642fULL;
  constexpr std::uint64_t kSecond = 0xe7037ed1a0b428dbULL;
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a ^ kFirst) * (b ^ kSecond);
  return fold(static_cast<std::uint64_t>(product) ^ kFirst, static_cast<std::uint64_t>(product >> 64U) ^ kSecond);
}

// Hashes a name with FNV-1a (Fowler, Noll, Vo), then mixes the bits.
constexpr std::uint64_t hash_name(std::string_view name) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mix(hash, name.size());
}

constexpr std::uint64_t stream_state(std::uint64_t seed, std::string_view stream) noexcept {
  return mix(seed, hash_name(stream));
}
constexpr std::uint64_t record_state(std::uint64_t stream, std::uint64_t index) noexcept { return mix(stream, index); }

// One draw: 64 uniform bits for one site (a call in an expression) of one record.
constexpr std::uint64_t draw(std::uint64_t record, std::uint64_t site) noexcept { return mix(record, site); }

// Uniform in [0, range), range > 0, by multiplication (Lemire 2019, without its rejection step: the bias is below
// range / 2^64).
constexpr std::uint64_t uniform_below(std::uint64_t bits, std::uint64_t range) noexcept {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>((static_cast<Wide>(bits) * range) >> 64U);
}

// Uniform in [0, 1) with 53 random bits.
constexpr double uniform_01(std::uint64_t bits) noexcept { return static_cast<double>(bits >> 11U) * 0x1.0p-53; }

}  // namespace spate::random
