#include <fmt/format.h>

#include <algorithm>
#include <bitset>

#include "generator/functions/pattern_text.hpp"
#include "generator/value/expression_error.hpp"

namespace spate::generator::functions {
namespace {

using Node = Pattern::Node;
using Range = Pattern::Range;
using Set = std::bitset<128>;

constexpr char kFirstPrintable = ' ';
constexpr char kLastPrintable = '~';

std::size_t at(char c) { return static_cast<std::size_t>(static_cast<unsigned char>(c)); }

Set span(char first, char last) {
  Set set;
  for (auto n = at(first); n <= at(last); ++n) set.set(n);
  return set;
}

Set printable() { return span(kFirstPrintable, kLastPrintable); }

// Characters of \d, \w, \s and their complements; empty for other letters.
Set character_class(char letter) {
  switch (letter) {
    case 'd':
      return span('0', '9');
    case 'w':
      return span('a', 'z') | span('A', 'Z') | span('0', '9') | span('_', '_');
    case 's':
      return span(' ', ' ');
    case 'D':
    case 'W':
    case 'S':
      return printable() & ~character_class(static_cast<char>(letter - 'A' + 'a'));
    default:
      return {};
  }
}

// A node and the maximum number of steps to write it.
struct Piece {
  Node node;
  std::uint64_t steps = 0;
};

// Recursive descent. Appends the nodes of a sequence when it is complete, so that they are adjacent.
class Parser {
 public:
  Parser(std::string_view text, std::size_t offset) : text_(text), offset_(offset) {}

  Pattern parse() {
    if (peek() == '^') ++at_;
    const auto steps = alternation(pattern_.whole);
    if (!done()) fail("missing \"(\" of this \")\": use \\) for the character");
    pattern_.max_bytes = static_cast<std::uint32_t>(steps);
    return std::move(pattern_);
  }

 private:
  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[noreturn]] void fail(const std::string& text) const { fail(at_, text); }
  [[noreturn]] void fail(std::size_t where, const std::string& text) const {
    throw ExpressionError(offset_ + where, "pattern: " + text);
  }

  std::uint64_t alternation(Range& range) {
    if (++depth_ > kMaxPatternDepth)
      fail(fmt::format("groups are nested deeper than {} levels: use fewer", kMaxPatternDepth));
    std::vector<Range> sequences;
    std::uint64_t max = 0;
    for (bool more = true; more;) {
      sequences.emplace_back();
      max = std::max(max, sequence(sequences.back()));
      more = !done() && peek() == '|';
      if (more) ++at_;
    }
    --depth_;
    range.begin = static_cast<std::uint32_t>(pattern_.alternatives.size());
    pattern_.alternatives.insert(pattern_.alternatives.end(), sequences.begin(), sequences.end());
    range.end = static_cast<std::uint32_t>(pattern_.alternatives.size());
    return max;
  }

  std::uint64_t sequence(Range& range) {
    std::vector<Node> nodes;
    std::uint64_t steps = 0;
    while (!done() && peek() != '|' && peek() != ')') {
      if (peek() == '$' && at_ + 1 == text_.size()) {
        ++at_;
        break;
      }
      const auto begin = at_;
      auto piece = atom();
      repetition(piece);
      steps += piece.steps;
      if (steps > kMaxPatternSteps)
        fail(begin, fmt::format("the text may be longer than {} characters: repeat less", kMaxPatternSteps));
      nodes.push_back(piece.node);
    }
    range.begin = static_cast<std::uint32_t>(pattern_.nodes.size());
    pattern_.nodes.insert(pattern_.nodes.end(), nodes.begin(), nodes.end());
    range.end = static_cast<std::uint32_t>(pattern_.nodes.size());
    return steps;
  }

  Piece atom() {
    switch (peek()) {
      case '(':
        return group();
      case '[':
        return set();
      case '.':
        ++at_;
        return one_of(printable());
      case '\\':
        return escape();
      case '^':
        fail("^ is only allowed at the start: use \\^ for the character");
      case '$':
        fail("$ is only allowed at the end: use \\$ for the character");
      case '?':
      case '*':
      case '+':
      case '{':
        fail(fmt::format("nothing to repeat before \"{}\": use \\{} for the character", peek(), peek()));
      default:
        return literal();
    }
  }

  Piece group() {
    const auto begin = at_++;
    if (peek() == '?' && peek(1) != ':') fail("(? is not supported: use (?:…)");
    if (peek() == '?') at_ += 2;
    Piece piece;
    piece.node.kind = Node::Kind::group;
    piece.steps = 1 + alternation(piece.node.range);
    if (done()) fail(begin, "missing \")\" of this \"(\": use \\( for the character");
    ++at_;
    return piece;
  }

  Piece literal() {
    auto end = at_ + 1;  // one character of UTF-8
    while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0U) == 0x80U) ++end;
    auto piece = characters(Node::Kind::literal, text_.substr(at_, end - at_));
    piece.steps = end - at_;
    at_ = end;
    return piece;
  }

  Piece characters(Node::Kind kind, std::string_view text) {
    Piece piece;
    piece.node.kind = kind;
    piece.node.range.begin = static_cast<std::uint32_t>(pattern_.characters.size());
    pattern_.characters += text;
    piece.node.range.end = static_cast<std::uint32_t>(pattern_.characters.size());
    piece.steps = 1;
    return piece;
  }

  Piece one_of(const Set& set) {
    std::string all;
    for (std::size_t n = 0; n < set.size(); ++n)
      if (set.test(n)) all += static_cast<char>(n);
    return characters(Node::Kind::one_of, all);
  }

  Piece escape() {
    if (const auto class_set = character_class(peek(1)); class_set.any()) {
      at_ += 2;
      return one_of(class_set);
    }
    const char c = escaped_character();
    return characters(Node::Kind::literal, {&c, 1});
  }

  char escaped_character() {
    const char c = peek(1);
    if (at_ + 1 >= text_.size()) fail("\\ at the end: use \\\\ for the character");
    if (c >= '0' && c <= '9') fail("references to groups are not supported: repeat the text of the group");
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter && c != 'n' && c != 't')
      fail(fmt::format(
          "\\{} is not supported: use \\d \\w \\s \\D \\W \\S \\n \\t, or \\ before a punctuation character", c));
    at_ += 2;
    return c == 'n' ? '\n' : c == 't' ? '\t' : c;
  }

  Piece set() {
    const auto begin = at_++;
    const bool negated = peek() == '^';
    if (negated) ++at_;
    Set all;
    for (bool first = true; first || peek() != ']'; first = false) {
      if (done()) fail(begin, "missing \"]\" of this \"[\": use \\[ for the character");
      all |= set_member(begin);
    }
    ++at_;
    if (negated) all = printable() & ~all;
    if (all.none()) fail(begin, "the set has no character: add one");
    return one_of(all);
  }

  Set set_member(std::size_t begin) {
    if (peek() == '\\') {
      if (const auto class_set = character_class(peek(1)); class_set.any()) {
        at_ += 2;
        return class_set;
      }
    }
    const auto where = at_;
    const char from = set_character(begin);
    if (peek() != '-' || peek(1) == ']' || at_ + 1 >= text_.size()) return span(from, from);
    ++at_;
    const char to = set_character(begin);
    if (at(to) < at(from)) fail(where, fmt::format("the range {0}-{1} is empty: use {1}-{0}", from, to));
    return span(from, to);
  }

  char set_character(std::size_t begin) {
    if (done()) fail(begin, "missing \"]\" of this \"[\": use \\[ for the character");
    if (at(peek()) >= 128) fail("only ASCII characters are allowed in a set: use (é|è) for others");
    return peek() == '\\' ? escaped_character() : text_[at_++];
  }

  void repetition(Piece& piece) {
    const auto begin = at_;
    if (peek() == '?') {
      ++at_;
      piece.node.min = 0;
    } else if (peek() == '*' || peek() == '+') {
      fail(fmt::format("{} has no upper bound: use one such as {{{},8}}", peek(), peek() == '*' ? 0 : 1));
    } else if (peek() == '{') {
      ++at_;
      piece.node.min = piece.node.max = number();
      if (peek() == ',') {
        ++at_;
        if (peek() == '}') fail(begin, "{m,} has no upper bound: use {m,n}");
        piece.node.max = number();
      }
      if (peek() != '}') fail("missing \"}\" of the repetition: use {n} or {m,n}");
      ++at_;
      if (piece.node.min > piece.node.max) fail(begin, "the first number is above the second: exchange them");
    } else {
      return;
    }
    piece.steps *= piece.node.max;
    if (!done() && std::string_view{"?*+{"}.find(peek()) != std::string_view::npos)
      fail("two repetitions in a row: put the first in a group");
  }

  std::uint32_t number() {
    const auto begin = at_;
    std::uint32_t value = 0;
    for (; peek() >= '0' && peek() <= '9'; ++at_) {
      value = 10 * value + static_cast<std::uint32_t>(peek() - '0');
      if (value > 1000) fail(begin, "more than 1000 repetitions: use at most 1000");
    }
    if (at_ == begin) fail("expected a number of repetitions, such as {3}");
    return value;
  }

  std::string_view text_;
  std::size_t offset_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Pattern pattern_;
};

}  // namespace

Pattern parse_pattern(std::string_view text, std::size_t offset) { return Parser{text, offset}.parse(); }

}  // namespace spate::generator::functions
