#include "kafka/producer.hpp"

#include "catch.hpp"
#include "kafka_fixture.hpp"

using namespace spate;
using namespace spate::testing;

TEST_CASE("every enqueued record is delivered once and in order") {
  KafkaFixture fixture{scenario_of({{"orders", 3}})};
  auto& stream = fixture.streams.front();
  std::vector<ReceivedRecord> sent;
  for (const auto& record : numbered(3000)) {
    sent.push_back(record);
    sent.back().partition = static_cast<std::int32_t>(sent.size() % 3);
  }
  REQUIRE(stream.send(sent));
  CHECK(fixture.finish());

  const auto account = stats::read_account(stream.stats());
  CHECK(account.enqueued == 3000);
  CHECK(account.delivered == 3000);
  CHECK(account.failed == 0);
  CHECK(stats::account_balances(stream.stats()));
  for (std::int32_t partition = 0; partition < 3; ++partition) {
    std::vector<ReceivedRecord> expected;
    for (const auto& record : sent) {
      if (record.partition == partition) expected.push_back(record);
    }
    CHECK(fixture.read_partition("orders", partition, 5000) == expected);
  }
}

TEST_CASE("delivered records count by partition, with bytes and two latencies") {
  KafkaFixture fixture{scenario_of({{"orders", 2}})};
  auto& stream = fixture.streams.front();
  REQUIRE(stream.send(numbered(10, 0, 50)));
  REQUIRE(stream.send(numbered(5, 1, 50)));
  CHECK(fixture.finish());

  const auto& delivery = stream.stats().delivery;
  CHECK(delivery.partitions.read() == std::vector<std::uint64_t>{10, 5});
  CHECK(delivery.bytes_delivered.read() == 780);
  CHECK(delivery.ack_latency.read().count() == 15);
  CHECK(delivery.delivery_latency.read().count() == 15);
  CHECK(delivery.delivery_latency.read().max() >= delivery.ack_latency.read().max());
}

TEST_CASE("null and empty keys and values stay distinct") {
  KafkaFixture fixture{scenario_of({{"orders", 1}})};
  const std::vector<ReceivedRecord> sent{
      {0, std::nullopt, "value"}, {0, "", "value"}, {0, "key", std::nullopt}, {0, "key", ""}};
  REQUIRE(fixture.streams.front().send(sent));
  CHECK(fixture.finish());
  const auto read = fixture.read_partition("orders", 0, 10);
  REQUIRE(read.size() == 4);
  CHECK_FALSE(read[0].key);
  CHECK(read[1].key == "");
  CHECK_FALSE(read[2].value);
  CHECK(read[3].value == "");
}
