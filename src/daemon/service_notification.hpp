// Notifications to the service manager (sd_notify). No effect without a manager. Never blocks: drops messages while the
// manager does not read.
#pragma once

#include <string>

namespace spate::daemon {

// Every topic is ready and the load starts; also ends a reload.
void notify_ready();
// A reload has started; notify_ready() ends it.
void notify_reloading();
// A watchdog ping.
void notify_alive();
// The status line of `systemctl status`.
void notify_status(const std::string& text);
void notify_stopping();

}  // namespace spate::daemon
