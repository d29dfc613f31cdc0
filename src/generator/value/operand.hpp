// The result of compiling an expression: a type, and the place of the value at run time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "generator/value/type.hpp"

namespace spate::generator {

class Emitter;
struct CompiledTable;

using Register = std::uint16_t;

// Escaping of written text: none, for a JSON string, for a quoted CSV field.
enum class Escape { none, json, csv };

struct Operand {
  enum class Source { constant, stored, cell, made };

  Type type;
  Source source = Source::constant;
  std::int64_t number = 0;               // constant: exact, boolean, row
  double real = 0;                       // constant
  std::string text;                      // constant: text, or digits of a number as written
  Register at = 0;                       // stored: the value's register; cell: the row's
  std::size_t column = 0;                // cell: of the row's table
  const CompiledTable* table = nullptr;  // cell: of the row; stored: origin of the value, if known
  // made: writes the escaped text, without quotes, at the current position of the record. Draws are pure, so each call
  // gives the same text.
  std::shared_ptr<const std::function<void(Emitter&, Escape)>> make;
  bool from_registers = false;  // made: depends on registers only

  [[nodiscard]] bool is_constant() const noexcept { return source == Source::constant; }
  [[nodiscard]] bool is_null() const noexcept { return type.is(Type::Kind::null); }

  static Operand exact(std::int64_t number, int scale = 0) {
    Operand operand;
    operand.type = Type::exact(number, number, scale);
    operand.number = number;
    return operand;
  }
  static Operand boolean(bool value) {
    Operand operand;
    operand.type = Type::boolean();
    operand.type.min = operand.type.max = operand.number = value ? 1 : 0;
    return operand;
  }
  static Operand of_real(double value) {
    Operand operand;
    operand.type = Type::real();
    operand.real = value;
    return operand;
  }
  static Operand none() {
    Operand operand;
    operand.type = Type::null();
    return operand;
  }
  static Operand of_text(std::string value);
  static Operand stored(const Type& type, Register at) {
    Operand operand;
    operand.type = type;
    operand.source = Source::stored;
    operand.at = at;
    return operand;
  }
  static Operand cell(const CompiledTable& table, std::size_t column, Register row);
  static Operand made(const Type& type, std::function<void(Emitter&, Escape)> make);

  // Whether writing it makes draws.
  [[nodiscard]] bool makes_draws() const noexcept { return source == Source::made && !from_registers; }
};

// Escapes the text. Adds no quotes.
[[nodiscard]] std::string escaped(const std::string& text, Escape escape);

// The constant as written in a record, with quotes if its type has them. `null`: the text for null.
[[nodiscard]] std::string rendered(const Operand& constant, Escape escape, std::string_view null);

// The constant as printed inside text.
[[nodiscard]] std::string plain_text(const Operand& constant);

}  // namespace spate::generator
