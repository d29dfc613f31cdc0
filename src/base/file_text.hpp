// The text of a file that a user names, read at startup or by a reload.
#pragma once

#include <cstddef>
#include <string>

namespace spate {

struct FileText {
  std::string text;      // at most limit + 1 bytes
  std::string problem;   // reason, such as "it is a FIFO"; empty on success
  bool missing = false;  // the file does not exist
};

// Reads a regular file. /dev/null is an empty file. A directory, a FIFO, another device or a socket is a problem, and
// the function does not wait for it. A descriptor of this process (/dev/stdin, /dev/fd/N) may also be a FIFO, a device
// or a socket, as for <(…) of a shell: the function reads it to its end.
// Of a file larger than `limit` bytes, the text is the first limit + 1 bytes: the caller must check the size.
[[nodiscard]] FileText read_file(const std::string& path, std::size_t limit);

// Returns true if `path` is a descriptor of this process and not a regular file: it can be read only once.
[[nodiscard]] bool is_read_once(const std::string& path) noexcept;

}  // namespace spate
