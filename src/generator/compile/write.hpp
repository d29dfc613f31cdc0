// Writing values into the record as its format has them.
#pragma once

#include <functional>
#include <string>

#include "generator/compile/emitter.hpp"
#include "generator/machine/format_spec.hpp"
#include "generator/value/operand.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::generator {

// A value as the format has it, with quotes where it needs them; `csv_null` stands for null in all formats but JSON.
void write_value(Emitter& code, const Operand& operand, scenario::Format format, const std::string& csv_null);
// A value inside text: no quotes around it, what the escape says replaced.
void write_inside(Emitter& code, const Operand& operand, Escape escape);
// A value as a format says: ${total:>10.2f}.
void write_formatted(Emitter& code, const Operand& operand, const FormatSpec& spec, Escape escape);
// Emits one or the other, as register `from` is null or not when the record is made.
void branch_on_null(Emitter& code, Register from, const std::function<void()>& null,
                    const std::function<void()>& present);

}  // namespace spate::generator
