#include "generator/compile/tree_compiler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"
#include "generator/compile/write.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_write.hpp"

namespace spate::generator {
namespace {

constexpr int kMaxDepth = 32;

}  // namespace

void trim_comma(const CompileContext& context) {
  if (context.referred_to()) return;
  context.code().flush();
  context.code().add(run_trim_comma);
}

void TreeCompiler::element(std::optional<std::string_view> name, const scenario::Node& node, Binding& binding,
                           Scope& scope, Commas& commas, const std::function<void(bool)>& on_written) {
  auto& code = context_.code();
  auto inner = std::make_shared<Scope>();
  inner->parent = &scope;
  inner->node = &node;
  std::optional<Register> condition;
  const bool optional = node.kind == scenario::Node::Kind::map && node.find("$when") != nullptr;
  if (optional) record_.kept.prepare(binding.path);
  record_.aggregates.prepare(binding.path);
  if (node.kind == scenario::Node::Kind::map) condition = condition_of(node, binding, *inner);
  const bool csv = context_.format == scenario::Format::csv;
  // An omitted CSV column is empty. If csv.null is not empty, null is written instead.
  const bool or_null =
      optional && (node.find("$else") != nullptr || (csv && !context_.stream.generator.csv.null.empty()));
  const auto lead = [&] {
    if (!csv && commas.certain) context_.write_text(",");
    if (!csv && name) context_.write_text(fmt::format("\"{}\":", escaped(std::string{*name}, Escape::json)));
  };
  const auto skip = code.label();
  if (or_null) lead();
  if (condition) code.branch(run_jump_unless, skip).a = *condition;
  if (!or_null) lead();
  body(node, binding, inner);
  on_written(false);
  if (!csv && optional && !or_null && !commas.certain) context_.write_text(",");
  // No label without a condition: labels split literals.
  if (condition) or_null ? null_at(skip, on_written) : code.bind(skip);
  (optional && !or_null ? commas.trailing : commas.certain) = true;
  if (optional) record_.kept.mark_optional(binding);
}

std::optional<Register> TreeCompiler::condition_of(const scenario::Node& map, const Binding& binding, Scope& inner) {
  directives_.check(map, binding.path);
  auto* const saved_scope = std::exchange(context_.scope, &inner);
  // The variables of a repeat belong to each item.
  if (map.find("$repeat") == nullptr) directives_.variables(map, inner, binding.path);
  const auto condition = directives_.when(map, binding.path);
  context_.scope = saved_scope;
  return condition;
}

// Jumps over a null, which is written from the label on.
void TreeCompiler::null_at(Label label, const std::function<void(bool)>& on_written) const {
  auto& code = context_.code();
  const auto end = code.label();
  code.branch(run_jump, end);
  code.bind(label);
  context_.write_value(Operand::none());
  on_written(true);
  code.bind(end);
}

void TreeCompiler::member(const scenario::Node::Member& member, Scope& scope, const std::string& path, Commas& commas) {
  Binding binding;
  binding.name = field_name(member.name);
  binding.path = field_path(path, member.name);
  if (first_invalid_utf8(member.name))
    context_.report(member.place, binding.path, "the field name is not valid UTF-8: save the file as UTF-8");
  element(binding.name, member.value, binding, scope, commas);
  record_.imperfections.skew_clock(binding);
  scope.names.push_back(std::move(binding));
}

void TreeCompiler::body(const scenario::Node& node, Binding& binding, const std::shared_ptr<Scope>& inner) {
  if (node.kind == scenario::Node::Kind::scalar) return field(node, binding);
  if (context_.format == scenario::Format::csv && depth_ > 0 && node.find("$value") == nullptr) {
    return context_.report(node.place, binding.path,
                           "a field of a CSV record must be a scalar: move nested fields to the top level");
  }
  if (++depth_ > kMaxDepth) {
    context_.report(node.place, binding.path,
                    fmt::format("nested deeper than {} levels: use a $let variable for a part", kMaxDepth));
  } else if (node.kind == scenario::Node::Kind::list) {
    list(node, binding, inner);
  } else if (node.find("$repeat") != nullptr) {
    repeats_.array(node, binding, inner);
  } else if (const auto* value = node.find("$value")) {
    auto* const saved_scope = std::exchange(context_.scope, inner.get());
    directives_.below_value(*value, *inner, binding.path);
    body(*value, binding, inner);
    context_.scope = saved_scope;
  } else {
    binding.kind = Binding::Kind::object;
    binding.members = inner;
    object(node, binding.path, inner);
  }
  --depth_;
}

void TreeCompiler::field(const scenario::Node& node, Binding& binding) {
  binding.operand = record_.scalars.scalar(node, binding.path);
  if (binding.operand.type.is(Type::Kind::row)) {
    context_.report(node.place, binding.path, row_used_as_value(*binding.operand.type.table));
    binding.operand = {};
  }
  if (binding.operand.type.is(Type::Kind::unknown)) return;
  record_.kept.keep(binding);
  context_.write_value(binding.operand);
}

void TreeCompiler::object(const scenario::Node& map, const std::string& path, const std::shared_ptr<Scope>& inner) {
  auto* const saved_scope = std::exchange(context_.scope, inner.get());
  Commas commas;
  const bool csv = context_.format == scenario::Format::csv;
  if (!csv) context_.write_text("{");
  for (const auto& field : map.members) {
    if (is_directive(field.name) || !context_.is_needed(field.value)) continue;
    if (csv && (commas.certain || commas.trailing)) context_.write_text({&context_.stream.generator.csv.delimiter, 1});
    member(field, *inner, path, commas);
  }
  if (commas.trailing && !commas.certain && !csv) trim_comma(context_);
  if (!csv) context_.write_text("}");
  context_.scope = saved_scope;
}

void TreeCompiler::list(const scenario::Node& node, Binding& binding, const std::shared_ptr<Scope>& inner) {
  binding.kind = Binding::Kind::array;
  binding.is_list = true;
  if (node.items.empty()) binding.aggregates[{"", Aggregate::count}] = Operand::exact(0);
  Commas commas;
  context_.write_text("[");
  for (std::size_t n = 0; n < node.items.size(); ++n) {
    if (!context_.is_needed(node.items[n])) continue;
    Binding item;
    item.path = fmt::format("{}[{}]", binding.path, n);
    element(std::nullopt, node.items[n], item, *inner, commas,
            [&](bool) { record_.aggregates.count_item(binding, static_cast<Int128>(node.items.size())); });
  }
  if (commas.trailing && !commas.certain) trim_comma(context_);
  context_.write_text("]");
}

}  // namespace spate::generator
