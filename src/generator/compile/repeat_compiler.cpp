#include "generator/compile/repeat_compiler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "generator/compile/registers.hpp"
#include "generator/compile/tree_compiler.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_write.hpp"

namespace spate::generator {

// Returns nullopt and reports it if the count is invalid.
std::optional<Operand> RepeatCompiler::count(const scenario::Node& times, const std::string& path) {
  const bool scalar = times.kind == scenario::Node::Kind::scalar;
  auto count = scalar ? record_.scalars.scalar(times, path) : Operand{};
  if (scalar && count.type.is(Type::Kind::unknown)) return std::nullopt;
  if (!count.type.is_integer() || count.type.nullable || count.type.min < 0 || count.type.max > kMaxItems) {
    context_.report(times.place, path, fmt::format("invalid number of items: use an integer from 0 to {}", kMaxItems));
    return std::nullopt;
  }
  return count;
}

void RepeatCompiler::array(const scenario::Node& map, Binding& binding, const std::shared_ptr<Scope>& inner) {
  auto& code = context_.code();
  const auto& times = *map.find("$repeat");
  if (map.find("$item") == nullptr) return;
  const auto items = count(times, binding.path + ".$repeat");
  if (!items) return;
  const auto& max_items = items->type.max;
  binding.kind = Binding::Kind::array;
  const auto times_register = store(code, *items);
  context_.write_text("[");
  const auto end = code.label();
  const auto again = code.label();
  const auto loop = code.reg();
  (void)code.reg();
  (void)code.reg();
  const auto loop_site = random::hash_name(binding.path);
  auto& begin = code.branch(run_repeat_begin, end);
  begin.a = times_register;
  begin.to = loop;
  begin.z = loop_site;
  code.bind(again);
  const auto max = code.max_bytes();

  const auto number = Operand::stored(Type::exact(0, std::max<Int128>(max_items - 1, 0)), loop);
  const bool optional = item(map, binding, inner, number, max_items).trailing;
  if (!optional) context_.write_text(",");
  const bool always = !optional && items->type.min > 0;
  auto& next = code.branch(run_repeat_next, again);
  next.a = times_register;
  next.to = loop;
  next.z = loop_site;
  next.y = always && !context_.referred_to() ? 1 : 0;
  const auto max_item_bytes = code.max_bytes() - max;  // including its comma
  code.set_max_bytes(max + max_item_bytes * static_cast<std::size_t>(std::max<Int128>(max_items, 1)));
  code.bind(end);
  if (!always) trim_comma(context_);
  context_.write_text("]");
}

// Emits one item and adds it to the requested aggregates.
Commas RepeatCompiler::item(const scenario::Node& map, Binding& array, const std::shared_ptr<Scope>& inner,
                            const Operand& number, Int128 max_items) {
  context_.items.push_back(number);
  auto* const saved_scope = std::exchange(context_.scope, inner.get());
  // The $let of the array's map is drawn for each item.
  directives_.variables(map, *inner, array.path);
  Binding item;
  item.path = array.path + ".$item";
  Commas commas;
  tree_.element(std::nullopt, *map.find("$item"), item, *inner, commas, [&](bool is_null) {
    if (is_null) return record_.aggregates.count_item(array, max_items);
    array.members = item.members;
    record_.aggregates.accumulate(array, item.kind == Binding::Kind::value ? item.operand : Operand{}, max_items);
  });
  context_.scope = saved_scope;
  context_.items.pop_back();
  return commas;
}

}  // namespace spate::generator
