// Arrays made of one item, repeated, and the sums that later expressions ask of them.
#include <fmt/format.h>

#include <algorithm>

#include "generator/compile/arithmetic.hpp"
#include "generator/compile/compiler.hpp"
#include "generator/machine/ops_aggregate.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_write.hpp"

namespace spate {
namespace {

// The binding of a field of an item, by its path within the item.
const Binding* item_field(const Scope& scope, std::string_view path) {
  for (const auto& binding : scope.names) {
    if (binding.name == path && binding.kind == Binding::Kind::value) return &binding;
    if (binding.kind != Binding::Kind::object || !path.starts_with(binding.name + ".")) continue;
    if (const auto* found = item_field(*binding.members, path.substr(binding.name.size() + 1))) return found;
  }
  return nullptr;
}

Type aggregate_type(Aggregate what, const Operand& item, Wide most_items) {
  if (what == Aggregate::count) return Type::exact(0, most_items);
  auto type = item.type;
  if (what != Aggregate::sum) {
    type.nullable = true;  // there may be no item
  } else {
    type.nullable = false;
    type.least = std::min<Wide>(0, type.least * most_items);
    type.most = std::max<Wide>(0, type.most * most_items);
  }
  return type;
}

}  // namespace

void Compiler::repeat(const Node& map, Binding& binding, const std::shared_ptr<Scope>& inner) {
  const auto& times = *map.find("$repeat");
  const auto* item = map.find("$item");
  if (item == nullptr) return;
  const auto where = binding.path + ".$repeat";
  const auto count = times.kind == Node::Kind::scalar ? scalar(times, where) : Operand{};
  if (times.kind == Node::Kind::scalar && count.type.is(Type::Kind::unknown)) return;
  if (!count.type.integer() || count.type.nullable || count.type.least < 0 || count.type.most > kMostItems) {
    return wrong(times.place, where, fmt::format("a number of items from 0 to {} is needed", kMostItems));
  }
  binding.kind = Binding::Kind::array;
  const auto times_register = store(*code_, count);
  write_text_of_record("[");
  const auto end = code_->label();
  const auto again = code_->label();
  const auto loop = code_->reg();
  (void)code_->reg();
  (void)code_->reg();
  const auto site_of_loop = random::hash_name(binding.path);
  auto& begin = code_->branch(run_repeat_begin, end);
  begin.a = times_register;
  begin.to = loop;
  begin.z = site_of_loop;
  code_->bind(again);
  const auto most = code_->most();

  items_.push_back(Operand::stored(Type::exact(0, std::max<Wide>(count.type.most - 1, 0)), loop));
  auto* const outside = std::exchange(scope_, inner.get());
  // $let of the array's own map is drawn for each item.
  variables(map, *inner, binding.path);
  Binding one;
  one.path = binding.path + ".$item";
  Commas commas;
  element(std::nullopt, *item, one, *inner, commas, [&] {
    binding.members = one.members;
    accumulate(binding, one.kind == Binding::Kind::value ? one.operand : Operand{}, count.type.most);
  });
  scope_ = outside;
  items_.pop_back();

  const bool optional = commas.trailing;
  if (!optional) write_text_of_record(",");
  const bool always = !optional && count.type.least > 0;
  auto& next = code_->branch(run_repeat_next, again);
  next.a = times_register;
  next.to = loop;
  next.z = site_of_loop;
  next.y = always && !referred_to() ? 1 : 0;
  const auto item_most = code_->most() - most;  // its comma included
  code_->set_most(most + item_most * static_cast<std::size_t>(std::max<Wide>(count.type.most, 1)));
  code_->bind(end);
  if (!always) trim_comma();
  write_text_of_record("]");
}

void Compiler::accumulate(Binding& array, const Operand& item, Wide most_items) {
  for (const auto& request : requests_.aggregates) {
    const auto& [path, field_path, what] = request;
    if (path != array.path || aggregates_.count(request) == 0) continue;
    const auto to = aggregates_[request];
    auto value = item;
    if (!field_path.empty() && array.members) {
      if (const auto* found = item_field(*array.members, field_path)) value = found->operand;
    }
    if (what != Aggregate::count && !value.type.number()) continue;  // reported where it was asked
    const auto type = aggregate_type(what, value, most_items);
    const auto skip = code_->label();
    Register from = 0;
    if (what != Aggregate::count) {
      from = store(*code_, value);
      if (value.type.nullable) code_->branch(run_jump_if_null, skip).a = from;
    }
    auto& op = code_->add(accumulation(what, type));
    op.a = from;
    op.to = to;
    if (value.type.nullable) code_->bind(skip);
    array.aggregates[{field_path, what}] = Operand::stored(what == Aggregate::sum ? within_64_bits(type, 0) : type, to);
  }
}

// The array an expression goes through, and the rest of the path, within an item.
Operand Compiler::aggregate(const Expression& path, Aggregate what) {
  const Expression* at = &path;
  std::string within;
  const auto* array = find_binding(*at);
  while (at->kind == Expression::Kind::member && (array == nullptr || array->kind != Binding::Kind::array)) {
    within.insert(0, within.empty() ? at->text : at->text + ".");
    at = &at->arguments[0].value;
    array = find_binding(*at);
  }
  if (array == nullptr && at->kind == Expression::Kind::name) return unknown_name(at->text, at->offset);
  if (array == nullptr || array->kind != Binding::Kind::array) {
    throw ExpressionError(path.offset, "an array is needed, such as items.price");
  }
  if (what == Aggregate::count) within.clear();
  const auto* item = array->members && !within.empty() ? item_field(*array->members, within) : nullptr;
  if (!within.empty() && item == nullptr) {
    throw ExpressionError(path.offset, fmt::format("the items of {} have no field \"{}\"", array->name, within));
  }
  if (item != nullptr && !item->operand.type.number()) {
    const auto& type = item->operand.type;
    throw ExpressionError(path.offset,
                          type.is(Type::Kind::unknown) ? "" : "a number is needed, this is " + describe(type));
  }
  if (item != nullptr && item->may_be_left_out) requests_.kept.insert(item->path);
  const auto found = array->aggregates.find({within, what});
  if (found != array->aggregates.end()) return found->second;
  if (!requests_.aggregates.emplace(array->path, within, what).second) {
    throw ExpressionError(path.offset, fmt::format("the items of {} are no numbers", array->name));
  }
  // Known from the next run on; until then anything of the right kind does.
  auto type = what == Aggregate::count ? Type::exact(0, kMostItems)
              : item != nullptr        ? item->operand.type
                                       : Type::exact(0, 0);
  type.nullable = what == Aggregate::least || what == Aggregate::most;
  return Operand::stored(type, code_->reg());
}

}  // namespace spate
