#include "generator/functions/pattern_text.hpp"

#include <cstring>

#include "base/random.hpp"

namespace spate::generator::functions {
namespace {

// Writes the parts of a pattern. Each draw uses the next site.
struct Writer {
  const Pattern& pattern;
  std::uint64_t state;
  std::uint64_t site;

  std::uint32_t below(std::uint32_t count) noexcept {
    return count <= 1 ? 0 : static_cast<std::uint32_t>(random::uniform_below(random::draw(state, site++), count));
  }

  char* alternation(const Pattern::Range& range, char* out) noexcept {
    const auto& sequence = pattern.alternatives[range.begin + below(range.end - range.begin)];
    for (auto n = sequence.begin; n < sequence.end; ++n) out = node(pattern.nodes[n], out);
    return out;
  }

  char* node(const Pattern::Node& node, char* out) noexcept {
    const auto times = node.min + below(node.max - node.min + 1);
    const char* const characters = pattern.characters.data() + node.range.begin;
    const auto size = node.range.end - node.range.begin;
    for (std::uint32_t n = 0; n < times; ++n) {
      if (node.kind == Pattern::Node::Kind::group) {
        out = alternation(node.range, out);
      } else if (node.kind == Pattern::Node::Kind::one_of) {
        *out++ = characters[below(size)];
      } else {
        std::memcpy(out, characters, size);
        out += size;
      }
    }
    return out;
  }
};

}  // namespace

char* Pattern::write(char* out, std::uint64_t state, std::uint64_t site) const noexcept {
  return Writer{*this, state, site}.alternation(whole, out);
}

}  // namespace spate::generator::functions
