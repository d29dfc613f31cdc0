// What the path after an option such as `--summary` leads to: whether a file can be replaced there, or something that
// is not ours has to be written into.
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
    device,  // and what else is neither a file nor a directory
    file,    // there or not
  };

  std::string option;
  std::string named;  // as the user wrote it
  Kind kind = Kind::file;
  int descriptor = -1;         // its number
  std::filesystem::path path;  // of the others: symbolic links are followed, also one that leads to no file yet
  std::optional<struct stat> found;
};

// Throws StartError where nothing can be written: no such directory, a directory, a circle of links.
[[nodiscard]] ResultTarget find_target(const std::string& option, const std::string& file);

// Whether what is written to the one replaces the other or mixes with it.
[[nodiscard]] bool same_target(const ResultTarget& one, const ResultTarget& other);

// A file that the command line names, and by what: an option, or FILE for the scenario.
struct NamedFile {
  std::string option;
  std::optional<std::string> file;
};
// Which two of them are the same file, and what to do about it; empty: all are different. Throws StartError.
[[nodiscard]] std::string same_file_problem(const std::vector<NamedFile>& named);

}  // namespace spate::daemon
