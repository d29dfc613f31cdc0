#include "daemon/signal_meaning.hpp"

#include <signal.h>

#include "catch.hpp"

using namespace spate;

TEST_CASE("an interrupt that comes as two signals stops once") {
  SignalReader reader{false};
  CHECK(reader.read(SIGTERM, kMinute) == SignalMeaning::stop);
  CHECK(reader.read(SIGTERM, kMinute) == SignalMeaning::none);
  CHECK(reader.read(SIGTERM, kMinute + kSecond - 1) == SignalMeaning::none);
}

TEST_CASE("a second signal a second after the first ends at once, whatever came between") {
  SignalReader reader{false};
  CHECK(reader.read(SIGINT, 0) == SignalMeaning::stop);
  CHECK(reader.read(SIGINT, kSecond / 2) == SignalMeaning::none);
  CHECK(reader.read(SIGINT, kSecond) == SignalMeaning::end_at_once);
}

TEST_CASE("another signal is another wish") {
  SignalReader reader{false};
  CHECK(reader.read(SIGTERM, 0) == SignalMeaning::stop);
  CHECK(reader.read(SIGINT, 1) == SignalMeaning::end_at_once);
}

TEST_CASE("a hang-up stops on a terminal, reloads elsewhere, and never hurries a stop") {
  SignalReader terminal{true};
  CHECK(terminal.read(SIGHUP, 0) == SignalMeaning::stop);
  CHECK(terminal.read(SIGHUP, kMinute) == SignalMeaning::none);
  CHECK(terminal.read(SIGTERM, kMillisecond) == SignalMeaning::none);  // a session that ends sends both
  CHECK(terminal.read(SIGTERM, kMinute) == SignalMeaning::end_at_once);
  SignalReader daemon{false};
  CHECK(daemon.read(SIGHUP, 0) == SignalMeaning::reload);
  CHECK(daemon.read(SIGHUP, kMillisecond) == SignalMeaning::reload);
  CHECK(daemon.read(SIGTERM, kSecond) == SignalMeaning::stop);
  CHECK(daemon.read(SIGHUP, kMinute) == SignalMeaning::reload);
}
