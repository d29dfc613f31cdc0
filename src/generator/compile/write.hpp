// Writes values in the format of the record.
#pragma once

#include <functional>
#include <string>

#include "generator/compile/emitter.hpp"
#include "generator/machine/format_spec.hpp"
#include "generator/value/operand.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::generator {

// Writes a value in the format, with quotes if needed. `csv_null` is written for null in all formats but JSON.
void write_value(Emitter& code, const Operand& operand, scenario::Format format, const std::string& csv_null);
// Writes a value inside text: without quotes, escaped.
void write_inside(Emitter& code, const Operand& operand, Escape escape);
// Writes a value with a format spec: ${total:>10.2f}.
void write_formatted(Emitter& code, const Operand& operand, const FormatSpec& spec, Escape escape);
// Emits a branch: `null` runs if register `from` is null, otherwise `present`.
void branch_on_null(Emitter& code, Register from, const std::function<void()>& null,
                    const std::function<void()>& present);

}  // namespace spate::generator
