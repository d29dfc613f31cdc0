// The order of the preset, by spate and by its peers, in turn.
//
//     order_bench RECORDS ROUNDS     prints per way: name, fewest nanoseconds per record of all rounds, bytes per
//     record
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "generator/generator.hpp"
#include "order_peers.hpp"
#include "scenario/read/load.hpp"

namespace {

using namespace spate;

struct Way {
  std::string_view name;
  std::function<std::size_t(std::uint64_t index, WallTime wall)> write;
  double nanoseconds = std::numeric_limits<double>::max();  // per record, of the best round
  double bytes = 0;                                         // per record
};

generator::Generator order_generator() {
  scenario::Diagnostics diagnostics;
  const auto scenario = scenario::preset_scenario("order", {}, diagnostics);
  auto generator =
      scenario ? generator::compile_generator(*scenario, scenario->streams.front(), diagnostics) : std::nullopt;
  if (!generator) throw std::runtime_error{diagnostics.text()};
  return std::move(*generator);
}

// Records 10 us apart, as at 100,000/s.
void run(Way& way, std::uint64_t records) {
  const WallTime begin = wall_now();
  std::size_t bytes = 0;
  const MonotonicTime began = monotonic_now();
  for (std::uint64_t index = 0; index < records; ++index)
    bytes += way.write(index, begin + std::chrono::microseconds{10 * index});
  const auto took = static_cast<double>((monotonic_now() - began).count());
  way.nanoseconds = std::min(way.nanoseconds, took / static_cast<double>(records));
  way.bytes = static_cast<double>(bytes) / static_cast<double>(records);
}

void compare(std::uint64_t records, std::uint64_t rounds) {
  auto generator = order_generator();
  const auto memory = std::make_unique<char[]>(std::max<std::size_t>(generator.max_bytes(), 4096));
  char* const out = memory.get();
  bench::Timestamp timestamp;
  const auto peer = [&](std::size_t (*write)(char*, const bench::Order&, const char*)) {
    return [&timestamp, out, write](std::uint64_t index, WallTime wall) {
      return write(out, bench::Order{1, index}, timestamp.text(wall));
    };
  };
  std::vector<Way> ways{{"by hand", peer(bench::write_by_hand)},
                        {"spate",
                         [&](std::uint64_t index, WallTime wall) {
                           return std::size_t{generator.write(out, {.index = index, .wall = wall}).value_size};
                         }},
                        {"fmt", peer(bench::write_with_fmt)},
                        {"nlohmann/json", peer(bench::write_with_nlohmann)}};
  for (std::uint64_t round = 0; round < rounds; ++round)
    for (auto& way : ways) run(way, way.name == "nlohmann/json" ? records / 20 : records);
  for (const auto& way : ways) fmt::print("{}\t{:.1f}\t{:.1f}\n", way.name, way.nanoseconds, way.bytes);
}

}  // namespace

int main(int argc, char** argv) {
  const std::span arguments{argv, argv + argc};
  if (arguments.size() != 3) return EXIT_FAILURE;
  try {
    compare(std::stoull(arguments[1]), std::stoull(arguments[2]));
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    fmt::print(stderr, "order_bench: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
