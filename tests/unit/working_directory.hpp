// Messages name the file as the user did: tests of them stand where the files are.
#pragma once

#include <filesystem>

namespace spate {

class WorkingDirectory {
 public:
  explicit WorkingDirectory(const std::filesystem::path& folder) : before_(std::filesystem::current_path()) {
    std::filesystem::current_path(folder);
  }
  WorkingDirectory(const WorkingDirectory&) = delete;
  WorkingDirectory& operator=(const WorkingDirectory&) = delete;
  ~WorkingDirectory() { std::filesystem::current_path(before_); }

 private:
  std::filesystem::path before_;
};

}  // namespace spate
