// The file with the sent index of each stream, 8 bytes per slot. The kernel keeps the writes of a killed process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/descriptor.hpp"

namespace spate::run {

class SentIndexFile {
 public:
  // Creates a file with `slots` sent indexes of 0. Throws StartError.
  SentIndexFile(const std::string& path, std::size_t slots);

  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  // A descriptor open for writing. The file remains after this object is destroyed.
  [[nodiscard]] int file() const noexcept { return file_.number(); }
  [[nodiscard]] static std::uint64_t offset_of(std::size_t slot) noexcept { return slot * sizeof(std::uint64_t); }

 private:
  Descriptor file_;
  std::size_t count_;
};

// All sent indexes in a file. Returns none and sets `problem` if the file cannot be read.
[[nodiscard]] std::vector<std::uint64_t> read_sent_indexes(const std::string& path, std::string& problem);

}  // namespace spate::run
