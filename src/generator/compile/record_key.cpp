// Kafka's key: a field of the record, an expression, or a JSON object of several fields.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "generator/compile/compiler.hpp"
#include "generator/machine/ops_control.hpp"

namespace spate {
namespace {

std::string fields_of(const Scope& scope) {
  std::vector<std::string> names;
  for (const auto& binding : scope.names) {
    if (binding.path.find("$let.") == std::string::npos) names.push_back(binding.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

// Nothing where there is no such field, which is reported.
std::optional<Operand> Compiler::field_for_key(const Node& written, const std::string& path) {
  const auto fail = [&](const std::string& text) {
    problems_.report(written.place, path, text);
    return std::nullopt;
  };
  if (root_binding_.kind != Binding::Kind::object)
    return fail("the record has no fields to take the key from; write key: none, or an =expression");
  const Binding* met = nullptr;
  const auto* found = find_field(*root_binding_.members, written.text, met);
  if (met != nullptr && met->kind == Binding::Kind::array) {
    return fail(fmt::format("\"{}\" is an array; the key is one value of the record", met->path));
  }
  if (found == nullptr && root_binding_.members->own(written.text) != nullptr)
    return fail(fmt::format("\"{0}\" is a variable, no field; a key made of it is written ={0}", written.text));
  if (found == nullptr) {
    const auto& scope = met != nullptr && met->kind == Binding::Kind::object ? *met->members : *root_binding_.members;
    return fail(fmt::format("the record has no field \"{}\"; its fields are {}", written.text, fields_of(scope)));
  }
  if (found->kind == Binding::Kind::object) {
    return fail(
        fmt::format("\"{}\" is an object; name one of its fields: {}", written.text, fields_of(*found->members)));
  }
  // Draws are pure: text made for the record is made again for the key, without keeping it.
  const bool made = found->operand.source == Operand::Source::made && !found->may_be_left_out;
  return made ? found->operand : value_of(*found, 0);
}

void Compiler::key() {
  const auto& key = stream_.key;
  if (key.kind == Key::Kind::none || !problems_.empty()) return;
  if (key.kind == Key::Kind::fields) return key_of_fields();
  const auto operand =
      key.kind == Key::Kind::field ? field_for_key(key.node, key.path) : aside({"", key.node, key.path}, "$key");
  if (!operand || operand->null()) return;
  const auto write = [&] {
    auto present = *operand;
    present.type.nullable = false;
    if (present.constant())
      code_->literal(plain_text(present));
    else
      write_inside(*code_, present, Escape::none);
    code_->write(run_key_end, 0);
  };
  if (!operand->type.nullable) return write();
  either_null(
      *code_, store(*code_, *operand), [] {}, write);
}

void Compiler::key_of_fields() {
  const auto& key = stream_.key;
  const auto format = std::exchange(format_, Format::json);
  std::string before = "{";
  for (std::size_t n = 0; n < key.node.items.size(); ++n) {
    const auto& field = key.node.items[n];
    const auto operand = field_for_key(field, item_path(key.path, n));
    if (!operand) continue;
    code_->literal(fmt::format("{}\"{}\":", before, escaped(field.text, Escape::json)));
    write_value(*operand);
    before = ",";
  }
  code_->literal("}");
  code_->write(run_key_end, 0);
  format_ = format;
}

}  // namespace spate
