// What an option such as `--summary` names for the results of a command. A file is there only when it is whole.
#pragma once

#include <string>

#include "daemon/result_target.hpp"

namespace spate::daemon {

// A regular file is replaced: the results go into FILE.part, which takes its name, its mode and its owner once they are
// written. If that is not possible, they are written into the file as it is, and so they are into a FIFO, a device or a
// descriptor. Symbolic links stay.
class ResultFile {
 public:
  // Opens what can be opened, so that a place that cannot be written to is known before the first record. Throws
  // StartError.
  ResultFile(const std::string& option, const std::string& file);
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;
  // Without write() there is no file, or the earlier one as it was.
  ~ResultFile();

  // False if it could not be written whole, which is logged. Waits up to 5 s for the reader of a FIFO.
  [[nodiscard]] bool write(const std::string& text);

 private:
  void open_part();
  [[nodiscard]] bool keep_owner() const noexcept;
  [[nodiscard]] int write_to_target(const std::string& text) noexcept;
  [[nodiscard]] int replace(const std::string& text) noexcept;
  [[nodiscard]] int write_in_place(const std::string& text) const noexcept;

  ResultTarget target_;
  std::string part_;  // empty: written into what is there
  int file_ = -1;     // the part, or what is written into
};

}  // namespace spate::daemon
