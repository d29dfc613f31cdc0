#include "daemon/service_notification.hpp"

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

#include "base/printable.hpp"
#include "base/time.hpp"

namespace spate {

// The result is of no use: without a service manager it is 0, and a manager that cannot be reached cannot be told so.
void notify_ready() { static_cast<void>(::sd_notify(0, "READY=1")); }

// MONOTONIC_USEC tells the manager which READY belongs to it (sd_notify(3)).
void notify_reloading() {
  static_cast<void>(
      ::sd_notify(0, fmt::format("RELOADING=1\nMONOTONIC_USEC={}", monotonic_now() / kMicrosecond).c_str()));
}

void notify_status(const std::string& text) {
  static_cast<void>(::sd_notify(0, ("STATUS=" + printable_line(text)).c_str()));
}

void notify_stopping() { static_cast<void>(::sd_notify(0, "STOPPING=1")); }

}  // namespace spate
