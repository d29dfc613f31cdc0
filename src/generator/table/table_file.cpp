#include "generator/table/table_file.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/file_text.hpp"
#include "base/utf8.hpp"
#include "generator/expression/scalar.hpp"
#include "generator/input/csv.hpp"
#include "generator/input/json_line.hpp"
#include "generator/value/expression_error.hpp"
#include "generator/value/number.hpp"

namespace spate::generator {
namespace {

constexpr int kMaxProblems = 10;  // reported per file

class FileReader {
 public:
  FileReader(const scenario::Table& source, CompiledTable& table, scenario::Diagnostics& diagnostics)
      : source_(source),
        table_(table),
        diagnostics_(diagnostics),
        name_(std::make_shared<const std::string>(source.file)) {}

  void read() {
    if (!read_text()) return;
    const bool csv = source_.file.ends_with(".csv");
    csv ? read_csv() : read_lines();
    if (problems_ == 0 && rows_ == 0) report(0, "the file has no rows: add one");
    table_.rows = rows_;
  }

 private:
  void report(int line, std::string text) {
    if (++problems_ <= kMaxProblems)
      diagnostics_.report({name_, line, line == 0 ? 0 : 1}, source_.path, std::move(text));
  }
  void report_file(std::string text) {
    ++problems_;
    diagnostics_.report(source_.node.find("file")->place, source_.path + ".file", std::move(text));
  }
  [[nodiscard]] bool at_problem_limit() const { return problems_ >= kMaxProblems; }

  bool read_text() {
    auto file = read_file(source_.file, kMaxTableFile);
    if (!file.problem.empty()) {
      report_file(fmt::format("cannot read {}: {}: use a path relative to the scenario's directory", source_.file,
                              file.problem));
    } else if (file.text.size() > kMaxTableFile) {
      report_file(fmt::format("{} is larger than {} MiB: use fewer rows, or a table with size", source_.file,
                              kMaxTableFile >> 20U));
    }
    if (problems_ > 0) return false;
    text_ = std::move(file.text);
    if (text_.starts_with("\xef\xbb\xbf")) text_.erase(0, 3);
    if (const auto at = first_invalid_utf8(text_)) {
      const auto end = text_.begin() + static_cast<std::ptrdiff_t>(*at);
      report(1 + static_cast<int>(std::count(text_.begin(), end, '\n')), "invalid UTF-8: save the file as UTF-8");
    }
    return problems_ == 0;
  }

  // Whether another row is within the limits.
  bool begin_row(int line) {
    ++rows_;
    if (rows_ <= kMaxTableRows && rows_ * std::max<std::size_t>(1, table_.columns.size()) <= kMaxTableCells)
      return true;
    report(line, fmt::format("more than {} rows or {} cells: use fewer, or a table with size", kMaxTableRows,
                             kMaxTableCells));
    return false;
  }

  bool read_header(const std::vector<CsvField>& names, int line) {
    for (const auto& name : names) {
      if (name.text.empty()) report(line, "a column has no name: name it in the first line");
      if (table_.find(name.text) != nullptr)
        report(line, fmt::format("duplicate column \"{}\": use another name", name.text));
      table_.columns.push_back({name.text, {}, {}, nullptr});
    }
    return problems_ == 0;
  }

  void read_csv() {
    CsvReader csv{text_};
    std::vector<CsvField> fields;
    std::vector<std::vector<CsvField>> columns;
    while (!at_problem_limit() && csv.next(fields)) {
      if (!csv.problem().empty()) {
        report(csv.line(), csv.problem());
      } else if (table_.columns.empty()) {
        if (!read_header(fields, csv.line())) return;
        columns.resize(fields.size());
      } else if (fields.size() != columns.size()) {
        report(csv.line(), fmt::format("the row has {} fields and the first line has {}: use the same number",
                                       fields.size(), columns.size()));
      } else {
        if (!begin_row(csv.line())) return;
        for (std::size_t n = 0; n < fields.size(); ++n) columns[n].push_back(std::move(fields[n]));
      }
    }
    if (problems_ > 0) return;
    for (std::size_t n = 0; n < columns.size(); ++n) table_.columns[n].cells = typed(columns[n]);
  }

  // CSV has no types: a column has numbers or booleans if all its cells do, else text.
  static std::vector<Operand> typed(const std::vector<CsvField>& fields) {
    const auto null = [](const CsvField& field) { return field.text.empty() && !field.quoted; };
    const auto all = [&](const auto& is) {
      return std::all_of(fields.begin(), fields.end(),
                         [&](const CsvField& field) { return null(field) || (!field.quoted && is(field.text)); });
    };
    const bool booleans = all([](const std::string& text) { return text == "true" || text == "false"; });
    const bool numbers = all([](const std::string& text) { return is_json_number(text); });
    std::vector<Operand> cells;
    for (const auto& field : fields) {
      if (null(field)) {
        cells.push_back(Operand::none());
      } else if (booleans) {
        cells.push_back(Operand::boolean(field.text == "true"));
      } else {
        cells.push_back(numbers ? number_cell(field.text) : Operand::of_text(field.text));
      }
    }
    return cells;
  }

  void read_lines() {
    simdjson::ondemand::parser parser;
    const simdjson::padded_string_view padded = pad();
    int line = 0;
    for (std::size_t at = 0; at < text_size_ && !at_problem_limit();) {
      ++line;
      const auto end = std::min(text_.find('\n', at), text_size_);
      const auto json = std::string_view{text_}.substr(at, end - at);
      const bool blank = json.find_first_not_of(" \t\r") == std::string_view::npos;
      if (!blank && !begin_row(line)) return;
      if (!blank)
        read_object(parser, simdjson::padded_string_view{padded.data() + at, json.size(), text_.size() - at}, line);
      at = end + 1;
    }
    for (auto& column : table_.columns) column.cells.resize(rows_, Operand::none());
  }

  // simdjson reads past the end of its input, up to SIMDJSON_PADDING bytes.
  simdjson::padded_string_view pad() {
    text_size_ = text_.size();
    text_.resize(text_size_ + simdjson::SIMDJSON_PADDING, '\n');
    return simdjson::padded_string_view{text_.data(), text_size_, text_.size()};
  }

  void read_object(simdjson::ondemand::parser& parser, simdjson::padded_string_view json, int line) {
    try {
      simdjson::ondemand::document document = parser.iterate(json);
      if (const char* const problem = json_line_problem(document, {json.data(), json.size()}))
        return report(line, fmt::format("expected a JSON object: {}", problem));
      document.rewind();
      auto object = document.get_object();
      for (auto field : object) {
        const std::string name{std::string_view{field.unescaped_key()}};
        add_cell(name, field.value(), line);
      }
    } catch (const simdjson::simdjson_error& error) {  // own texts: those of simdjson differ by version
      report(line, error.error() == simdjson::INCORRECT_TYPE
                       ? "expected a JSON object: use one such as {\"id\": 1}"
                       : "expected a JSON object, got invalid JSON: correct this line");
    }
  }

  void add_cell(const std::string& name, simdjson::ondemand::value value, int line) {
    auto* column = std::find_if(table_.columns.data(), table_.columns.data() + table_.columns.size(),
                                [&](const auto& candidate) { return candidate.name == name; });
    if (column == table_.columns.data() + table_.columns.size()) {
      table_.columns.push_back({name, {}, {}, nullptr});
      column = &table_.columns.back();
    }
    if (column->cells.size() == rows_) return report(line, fmt::format("duplicate name \"{}\": remove one", name));
    column->cells.resize(rows_ - 1, Operand::none());
    column->cells.push_back(cell(name, value, line));
  }

  Operand cell(const std::string& name, simdjson::ondemand::value value, int line) {
    using Type = simdjson::ondemand::json_type;
    switch (value.type()) {
      case Type::string:
        return Operand::of_text(std::string{std::string_view{value.get_string()}});
      case Type::number: {
        auto token = std::string{std::string_view{value.raw_json_token()}};
        token.resize(token.find_last_not_of(" \t\r\n") + 1);
        (void)value.get_double().value();
        return number_cell(token);
      }
      case Type::boolean:
        return Operand::boolean(value.get_bool());
      case Type::null:
        (void)value.is_null();
        return Operand::none();
      default:
        report(line, fmt::format("\"{}\" is an object or an array: use one value", name));
        return Operand::none();
    }
  }

  const scenario::Table& source_;
  CompiledTable& table_;
  scenario::Diagnostics& diagnostics_;
  std::shared_ptr<const std::string> name_;
  std::string text_;
  std::size_t text_size_ = 0;
  std::size_t rows_ = 0;
  int problems_ = 0;
};

}  // namespace

void read_table_file(const scenario::Table& source, CompiledTable& table, scenario::Diagnostics& diagnostics) {
  try {
    FileReader{source, table, diagnostics}.read();
  } catch (const ExpressionError& error) {
    diagnostics.report(source.place, source.path, error.what());
  }
}

}  // namespace spate::generator
