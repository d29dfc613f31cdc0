#include "base/thread_times.hpp"

#include "base/thread.hpp"
#include "catch.hpp"

using namespace spate;

TEST_CASE("thread times list every thread of the process") {
  pid_t other = 0;
  std::map<pid_t, ThreadTimes> times;
  Thread thread{"counted", [&] {
                  other = current_thread_id();
                  times = read_thread_times();
                }};
  thread.join();
  CHECK(other != current_thread_id());
  REQUIRE(times.count(current_thread_id()) == 1);
  REQUIRE(times.count(other) == 1);
  CHECK(times.at(current_thread_id()).running > Duration{});
}

TEST_CASE("thread times never decrease") {
  const auto before = read_thread_times().at(current_thread_id());
  const auto after = read_thread_times().at(current_thread_id());
  CHECK(after.running >= before.running);
  CHECK(after.waiting >= before.waiting);
}
