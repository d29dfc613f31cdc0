#include <atomic>
#include <random>

#include "base/thread.hpp"
#include "catch.hpp"
#include "stats/stream_stats.hpp"

using namespace spate;
using namespace spate::stats;

namespace {

auto& skipped(StreamStats& stats, SkipReason reason) { return stats.worker.skipped[static_cast<std::size_t>(reason)]; }

// Both identities, in signed arithmetic: nothing can hide by wrapping around.
void check_identities(const Account& account) {
  const auto signed_of = [](std::uint64_t figure) { return static_cast<std::int64_t>(figure); };
  REQUIRE(signed_of(account.waiting) >= 0);
  REQUIRE(signed_of(account.in_flight) >= 0);
  REQUIRE(account.scheduled + account.duplicated ==
          account.enqueued + account.skipped_total() + account.dropped + account.waiting);
  REQUIRE(account.enqueued == account.delivered + account.failed + account.in_flight);
  REQUIRE(account.possibly_persisted <= account.failed);
  REQUIRE(account.bytes_delivered <= account.bytes_enqueued);
}

}  // namespace

TEST_CASE("the account of a stream that has not begun is all zero and closes") {
  const StreamStats stats;
  const auto account = read_account(stats);
  check_identities(account);
  CHECK(account.scheduled == 0);
  CHECK(account_closes(stats));
}

TEST_CASE("every record is in its place") {
  StreamStats stats;
  stats.worker.scheduled.add(100);
  stats.worker.duplicated.add(5);
  stats.worker.dropped.add(3);
  skipped(stats, SkipReason::backlog).add(10);
  skipped(stats, SkipReason::stop).add(2);
  stats.worker.enqueued.add(80);
  stats.worker.refused.count(10, 1);
  stats.delivery.delivered.add(60);
  stats.delivery.failed.count(-192, 4);
  stats.delivery.possibly_persisted.add(3);
  const auto account = read_account(stats);
  check_identities(account);
  CHECK(account.skipped_total() == 12);
  CHECK(account.waiting == 10);
  CHECK(account.failed == 5);
  CHECK(account.in_flight == 15);
  CHECK(account.possibly_persisted == 3);
  CHECK(account.skipped[static_cast<std::size_t>(SkipReason::backlog)] == 10);
  CHECK_FALSE(account_closes(stats));
}

TEST_CASE("a report counted before its batch makes nothing negative") {
  StreamStats stats;
  stats.worker.scheduled.add(10);
  stats.delivery.delivered.add(7);
  stats.delivery.bytes_delivered.add(700);
  const auto account = read_account(stats);
  check_identities(account);
  CHECK(account.enqueued == 7);
  CHECK(account.in_flight == 0);
  CHECK(account.waiting == 3);
}

TEST_CASE("the account closes when every record has come back, and only then") {
  StreamStats stats;
  stats.worker.scheduled.add(10);
  stats.worker.enqueued.add(9);
  skipped(stats, SkipReason::stop).add(1);
  stats.delivery.delivered.add(6);
  stats.delivery.failed.count(-151, 2);
  stats.worker.refused.count(10, 1);
  REQUIRE(account_closes(stats));

  SECTION("a record in flight") { stats.worker.scheduled.add(1), stats.worker.enqueued.add(1); }
  SECTION("a record waiting") { stats.worker.scheduled.add(1); }
  SECTION("a record delivered twice") { stats.delivery.delivered.add(1); }
  SECTION("a record delivered and skipped") { skipped(stats, SkipReason::backlog).add(1); }
  SECTION("a delivery nobody enqueued") { stats.worker.scheduled.add(1), stats.delivery.delivered.add(1); }
  CHECK_FALSE(account_closes(stats));
}

TEST_CASE("failures are listed most frequent first, refused ones among them") {
  StreamStats stats;
  stats.delivery.failed.count(-192, 5);
  stats.delivery.failed.count(10, 1);
  stats.worker.refused.count(10, 7);
  stats.delivery.failed.count(7, 6);
  CHECK(read_failures(stats) == std::vector<std::pair<ErrorCode, std::uint64_t>>{{10, 8}, {7, 6}, {-192, 5}});
}

// The worker schedules, hands a batch over and only then counts it; the poll thread may have it back before that.
TEST_CASE("at every moment of a run both identities hold, and the account closes at its end") {
  constexpr std::uint64_t kRecords = 300'000;
  StreamStats stats;
  std::atomic<std::uint64_t> handed_over{0};
  Thread worker{"worker", [&] {
                  std::mt19937 random{1};
                  for (std::uint64_t made = 0; made < kRecords;) {
                    const std::uint64_t batch = std::min<std::uint64_t>(random() % 50 + 1, kRecords - made);
                    made += batch;
                    stats.worker.scheduled.add(batch + 3);
                    stats.worker.duplicated.add(1);
                    skipped(stats, SkipReason::backlog).add(2);
                    stats.worker.dropped.add(2);
                    stats.worker.refused.count(10, 1);
                    handed_over.fetch_add(batch - 1, std::memory_order_release);
                    stats.worker.bytes_enqueued.add(100 * batch);
                    stats.worker.enqueued.add(batch);
                  }
                  handed_over.fetch_or(std::uint64_t{1} << 63U, std::memory_order_release);
                }};
  Thread poll{"poll", [&] {
                constexpr auto kLast = std::uint64_t{1} << 63U;
                std::uint64_t back = 0;
                for (bool last = false; !last;) {
                  const auto seen = handed_over.load(std::memory_order_acquire);
                  last = (seen & kLast) != 0;
                  const auto come = (seen & ~kLast) - back;
                  back += come;
                  const auto failed = come / 10;
                  stats.delivery.failed.count(-192, failed);
                  stats.delivery.possibly_persisted.add(failed);
                  stats.delivery.delivered.add(come - failed);
                  stats.delivery.bytes_delivered.add(100 * (come - failed));
                }
              }};
  Account before;
  for (int reading = 0; reading < 5'000 || !account_closes(stats); ++reading) {
    const auto account = read_account(stats);
    check_identities(account);
    REQUIRE(account.scheduled >= before.scheduled);
    REQUIRE(account.enqueued >= before.enqueued);
    REQUIRE(account.delivered >= before.delivered);
    REQUIRE(account.failed >= before.failed);
    before = account;
  }
  worker.join();
  poll.join();
  CHECK(account_closes(stats));
  CHECK(read_account(stats).enqueued == kRecords);
}
