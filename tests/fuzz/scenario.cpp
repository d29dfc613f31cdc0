// Any bytes as a scenario file: it is read, or refused with places, and what it describes can be made.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "exercise_generator.hpp"
#include "scenario/read/load.hpp"
#include "scenario/write/print.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  spate::scenario::Diagnostics diagnostics;
  bool makes = true;
  const auto scenario =
      spate::scenario::parse_scenario(text, "fuzz.yaml", {}, diagnostics, [&](const auto& readable, auto& problems) {
        for (const auto& stream : readable.streams)
          makes = spate::fuzz::compile_and_make(readable, stream, problems) && makes;
      });
  if (!(scenario && makes) && diagnostics.empty()) __builtin_trap();  // refused without a word
  if (scenario) static_cast<void>(spate::scenario::print_scenario(*scenario));
  static_cast<void>(diagnostics.text());
  return 0;
}
