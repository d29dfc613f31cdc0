#include "generator/replay/one_value.hpp"

#include <string_view>
#include <vector>

#include "generator/input/json_line.hpp"

namespace spate::generator {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10U;

// Matches the brackets of a text, except those inside strings.
class Brackets {
 public:
  enum class State { open, closed, broken };

  State add(char c) {
    if (in_string_) return inside_string(c);
    switch (c) {
      case '"':
        in_string_ = true;
        break;
      case '\n':
        on_later_line_ = true;
        break;
      case '{':
      case '[':
        closing_.push_back(c == '{' ? '}' : ']');
        break;
      case '}':
      case ']':
        if (closing_.empty() || closing_.back() != c) return State::broken;
        closing_.pop_back();
        break;
      default:
        break;
    }
    if (closing_.size() > kMaxJsonNesting) return State::broken;
    if (!closing_.empty() || c == ' ' || c == '\t') return State::open;
    return c == '}' || c == ']' ? State::closed : State::broken;
  }
  [[nodiscard]] bool on_later_line() const noexcept { return on_later_line_; }

 private:
  State inside_string(char c) {
    if (c == '\n') return State::broken;
    if (c == '"' && !escaped_) in_string_ = false;
    escaped_ = c == '\\' && !escaped_;
    return State::open;
  }

  std::vector<char> closing_;
  bool in_string_ = false;
  bool escaped_ = false;
  bool on_later_line_ = false;
};

}  // namespace

bool spans_lines(const InputFile& file, std::uint64_t offset) {
  Brackets brackets;
  std::vector<char> text(kPiece);
  for (;;) {
    const auto piece = file.read(offset, text.data(), text.size());
    for (const char c : std::string_view{text.data(), piece.size}) {
      const auto state = brackets.add(c);
      if (state != Brackets::State::open) return state == Brackets::State::closed && brackets.on_later_line();
    }
    if (piece.size < text.size()) return false;
    offset += piece.size;
  }
}

}  // namespace spate::generator
