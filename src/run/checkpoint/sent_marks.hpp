// Up to where each stream has handed records over, in a file that is mapped into memory: what a killed process wrote
// there is still known, at no cost while it ran.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spate {

class SentMarks {
 public:
  // A new file for so many streams, all at 0. Throws StartError.
  SentMarks(const std::string& path, std::size_t streams);
  SentMarks(const SentMarks&) = delete;
  SentMarks& operator=(const SentMarks&) = delete;
  // The file stays.
  ~SentMarks();

  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  // Null: there are not so many.
  [[nodiscard]] std::atomic<std::uint64_t>* of(std::size_t stream) noexcept;

 private:
  std::atomic<std::uint64_t>* marks_ = nullptr;
  std::size_t count_;
};

// The marks in a file, as many as there are; none, and why, if it cannot be read.
[[nodiscard]] std::vector<std::uint64_t> read_marks(const std::string& path, std::string& problem);

}  // namespace spate
