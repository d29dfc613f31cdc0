#include "daemon/service_notification.hpp"

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

#include <cstdlib>
#include <memory>
#include <string_view>

#include "base/background_writer.hpp"
#include "base/printable.hpp"
#include "base/time.hpp"

namespace spate::daemon {
namespace {

constexpr std::size_t kRoom = std::size_t{64} * 1024;

// Each message ends with a NUL. An error is ignored: there is no way to report it to the manager.
std::ptrdiff_t send(std::string_view messages) noexcept {
  const auto message = messages.substr(0, messages.find('\0'));
  static_cast<void>(::sd_notify(0, message.data()));
  return static_cast<std::ptrdiff_t>(message.size()) + 1;
}

// A separate thread sends, because a manager that does not read blocks the sender.
void notify(const std::string& message) {
  static const auto writer = std::getenv("NOTIFY_SOCKET") == nullptr
                                 ? nullptr
                                 : std::make_unique<BackgroundWriter>("spate-notify", kRoom, send);
  if (writer) static_cast<void>(writer->try_append({message.c_str(), message.size() + 1}));
}

}  // namespace

void notify_ready() { notify("READY=1"); }

// The manager matches RELOADING and READY by MONOTONIC_USEC (sd_notify(3)).
void notify_reloading() {
  notify(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", monotonic_now().time_since_epoch() / kMicrosecond));
}

void notify_status(const std::string& text) { notify("STATUS=" + printable_line(text)); }

void notify_alive() { notify("WATCHDOG=1"); }

void notify_stopping() { notify("STOPPING=1"); }

}  // namespace spate::daemon
