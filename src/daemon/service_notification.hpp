// What a service manager is told (sd_notify); does nothing where there is none. Never blocks: what a manager that does
// not read has no room for is dropped.
#pragma once

#include <string>

namespace spate::daemon {

// Every stream has its topic and the load begins.
void notify_ready();
// A reload has begun; notify_ready() ends it.
void notify_reloading();
// The threads of the run make progress.
void notify_alive();
// One line for `systemctl status`.
void notify_status(const std::string& text);
void notify_stopping();

}  // namespace spate::daemon
