// The directory of a run's state: one file, replaced as a whole, and a lock against other processes.
#pragma once

#include <optional>
#include <string>

#include "scenario/model/shard.hpp"

namespace spate::run {

// Control thread only.
class StateDirectory {
 public:
  // Creates the directory if it does not exist, and locks it. Each shard has separate files. Throws StartError if the
  // directory is not writable or another process has locked it.
  StateDirectory(std::string directory, const scenario::Shard& shard);
  StateDirectory(const StateDirectory&) = delete;
  StateDirectory& operator=(const StateDirectory&) = delete;
  ~StateDirectory();

  [[nodiscard]] const std::string& state_file() const noexcept { return state_file_; }
  // The text of the state file, at most kMaxStateBytes + 1 bytes. Returns nullopt if there is no file. Throws
  // StartError.
  [[nodiscard]] std::optional<std::string> read() const;
  // Replaces the state file: after a power failure it holds the old or the new text. Returns the error; empty on
  // success.
  [[nodiscard]] std::string write(const std::string& text) const noexcept;

  // The path of the sent index file with this number.
  [[nodiscard]] std::string sent_file(std::uint64_t number) const;
  // Removes the sent index files with other numbers.
  void remove_other_sent_files(std::uint64_t number) const noexcept;

 private:
  std::string directory_;
  std::string name_;
  std::string state_file_;
  int lock_ = -1;
};

}  // namespace spate::run
