#include "generator/functions/draws.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "generator/compile/choice.hpp"
#include "generator/compile/write.hpp"
#include "generator/machine/ops_value.hpp"
#include "generator/table/builtin_tables.hpp"

namespace spate::generator::functions {
namespace {

// Register a: the text; z: site.
OpResult run_write_with_digits(Machine& machine, const Op* op, char* out) noexcept {
  out = write_literal(op, out);
  const Value& text = machine[op->a];
  Digits digits{machine.state, op->z};
  for (std::uint32_t n = 0; n < text.size; ++n) *out++ = text.text[n] == '#' ? digits.next() : text.text[n];
  return continue_with(machine, op + 1, out);
}

}  // namespace

std::string read_locale(Call& call, std::size_t parameter) {
  if (!call.has(parameter)) return "en";
  auto locale = call.text(parameter);
  if (locale != "en" && locale != "fr") call.fail(call.offset(parameter), R"(unknown locale: use "en" or "fr")");
  return locale;
}

const CompiledTable& builtin_words(std::string_view table, std::string_view locale) {
  return *builtin_table(locale.empty() ? std::string{table} : fmt::format("{}_{}", table, locale));
}

Register random_row(Call& call, const CompiledTable& table, std::uint64_t site) {
  return random_integer(call, 0, static_cast<std::int64_t>(table.rows) - 1, site).at;
}

Register random_index(Call& call, std::uint64_t count) {
  return random_integer(call, 0, static_cast<std::int64_t>(count) - 1, call.site()).at;
}

Register weighted_row(Call& call, const CompiledTable& table) {
  std::vector<Decimal> weights;
  for (const auto& cell : table.find("weight")->cells) weights.push_back({cell.number, cell.type.scale});
  return draw_weighted(call, weights);
}

Operand cell_of(const CompiledTable& table, std::string_view column, Register row) {
  return Operand::cell(table, table.position(column, 0), row);
}

Operand random_integer(Call& call, std::int64_t min, std::int64_t max, std::uint64_t site) {
  Register to = 0;
  auto& op = call.add(run_draw_integer, to);
  op.x = min;
  op.y = max - min + 1;
  op.z = site;
  return Operand::stored(Type::exact(min, max), to);
}

Operand joined(std::vector<Operand> pieces) {
  auto type = Type::text(0, true, true);
  for (const auto& piece : pieces) {
    const bool text = piece.type.is(Type::Kind::text);
    type.max_bytes += text ? piece.type.max_bytes : static_cast<std::uint32_t>(max_digits(piece.type));
    type.json_plain = type.json_plain && (!text || piece.type.json_plain);
    type.csv_plain = type.csv_plain && (!text || piece.type.csv_plain);
  }
  const bool draws =
      std::any_of(pieces.begin(), pieces.end(), [](const Operand& piece) { return piece.makes_draws(); });
  auto text = Operand::made(type, [pieces = std::move(pieces)](Emitter& code, Escape escape) {
    for (const auto& piece : pieces) write_inside(code, piece, escape);
  });
  text.from_registers = !draws;
  return text;
}

Operand fill_random_digits(Call& call, const Operand& text, std::uint64_t site) {
  const auto from = store(call.code(), text);
  return Operand::made(text.type, [from, site, max = text.type.max_bytes](Emitter& code, Escape) {
    auto& op = code.write(run_write_with_digits, max);
    op.a = from;
    op.z = site;
  });
}

}  // namespace spate::generator::functions
