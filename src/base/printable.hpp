// Makes text from outside (environment, files and their names, brokers, libraries) safe for a log, JSON and XML.
#pragma once

#include <string>
#include <string_view>

namespace spate {

// Returns one line of valid UTF-8 without control characters. Replaces malformed bytes by U+FFFD, and each line break
// and control character by a space. Removes line breaks at the end. Does not change text that is already such a line.
[[nodiscard]] std::string printable_line(std::string_view text);

}  // namespace spate
