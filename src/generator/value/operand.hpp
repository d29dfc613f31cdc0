// What an expression compiles to: a type, and where the value is when the record is made.
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

// How text is to be written: as it is, inside a JSON string, inside a quoted CSV field.
enum class Escape { none, json, csv };

struct Operand {
  enum class Source { constant, stored, cell, made };

  Type type;
  Source source = Source::constant;
  std::int64_t number = 0;               // constant: exact, boolean, row
  double real = 0;                       // constant
  std::string text;                      // constant: text, or a number as the user wrote it
  Register at = 0;                       // stored: the value's register; cell: the row's
  std::size_t column = 0;                // cell: of the row's table
  const CompiledTable* table = nullptr;  // likewise; stored: where the value came from, if known
  // made: writes the text (of the escape asked for, without quotes) to where the record is being written. Draws are
  // pure, so it gives the same text each time.
  std::shared_ptr<const std::function<void(Emitter&, Escape)>> make;
  bool settled = false;  // made: of registers alone, so whatever record the machine makes meanwhile

  [[nodiscard]] bool constant() const noexcept { return source == Source::constant; }
  [[nodiscard]] bool null() const noexcept { return type.is(Type::Kind::null); }

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

  // What is left to do is to write it down.
  [[nodiscard]] bool drawn() const noexcept { return source != Source::made || settled; }
};

// The text with what the escape asks for replaced; without quotes around.
[[nodiscard]] std::string escaped(const std::string& text, Escape escape);

// A constant as it stands in the record, quotes included where its type has them; `null` stands for none.
[[nodiscard]] std::string rendered(const Operand& constant, Escape escape, std::string_view null);

// The characters a constant prints inside text.
[[nodiscard]] std::string plain_text(const Operand& constant);

}  // namespace spate::generator
