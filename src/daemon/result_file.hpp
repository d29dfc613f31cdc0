// The target of an option such as `--summary`. A regular file appears only when it is complete.
#pragma once

#include <string>

#include "daemon/result_target.hpp"

namespace spate::daemon {

// Writes to FILE.part and renames it when complete; the new file keeps mode and owner of an earlier one. Writes in
// place if that is not possible, and to FIFOs, devices and descriptors. Symbolic links stay.
class ResultFile {
 public:
  // Opens the target, so that an error is known before the first record. Throws StartError.
  ResultFile(const std::string& option, const std::string& file);
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;
  // Without write(), an earlier file stays unchanged.
  ~ResultFile();

  // Returns false and logs an error if the text was not written. Waits up to 5 s for the reader of a FIFO.
  [[nodiscard]] bool write(const std::string& text);

 private:
  void open_part();
  [[nodiscard]] bool keep_owner() const noexcept;
  [[nodiscard]] int write_to_target(const std::string& text) noexcept;
  [[nodiscard]] int replace(const std::string& text) noexcept;
  [[nodiscard]] int write_in_place(const std::string& text) const noexcept;

  ResultTarget target_;
  std::string part_;  // empty: written in place
  int file_ = -1;     // the part or the target
};

}  // namespace spate::daemon
