#include "run/hung_thread.hpp"

#include <fmt/format.h>

namespace spate::run {

std::optional<std::string> hung_thread(const stats::RunStats& stats, MonotonicTime now, Duration timeout) {
  const auto overdue = [&](MonotonicTime expected) { return expected != MonotonicTime{} && expected < now - timeout; };
  if (overdue(stats.client.last_poll())) return "the poll thread";
  for (const auto& stream : stats.streams.read())
    if (overdue(stream->worker.next_wakeup.load(std::memory_order_relaxed)))
      return fmt::format("the worker of stream {}", stream->name);
  return std::nullopt;
}

}  // namespace spate::run
