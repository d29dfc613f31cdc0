// Generates orders as the preset does, with spate and with its peers in turn.
//
//     order_bench RECORDS ROUNDS     prints for each method its name, the nanoseconds per record of its fastest round
//                                    and the bytes per record
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

struct Method {
  std::string_view name;
  std::function<std::size_t(std::uint64_t index, WallTime wall)> write;
  double nanoseconds = std::numeric_limits<double>::max();  // per record, fastest round
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

// The times of the records are 10 us apart, as at 100,000/s.
void run(Method& method, std::uint64_t records) {
  const WallTime begin = wall_now();
  std::size_t bytes = 0;
  const MonotonicTime start = monotonic_now();
  for (std::uint64_t index = 0; index < records; ++index)
    bytes += method.write(index, begin + std::chrono::microseconds{10 * index});
  const auto elapsed = static_cast<double>((monotonic_now() - start).count());
  method.nanoseconds = std::min(method.nanoseconds, elapsed / static_cast<double>(records));
  method.bytes = static_cast<double>(bytes) / static_cast<double>(records);
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
  std::vector<Method> methods{{"by hand", peer(bench::write_by_hand)},
                              {"spate",
                               [&](std::uint64_t index, WallTime wall) {
                                 return std::size_t{generator.write(out, {.index = index, .wall = wall}).value_size};
                               }},
                              {"fmt", peer(bench::write_with_fmt)},
                              {"nlohmann/json", peer(bench::write_with_nlohmann)}};
  for (std::uint64_t round = 0; round < rounds; ++round)
    for (auto& method : methods) run(method, method.name == "nlohmann/json" ? records / 20 : records);
  for (const auto& method : methods) fmt::print("{}\t{:.1f}\t{:.1f}\n", method.name, method.nanoseconds, method.bytes);
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
