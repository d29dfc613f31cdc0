// Records with headers and timestamps, which need one call each.
#include "catch.hpp"
#include "kafka/producer.hpp"
#include "kafka_fixture.hpp"

using namespace spate;
using namespace spate::testing;

namespace {

constexpr std::int64_t kMillennium = 946'684'800'000;

std::vector<ReceivedRecord> numbered_with_envelope(std::size_t count, std::int32_t partition, std::size_t size = 20) {
  auto records = numbered(count, partition, size);
  for (std::size_t n = 0; n < records.size(); ++n) {
    records[n].envelope =
        SentEnvelope{.timestamp = kMillennium + static_cast<std::int64_t>(n),
                     .headers = {{"number", std::to_string(n)}, {"none", std::nullopt}, {"empty", ""}}};
  }
  return records;
}

}  // namespace

TEST_CASE("records with headers and timestamps arrive unchanged and in order, and their bytes count") {
  KafkaFixture fixture{scenario_of({{"orders", 2}})};
  auto& stream = fixture.streams.front();
  const auto sent = numbered_with_envelope(2000, 1);
  REQUIRE(stream.send(sent, 700));
  CHECK(fixture.finish());
  const auto read = fixture.read_partition("orders", 1, 3000);
  CHECK(read == sent);
  std::uint64_t bytes = 0;
  bool same = true;
  for (std::size_t n = 0; n < std::min(read.size(), sent.size()); ++n) {
    same = same && read[n].envelope->timestamp == sent[n].envelope->timestamp &&
           read[n].envelope->headers == sent[n].envelope->headers;
    bytes += sent[n].key->size() + sent[n].value->size() + 6 + std::to_string(n).size() + 4 + 5;
  }
  CHECK(same);
  const auto account = stats::read_account(stream.stats());
  CHECK(account.delivered == 2000);
  CHECK(account.bytes_delivered == bytes);
  CHECK(stats::account_balances(stream.stats()));
}

TEST_CASE("a record with 64 headers arrives unchanged") {
  KafkaFixture fixture{scenario_of({{"orders", 1}})};
  auto sent = numbered(1);
  sent[0].envelope = SentEnvelope{};
  for (int n = 0; n < 64; ++n) sent[0].envelope->headers.emplace_back("h" + std::to_string(n), std::to_string(n));
  REQUIRE(fixture.streams.front().send(sent));
  CHECK(fixture.finish());
  const auto read = fixture.read_partition("orders", 0, 10);
  REQUIRE(read.size() == 1);
  CHECK(read[0].envelope->headers == sent[0].envelope->headers);
}

TEST_CASE("a record with headers and without a timestamp gets the time of the client") {
  KafkaFixture fixture{scenario_of({{"orders", 1}})};
  auto sent = numbered(1);
  sent[0].envelope = SentEnvelope{.timestamp = 0, .headers = {{"a", "b"}}};
  const auto before = wall_now().time_since_epoch() / kMillisecond;
  REQUIRE(fixture.streams.front().send(sent));
  CHECK(fixture.finish());
  const auto read = fixture.read_partition("orders", 0, 10);
  REQUIRE(read.size() == 1);
  CHECK(read[0].envelope->timestamp >= before);
  CHECK(read[0].envelope->timestamp <= wall_now().time_since_epoch() / kMillisecond);
}

TEST_CASE("a full queue accepts the first records with headers, the others are sent later") {
  KafkaFixture fixture{scenario_of({{"orders", 1}}, {{"queue.buffering.max.messages", "10"}, {"linger.ms", "200"}})};
  auto& stream = fixture.streams.front();
  CHECK(stream.offer(numbered_with_envelope(25, 0)) == 10);
  const auto sent = numbered_with_envelope(200, 0);
  REQUIRE(stream.send(sent));
  CHECK(fixture.finish());
  CHECK(fixture.read_partition("orders", 0, 1000).size() == 210);
  const auto account = stats::read_account(stream.stats());
  CHECK(account.enqueued == 210);
  CHECK(account.delivered == 210);
  CHECK(stats::account_balances(stream.stats()));
}

TEST_CASE("a record with too large headers fails alone") {
  KafkaFixture fixture{scenario_of({{"orders", 1}}, {{"message.max.bytes", "2000"}})};
  auto& stream = fixture.streams.front();
  auto sent = numbered_with_envelope(3, 0);
  sent[1].envelope->headers[0].second = std::string(3000, 'x');  // too large with its headers
  CHECK(stream.offer(sent) == 3);
  CHECK(fixture.finish());
  const auto account = stats::read_account(stream.stats());
  CHECK(account.delivered == 2);
  CHECK(account.failed == 1);
  CHECK(stats::account_balances(stream.stats()));
  CHECK(fixture.read_partition("orders", 0, 10).size() == 2);
}
