#include "generator/value/operand.hpp"

#include <fmt/format.h>

#include "generator/value/bytes.hpp"
#include "generator/value/escape.hpp"
#include "generator/value/table.hpp"

namespace spate::generator {

Operand Operand::of_text(std::string value) {
  Operand operand;
  operand.type = Type::text(value.size(), json_plain(value), csv_plain(value));
  operand.text = std::move(value);
  return operand;
}

Operand Operand::cell(const CompiledTable& table, std::size_t column, Register row) {
  auto operand = stored(table.columns[column].type, row);
  operand.source = Source::cell;
  operand.column = column;
  operand.table = &table;
  return operand;
}

Operand Operand::made(const Type& type, std::function<void(Emitter&, Escape)> make) {
  auto operand = stored(type, 0);
  operand.source = Source::made;
  operand.make = std::make_shared<const std::function<void(Emitter&, Escape)>>(std::move(make));
  return operand;
}

std::string escaped(const std::string& text, Escape escape) {
  if (escape == Escape::none) return text;
  std::string all(6 * text.size(), '\0');
  const auto size = static_cast<std::uint32_t>(text.size());
  const char* end = escape == Escape::json ? write_json_escaped(all.data(), text.data(), size)
                                           : write_csv_escaped(all.data(), text.data(), size);
  all.resize(static_cast<std::size_t>(end - all.data()));
  return all;
}

std::string plain_text(const Operand& constant) {
  if (constant.type.is_number() && !constant.text.empty()) return constant.text;
  switch (constant.type.kind) {
    case Type::Kind::text:
      return constant.text;
    case Type::Kind::boolean:
      return constant.number != 0 ? "true" : "false";
    case Type::Kind::real:
      return fmt::format("{}", constant.real);
    case Type::Kind::exact: {
      std::string digits(48, '\0');
      digits.resize(
          static_cast<std::size_t>(write_decimal(digits.data(), constant.number, constant.type.scale) - digits.data()));
      return digits;
    }
    default:
      return "null";
  }
}

std::string rendered(const Operand& constant, Escape escape, std::string_view null) {
  if (constant.is_null()) return std::string{null};
  if (!constant.type.is(Type::Kind::text)) return plain_text(constant);
  const bool quotes = escape == Escape::json || (escape == Escape::csv && !constant.type.csv_plain);
  const auto inside = escaped(constant.text, escape);
  return quotes ? "\"" + inside + "\"" : inside;
}

}  // namespace spate::generator
