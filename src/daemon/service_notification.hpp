// What a service manager is told (sd_notify); does nothing where there is none.
#pragma once

#include <string>

namespace spate {

// Every stream has its topic and the load begins.
void notify_ready();
// A reload has begun; notify_ready() ends it.
void notify_reloading();
// One line for `systemctl status`.
void notify_status(const std::string& text);
void notify_stopping();

}  // namespace spate
