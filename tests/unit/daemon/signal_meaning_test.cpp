#include "daemon/signal_meaning.hpp"

#include <signal.h>

#include "catch.hpp"

using namespace spate;
using namespace spate::daemon;

TEST_CASE("the same signal twice within 1 s stops once") {
  SignalReader reader{false};
  CHECK(reader.read(SIGTERM, MonotonicTime{kMinute}) == SignalMeaning::stop);
  CHECK(reader.read(SIGTERM, MonotonicTime{kMinute}) == SignalMeaning::none);
  CHECK(reader.read(SIGTERM, MonotonicTime{kMinute + kSecond - Duration{1}}) == SignalMeaning::none);
}

TEST_CASE("a second signal after 1 s exits immediately") {
  SignalReader reader{false};
  CHECK(reader.read(SIGINT, MonotonicTime{}) == SignalMeaning::stop);
  CHECK(reader.read(SIGINT, MonotonicTime{kSecond / 2}) == SignalMeaning::none);
  CHECK(reader.read(SIGINT, MonotonicTime{kSecond}) == SignalMeaning::end_at_once);
}

TEST_CASE("a different second signal exits immediately") {
  SignalReader reader{false};
  CHECK(reader.read(SIGTERM, MonotonicTime{}) == SignalMeaning::stop);
  CHECK(reader.read(SIGINT, MonotonicTime{Duration{1}}) == SignalMeaning::end_at_once);
}

TEST_CASE("SIGHUP stops on a terminal, reloads elsewhere and is no second signal") {
  SignalReader terminal{true};
  CHECK(terminal.read(SIGHUP, MonotonicTime{}) == SignalMeaning::stop);
  CHECK(terminal.read(SIGHUP, MonotonicTime{kMinute}) == SignalMeaning::none);
  CHECK(terminal.read(SIGTERM, MonotonicTime{kMillisecond}) == SignalMeaning::none);  // the end of a session sends both
  CHECK(terminal.read(SIGTERM, MonotonicTime{kMinute}) == SignalMeaning::end_at_once);
  SignalReader daemon{false};
  CHECK(daemon.read(SIGHUP, MonotonicTime{}) == SignalMeaning::reload);
  CHECK(daemon.read(SIGHUP, MonotonicTime{kMillisecond}) == SignalMeaning::reload);
  CHECK(daemon.read(SIGTERM, MonotonicTime{kSecond}) == SignalMeaning::stop);
  CHECK(daemon.read(SIGHUP, MonotonicTime{kMinute}) == SignalMeaning::reload);
}
