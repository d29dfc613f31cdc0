#include "generator/replay/replay_contents.hpp"

#include <array>
#include <cstring>

#include "base/random.hpp"

namespace spate::generator {
namespace {

constexpr std::size_t kStep = 32;

std::uint64_t word(const char* at) noexcept {
  std::uint64_t bits = 0;
  std::memcpy(&bits, at, sizeof bits);
  return bits;
}

struct Lanes {
  std::uint64_t one;
  std::uint64_t other = 0xe7037ed1a0b428dbULL;

  void add(const char* at) noexcept {
    one = random::fold(word(at) ^ 0xa0761d6478bd642fULL, word(at + 8) ^ one);
    other = random::fold(word(at + 16) ^ 0x8ebc6af09c88c6e3ULL, word(at + 24) ^ other);
  }
};

}  // namespace

// The loop of wyhash (see base/random.hpp), with two lanes.
std::uint64_t fingerprint(std::string_view bytes) noexcept {
  Lanes lanes{.one = bytes.size()};
  for (; bytes.size() >= kStep; bytes.remove_prefix(kStep)) lanes.add(bytes.data());
  std::array<char, kStep> rest{};
  std::memcpy(rest.data(), bytes.data(), bytes.size());
  lanes.add(rest.data());
  return random::mix(lanes.one, lanes.other);
}

}  // namespace spate::generator
