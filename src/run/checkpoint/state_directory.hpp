// The directory in which a run's state outlives it: one file, replaced whole, for one process at a time.
#pragma once

#include <optional>
#include <string>

#include "scenario/model/shard.hpp"

namespace spate::run {

// The control thread's.
class StateDirectory {
 public:
  // Makes the directory if need be, and takes it until the end of the process. Each shard has files of its own. Throws
  // StartError where it cannot be written to or another process has it.
  StateDirectory(std::string directory, const scenario::Shard& shard);
  StateDirectory(const StateDirectory&) = delete;
  StateDirectory& operator=(const StateDirectory&) = delete;
  ~StateDirectory();

  [[nodiscard]] const std::string& state_file() const noexcept { return state_file_; }
  // Nothing where there is none. At most a byte more than kMaxStateBytes. Throws StartError.
  [[nodiscard]] std::optional<std::string> read() const;
  // After this either the old text is there or the new one, also when the power fails. What went wrong; empty: nothing.
  [[nodiscard]] std::string write(const std::string& text) const noexcept;

  // The file of marks with this number, and the end of all others.
  [[nodiscard]] std::string marks_file(std::uint64_t number) const;
  void remove_marks_but(std::uint64_t number) const noexcept;

 private:
  std::string directory_;
  std::string name_;
  std::string state_file_;
  int lock_ = -1;
};

}  // namespace spate::run
