// The file that holds, for each stream, one past the highest index that was enqueued. The kernel keeps what a killed
// process wrote there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/descriptor.hpp"

namespace spate::run {

class SentIndexFile {
 public:
  // A new file for so many streams, all at 0. Throws StartError.
  SentIndexFile(const std::string& path, std::size_t streams);

  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  // Open for writing; it stays when this object goes.
  [[nodiscard]] int file() const noexcept { return file_.number(); }
  [[nodiscard]] static std::uint64_t offset_of(std::size_t stream) noexcept { return stream * sizeof(std::uint64_t); }

 private:
  Descriptor file_;
  std::size_t count_;
};

// The marks in a file, as many as there are; none, and why, if it cannot be read.
[[nodiscard]] std::vector<std::uint64_t> read_marks(const std::string& path, std::string& problem);

}  // namespace spate::run
