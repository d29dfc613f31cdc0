// Generates records of a preset, or of the last stream of a scenario, and discards them. callgrind counts the
// instructions.
//
//     generator_bench PRESET|FILE RECORDS     prints the bytes generated and the nanoseconds per record
//     generator_bench =EXPRESSION RECORDS     the same for records that evaluate EXPRESSION and write one digit
//     generator_bench FILE RECORDS keys       also chooses the partition by the key, and counts the key as delivered
#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "generator/generator.hpp"
#include "record/partitioner.hpp"
#include "run/prepare/timetables.hpp"
#include "scenario/read/load.hpp"
#include "scenario/yaml/diagnostics.hpp"
#include "stats/heavy_hitters.hpp"
#include "stats/partition_counts.hpp"

namespace {

std::optional<spate::scenario::Scenario> read_scenario(const std::string& source,
                                                       spate::scenario::Diagnostics& diagnostics) {
  if (source.ends_with(".yaml")) return spate::scenario::load_scenario(source, {}, diagnostics);
  if (!source.starts_with('=')) return spate::scenario::preset_scenario(source, {}, diagnostics);
  constexpr auto kScenarioText =
      "kafka: {{bootstrap.servers: embedded}}\nstreams: [{{topic: t, rate: 1/s, record: {{$let: {{x: '{}'}}, y: "
      "1}}}}]\n";
  return spate::scenario::parse_scenario(fmt::format(kScenarioText, source), source, {}, diagnostics);
}

spate::generator::Generator compile(const std::string& source) {
  spate::scenario::Diagnostics diagnostics;
  const auto scenario = read_scenario(source, diagnostics);
  if (!scenario) throw std::runtime_error{fmt::format("cannot load {}\n{}", source, diagnostics.text())};
  auto generator = spate::generator::compile_generator(*scenario, scenario->streams.back(), diagnostics,
                                                       spate::run::StreamTimetables{*scenario, {}}.all());
  if (!generator) throw std::runtime_error{diagnostics.text()};
  return std::move(*generator);
}

// All that the hot path does with a key.
class KeyPath {
 public:
  void pass(std::string_view key) noexcept {
    constexpr std::int32_t kPartitions = 64;
    partitions_.count(spate::record::murmur2_partition(key, kPartitions), 1);
    keys_.count(key);
  }

 private:
  spate::stats::PartitionCounts partitions_;
  spate::stats::HeavyHitters keys_;
};

// Returns the total size of the records in bytes. Their times are 10 us apart, as at 100,000/s. `keys` may be null.
std::uint64_t make_records(spate::generator::Generator& generator, std::uint64_t records, KeyPath* keys) {
  const auto memory = std::make_unique<char[]>(generator.max_bytes());
  const spate::WallTime begin = spate::wall_now();
  std::uint64_t bytes = 0;
  for (std::uint64_t index = 0; index < records; ++index) {
    const spate::Duration elapsed = std::chrono::microseconds{10 * index};
    const auto record =
        generator.write(memory.get(), {.index = index, .wall = begin + elapsed, .elapsed = spate::StreamTime{elapsed}});
    bytes += record.value_size + record.key_size;
    if (keys != nullptr) keys->pass({record.key, record.key_size});
  }
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span arguments{argv, argv + argc};
  const bool counts_keys = arguments.size() == 4 && std::string_view{arguments[3]} == "keys";
  if (arguments.size() != 3 && !counts_keys) return EXIT_FAILURE;
  try {
    auto generator = compile(arguments[1]);
    const auto records = std::stoull(arguments[2]);
    const auto keys = counts_keys ? std::make_unique<KeyPath>() : nullptr;
    const auto start = spate::monotonic_now();
    const auto bytes = make_records(generator, records, keys.get());
    const auto elapsed = static_cast<double>((spate::monotonic_now() - start).count());
    fmt::print("{} bytes, {:.1f} ns per record\n", bytes, elapsed / static_cast<double>(records));
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    fmt::print(stderr, "generator_bench: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
