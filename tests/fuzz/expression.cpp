// Any bytes as an expression or a template, in a scenario with fields and tables that it can use.
#include <cstddef>
#include <cstdint>
#include <string>

#include "exercise_generator.hpp"
#include "scenario/read/load.hpp"

namespace {

spate::scenario::Node scalar(std::string text) {
  spate::scenario::Node node;
  node.text = std::move(text);
  node.quoted = true;
  return node;
}

// The tables, fields and streams that the expression can use.
const spate::scenario::Scenario& environment() {
  static const auto kScenario = [] {
    spate::scenario::Diagnostics diagnostics;
    return *spate::scenario::parse_scenario(R"yaml(
kafka: {bootstrap.servers: embedded}
tables:
  products: {columns: [id, name, price], rows: [[1, "La\"ptop", 999.99], [2, Souris, 29.5]]}
  devices: {size: 1000, columns: {id: "dev-${row():05}", model: '=one_of("A", "B")'}}
streams:
  - topic: t
    rate: 1/s
    lifecycle: {entities: 3, let: {who: "=int(1, 9)"}, start: a, states: {a: {next: {b: 60%, a: 40%}}, b: {}}}
    record:
      n: =int(-5, 1000)
      price: =decimal(0, 100, 2)
      real: =float(-1, 1)
      word: =one_of("x", "longer", null)
      maybe: =maybe(0.5, 3)
      items: {$repeat: "=int(0, 3)", $item: {q: "=int(1, 3)", s: "${item()}"}}
      x: here
  - {topic: orders, rate: 1/s, record: {id: "=uuid4()", total: "=decimal(0, 9, 2)", o: {n: "=index()"}}}
)yaml",
                                            "environment", {}, diagnostics);
  }();
  return kScenario;
}

void try_as_field(const std::string& text) {
  auto scenario = environment();
  *scenario.streams[0].generator.record.find("x") = scalar(text);
  spate::scenario::Diagnostics diagnostics;
  const bool compiles = spate::fuzz::compile_and_make(scenario, scenario.streams[0], diagnostics);
  if (!compiles && diagnostics.empty()) __builtin_trap();  // rejected without a message
  static_cast<void>(diagnostics.text());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{reinterpret_cast<const char*>(data), size};
  // Only one of the two forms: compiling the rest of the scenario is most of the cost.
  const bool is_complete = text.starts_with('=') || text.find("${") != std::string::npos;
  try_as_field(is_complete ? text : "=" + text);
  return 0;
}
