#include "base/thread.hpp"

#include <pthread.h>

#include <array>
#include <string>

#include "catch.hpp"

using namespace spate;

static std::string kernel_thread_name(const std::string& name) {
  std::array<char, 32> name_buffer{};
  Thread thread{name, [&] { ::pthread_getname_np(::pthread_self(), name_buffer.data(), name_buffer.size()); }};
  thread.join();
  return name_buffer.data();
}

TEST_CASE("a thread has its name") {
  CHECK(kernel_thread_name("orders") == "orders");
  CHECK(kernel_thread_name("exactly15bytes!") == "exactly15bytes!");
}

TEST_CASE("a long thread name is cut to the limit of the kernel") {
  CHECK(kernel_thread_name("orders-of-europe.1") == "orders-of-europ");
}

TEST_CASE("a thread joins at the end of its scope") {
  bool finished = false;
  {
    const Thread thread{"short", [&] { finished = true; }};
  }
  CHECK(finished);
}

TEST_CASE("an empty thread joins immediately") {
  Thread thread;
  CHECK_FALSE(thread.joinable());
  thread.join();
  thread = Thread{"now", [] {}};
  CHECK(thread.joinable());
  thread.join();
  CHECK_FALSE(thread.joinable());
}

TEST_CASE("a waiting thread runs its task once or ends without one") {
  int done = 0;
  {
    WaitingThread thread{"waits"};
    thread.start([&] { ++done; });
    thread.join();
    CHECK(done == 1);
  }
  {
    WaitingThread unused{"unused"};
    WaitingThread moved{std::move(unused)};
    moved.join();
  }
  const WaitingThread never{"never"};
  CHECK(done == 1);
}

static std::string failed_thread;
static std::string failure;

TEST_CASE("the failure handler gets the name of the thread and the error") {
  on_thread_failure([](const std::string& thread, const char* what) noexcept {
    failed_thread = thread;
    failure = what;
  });
  Thread{"orders", [] { throw std::runtime_error{"no more"}; }}.join();
  CHECK(failed_thread == "orders");
  CHECK(failure == "no more");
  Thread{"clicks", [] { throw 1; }}.join();
  CHECK(failed_thread == "clicks");
  on_thread_failure(nullptr);
}

TEST_CASE("an exception of a thread body ends only its thread") {
  Thread thread{"throws", [] { throw std::runtime_error{"no more"}; }};
  thread.join();
  CHECK_FALSE(thread.joinable());
}
