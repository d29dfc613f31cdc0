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

struct HashState {
  std::uint64_t first;
  std::uint64_t second = 0xe7037ed1a0b428dbULL;

  void add(const char* at) noexcept {
    first = random::fold(word(at) ^ 0xa0761d6478bd642fULL, word(at + 8) ^ first);
    second = random::fold(word(at + 16) ^ 0x8ebc6af09c88c6e3ULL, word(at + 24) ^ second);
  }
};

}  // namespace

// The loop of wyhash (see base/random.hpp), with two independent words.
std::uint64_t fingerprint(std::string_view bytes) noexcept {
  HashState state{.first = bytes.size()};
  for (; bytes.size() >= kStep; bytes.remove_prefix(kStep)) state.add(bytes.data());
  std::array<char, kStep> rest{};
  std::memcpy(rest.data(), bytes.data(), bytes.size());
  state.add(rest.data());
  return random::mix(state.first, state.second);
}

}  // namespace spate::generator
