// Objects and lists: names, commas, and members that a $when may leave out.
//
// Commas need no thought at run time: a member that may be left out carries its own comma, behind it until a certain
// member has been written, before it from then on. Only where no member is certain, a last comma is taken back.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.hpp"
#include "generator/compile/compiler.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_write.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate {
namespace {

constexpr std::array<std::string_view, 6> kDirectives{"$let", "$repeat", "$item", "$when", "$value", "$else"};

// Whether `path` is `owner` or lies in it, within the same item of a repeat.
bool lies_in(const std::string& path, const std::string& owner) {
  if (!path.starts_with(owner)) return false;
  const auto rest = std::string_view{path}.substr(owner.size());
  return (rest.empty() || rest[0] == '.' || rest.starts_with("[\"")) && rest.find(".$item") == std::string_view::npos;
}

}  // namespace

void Compiler::wrong(const Place& place, const std::string& path, const std::string& text) {
  problems_.report(place, for_messages(path), text);
}

// The paths of directives at the root begin with a point.
std::string Compiler::for_messages(const std::string& path) const {
  const bool joined = path.empty() || path.front() == '.' || path.front() == '[';
  return root_path_ + (joined ? "" : ".") + path;
}

void Compiler::check_directives(const Node& map, const std::string& path) {
  const bool repeats = map.find("$repeat") != nullptr;
  const bool valued = map.find("$value") != nullptr;
  for (const auto& member : map.members) {
    const auto& name = member.name;
    if (!is_directive(name)) {
      if (repeats || valued) {
        wrong(member.place, field_path(path, name),
              fmt::format("a field cannot stand beside {}",
                          repeats ? "$repeat; fields of the items go below $item" : "$value"));
      }
    } else if (std::find(kDirectives.begin(), kDirectives.end(), name) == kDirectives.end()) {
      wrong(member.place, field_path(path, name),
            fmt::format("unknown directive{}; a field of this name is written ${}", did_you_mean(name, kDirectives),
                        name));
    }
  }
  if (repeats && map.find("$item") == nullptr) wrong(map.place, path, "$repeat needs $item: what to repeat");
  if (repeats && valued) wrong(map.place, path, "$repeat and $value cannot stand together");
  if (const auto* otherwise = map.find("$else")) {
    if (map.find("$when") == nullptr) wrong(otherwise->place, field_path(path, "$else"), "$else needs $when");
    if (otherwise->kind != Node::Kind::scalar || otherwise->quoted || otherwise->text != "null")
      wrong(otherwise->place, field_path(path, "$else"),
            "what is left out is null to all who name it; write $else: null");
  }
  if (!repeats && map.find("$item") != nullptr) wrong(map.place, path, "$item needs $repeat: how many items");
}

void Compiler::variables(const Node& map, Scope& scope, const std::string& path) {
  const auto* let = map.find("$let");
  if (let == nullptr) return;
  if (let->kind != Node::Kind::map) return wrong(let->place, field_path(path, "$let"), "a map of variables is needed");
  for (const auto& variable : let->members) {
    if (!wanted(variable.value)) continue;
    Binding binding;
    binding.name = variable.name;
    binding.path = field_path(path, "$let") + "." + variable.name;
    if (variable.value.kind != Node::Kind::scalar) {
      wrong(variable.place, binding.path, "a variable is a scalar, such as =int(1, 6)");
    } else {
      binding.operand = scalar(variable.value, binding.path);
      keep(binding);
      skew_clock(binding);
    }
    scope.names.push_back(std::move(binding));
  }
}

std::optional<Register> Compiler::when(const Node& map, const std::string& path) {
  const auto* condition = map.find("$when");
  if (condition == nullptr) return std::nullopt;
  const auto where = field_path(path, "$when");
  if (condition->kind != Node::Kind::scalar) {
    wrong(condition->place, where, "a condition is needed, such as =chance(10%)");
    return std::nullopt;
  }
  const auto operand = scalar(*condition, where);
  if (operand.type.is(Type::Kind::unknown)) return std::nullopt;
  if (!operand.type.is(Type::Kind::boolean)) {
    wrong(condition->place, where, "a condition is needed, this is " + describe(operand.type));
    return std::nullopt;
  }
  return store(*code_, operand);
}

// What later expressions need of `path` and everything below it gets its register before anything may be skipped.
void Compiler::prepare(const std::string& path, bool may_be_left_out) {
  for (const auto& kept : requests_.kept) {
    if (!may_be_left_out || !lies_in(kept, path) || kept_.count(kept) != 0) continue;
    const auto to = kept_[kept] = code_->reg();
    code_->add(run_set_null).to = to;
  }
  for (const auto& request : requests_.aggregates) {
    const auto& [array, item_field, what] = request;
    if (!lies_in(array, path) || aggregates_.count(request) != 0) continue;
    const auto to = aggregates_[request] = code_->reg();
    const bool from_zero = what == Aggregate::sum || what == Aggregate::count;
    code_->add(from_zero ? run_set_number : run_set_null).to = to;
  }
}

// The value of a field that a later expression asked for goes to its register.
void Compiler::keep(Binding& binding) {
  auto& operand = binding.operand;
  const auto kept = kept_.find(binding.path);
  if (kept != kept_.end()) {
    assign(*code_, kept->second, operand, operand.type);
  } else if (operand.source == Operand::Source::made && requests_.kept.count(binding.path) != 0) {
    operand = Operand::stored(operand.type, store(*code_, operand));
  }
}

// From here on the value may be missing.
void Compiler::leave_out(Binding& binding) const {
  binding.may_be_left_out = true;
  const auto kept = kept_.find(binding.path);
  if (kept != kept_.end()) {
    binding.operand = Operand::stored(binding.operand.type, kept->second);
    binding.operand.type.nullable = true;
  }
  if (binding.kind != Binding::Kind::object) return;
  for (auto& member : binding.members->names) leave_out(member);
}

void Compiler::element(std::optional<std::string_view> name, const Node& node, Binding& binding, Scope& scope,
                       Commas& commas, const std::function<void()>& inside) {
  auto inner = std::make_shared<Scope>();
  inner->parent = &scope;
  inner->node = &node;
  std::optional<Register> condition;
  const bool optional = node.kind == Node::Kind::map && node.find("$when") != nullptr;
  prepare(binding.path, optional);
  if (node.kind == Node::Kind::map) {
    check_directives(node, binding.path);
    auto* const outside = std::exchange(scope_, inner.get());
    if (node.find("$repeat") == nullptr) variables(node, *inner, binding.path);  // else they belong to each item
    condition = when(node, binding.path);
    scope_ = outside;
  }
  const bool csv = format_ == Format::csv;
  // A column that is left out is empty, which is what stands for a null unless something else does.
  const bool or_null = optional && (node.find("$else") != nullptr || (csv && !stream_.generator.csv.null.empty()));
  const auto lead = [&] {
    if (!csv && commas.certain) write_text_of_record(",");
    if (!csv && name) write_text_of_record(fmt::format("\"{}\":", escaped(std::string{*name}, Escape::json)));
  };
  const auto skip = code_->label();
  if (or_null) lead();
  if (condition) code_->branch(run_jump_unless, skip).a = *condition;
  if (!or_null) lead();
  body(node, binding, inner);
  inside();
  if (!csv && optional && !or_null && !commas.certain) write_text_of_record(",");
  if (condition) or_null ? null_at(skip) : code_->bind(skip);  // a label would part literals that can be one
  (optional && !or_null ? commas.trailing : commas.certain) = true;
  if (optional) leave_out(binding);
}

// What has been written stays; from the label on, null stands in its place.
void Compiler::null_at(Label label) {
  const auto end = code_->label();
  code_->branch(run_jump, end);
  code_->bind(label);
  if (!referred_to()) write_value(Operand::none());
  code_->bind(end);
}

void Compiler::member(const Node::Member& member, Scope& scope, const std::string& path, Commas& commas) {
  Binding binding;
  binding.name = field_name(member.name);
  binding.path = field_path(path, member.name);
  if (first_invalid_utf8(member.name)) wrong(member.place, binding.path, "this name is not valid UTF-8");
  element(binding.name, member.value, binding, scope, commas);
  skew_clock(binding);
  scope.names.push_back(std::move(binding));
}

// A map below $value: its variables join those beside $value, and so does what else is asked of a map; whether it is
// there is asked beside $value alone.
void Compiler::below_value(const Node& value, Scope& scope, const std::string& path) {
  if (value.kind != Node::Kind::map) return;
  const auto where = field_path(path, "$value");
  check_directives(value, where);
  if (const auto* condition = value.find("$when"))
    wrong(condition->place, field_path(where, "$when"), "$when stands beside $value, not in it; join two with \"and\"");
  scope.node = &value;
  if (value.find("$repeat") == nullptr) variables(value, scope, where);
}

void Compiler::body(const Node& node, Binding& binding, const std::shared_ptr<Scope>& inner) {
  if (node.kind == Node::Kind::scalar) return field(node, binding);
  if (format_ == Format::csv && depth_ > 0 && node.find("$value") == nullptr) {
    return wrong(node.place, binding.path, "a CSV record is flat: its fields are scalars");
  }
  if (++depth_ > kMostDepth) {
    wrong(node.place, binding.path, fmt::format("nested deeper than {} levels", kMostDepth));
  } else if (node.kind == Node::Kind::list) {
    list(node, binding, inner);
  } else if (node.find("$repeat") != nullptr) {
    repeat(node, binding, inner);
  } else if (const auto* value = node.find("$value")) {
    auto* const outside = std::exchange(scope_, inner.get());
    below_value(*value, *inner, binding.path);
    body(*value, binding, inner);
    scope_ = outside;
  } else {
    binding.kind = Binding::Kind::object;
    binding.members = inner;
    object(node, binding.path, inner);
  }
  --depth_;
}

void Compiler::field(const Node& node, Binding& binding) {
  binding.operand = scalar(node, binding.path);
  if (binding.operand.type.is(Type::Kind::row)) {
    wrong(node.place, binding.path, row_is_no_value(*binding.operand.type.table));
    binding.operand = {};
  }
  if (binding.operand.type.is(Type::Kind::unknown)) return;
  keep(binding);
  if (!referred_to()) write_value(binding.operand);
}

void Compiler::object(const Node& map, const std::string& path, const std::shared_ptr<Scope>& inner) {
  auto* const outside = std::exchange(scope_, inner.get());
  Commas commas;
  const bool csv = format_ == Format::csv;
  if (!csv) write_text_of_record("{");
  for (const auto& each : map.members) {
    if (is_directive(each.name) || !wanted(each.value)) continue;
    if (csv && (commas.certain || commas.trailing)) write_text_of_record({&stream_.generator.csv.delimiter, 1});
    member(each, *inner, path, commas);
  }
  if (commas.trailing && !commas.certain && !csv) trim_comma();
  if (!csv) write_text_of_record("}");
  scope_ = outside;
}

void Compiler::trim_comma() {
  if (referred_to()) return;
  code_->flush();
  code_->add(run_trim_comma);
}

void Compiler::list(const Node& node, Binding& binding, const std::shared_ptr<Scope>& inner) {
  binding.kind = Binding::Kind::array;
  Commas commas;
  write_text_of_record("[");
  for (std::size_t n = 0; n < node.items.size(); ++n) {
    if (!wanted(node.items[n])) continue;
    Binding item;
    item.path = fmt::format("{}[{}]", binding.path, n);
    element(std::nullopt, node.items[n], item, *inner, commas);
  }
  if (commas.trailing && !commas.certain) trim_comma();
  write_text_of_record("]");
}

}  // namespace spate
