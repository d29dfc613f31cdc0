// Text from outside (the environment, files and their names, brokers, libraries), made fit for a log, JSON and XML.
#pragma once

#include <string>
#include <string_view>

namespace spate {

// One line of valid UTF-8 without control characters: what is malformed becomes U+FFFD, each line break and control
// character a space; line breaks at the end are removed. Text that is such a line stays as it is.
[[nodiscard]] std::string printable_line(std::string_view text);

}  // namespace spate
