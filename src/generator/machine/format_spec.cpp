#include "generator/machine/format_spec.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "generator/value/expression_error.hpp"

namespace spate::generator {
namespace {

class Reader {
 public:
  Reader(std::string_view text, const Type& type, std::size_t offset) : text_(text), type_(type), offset_(offset) {}

  FormatSpec read() {
    FormatSpec spec;
    if (text_.empty()) return spec;
    spec.written = true;
    if (text_.size() > 1 && is_align(text_[1])) {
      spec.fill = take();
      if (static_cast<unsigned char>(spec.fill) < ' ' || static_cast<unsigned char>(spec.fill) > '~')
        fail("the fill must be one printable ASCII character");
    }
    if (is_align(peek())) spec.align = take();
    if (peek() == '+' || peek() == '-' || peek() == ' ') spec.sign = take();
    if (peek() == '#') spec.alternate = take() != 0;
    if (peek() == '0') spec.zeros = take() != 0;
    spec.width = number("width", kMaxWidth, R"(, or pattern("x{1000}") for long text)");
    if (peek() == '.') {
      take();
      if (!is_digit(peek())) fail("expected digits after the decimal point");
      spec.precision = number("precision", kMaxPrecision);
    }
    if (!text_.empty()) spec.type = take();
    if (!text_.empty()) fail(fmt::format("unexpected \"{}\"", text_));
    check(spec);
    return spec;
  }

 private:
  static bool is_align(char c) { return c == '<' || c == '>' || c == '^'; }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  [[nodiscard]] char peek() const { return text_.empty() ? '\0' : text_[0]; }
  char take() {
    const char c = text_[0];
    text_.remove_prefix(1);
    return c;
  }
  int number(std::string_view name, int max, std::string_view otherwise = {}) {
    const auto digits = text_.substr(0, text_.find_first_not_of("0123456789"));
    int value = 0;
    while (is_digit(peek())) {
      value = 10 * value + (take() - '0');
      if (value > max) fail(fmt::format("{} {} is out of range: use 0 to {}{}", name, digits, max, otherwise));
    }
    return value;
  }
  [[noreturn]] void fail(const std::string& text) const {
    throw ExpressionError(offset_, fmt::format("format: {}", text));
  }

  void check(FormatSpec& spec) const {
    const bool text = type_.is(Type::Kind::text) || type_.is(Type::Kind::boolean);
    const std::string_view types = text ? "s" : type_.is(Type::Kind::real) ? "feg" : type_.scale == 0 ? "dxXobf" : "f";
    if (spec.type != 0 && types.find(spec.type) == std::string_view::npos) {
      fail(
          fmt::format("type \"{}\" is not allowed for {}: use {}", spec.type, describe(type_), fmt::join(types, ", ")));
    }
    if (type_.nullable) fail("the value may be null: use if(x == null, …, x)");
    if (text && (spec.zeros || spec.sign != '-' || spec.alternate))
      fail("a sign, # and 0 are only allowed for numbers: remove them");
    if (spec.precision >= 0 && type_.is_integer() && spec.type != 'f')
      fail("a precision is not allowed for an integer: remove it, or use type f");
    if (spec.alternate && std::string_view{"xXob"}.find(spec.type) == std::string_view::npos)
      fail("# is only allowed with x, X, o and b: remove it, or use one of these types");
  }

  std::string_view text_;
  const Type& type_;
  std::size_t offset_;
};

}  // namespace

FormatSpec FormatSpec::read(std::string_view text, const Type& type, std::size_t offset) {
  auto spec = Reader{text, type, offset}.read();
  spec.text_bytes = type.is(Type::Kind::text) ? type.max_bytes : 64;
  // With f, a float prints all digits before the decimal point.
  if (type.is(Type::Kind::real) && spec.type == 'f') spec.text_bytes = 340;
  return spec;
}

std::size_t FormatSpec::max_bytes() const noexcept {
  return written ? std::max(static_cast<std::size_t>(width), text_bytes + kMaxPrecision + 4) : 0;
}

}  // namespace spate::generator
