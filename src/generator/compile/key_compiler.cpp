#include "generator/compile/key_compiler.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "generator/compile/registers.hpp"
#include "generator/compile/write.hpp"
#include "generator/machine/ops_control.hpp"

namespace spate::generator {
namespace {

std::string field_list(const Scope& scope) {
  std::vector<std::string> names;
  for (const auto& binding : scope.names) {
    if (binding.path.find("$let.") == std::string::npos) names.push_back(binding.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::optional<Operand> KeyCompiler::field(const scenario::Node& written, const std::string& path) {
  const auto fail = [&](const std::string& text) {
    context_.problems().report(written.place, path, text);
    return std::nullopt;
  };
  if (root_.kind != Binding::Kind::object)
    return fail("the record has no fields for a key: set key to none or to an =expression");
  const Binding* deepest = nullptr;
  const auto* match = find_field(*root_.members, written.text, deepest);
  if (deepest != nullptr && deepest->kind == Binding::Kind::array) {
    return fail(fmt::format("\"{}\" is an array: use a field with a single value as key", deepest->path));
  }
  if (match == nullptr && root_.members->own(written.text) != nullptr)
    return fail(fmt::format("\"{0}\" is a variable: use ={0}", written.text));
  if (match == nullptr) {
    const auto& scope =
        deepest != nullptr && deepest->kind == Binding::Kind::object ? *deepest->members : *root_.members;
    return fail(fmt::format("the record has no field \"{}\": use one of {}", written.text, field_list(scope)));
  }
  if (match->kind == Binding::Kind::object) {
    return fail(
        fmt::format("\"{}\" is an object: use one of its fields: {}", written.text, field_list(*match->members)));
  }
  return record_.kept.value_again(*match, 0);
}

void KeyCompiler::key() {
  auto& code = context_.code();
  const auto& key = context_.stream.key;
  if (key.kind == scenario::Key::Kind::none || !context_.problems().empty()) return;
  if (key.kind == scenario::Key::Kind::fields) return key_of_fields();
  const auto operand = key.kind == scenario::Key::Kind::field
                           ? field(key.node, key.path)
                           : record_.scalars.envelope_value({"", key.node, key.path}, "$key");
  if (!operand || operand->is_null()) return;
  const auto write = [&] {
    auto present = *operand;
    present.type.nullable = false;
    if (present.is_constant())
      code.literal(plain_text(present));
    else
      write_inside(code, present, Escape::none);
    code.write(run_key_end, 0);
  };
  if (!operand->type.nullable) return write();
  branch_on_null(
      code, store(code, *operand), [] {}, write);
}

void KeyCompiler::key_of_fields() {
  const auto& key = context_.stream.key;
  auto& code = context_.code();
  std::string before = "{";
  for (std::size_t n = 0; n < key.node.items.size(); ++n) {
    const auto& written = key.node.items[n];
    const auto operand = field(written, scenario::item_path(key.path, n));
    if (!operand) continue;
    code.literal(fmt::format("{}\"{}\":", before, escaped(written.text, Escape::json)));
    write_value(code, *operand, scenario::Format::json, "");
    before = ",";
  }
  code.literal("}");
  code.write(run_key_end, 0);
}

}  // namespace spate::generator
