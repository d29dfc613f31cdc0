// The systemd journal, where standard error goes there: lines arrive with their priority and with what they are about.
#pragma once

#include <string>
#include <vector>

#include "base/log.hpp"

namespace spate::daemon {

// From here on the log is written to the journal, if that is where standard error leads. Once, before other threads.
void log_to_journal_if_connected() noexcept;

// Whether JOURNAL_STREAM, `named`, is the file that is open under this descriptor (systemd.exec(5)).
[[nodiscard]] bool is_journal(int descriptor, const char* named) noexcept;

// A line as the journal takes it, FIELD=VALUE each: MESSAGE, PRIORITY, SYSLOG_IDENTIFIER, and SPATE_STREAM,
// SPATE_TOPIC, SPATE_ERROR where it is about one.
[[nodiscard]] std::vector<std::string> journal_fields(log::Level level, std::string_view text,
                                                      const log::Context& about);

}  // namespace spate::daemon
