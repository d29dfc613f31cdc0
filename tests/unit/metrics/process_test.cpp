#include "metrics/process.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include "base/thread.hpp"
#include "base/time.hpp"
#include "catch.hpp"

TEST_CASE("a line of /proc/PID/stat is parsed if the command contains parentheses") {
  const auto* const line =
      "42 (a) b (c) S 1 42 42 0 -1 4194304 100 0 0 0 150 50 0 0 20 0 9 0 1000 123456789 321 18446744073709551615 1 1\n";
  const auto snapshot = spate::metrics::parse_process_stat(line, 5000);
  REQUIRE(snapshot);
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  CHECK(snapshot->cpu_seconds == Approx(200 / ticks));
  CHECK(snapshot->start_time_seconds == Approx(5000 + 1000 / ticks));
  CHECK(snapshot->threads == 9);
  CHECK(snapshot->virtual_bytes == 123'456'789);
  CHECK(snapshot->resident_bytes == 321 * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)));
}

TEST_CASE("an incomplete line of /proc/PID/stat returns nullopt") {
  CHECK_FALSE(spate::metrics::parse_process_stat("", 0));
  CHECK_FALSE(spate::metrics::parse_process_stat("42 (cat", 0));
  CHECK_FALSE(spate::metrics::parse_process_stat("42 (cat) S 1 42 42 0 -1 4194304", 0));
}

TEST_CASE("read_process agrees with getrusage and getrlimit") {
  const auto snapshot = spate::metrics::read_process();
  REQUIRE(snapshot);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  CHECK(snapshot->cpu_seconds == Approx(seconds(usage.ru_utime) + seconds(usage.ru_stime)).margin(0.1));
  CHECK(snapshot->resident_bytes > 500'000);
  CHECK(snapshot->virtual_bytes >= snapshot->resident_bytes);
  const double now = spate::to_seconds(spate::wall_now().time_since_epoch());
  CHECK(snapshot->start_time_seconds < now + 2);
  CHECK(snapshot->start_time_seconds > now - 3600);
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  CHECK(snapshot->max_fds == static_cast<double>(limit.rlim_cur));
}

TEST_CASE("read_process counts open descriptors and running threads") {
  const auto before = spate::metrics::read_process().value();
  const int copy = dup(0);
  CHECK(spate::metrics::read_process().value().open_fds == before.open_fds + 1);
  close(copy);
  CHECK(spate::metrics::read_process().value().open_fds == before.open_fds);

  spate::WakeEvent end;
  spate::Thread waiting{"waiting", [&] { end.sleep_until(spate::monotonic_now() + spate::kMinute); }};
  CHECK(spate::metrics::read_process().value().threads == before.threads + 1);
  end.set();
}
