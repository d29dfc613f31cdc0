// The kind of target that the path of an option such as `--summary` leads to.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace spate::daemon {

struct ResultTarget {
  enum class Kind {
    descriptor,  // one of this process: "-", /dev/stdout, /dev/fd/63
    fifo,
    device,  // or any other special file
    file,    // present or absent
  };

  std::string option;
  std::string named;  // as the user wrote it
  Kind kind = Kind::file;
  int descriptor = -1;         // its number
  std::filesystem::path path;  // with symbolic links resolved; empty for a descriptor
  std::optional<struct stat> found;
};

// Throws StartError for a missing directory, a directory or circular symbolic links.
[[nodiscard]] ResultTarget find_target(const std::string& option, const std::string& file);

// Whether writing to one target would replace or mix with the other.
[[nodiscard]] bool same_target(const ResultTarget& one, const ResultTarget& other);

// A path of the command line and its option, or FILE for the scenario.
struct NamedFile {
  std::string option;
  std::optional<std::string> file;
};
// The error if two options name the same file, else empty. Throws StartError.
[[nodiscard]] std::string same_file_problem(const std::vector<NamedFile>& named);

}  // namespace spate::daemon
