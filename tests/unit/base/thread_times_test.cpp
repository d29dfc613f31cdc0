#include "base/thread_times.hpp"

#include "base/thread.hpp"
#include "catch.hpp"

using namespace spate;

TEST_CASE("every thread of the process is there, and has been on a processor") {
  pid_t other = 0;
  std::map<pid_t, ThreadTimes> times;
  Thread thread{"counted", [&] {
                  other = this_thread_number();
                  times = read_thread_times();
                }};
  thread.join();
  CHECK(other != this_thread_number());
  REQUIRE(times.count(this_thread_number()) == 1);
  REQUIRE(times.count(other) == 1);
  CHECK(times.at(this_thread_number()).running > Duration{});
}

TEST_CASE("times only grow") {
  const auto before = read_thread_times().at(this_thread_number());
  const auto after = read_thread_times().at(this_thread_number());
  CHECK(after.running >= before.running);
  CHECK(after.waiting >= before.waiting);
}
