// The whole record: its tables, its root, and what stands beside it.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "generator/compile/compiler.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_write.hpp"
#include "generator/table/read_table.hpp"

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

void Compiler::write_value(const Operand& operand) {
  spate::write_value(*code_, operand, format_, stream_.generator.csv.null);
}

std::uint64_t Compiler::stream_state() const noexcept { return random::stream_state(scenario_.seed, stream_.name); }

std::uint64_t Compiler::object_site(std::string_view kind) const noexcept {
  auto object = owner_of(at_.path);
  if (object == "$let" || object.ends_with(".$let")) object = owner_of(object);
  return random::mix(random::hash_name(object), random::hash_name(kind));
}

void Compiler::read_tables() {
  for (const auto& source : stream_.generator.tables) {
    const auto same = [&](const auto& table) { return table->name == source.name; };
    if (std::any_of(tables_.begin(), tables_.end(), same)) continue;
    auto& known = shared_.tables[&source];
    if (!known) known = std::make_shared<const CompiledTable>(read_table(source, problems_));
    tables_.push_back(known);
  }
  if (referred_to()) return;
  // A column that no record uses is compiled all the same, for its errors; what is emitted is thrown away.
  for (const auto& known : tables_) {
    const auto& table = *known;
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

void Compiler::run(const Expression& value) {
  const auto& node = stream_.generator.record;
  at_ = {&node, "", 0};
  code_->field(root_path_);
  try {
    write_value(compile(value));
  } catch (const ExpressionError& error) {
    report(node, root_path_, error);
  }
  code_->write(run_value_end, 0);
}

// The names of a CSV record's columns, in front of its row where they are asked for.
void Compiler::columns(const Node& root) {
  const auto* map = &root;
  while (map->find("$value") != nullptr) map = map->find("$value");
  if (map->kind != Node::Kind::map || map->find("$repeat") != nullptr) {
    return wrong(map->place, "", "a record of format csv is a map of scalars");
  }
  const auto& style = stream_.generator.csv;
  std::vector<std::string> names;
  std::string line;
  for (const auto& member : map->members) {
    if (is_directive(member.name)) continue;
    if (!names.empty()) line += style.delimiter;
    names.push_back(field_name(member.name));
    line += rendered(Operand::of_text(names.back()), Escape::csv, "");
  }
  code_->columns(std::move(names));
  line += '\n';
  if (style.header == CsvStyle::Header::each) write_text_of_record(line);
  if (style.header != CsvStyle::Header::first) return;
  auto& first = code_->write(run_write_at_first, line.size());
  first.data = code_->pool().text(line);
  first.x = static_cast<std::int64_t>(line.size());
}

void Compiler::record() {
  const auto& root = stream_.generator.record;
  Scope names;
  Binding binding;
  auto inner = std::make_shared<Scope>();
  inner->node = &root;
  lifecycle();
  inner->parent = entity_.get();
  scope_ = inner.get();
  std::optional<Register> present;
  set_back();
  if (root.kind != Node::Kind::scalar && root.find("$value") == nullptr && format_ == Format::text) {
    return wrong(root.place, "",
                 "a record of format text is one scalar, or a map of $let and $value; for others use json or csv");
  }
  if (root.kind == Node::Kind::scalar && format_ == Format::csv) {
    return wrong(root.place, "", "a record of format csv is a map of scalars");
  }
  if (root.kind == Node::Kind::map) {
    check_directives(root, "");
    if (const auto* otherwise = root.find("$else"))
      wrong(otherwise->place, "$else",
            "a record without a value is a tombstone; leave $else out, or put $when into a field");
    variables(root, *inner, "");
    if (!referred_to()) present = when(root, "");
  }
  if (format_ == Format::csv && !referred_to()) columns(root);
  body(root, binding, inner);
  root_ = std::move(inner);
  root_binding_ = std::move(binding);
  if (referred_to()) return;
  auto& end = code_->write(present ? run_value_or_tombstone : run_value_end, 0);
  if (present) end.a = *present;
  scope_ = root_.get();
  key();
  envelope();
  partition();
  imperfections();
  code_->json(format_ == Format::json);
  if (!stream_.generator.headers.empty() || stream_.timestamp || stream_.partition || stream_.imperfections) {
    code_->more_than_a_value();
  }
}

}  // namespace spate
