#include "generator/function_reference.hpp"

#include <fmt/format.h>

#include "generator/generator.hpp"
#include "generator/replay/json_field.hpp"
#include "generator/table/builtin_tables.hpp"
#include "scenario/read/load.hpp"
#include "scenario/read/presets.hpp"

namespace spate::generator {
namespace {

constexpr WallTime kExampleTime{std::chrono::microseconds{1'795'457'615'441'209}};  // 2026-11-23T18:13:35.441209Z

// The scenario around an example, which is appended.
constexpr std::string_view kExampleScenario = R"(seed: 1
kafka: {bootstrap.servers: embedded}
tables:
  products:
    columns: [id, name, price]
    rows: [[1, Laptop, 999.99], [2, Mouse, 29.99], [3, Keyboard, 79.99]]
  devices:
    size: 1000
    columns:
      id: dev-${row():05}
streams:
  - {topic: orders, rate: 1/s, generator: order}
  - topic: example
    rate: 1/s
    lifecycle: {entities: 1, start: open, states: {open: {next: {closed: 100%}}, closed: {}}}
    record:
      status: =state()
      user-agent: curl/8.5
      items:
        $repeat: 3
        $item:
          subtotal: =(item() + 1) * 9.99
      example:
        $repeat: 3
        $item: )";

std::string make_record(const std::string& scenario_text, std::uint64_t index) {
  scenario::Diagnostics diagnostics;
  const auto scenario = scenario::parse_scenario(scenario_text, "example", {}, diagnostics);
  if (!scenario) return diagnostics.text();
  // A timetable for examples with references: 1,000 records are due.
  const Timetable thousand{.schedule = nullptr,
                           .due_by = [](const void*, StreamTime) noexcept { return std::uint64_t{1000}; },
                           .intended = [](const void*, std::uint64_t) noexcept { return StreamTime{}; }};
  Timetables timetables;
  for (const auto& stream : scenario->streams) timetables[stream.name] = thousand;
  auto generator = compile_generator(*scenario, scenario->streams.back(), diagnostics, timetables);
  if (!generator) return diagnostics.text();
  std::vector<char> memory(generator->max_bytes());
  const auto record = generator->write(memory.data(), {index, kExampleTime});
  return {record.value, record.value_size};
}

std::string functions_table() {
  std::string text;
  std::string_view group;
  for (const auto& function : all_functions()) {
    if (function.group != group) {
      group = function.group;
      text += fmt::format("### {}\n\n", group);
    }
    text += fmt::format("#### `{}`\n\n{}\n\n", signature(function), function.help);
    for (const auto& parameter : function.parameters)
      text += fmt::format("- `{}`: {}\n", parameter.name, parameter.help);
    if (!function.parameters.empty()) text += "\n";
    text += fmt::format("`{}` gives `{}`\n\n", function.example, example_output(function));
  }
  return text;
}

std::string presets_text() {
  std::string text;
  for (const auto& preset : scenario::presets()) {
    const auto scenario = fmt::format(
        "kafka: {{bootstrap.servers: embedded}}\nstreams: [{{topic: t, rate: 1/s, generator: {}}}]\n", preset.name);
    const auto record = make_record(scenario, 0);
    text += fmt::format("### {}\n\n```yaml\n{}```\n\n```{}\n{}\n```\n\n", preset.name, preset.yaml,
                        record.starts_with('{') ? "json" : "text", record);
  }
  return text;
}

std::string tables_text() {
  std::string text = "| table | rows | columns |\n| --- | --- | --- |\n";
  for (const auto& table : builtin_tables()) {
    std::vector<std::string_view> columns;
    for (const auto& column : table.columns) columns.push_back(column.name);
    text += fmt::format("| `{}` | {} | {} |\n", table.name, table.rows, fmt::join(columns, ", "));
  }
  return text + "\n";
}

std::string between(const std::string& page, std::string_view name, const std::string& text) {
  constexpr std::string_view kEnd = "<!-- end -->";
  const auto begin = fmt::format("<!-- {} -->\n", name);
  const auto from = page.find(begin);
  const auto to = from == std::string::npos ? from : page.find(kEnd, from);
  if (to == std::string::npos) return page;
  return page.substr(0, from + begin.size()) + "\n" + text + page.substr(to);
}

}  // namespace

std::string example_output(const Function& function) {
  auto record = make_record(fmt::format("{}'{}'\n", kExampleScenario, function.example), 0);
  std::vector<std::string> outputs;
  for (const auto* path : {"example.0", "example.1", "example.2"}) {
    outputs.emplace_back();
    if (!json_field(record, path, outputs.back())) return record;  // the text of the problems
  }
  const bool same = outputs[0] == outputs[1] && outputs[1] == outputs[2];
  return same ? outputs[0] : fmt::format("{}", fmt::join(outputs, ", "));
}

std::string with_generator_reference(const std::string& page) {
  const auto functions = between(page, "functions", functions_table());
  return between(between(functions, "tables", tables_text()), "presets", presets_text());
}

}  // namespace spate::generator
