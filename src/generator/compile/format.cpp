// Writes values with a format spec: ${total:>10.2f}.
#include <algorithm>
#include <vector>

#include "generator/compile/registers.hpp"
#include "generator/compile/write.hpp"
#include "generator/machine/ops_format.hpp"
#include "generator/value/number.hpp"

namespace spate::generator {

void write_formatted(Emitter& code, const Operand& operand, const FormatSpec& spec, Escape escape) {
  const auto from = store(code, operand);
  const bool only_zeros =
      spec.zeros && spec.align == 0 && spec.sign == '-' && spec.type == 0 && spec.width <= kMaxScale;
  if (only_zeros && operand.type.is_integer() && operand.type.min >= 0) {
    const bool fixed_width = spec.width >= 1 && spec.width <= 9 && operand.type.max < power_of_ten(spec.width);
    auto& op = code.write(fixed_width ? write_digits_run(spec.width) : run_write_zero_padded,
                          std::max<std::size_t>(static_cast<std::size_t>(spec.width), max_digits(operand.type)));
    op.a = from;
    op.x = spec.width;
    return;
  }
  const bool text = operand.type.is(Type::Kind::text);
  const bool as_is =
      escape == Escape::none || (escape == Escape::json ? spec.json_plain() && (!text || operand.type.json_plain)
                                                        : spec.csv_plain() && (!text || operand.type.csv_plain));
  const auto kept = code.pool().array(std::vector<FormatSpec>{spec});
  if (as_is) {
    auto& op = code.write(format_run(operand.type), spec.max_bytes());
    op.a = from;
    op.x = operand.type.scale;
    op.data = kept;
    return;
  }
  const auto made =
      Operand::made(Type::text(spec.max_bytes(), false, false), [kept, from, type = operand.type](Emitter& to, Escape) {
        auto& op = to.write(format_run(type), kept->max_bytes());
        op.a = from;
        op.x = type.scale;
        op.data = kept;
      });
  write_inside(code, Operand::stored(made.type, store(code, made)), escape);
}

}  // namespace spate::generator
