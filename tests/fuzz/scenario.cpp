// Any bytes as a scenario file: it is accepted, or rejected with a message. The records of an accepted file can be
// made.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "exercise_generator.hpp"
#include "scenario/read/load.hpp"
#include "scenario/write/print.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  spate::scenario::Diagnostics diagnostics;
  bool compiles = true;
  const auto scenario =
      spate::scenario::parse_scenario(text, "fuzz.yaml", {}, diagnostics, [&](const auto& readable, auto& problems) {
        for (const auto& stream : readable.streams)
          compiles = spate::fuzz::compile_and_make(readable, stream, problems) && compiles;
      });
  if (!(scenario && compiles) && diagnostics.empty()) __builtin_trap();  // rejected without a message
  if (scenario) static_cast<void>(spate::scenario::print_scenario(*scenario));
  static_cast<void>(diagnostics.text());
  return 0;
}
