#include "generator/compile/record_compiler.hpp"

#include <fmt/format.h>

#include <utility>

#include "generator/compile/envelope_compiler.hpp"
#include "generator/compile/key_compiler.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_write.hpp"

namespace spate::generator {

void RecordCompiler::run() {
  parts_.tables.read();
  parts_.cells.check(parts_.tables.own());
  try {
    record();
  } catch (const ExpressionError& error) {  // a limit of the whole program, or a problem that is already reported
    const std::string text = error.what();
    if (!text.empty()) context_.report(context_.stream.generator.record.place, "", text);
  }
  const auto max_bytes = context_.problems().empty() ? context_.code().max_bytes() : 0;
  if (max_bytes > kMaxRecordBytes) {
    context_.report(context_.stream.generator.record.place, "",
                    fmt::format("a record may have {} bytes: the maximum is {}", max_bytes, kMaxRecordBytes));
  }
}

void RecordCompiler::run(const Expression& value) {
  const auto& node = context_.stream.generator.record;
  context_.at = {&node, "", 0};
  context_.code().field(context_.root_path);
  try {
    context_.write_value(parts_.expressions.compile(value));
  } catch (const ExpressionError& error) {
    parts_.scalars.report(node, context_.root_path, error);
  }
  context_.code().write(run_value_end, 0);
}

Operand RecordCompiler::only_field(const std::string& path, std::size_t offset) {
  context_.needs.emplace(context_.stream.generator);
  context_.needs->add_field(path);
  if (context_.stream.imperfections && context_.stream.imperfections->clock_skew)
    context_.needs->add_name(context_.stream.imperfections->clock_skew->per);
  parts_.tables.read();
  record();
  const Binding* deepest = nullptr;
  const auto* field = root_binding_.members ? find_field(*root_binding_.members, path, deepest) : nullptr;
  if (field == nullptr) throw ExpressionError(offset, "");  // invalid, which its own stream reports
  return parts_.kept.value_again(*field, offset);
}

Operand RecordCompiler::only_condition() {
  const auto& root = context_.stream.generator.record;
  context_.needs.emplace(context_.stream.generator);
  context_.needs->add_condition();
  parts_.tables.read();
  begin();
  directives_.variables(root, *root_, "");
  const auto present = directives_.when(root, "");
  return parts_.imperfections.sent(present);
}

// Sets the scope of the whole record: the variables of its entity, and those of the root.
void RecordCompiler::begin() {
  parts_.entity.begin(parts_.scalars);
  root_->node = &context_.stream.generator.record;
  root_->parent = parts_.entity.variables();
  context_.scope = root_.get();
}

void RecordCompiler::record() {
  const auto& root = context_.stream.generator.record;
  begin();
  std::optional<Register> present;
  parts_.imperfections.event_time_shift();
  if (root.kind != scenario::Node::Kind::scalar && root.find("$value") == nullptr &&
      context_.format == scenario::Format::text) {
    return context_.report(
        root.place, "",
        "a record of format text must be a scalar, or a map of $let and $value: use json or csv for others");
  }
  if (root.kind == scenario::Node::Kind::scalar && context_.format == scenario::Format::csv) {
    return context_.report(root.place, "", "a record of format csv must be a map of scalars: use json for others");
  }
  if (root.kind == scenario::Node::Kind::map) {
    directives_.check(root, "");
    if (const auto* otherwise = root.find("$else"))
      context_.report(otherwise->place, "$else", "a record cannot have $else: remove it, or move $when into a field");
    directives_.variables(root, *root_, "");
    if (!context_.referred_to()) present = directives_.when(root, "");
  }
  if (context_.format == scenario::Format::csv && !context_.referred_to()) columns(root);
  tree_.body(root, root_binding_, root_);
  if (!context_.referred_to()) finish(present);
}

// Emits key and envelope, which may use the record's fields and variables.
void RecordCompiler::finish(std::optional<Register> present) {
  auto& code = context_.code();
  auto& end = code.write(present ? run_value_or_tombstone : run_value_end, 0);
  if (present) end.a = *present;
  KeyCompiler{parts_, root_binding_}.key();
  EnvelopeCompiler envelope{parts_};
  envelope.envelope();
  envelope.partition();
  parts_.imperfections.finish(*root_);
  code.program().json = context_.format == scenario::Format::json;
  if (!context_.stream.generator.headers.empty() || context_.stream.timestamp || context_.stream.partition ||
      context_.stream.imperfections) {
    code.program().has_extras = true;
  }
}

// Collects the column names of a CSV record, and writes them before the row if csv.header says so.
void RecordCompiler::columns(const scenario::Node& root) {
  auto& code = context_.code();
  const auto* map = &root;
  while (map->find("$value") != nullptr) map = map->find("$value");
  if (map->kind != scenario::Node::Kind::map || map->find("$repeat") != nullptr) {
    return context_.report(map->place, "", "a record of format csv must be a map of scalars: use json for others");
  }
  const auto& style = context_.stream.generator.csv;
  std::vector<std::string> names;
  std::string line;
  for (const auto& member : map->members) {
    if (is_directive(member.name)) continue;
    if (!names.empty()) line += style.delimiter;
    names.push_back(field_name(member.name));
    line += rendered(Operand::of_text(names.back()), Escape::csv, "");
  }
  code.program().columns = std::move(names);
  line += '\n';
  if (style.header == scenario::CsvStyle::Header::each) context_.write_text(line);
  if (style.header != scenario::CsvStyle::Header::first) return;
  auto& first = code.write(run_write_at_first, line.size());
  first.data = code.pool().text(line);
  first.x = static_cast<std::int64_t>(line.size());
}

}  // namespace spate::generator
