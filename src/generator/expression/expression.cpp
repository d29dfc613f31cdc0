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

  Expression whole(std::size_t& end) {
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
    const bool sign = token_.kind == Token::Kind::symbol;
    before_ = sign ? token_.text : "";
    end_of_before_ = token_.offset + before_.size();
    token_ = next_token(source_, at_, base_);
  }
  [[nodiscard]] bool symbol(std::string_view text) const {
    return token_.kind == Token::Kind::symbol && token_.text == text;
  }
  [[nodiscard]] bool at_end() const {
    return token_.kind == Token::Kind::end || (closing_ && (symbol(":") || symbol("}")));
  }
  [[noreturn]] void fail(const std::string& text) const { throw ExpressionError(token_.offset, text); }

  // Names an operator of another language whole: "<>", "===".
  [[nodiscard]] std::string unexpected(std::string_view otherwise = {}) const {
    constexpr auto kSyntax = scenario::ForeignName::Kind::syntax;
    if (!before_.empty() && end_of_before_ == token_.offset) {
      const auto both = before_ + token_.text;
      if (const auto hint = scenario::suggestion(kSyntax, both); !hint.empty())
        return fmt::format("unexpected \"{}\"{}", both, hint);
    }
    const auto hint = scenario::suggestion(kSyntax, token_.text);
    return fmt::format("unexpected \"{}\"{}", token_.text, hint.empty() ? otherwise : hint);
  }

  [[nodiscard]] bool operates(std::size_t level) const {
    if (token_.kind != Token::Kind::symbol && token_.kind != Token::Kind::name) return false;
    return kLevels[level].find(" " + token_.text + " ") != std::string_view::npos;
  }

  Expression binary(std::size_t level) {
    if (level == 2 && token_.kind == Token::Kind::name && token_.text == "not") return prefix(Kind::negation);
    if (level == kLevels.size()) return unary();
    auto left = binary(level + 1);
    for (int operations = 0; operates(level); ++operations) {
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
      if (level == 2 && operates(level)) fail("comparisons cannot be chained: join two with \"and\"");
    }
    return left;
  }

  Expression prefix(Kind kind) {
    Expression expression;
    expression.kind = kind;
    expression.offset = token_.offset;
    advance();
    if (kind == Kind::negate && token_.negative) return smallest(std::move(expression));
    nest();
    expression.arguments.push_back({"", kind == Kind::negation ? binary(2) : unary()});
    --depth_;
    return expression;
  }

  // The smallest 64-bit number: its amount does not fit without the minus, so the token holds both.
  Expression smallest(Expression expression) {
    expression.kind = Kind::exact;
    expression.number = token_.number;
    expression.scale = token_.scale;
    advance();
    return expression;
  }

  Expression unary() {
    if (symbol("-")) return prefix(Kind::negate);
    auto expression = primary();
    for (int members = 0; symbol("."); ++members) {
      if (members == kMaxNesting)
        fail(fmt::format("nested deeper than {} levels: use a $let variable for a part", kMaxNesting));
      expression = member(std::move(expression));
    }
    if (symbol("(") && expression.kind == Kind::member) {
      expression.text = dotted(expression);
      expression.arguments.clear();
      return call(std::move(expression));
    }
    return expression;
  }

  // "random.randint" of other languages; no function has such a name.
  static std::string dotted(const Expression& name) {
    return name.kind == Kind::member ? dotted(name.arguments[0].value) + "." + name.text : name.text;
  }

  Expression member(Expression owner) {
    advance();
    if (token_.kind != Token::Kind::name) fail(symbol(".") ? unexpected() : "expected a name after \".\"");
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
        if (token_.negative) fail(kNoExactNumber);
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
        if (symbol("(")) return parenthesised();
        if (symbol("[")) return list(std::move(expression));
        fail(unexpected(": expected a value"));
      case Token::Kind::end:
        fail("missing value at the end");
    }
    advance();
    return expression;
  }

  Expression parenthesised() {
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
    while (!symbol("]")) {
      if (!expression.arguments.empty()) expect_comma_or("]");
      expression.arguments.push_back({"", binary(0)});
    }
    --depth_;
    advance();
    return expression;
  }

  Expression named(Expression expression) {
    advance();
    if (symbol("(")) return call(std::move(expression));
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
    while (!symbol(")")) {
      if (!expression.arguments.empty()) expect_comma_or(")");
      expression.arguments.push_back(argument());
    }
    --depth_;
    advance();
    return expression;
  }

  Expression::Argument argument() {
    auto value = binary(0);
    if (!symbol("=")) return {"", std::move(value)};
    if (value.kind != Kind::name) fail(unexpected());
    advance();
    return {std::move(value.text), binary(0)};
  }

  void expect(std::string_view text) {
    if (!symbol(text)) missing(fmt::format("\"{}\"", text));
    advance();
  }

  // Between two arguments or items; `end` ends them.
  void expect_comma_or(std::string_view end) {
    if (!symbol(",")) missing(fmt::format("\",\" or \"{}\"", end));
    advance();
  }

  [[noreturn]] void missing(const std::string& what) const {
    const bool sign = token_.kind == Token::Kind::symbol || token_.kind == Token::Kind::name;
    const auto before = sign ? fmt::format("before \"{}\"", token_.text) : std::string{"before this value"};
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
  std::string before_;             // the symbol before token_; empty: no symbol
  std::size_t end_of_before_ = 0;  // its offset
};

}  // namespace

Expression parse_expression(std::string_view source, std::size_t offset, bool closing, std::size_t& end) {
  return Parser{source, offset, closing}.whole(end);
}

}  // namespace spate::generator
