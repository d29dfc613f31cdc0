// Any bytes as a state file, and as the run in a state file with a valid checksum. The written state reads as the same
// state.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "run/checkpoint/run_state.hpp"

namespace {

void read_and_write(const std::string& text) {
  const auto read = spate::run::parse_state(text);
  if (!read.value) return;
  const auto written = spate::run::to_text(*read.value);
  const auto reread = spate::run::parse_state(written);
  if (!reread.value || spate::run::to_text(*reread.value) != written) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{reinterpret_cast<const char*>(data), size};
  read_and_write(text);
  read_and_write(spate::run::with_valid_checksum(text));
  return 0;
}
