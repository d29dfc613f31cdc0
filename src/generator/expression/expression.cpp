#include "generator/expression/expression.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "generator/expression/lexer.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate::generator {
namespace {

using Kind = Expression::Kind;

// The binary operators, loosest first.
constexpr std::array<std::string_view, 5> kLevels{" or ", " and ", " == != < <= > >= ", " + - ", " * / % "};

constexpr int kMaxOperations = 256;

// Recursive descent with one token of look-ahead.
class Parser {
 public:
  Parser(std::string_view source, std::size_t base, bool closing) : source_(source), base_(base), closing_(closing) {
    advance();
  }

  Expression parse(std::size_t& end) {
    if (at_end()) fail("missing expression after \"=\" or \"${\"");
    auto expression = binary(0);
    const bool value =
        token_.kind == Token::Kind::exact || token_.kind == Token::Kind::real || token_.kind == Token::Kind::text;
    if (!at_end()) fail(value ? "missing operator before this value" : unexpected());
    end = token_.offset - base_;
    return expression;
  }

 private:
  void advance() {
    const bool symbol = token_.kind == Token::Kind::symbol;
    previous_symbol_ = symbol ? token_.text : "";
    previous_end_ = token_.offset + previous_symbol_.size();
    token_ = next_token(source_, at_, base_);
  }
  [[nodiscard]] bool is_symbol(std::string_view text) const {
    return token_.kind == Token::Kind::symbol && token_.text == text;
  }
  [[nodiscard]] bool at_end() const {
    return token_.kind == Token::Kind::end || (closing_ && (is_symbol(":") || is_symbol("}")));
  }
  [[noreturn]] void fail(const std::string& text) const { throw ExpressionError(token_.offset, text); }

  // Quotes an operator of another language as a whole: "<>", "===".
  [[nodiscard]] std::string unexpected(std::string_view otherwise = {}) const {
    constexpr auto kSyntax = scenario::ForeignName::Kind::syntax;
    if (!previous_symbol_.empty() && previous_end_ == token_.offset) {
      const auto both = previous_symbol_ + token_.text;
      if (const auto hint = scenario::suggestion(kSyntax, both); !hint.empty())
        return fmt::format("unexpected \"{}\"{}", both, hint);
    }
    const auto hint = scenario::suggestion(kSyntax, token_.text);
    return fmt::format("unexpected \"{}\"{}", token_.text, hint.empty() ? otherwise : hint);
  }

  [[nodiscard]] bool is_operator(std::size_t level) const {
    if (token_.kind != Token::Kind::symbol && token_.kind != Token::Kind::name) return false;
    return kLevels[level].find(" " + token_.text + " ") != std::string_view::npos;
  }

  Expression binary(std::size_t level) {
    if (level == 2 && token_.kind == Token::Kind::name && token_.text == "not") return prefix(Kind::logical_not);
    if (level == kLevels.size()) return unary();
    auto left = binary(level + 1);
    for (int operations = 0; is_operator(level); ++operations) {
      if (operations == kMaxOperations)
        fail(fmt::format("more than {} operations in a row: use parentheses", kMaxOperations));
      Expression operation;
      operation.kind = Kind::binary;
      operation.offset = token_.offset;
      operation.text = token_.text;
      advance();
      operation.arguments.push_back({"", std::move(left)});
      operation.arguments.push_back({"", binary(level + 1)});
      left = std::move(operation);
      if (level == 2 && is_operator(level)) fail("comparisons cannot be chained: join two with \"and\"");
    }
    return left;
  }

  Expression prefix(Kind kind) {
    Expression expression;
    expression.kind = kind;
    expression.offset = token_.offset;
    advance();
    if (kind == Kind::negate && token_.negative) return smallest_integer(std::move(expression));
    nest();
    expression.arguments.push_back({"", kind == Kind::logical_not ? binary(2) : unary()});
    --depth_;
    return expression;
  }

  // The smallest 64-bit number: its amount does not fit without the minus, so the token holds both.
  Expression smallest_integer(Expression expression) {
    expression.kind = Kind::exact;
    expression.number = token_.number;
    expression.scale = token_.scale;
    advance();
    return expression;
  }

  Expression unary() {
    if (is_symbol("-")) return prefix(Kind::negate);
    auto expression = primary();
    for (int members = 0; is_symbol("."); ++members) {
      if (members == kMaxNesting)
        fail(fmt::format("nested deeper than {} levels: use a $let variable for a part", kMaxNesting));
      expression = member(std::move(expression));
    }
    if (is_symbol("(") && expression.kind == Kind::member) {
      expression.text = dotted_name(expression);
      expression.arguments.clear();
      return call(std::move(expression));
    }
    return expression;
  }

  // "random.randint" of other languages; no function has such a name.
  static std::string dotted_name(const Expression& name) {
    return name.kind == Kind::member ? dotted_name(name.arguments[0].value) + "." + name.text : name.text;
  }

  Expression member(Expression owner) {
    advance();
    if (token_.kind != Token::Kind::name) fail(is_symbol(".") ? unexpected() : "expected a name after \".\"");
    Expression expression;
    expression.kind = Kind::member;
    expression.offset = token_.offset;
    expression.text = token_.text;
    expression.arguments.push_back({"", std::move(owner)});
    advance();
    return expression;
  }

  Expression primary() {
    Expression expression;
    expression.offset = token_.offset;
    expression.text = token_.text;
    switch (token_.kind) {
      case Token::Kind::exact:
        if (token_.negative) fail(kInexactNumber);
        expression.kind = Kind::exact;
        expression.number = token_.number;
        expression.scale = token_.scale;
        expression.duration = token_.duration;
        break;
      case Token::Kind::real:
        expression.kind = Kind::real;
        expression.real = token_.real;
        break;
      case Token::Kind::text:
        expression.kind = Kind::text;
        expression.raw = std::move(token_.raw);
        expression.unknown_escape = token_.unknown_escape;
        break;
      case Token::Kind::name:
        return named(std::move(expression));
      case Token::Kind::symbol:
        if (is_symbol("(")) return parenthesized();
        if (is_symbol("[")) return list(std::move(expression));
        fail(unexpected(": expected a value"));
      case Token::Kind::end:
        fail("missing value at the end");
    }
    advance();
    return expression;
  }

  Expression parenthesized() {
    advance();
    nest();
    auto expression = binary(0);
    --depth_;
    expect(")");
    return expression;
  }

  Expression list(Expression expression) {
    expression.kind = Kind::list;
    advance();
    nest();
    while (!is_symbol("]")) {
      if (!expression.arguments.empty()) expect_comma_or("]");
      expression.arguments.push_back({"", binary(0)});
    }
    --depth_;
    advance();
    return expression;
  }

  Expression named(Expression expression) {
    advance();
    if (is_symbol("(")) return call(std::move(expression));
    expression.kind = Kind::name;
    if (expression.text == "null") expression.kind = Kind::null;
    if (expression.text == "true" || expression.text == "false") {
      expression.kind = Kind::boolean;
      expression.number = expression.text == "true" ? 1 : 0;
    }
    return expression;
  }

  Expression call(Expression expression) {
    expression.kind = Kind::call;
    advance();
    nest();
    while (!is_symbol(")")) {
      if (!expression.arguments.empty()) expect_comma_or(")");
      expression.arguments.push_back(argument());
    }
    --depth_;
    advance();
    return expression;
  }

  Expression::Argument argument() {
    auto value = binary(0);
    if (!is_symbol("=")) return {"", std::move(value)};
    if (value.kind != Kind::name) fail(unexpected());
    advance();
    return {std::move(value.text), binary(0)};
  }

  void expect(std::string_view text) {
    if (!is_symbol(text)) missing(fmt::format("\"{}\"", text));
    advance();
  }

  // Between two arguments or items; `end` ends them.
  void expect_comma_or(std::string_view end) {
    if (!is_symbol(",")) missing(fmt::format("\",\" or \"{}\"", end));
    advance();
  }

  [[noreturn]] void missing(const std::string& what) const {
    const bool is_word = token_.kind == Token::Kind::symbol || token_.kind == Token::Kind::name;
    const auto before = is_word ? fmt::format("before \"{}\"", token_.text) : std::string{"before this value"};
    const auto hint = scenario::suggestion(scenario::ForeignName::Kind::syntax, token_.text);
    fail(!hint.empty() ? unexpected() : fmt::format("missing {} {}", what, at_end() ? "at the end" : before));
  }

  void nest() {
    if (++depth_ > kMaxNesting)
      fail(fmt::format("nested deeper than {} levels: use a $let variable for a part", kMaxNesting));
  }

  std::string_view source_;
  std::size_t base_;
  bool closing_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Token token_;
  std::string previous_symbol_;   // before token_; empty: not a symbol
  std::size_t previous_end_ = 0;  // offset of its end
};

}  // namespace

Expression parse_expression(std::string_view source, std::size_t offset, bool closing, std::size_t& end) {
  return Parser{source, offset, closing}.parse(end);
}

}  // namespace spate::generator
