// Writes the log to the systemd journal, with priority and fields, if standard error is connected to it.
#pragma once

#include <string>
#include <vector>

#include "base/log.hpp"

namespace spate::daemon {

// Connects the log to the journal if standard error is connected to it. Call it once, before other threads start.
void log_to_journal_if_connected() noexcept;

// Whether JOURNAL_STREAM, `named`, is the file that is open under this descriptor (systemd.exec(5)).
[[nodiscard]] bool is_journal(int descriptor, const char* named) noexcept;

// The fields of an entry, each as FIELD=VALUE: MESSAGE, PRIORITY, SYSLOG_IDENTIFIER, and SPATE_STREAM, SPATE_TOPIC and
// SPATE_ERROR if they are known.
[[nodiscard]] std::vector<std::string> journal_fields(log::Level level, std::string_view text,
                                                      const log::Context& about);

}  // namespace spate::daemon
