#include <atomic>
#include <random>

#include "base/thread.hpp"
#include "catch.hpp"
#include "stats/stream_stats.hpp"

using namespace spate;
using namespace spate::stats;

namespace {

auto& skipped(StreamStats& stats, SkipReason reason) { return stats.worker.skipped[static_cast<std::size_t>(reason)]; }

// Checks both identities in signed arithmetic, so that a wrapped value fails.
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

TEST_CASE("the account of a stream before its start is 0 and balances") {
  const StreamStats stats;
  const auto account = read_account(stats);
  check_identities(account);
  CHECK(account.scheduled == 0);
  CHECK(account_balances(stats));
}

TEST_CASE("the account counts every record in one place") {
  StreamStats stats;
  stats.worker.scheduled.add(100);
  stats.worker.duplicated.add(5);
  stats.worker.dropped.add(3);
  skipped(stats, SkipReason::backlog).add(10);
  skipped(stats, SkipReason::stop).add(2);
  stats.worker.enqueued.add(80);
  stats.worker.rejected.count(10, 1);
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
  CHECK_FALSE(account_balances(stats));
}

TEST_CASE("a delivery report counted before its batch makes no value negative") {
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

TEST_CASE("the account balances only if every record is settled once") {
  StreamStats stats;
  stats.worker.scheduled.add(10);
  stats.worker.enqueued.add(9);
  skipped(stats, SkipReason::stop).add(1);
  stats.delivery.delivered.add(6);
  stats.delivery.failed.count(-151, 2);
  stats.worker.rejected.count(10, 1);
  REQUIRE(account_balances(stats));

  SECTION("record in flight") { stats.worker.scheduled.add(1), stats.worker.enqueued.add(1); }
  SECTION("record in the backlog") { stats.worker.scheduled.add(1); }
  SECTION("record delivered twice") { stats.delivery.delivered.add(1); }
  SECTION("record delivered and skipped") { skipped(stats, SkipReason::backlog).add(1); }
  SECTION("record delivered and not enqueued") { stats.worker.scheduled.add(1), stats.delivery.delivered.add(1); }
  CHECK_FALSE(account_balances(stats));
}

TEST_CASE("failures include rejected records and are sorted by count") {
  StreamStats stats;
  stats.delivery.failed.count(-192, 5);
  stats.delivery.failed.count(10, 1);
  stats.worker.rejected.count(10, 7);
  stats.delivery.failed.count(7, 6);
  CHECK(read_failures(stats) == std::vector<std::pair<ErrorCode, std::uint64_t>>{{10, 8}, {7, 6}, {-192, 5}});
}

// The worker counts a batch only after it is in the client; the poll thread may count its delivery reports before that.
TEST_CASE("both identities hold during a run and the account balances at its end") {
  constexpr std::uint64_t kRecords = 300'000;
  StreamStats stats;
  std::atomic<std::uint64_t> in_client{0};
  Thread worker{"worker", [&] {
                  std::mt19937 random{1};
                  for (std::uint64_t made = 0; made < kRecords;) {
                    const std::uint64_t batch = std::min<std::uint64_t>(random() % 50 + 1, kRecords - made);
                    made += batch;
                    stats.worker.scheduled.add(batch + 3);
                    stats.worker.duplicated.add(1);
                    skipped(stats, SkipReason::backlog).add(2);
                    stats.worker.dropped.add(2);
                    stats.worker.rejected.count(10, 1);
                    in_client.fetch_add(batch - 1, std::memory_order_release);
                    stats.worker.bytes_enqueued.add(100 * batch);
                    stats.worker.enqueued.add(batch);
                  }
                  in_client.fetch_or(std::uint64_t{1} << 63U, std::memory_order_release);
                }};
  Thread poll{"poll", [&] {
                constexpr auto kLast = std::uint64_t{1} << 63U;
                std::uint64_t settled = 0;
                for (bool last = false; !last;) {
                  const auto seen = in_client.load(std::memory_order_acquire);
                  last = (seen & kLast) != 0;
                  const auto reports = (seen & ~kLast) - settled;
                  settled += reports;
                  const auto failed = reports / 10;
                  stats.delivery.failed.count(-192, failed);
                  stats.delivery.possibly_persisted.add(failed);
                  stats.delivery.delivered.add(reports - failed);
                  stats.delivery.bytes_delivered.add(100 * (reports - failed));
                }
              }};
  Account before;
  for (int snapshot = 0; snapshot < 5'000 || !account_balances(stats); ++snapshot) {
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
  CHECK(account_balances(stats));
  CHECK(read_account(stats).enqueued == kRecords);
}
