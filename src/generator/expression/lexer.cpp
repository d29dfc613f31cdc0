#include "generator/expression/lexer.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>

#include "generator/value/expression_error.hpp"
#include "generator/value/number.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate::generator {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// Reads one token that starts at `at_` of the source `text_`.
class Reader {
 public:
  Reader(std::string_view text, std::size_t& at, std::size_t base) : text_(text), at_(at), base_(base) {}

  Token read() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
    Token token;
    token.offset = base_ + at_;
    if (at_ == text_.size()) return token;
    if (is_digit(text_[at_])) return number(std::move(token));
    if (is_letter(text_[at_])) return name(std::move(token));
    if (text_[at_] == '"' || text_[at_] == '\'') return quoted(std::move(token));
    return symbol(std::move(token));
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  Token name(Token token) {
    token.kind = Token::Kind::name;
    token.text = word();
    return token;
  }

  std::string_view word() {
    const auto begin = at_;
    while (is_letter(peek()) || is_digit(peek())) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  Token symbol(Token token) {
    static constexpr std::array<std::string_view, 4> kDouble{"==", "!=", "<=", ">="};
    static constexpr std::string_view kSingle = "+-*/%<>().,=:}[]";
    token.kind = Token::Kind::symbol;
    for (const auto pair : kDouble)
      if (text_.substr(at_, 2) == pair) token.text = pair;
    if (token.text.empty() && kSingle.find(peek()) != std::string_view::npos) token.text = peek();
    if (token.text.empty()) throw ExpressionError(token.offset, unexpected());
    at_ += token.text.size();
    return token;
  }

  // Quotes an operator of another language as a whole, and says what to use instead.
  [[nodiscard]] std::string unexpected() const {
    for (const std::size_t size : {2U, 1U}) {
      const auto sign = text_.substr(at_, size);
      const auto hint = scenario::suggestion(scenario::ForeignName::Kind::syntax, sign);
      if (!hint.empty()) return fmt::format("unexpected \"{}\"{}", sign, hint);
    }
    return fmt::format("unexpected \"{}\"", text_.substr(at_, 1));
  }

  Token quoted(Token token) {
    token.kind = Token::Kind::text;
    const char quote = text_[at_++];
    const auto begin = at_;
    while (peek() != quote || at_ >= text_.size()) {
      if (at_ >= text_.size())
        throw ExpressionError(token.offset, fmt::format("missing closing {} of the text", quote));
      if (text_.substr(at_, 2) == "${") {
        throw ExpressionError(base_ + at_,
                              "${…} is not replaced inside an expression: put the text into a $let variable, "
                              "and use its name here");
      }
      token.text += peek() == '\\' ? escaped(token) : text_[at_++];
    }
    token.raw = text_.substr(begin, at_ - begin);
    ++at_;
    return token;
  }

  // Keeps an unknown escape: a pattern may have it, and a constant text rejects it.
  char escaped(Token& token) {
    static constexpr std::string_view kNames = "nrt\\\"'";
    static constexpr std::string_view kMeanings = "\n\r\t\\\"'";
    const auto which = kNames.find(peek(1));
    if (at_ + 1 >= text_.size() || which == std::string_view::npos) {
      if (!token.unknown_escape) token.unknown_escape = base_ + at_;
      return text_[at_++];
    }
    at_ += 2;
    return kMeanings[which];
  }

  Token number(Token token) {
    const auto begin = at_;
    while (is_digit(peek())) ++at_;
    if (peek() == '.' && is_digit(peek(1))) {
      ++at_;
      while (is_digit(peek())) ++at_;
    }
    if (skip_exponent()) return real(std::move(token), begin);
    token.kind = Token::Kind::exact;
    const auto digits = text_.substr(begin, at_ - begin);
    auto parsed = parse_exact(digits);
    if (!parsed) {
      parsed = parse_exact(fmt::format("-{}", digits));
      token.negative = true;
    }
    if (!parsed) throw ExpressionError(token.offset, kInexactNumber);
    token.number = parsed->number;
    token.scale = parsed->scale;
    return with_unit(std::move(token));
  }

  bool skip_exponent() {
    if (peek() != 'e' && peek() != 'E') return false;
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    if (!is_digit(peek(1 + sign))) return false;
    at_ += 1 + sign;
    while (is_digit(peek())) ++at_;
    return true;
  }

  Token real(Token token, std::size_t begin) {
    token.kind = Token::Kind::real;
    const auto result = std::from_chars(text_.data() + begin, text_.data() + at_, token.real);
    if (result.ec != std::errc{}) throw ExpressionError(token.offset, "the float is out of range: use at most 1.7e308");
    return token;
  }

  Token with_unit(Token token) {
    if (peek() == '%' && !is_modulo()) {
      ++at_;
      token.scale += 2;
    } else if (is_letter(peek())) {
      apply_unit(token);
    }
    if (token.scale > kMaxScale) throw ExpressionError(token.offset, "more than 18 decimal places: use fewer");
    return token;
  }

  // `7%2` is a modulo. `7%` is a share unless an operand follows.
  [[nodiscard]] bool is_modulo() const {
    auto next = at_ + 1;
    while (next < text_.size() && text_[next] == ' ') ++next;
    const auto rest = text_.substr(next);
    if (rest.empty() || rest.starts_with("and ") || rest.starts_with("or ")) return false;
    return is_digit(rest[0]) || is_letter(rest[0]) || rest[0] == '(';
  }

  void apply_unit(Token& token) {
    static constexpr std::array<std::pair<std::string_view, std::int64_t>, 7> kUnits{
        {{"us", -6}, {"ms", -3}, {"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}, {"ns", -9}}};
    const auto offset = base_ + at_;
    const auto unit = word();
    if (unit == "m") throw ExpressionError(offset, R"(unknown unit "m": use min for minutes)");
    for (const auto& [name, factor] : kUnits) {
      if (unit != name) continue;
      token.duration = true;
      if (factor < 0) token.scale -= static_cast<int>(factor);
      if (factor > 0 && __builtin_mul_overflow(token.number, factor, &token.number)) {
        throw ExpressionError(token.offset, "the duration is too long: use at most 292 years");
      }
      return;
    }
    throw ExpressionError(offset, fmt::format("unknown unit \"{}\": use ms, s, min, h or d", unit));
  }

  std::string_view text_;
  std::size_t& at_;
  std::size_t base_;
};

}  // namespace

Token next_token(std::string_view source, std::size_t& at, std::size_t base) { return Reader{source, at, base}.read(); }

}  // namespace spate::generator
