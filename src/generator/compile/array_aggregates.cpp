#include "generator/compile/array_aggregates.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "generator/compile/arithmetic.hpp"
#include "generator/compile/registers.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/value/expression_error.hpp"

namespace spate::generator {
namespace {

// The binding of an item's field, by its path within the item.
const Binding* item_field(const Scope& scope, std::string_view path) {
  for (const auto& binding : scope.names) {
    if (binding.name == path && binding.kind == Binding::Kind::value) return &binding;
    if (binding.kind != Binding::Kind::object || !path.starts_with(binding.name + ".")) continue;
    if (const auto* field = item_field(*binding.members, path.substr(binding.name.size() + 1))) return field;
  }
  return nullptr;
}

Type aggregate_type(Aggregate what, const Operand& item, Int128 max_items) {
  if (what == Aggregate::count) return Type::exact(0, max_items);
  auto type = item.type;
  if (what != Aggregate::sum) {
    type.nullable = true;  // there may be no item
  } else {
    type.nullable = false;
    type.min = std::min<Int128>(0, type.min * max_items);
    type.max = std::max<Int128>(0, type.max * max_items);
  }
  return type;
}

}  // namespace

void ArrayAggregates::prepare(const std::string& path) {
  for (const auto& request : context_.requests.aggregates) {
    const auto& [array, item_field, what] = request;
    if (!is_within(array, path) || registers_.count(request) != 0) continue;
    const auto to = registers_[request] = context_.code().reg();
    const bool from_zero = what == Aggregate::sum || what == Aggregate::count;
    context_.code().add(from_zero ? run_set_number : run_set_null).to = to;
  }
}

void ArrayAggregates::accumulate(Binding& array, const Operand& item, Int128 max_items) {
  auto& code = context_.code();
  for (const auto& request : context_.requests.aggregates) {
    const auto& [path, field_path, what] = request;
    if (path != array.path || registers_.count(request) == 0) continue;
    const auto to = registers_[request];
    auto value = item;
    if (!field_path.empty() && array.members) {
      if (const auto* field = item_field(*array.members, field_path)) value = field->operand;
    }
    if (what != Aggregate::count && !value.type.is_number()) continue;  // reported by value_of
    const auto type = aggregate_type(what, value, max_items);
    const auto skip = code.label();
    Register from = 0;
    if (what != Aggregate::count) {
      from = store(code, value);
      if (value.type.nullable) code.branch(run_jump_if_null, skip).a = from;
    }
    auto& op = code.add(accumulation(what, type));
    op.a = from;
    op.to = to;
    if (value.type.nullable) code.bind(skip);
    array.aggregates[{field_path, what}] = Operand::stored(what == Aggregate::sum ? within_64_bits(type, 0) : type, to);
  }
}

void ArrayAggregates::count_item(Binding& array, Int128 max_items) {
  const auto request = registers_.find({array.path, "", Aggregate::count});
  if (request == registers_.end()) return;
  const auto type = Type::exact(0, max_items);
  context_.code().add(accumulation(Aggregate::count, type)).to = request->second;
  array.aggregates[{"", Aggregate::count}] = Operand::stored(type, request->second);
}

// Splits the path into the array and the field of an item.
Operand ArrayAggregates::value_of(const Expression& path, Aggregate what) {
  const Expression* at = &path;
  std::string within;
  const auto* array = names_.find_binding(*at);
  while (at->kind == Expression::Kind::member && (array == nullptr || array->kind != Binding::Kind::array)) {
    within.insert(0, within.empty() ? at->text : at->text + ".");
    at = &at->arguments[0].value;
    array = names_.find_binding(*at);
  }
  if (array == nullptr && at->kind == Expression::Kind::name) names_.unknown(at->text, at->offset);
  if (array == nullptr || array->kind != Binding::Kind::array) {
    throw ExpressionError(path.offset, "expected an array: use a path through one, such as items.price");
  }
  if (array->is_list && what != Aggregate::count) {
    throw ExpressionError(path.offset, fmt::format("{0} is a list: use count({0}), or make it with $repeat for sum, "
                                                   "min and max",
                                                   array->name));
  }
  if (what == Aggregate::count) within.clear();
  const auto* item = array->members && !within.empty() ? item_field(*array->members, within) : nullptr;
  if (!within.empty() && item == nullptr) {
    throw ExpressionError(path.offset, fmt::format("the items of {} have no field \"{}\"", array->name, within));
  }
  if (item != nullptr && !item->operand.type.is_number()) {
    const auto& type = item->operand.type;
    throw ExpressionError(path.offset, type.is(Type::Kind::unknown) ? "" : "expected a number, got " + describe(type));
  }
  if (item != nullptr && item->is_optional) context_.requests.kept.insert(item->path);
  const auto known = array->aggregates.find({within, what});
  if (known != array->aggregates.end()) return known->second;
  if (!context_.requests.aggregates.emplace(array->path, within, what).second) {
    throw ExpressionError(
        path.offset,
        fmt::format("the items of {0} are not numbers: use a field of its items, such as {0}.price", array->name));
  }
  // The next pass knows the result. This pass uses a placeholder of the same kind.
  auto type = what == Aggregate::count ? Type::exact(0, kMaxItems)
              : item != nullptr        ? item->operand.type
                                       : Type::exact(0, 0);
  type.nullable = what == Aggregate::min || what == Aggregate::max;
  return Operand::stored(type, context_.code().reg());
}

}  // namespace spate::generator
