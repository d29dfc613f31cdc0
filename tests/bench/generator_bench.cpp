// Makes records of a preset, or of the last stream of a scenario, and throws them away, for callgrind to count.
//
//     generator_bench PRESET|FILE RECORDS     prints the bytes made and the nanoseconds per record
//     generator_bench =EXPRESSION RECORDS     of records that draw this, and write nothing but one digit
#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

#include "base/time.hpp"
#include "generator/generator.hpp"
#include "run/prepare/timetables.hpp"
#include "scenario/read/load.hpp"
#include "scenario/yaml/diagnostics.hpp"

namespace {

std::optional<spate::scenario::Scenario> scenario_of(const std::string& what,
                                                     spate::scenario::Diagnostics& diagnostics) {
  if (what.ends_with(".yaml")) return spate::scenario::load_scenario(what, {}, diagnostics);
  if (!what.starts_with('=')) return spate::scenario::preset_scenario(what, {}, diagnostics);
  constexpr auto kDraws =
      "kafka: {{bootstrap.servers: embedded}}\nstreams: [{{topic: t, rate: 1/s, record: {{$let: {{x: '{}'}}, y: "
      "1}}}}]\n";
  return spate::scenario::parse_scenario(fmt::format(kDraws, what), what, {}, diagnostics);
}

spate::generator::Generator compile(const std::string& preset) {
  spate::scenario::Diagnostics diagnostics;
  const auto scenario = scenario_of(preset, diagnostics);
  if (!scenario) throw std::runtime_error{fmt::format("no preset {}\n{}", preset, diagnostics.text())};
  auto generator = spate::generator::compile_generator(*scenario, scenario->streams.back(), diagnostics,
                                                       spate::run::StreamTimetables{*scenario, {}}.all());
  if (!generator) throw std::runtime_error{diagnostics.text()};
  return std::move(*generator);
}

// The bytes of all records together; their times are 10 us apart, as at 100,000/s.
std::uint64_t make(spate::generator::Generator& generator, std::uint64_t records) {
  const auto memory = std::make_unique<char[]>(generator.max_bytes());
  const spate::WallTime begin = spate::wall_now();
  std::uint64_t bytes = 0;
  for (std::uint64_t index = 0; index < records; ++index) {
    const spate::Duration elapsed = std::chrono::microseconds{10 * index};
    const auto record =
        generator.write(memory.get(), {.index = index, .wall = begin + elapsed, .elapsed = spate::StreamTime{elapsed}});
    bytes += record.value_size + record.key_size;
  }
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span arguments{argv, argv + argc};
  if (arguments.size() != 3) return EXIT_FAILURE;
  try {
    auto generator = compile(arguments[1]);
    const auto records = std::stoull(arguments[2]);
    const auto began = spate::monotonic_now();
    const auto bytes = make(generator, records);
    const auto took = static_cast<double>((spate::monotonic_now() - began).count());
    fmt::print("{} bytes, {:.1f} ns per record\n", bytes, took / static_cast<double>(records));
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    fmt::print(stderr, "generator_bench: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
