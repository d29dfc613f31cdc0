#include "generator/compile/kept_values.hpp"

#include <fmt/format.h>

#include "generator/compile/registers.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/value/expression_error.hpp"

namespace spate::generator {

void KeptValues::prepare(const std::string& path) {
  for (const auto& kept : context_.requests.kept) {
    if (!is_within(kept, path) || kept_.count(kept) != 0) continue;
    const auto to = kept_[kept] = context_.code().reg();
    context_.code().add(run_set_null).to = to;
  }
}

void KeptValues::keep(Binding& binding) {
  auto& operand = binding.operand;
  const auto kept = kept_.find(binding.path);
  if (kept != kept_.end()) {
    assign(context_.code(), kept->second, operand, operand.type);
  } else if (operand.source == Operand::Source::made && context_.requests.kept.count(binding.path) != 0) {
    operand = Operand::stored(operand.type, store(context_.code(), operand));
  }
}

void KeptValues::mark_optional(Binding& binding) const {
  binding.is_optional = true;
  const auto kept = kept_.find(binding.path);
  if (kept != kept_.end()) {
    binding.operand = Operand::stored(binding.operand.type, kept->second);
    binding.operand.type.nullable = true;
  }
  if (binding.kind != Binding::Kind::object) return;
  for (auto& member : binding.members->names) mark_optional(member);
}

Operand KeptValues::value_of(const Binding& binding, std::size_t offset) {
  if (binding.kind == Binding::Kind::object) {
    throw ExpressionError(offset, fmt::format("{} is an object: use one of its fields", binding.name));
  }
  if (binding.kind == Binding::Kind::array) {
    const auto use_sum = binding.is_list ? "" : fmt::format(", or sum({}.field)", binding.name);
    throw ExpressionError(offset, fmt::format("{0} is an array: use count({0}){1}", binding.name, use_sum));
  }
  if (binding.operand.type.is(Type::Kind::unknown)) throw ExpressionError(offset, "");
  // Requests the text for the next pass. Only this pass makes it again.
  if (binding.operand.source == Operand::Source::made) context_.requests.kept.insert(binding.path);
  if (binding.is_optional && kept_.count(binding.path) == 0) {
    context_.requests.kept.insert(binding.path);
    auto type = binding.operand.type;
    type.nullable = true;
    return Operand::stored(type, context_.code().reg());
  }
  return binding.operand;
}

Operand KeptValues::value_again(const Binding& binding, std::size_t offset) {
  const bool made = binding.operand.source == Operand::Source::made && !binding.is_optional;
  return made ? binding.operand : value_of(binding, offset);
}

}  // namespace spate::generator
