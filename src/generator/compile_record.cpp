// The whole record: its tables, its root, and its key.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "generator/compiler.hpp"
#include "generator/ops_control.hpp"
#include "scenario/suggestion.hpp"

namespace spate {

Compiler::Compiler(Compilation& shared, const Stream& stream, Requests& requests)
    : shared_(shared),
      scenario_(shared.scenario),
      stream_(stream),
      requests_(requests),
      problems_(shared.problems),
      code_(shared.code) {
  const auto& generator = stream.generator;
  const bool scalar_record = generator.record.kind == Node::Kind::scalar;
  format_ = generator.format.value_or(scalar_record ? Format::text : Format::json);
  root_path_ = generator.path;
}

std::uint64_t Compiler::site() noexcept { return random::mix(random::hash_name(at_.path), at_.ordinal++); }

void Compiler::read_tables() {
  for (const auto& source : stream_.generator.tables) {
    const auto same = [&](const CompiledTable& table) { return table.name == source.name; };
    if (std::none_of(tables_.begin(), tables_.end(), same)) tables_.push_back(read_table(source, problems_));
  }
  if (referred_to()) return;
  // A column that no record uses is compiled all the same, for its errors; what is emitted is thrown away.
  for (const auto& table : tables_) {
    if (!table.sized) continue;
    Emitter unused;
    auto* const code = std::exchange(code_, &unused);
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      (void)computed_cell(table, column, code_->reg());
    }
    code_ = code;
  }
}

void Compiler::run() {
  read_tables();
  try {
    record();
  } catch (const ExpressionError& error) {  // a limit of the program as a whole
    wrong(stream_.generator.record.place, "", error.what());
  }
  const auto most_bytes = problems_.empty() ? code_->most() : 0;
  if (most_bytes > kMostRecordBytes) {
    wrong(stream_.generator.record.place, "",
          fmt::format("a record may take {} bytes; at most {} are allowed", most_bytes, kMostRecordBytes));
  }
}

void Compiler::record() {
  const auto& root = stream_.generator.record;
  Scope names;
  Binding binding;
  auto inner = std::make_shared<Scope>();
  inner->node = &root;
  scope_ = inner.get();
  std::optional<Register> present;
  if (root.kind != Node::Kind::scalar && format_ == Format::text) {
    return wrong(root.place, "", "a record of format text is a scalar; for a map use json or csv");
  }
  if (root.kind == Node::Kind::scalar && format_ == Format::csv) {
    return wrong(root.place, "", "a record of format csv is a map of scalars");
  }
  if (root.kind == Node::Kind::map) {
    check_directives(root, "");
    variables(root, *inner, "");
    if (!referred_to()) present = when(root, "");
  }
  body(root, binding, inner);
  root_ = std::move(inner);
  root_binding_ = std::move(binding);
  if (referred_to()) return;
  auto& end = code_->write(present ? run_value_or_tombstone : run_value_end, 0);
  if (present) end.a = *present;
  key();
}

namespace {}  // namespace

const Binding* find_field(const Scope& scope, std::string_view path, const Binding*& met) {
  for (const auto& binding : scope.names) {
    if (binding.path.find("$let.") != std::string::npos) continue;
    if (binding.name == path) return met = &binding;
    if (!path.starts_with(binding.name + ".")) continue;
    met = &binding;
    if (binding.kind != Binding::Kind::object) continue;
    if (const auto* found = find_field(*binding.members, path.substr(binding.name.size() + 1), met)) return found;
  }
  return nullptr;
}

namespace {

std::string fields_of(const Scope& scope) {
  std::vector<std::string> names;
  for (const auto& binding : scope.names) {
    if (binding.path.find("$let.") == std::string::npos) names.push_back(binding.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

void Compiler::key() {
  const auto& key = stream_.key;
  if (key.field.empty() || !problems_.empty()) return;
  const auto fail = [&](const std::string& text) { problems_.report(key.place, key.path, text); };
  if (root_binding_.kind != Binding::Kind::object)
    return fail("the record has no fields to take the key from; write key: none");
  const Binding* met = nullptr;
  const auto* found = find_field(*root_binding_.members, key.field, met);
  if (met != nullptr && met->kind == Binding::Kind::array) {
    return fail(fmt::format("\"{}\" is an array; the key is one value of the record", met->path));
  }
  if (found == nullptr) {
    const auto& scope = met != nullptr && met->kind == Binding::Kind::object ? *met->members : *root_binding_.members;
    return fail(fmt::format("the record has no field \"{}\"; its fields are {}", key.field, fields_of(scope)));
  }
  if (found->kind == Binding::Kind::object) {
    return fail(fmt::format("\"{}\" is an object; name one of its fields: {}", key.field, fields_of(*found->members)));
  }
  // Draws are pure: text made for the record is made again for the key, without keeping it.
  const bool made = found->operand.source == Operand::Source::made && !found->may_be_left_out;
  const auto operand = made ? found->operand : value_of(*found, 0);
  if (operand.null()) return;
  const auto write = [&] {
    auto present = operand;
    present.type.nullable = false;
    if (present.constant())
      code_->literal(plain_text(present));
    else
      write_inside(present, Escape::none);
    code_->write(run_key_end, 0);
  };
  if (!operand.type.nullable) return write();
  either_null(
      store(operand), [] {}, write);
}

}  // namespace spate
