// The text of a file that a user names, read at the start or by a reload.
#pragma once

#include <cstddef>
#include <string>

namespace spate {

struct FileText {
  std::string text;      // at most a byte more than the limit
  std::string problem;   // why there is none, such as "it is a FIFO"; empty: it was read
  bool missing = false;  // that is the problem
};

// Reads regular files. Never waits for a FIFO, a device or a socket: those are problems, unless `path` is a descriptor
// that this process was started with (/dev/stdin, /dev/fd/N): that is read to its end, as for <(…) of a shell.
// /dev/null is an empty file.
// A file that is larger than `limit` bytes has a text of limit + 1: the caller says so.
[[nodiscard]] FileText read_file(const std::string& path, std::size_t limit);

// `path` is such a descriptor, and no regular file: it can be read once.
[[nodiscard]] bool is_read_once(const std::string& path) noexcept;

}  // namespace spate
