#include "generator/functions/functions.hpp"
#include "generator/functions/pattern_text.hpp"
#include "generator/value/escape.hpp"

namespace spate::generator::functions {
namespace {

// data: Pattern; z: site.
OpResult run_write_pattern(Machine& machine, const Op* op, char* out) noexcept {
  const auto& pattern = *static_cast<const Pattern*>(op->data);
  return continue_with(machine, op + 1, pattern.write(write_literal(op, out), machine.state, op->z));
}

// Reads the raw text between the quotes, so \d needs no second backslash.
Operand pattern_compile(Call& call) {
  const auto& text = call.expression(0);
  if (text.kind != Expression::Kind::text) call.fail(text.offset, "expected a constant text: put it in quotes");
  auto pattern = parse_pattern(text.raw, text.offset + 1);
  const auto max = pattern.max_bytes;
  const auto type = Type::text(max, json_plain(pattern.characters), csv_plain(pattern.characters));
  const auto* data = call.code().pool().array(std::vector<Pattern>{std::move(pattern)});
  const auto site = call.site();
  auto made = Operand::made(type, [=](Emitter& code, Escape) {
    auto& op = code.write(run_write_pattern, max);
    op.data = data;
    op.z = site;
  });
  return type.json_plain && type.csv_plain ? made : Operand::stored(type, store(call.code(), made));
}

}  // namespace

Function pattern() {
  return {.name = "pattern",
          .group = "identity",
          .parameters = {{"expression",
                          {},
                          "in quotes: literals, sets such as [A-Z0-9] and [^x], . \\d \\w \\s, groups, alternatives "
                          "with |, and repetitions ? {n} {m,n}; the text is printable ASCII"}},
          .help = "Text that matches a regular expression.",
          .example = "=pattern(\"[A-Z]{3}-\\d{4}(-EU|-US)?\")",
          .compile = pattern_compile};
}

}  // namespace spate::generator::functions
