#include "run/system_limits.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <future>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/thread.hpp"

namespace spate::run {
namespace {

// Measured with 1 embedded broker: 19 files, and 16 threads besides the workers. With 3 brokers and the end-to-end
// consumer: 35 files and 24 threads. Brokers that the scenario does not name are not counted.
constexpr std::size_t kFiles = 24;
constexpr std::size_t kFilesOfBroker = 8;
constexpr std::size_t kThreads = 14;
constexpr std::size_t kThreadsOfBroker = 3;

std::size_t brokers_named(const scenario::Scenario& scenario) {
  std::int64_t brokers = 1;
  for (const scenario::Property& property : scenario.kafka) {
    if (property.name == "bootstrap.servers" || property.name == "metadata.broker.list")
      brokers = 1 + std::count(property.value.begin(), property.value.end(), ',');
  }
  for (const scenario::Stream& stream : scenario.streams)
    brokers = std::max<std::int64_t>(brokers, stream.topic.replication_factor.value_or(1));
  return static_cast<std::size_t>(brokers);
}

}  // namespace

void make_room_for_files(const scenario::Scenario& scenario) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  const auto needed = kFiles + kFilesOfBroker * brokers_named(scenario);
  if (limit.rlim_max >= needed) return;
  throw StartError{
      fmt::format("too few file descriptors, {} of about {} that the run needs: raise the limit (ulimit -Hn, "
                  "LimitNOFILE= of a service, --ulimit nofile of a container)",
                  limit.rlim_max, needed)};
}

void try_threads(const scenario::Scenario& scenario) {
  std::vector<Thread> threads;
  std::promise<void> over;  // if a thread cannot start, the destructor ends the waits
  const auto wait = over.get_future().share();
  const auto needed = scenario.streams.size() + kThreads + kThreadsOfBroker * brokers_named(scenario);
  for (std::size_t number = 0; number < needed; ++number)
    threads.emplace_back(fmt::format("number {}", number + 1), [wait] { wait.wait(); });
  over.set_value();
}

}  // namespace spate::run
