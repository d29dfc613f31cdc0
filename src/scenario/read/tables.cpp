#include "scenario/read/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace spate::scenario {
namespace {

bool is_identifier(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !name.empty() && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

// Checks one table and reports its problems.
class TableCheck {
 public:
  TableCheck(const Section& table, Diagnostics& diagnostics) : table_(table), diagnostics_(diagnostics) {}

  // Returns true if the table can be used.
  [[nodiscard]] bool is_valid() {
    table_.check_required();
    check();
    if (table_.has("file")) return valid_ && table_.find("file") != nullptr;
    return valid_ && table_.find("columns") != nullptr && (table_.find("rows") != nullptr || size_ > 0);
  }

 private:
  void check() {
    const bool rows = table_.has("rows");
    const bool size = table_.has("size");
    if (table_.node().kind != Node::Kind::map) return;
    if (table_.has("file")) return check_file();
    if (!table_.has("columns"))
      table_.report(size ? "missing key columns: add columns: {id: =row()}"
                         : "missing key columns: add columns: [id, name, price]");
    if (rows && size)
      return report(*table_.node().find("size"), table_.path("size"), "rows and size cannot be combined: remove one");
    const auto* columns = table_.find("columns");
    const bool expressions = columns != nullptr && columns->kind == Node::Kind::map;
    if (!rows && !size && expressions)
      return table_.report("missing key size: add size: N, the number of computed rows");
    if (!rows && !size) table_.report("missing key rows: add rows: [[…], …], or size: N with columns of expressions");
    if (columns != nullptr) size ? check_expressions(*columns) : check_names(*columns);
    if (const auto* list = table_.find("rows"); list != nullptr) check_rows(*list);
    size_ = table_.count("size").value_or(0);
  }

  void report(const Node& node, const std::string& path, std::string text) {
    valid_ = false;
    diagnostics_.report(node.place, path, std::move(text));
  }

  void check_file() {
    for (const std::string_view name : {"columns", "rows", "size"})
      if (table_.has(name))
        report(*table_.node().find(name), table_.path(name), "the file sets columns and rows: remove this setting");
    const auto name = table_.text("file");
    if (!name) return;
    const auto has_extension = [&](std::string_view extension) {
      return name->size() > extension.size() && name->ends_with(extension);
    };
    if (!has_extension(".csv") && !has_extension(".ndjson") && !has_extension(".jsonl"))
      report(*table_.node().find("file"), table_.path("file"),
             fmt::format("unknown format of {}: use a file that ends in .csv, .ndjson or .jsonl",
                         table_.quoted_value("file")));
  }

  void check_expressions(const Node& columns) {
    const auto path = table_.path("columns");
    if (columns.kind != Node::Kind::map || columns.members.empty())
      return report(columns, path, "expected a map of columns for a table with size, such as {id: =row()}");
    for (const auto& [name, place, value] : columns.members)
      if (value.kind != Node::Kind::scalar)
        report(value, member_path(path, name), fmt::format("expected one value, not a {}", kind_name(value.kind)));
  }

  void check_names(const Node& columns) {
    const auto path = table_.path("columns");
    if (columns.kind != Node::Kind::list || columns.items.empty())
      return report(columns, path, "expected a list of columns for a table with rows, such as [id, name]");
    std::set<std::string> names;
    for (std::size_t i = 0; i < columns.items.size(); ++i) {
      const auto& name = columns.items[i];
      if (name.kind != Node::Kind::scalar || (name.text.empty() && name.quoted))
        report(name, item_path(path, i), "missing column name: use a name such as id");
      else if (!names.insert(name.text).second)
        report(name, item_path(path, i), "duplicate column name: rename one");
    }
    columns_ = columns.items.size();
  }

  void check_rows(const Node& rows) {
    const auto path = table_.path("rows");
    if (rows.kind != Node::Kind::list || rows.items.empty())
      return report(rows, path, "expected a list of rows, such as [[1, Laptop], [2, Mouse]]");
    for (std::size_t i = 0; i < rows.items.size(); ++i) check_row(rows.items[i], item_path(path, i));
  }

  void check_row(const Node& row, const std::string& path) {
    if (row.missing()) return;
    if (row.kind != Node::Kind::list) return report(row, path, "expected a list of values, such as [1, Laptop]");
    if (columns_ > 0 && row.items.size() != columns_)
      report(row, path, fmt::format("expected {} values, one per column, not {}", columns_, row.items.size()));
    for (std::size_t i = 0; i < row.items.size(); ++i)
      if (row.items[i].kind != Node::Kind::scalar)
        report(row.items[i], item_path(path, i),
               fmt::format("expected one value, not a {}", kind_name(row.items[i].kind)));
  }

  const Section& table_;
  Diagnostics& diagnostics_;
  std::size_t columns_ = 0;  // 0: unknown
  std::uint64_t size_ = 0;   // 0: absent
  bool valid_ = true;
};

// Returns true if the table can be used.
bool read_table(const Section& section, const Node::Member& member, const std::filesystem::path& directory,
                std::vector<Table>& tables) {
  auto& diagnostics = section.context().diagnostics;
  const auto path = member_path(section.path("tables"), member.name);
  const bool has_valid_name = is_identifier(member.name);
  if (!has_valid_name)
    diagnostics.report(member.place, path, "invalid table name: use letters, digits and _, and no digit first");
  const Section table{section.context(), SectionKind::table, member.value, path};
  const bool valid = TableCheck{table, diagnostics}.is_valid();
  tables.push_back({member.name, member.place, path, member.value});
  if (const auto file = table.text("file")) tables.back().file = (directory / *file).string();
  return has_valid_name && valid;
}

}  // namespace

std::optional<std::vector<Table>> read_tables(const Section& section, const std::filesystem::path& directory) {
  std::vector<Table> tables;
  bool valid = true;
  if (const auto* all = section.map("tables"))
    for (const auto& member : all->members) valid = read_table(section, member, directory, tables) && valid;
  return valid ? std::optional{std::move(tables)} : std::nullopt;
}

}  // namespace spate::scenario
