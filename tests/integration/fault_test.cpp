// What goes wrong on the way: full queues, refused records, brokers away. The account closes all the same.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "catch.hpp"
#include "kafka/topic_health.hpp"
#include "kafka_fixture.hpp"

using namespace spate;
using namespace spate::testing;

namespace {

std::uint64_t failed_with(const stats::StreamStats& stats, stats::ErrorCode code) {
  for (const auto& [failure, records] : stats::read_failures(stats)) {
    if (failure == code) return records;
  }
  return 0;
}

}  // namespace

TEST_CASE("a tiny queue fills again and again; nothing is lost, doubled or reordered") {
  KafkaFixture bed{scenario_of({{"orders", 1}}, {{"queue.buffering.max.messages", "100"}})};
  const auto sent = numbered(5000);
  REQUIRE(bed.streams.front().send(sent, 250));
  CHECK(bed.finish());
  CHECK(stats::read_account(bed.streams.front().stats()).delivered == 5000);
  CHECK(stats::account_balances(bed.streams.front().stats()));
  CHECK(bed.read_back("orders", 0, 6000) == sent);
}

TEST_CASE("a full queue settles exactly the records from the front that fit") {
  KafkaFixture bed{scenario_of({{"orders", 1}}, {{"queue.buffering.max.messages", "100"}, {"linger.ms", "10000"}})};
  auto& stream = bed.streams.front();
  const auto sent = numbered(700);
  CHECK(stream.offer(sent) == 100);
  CHECK(stream.offer(sent) == 0);
  CHECK(bed.finish());
  CHECK(stats::account_balances(stream.stats()));
  CHECK(bed.read_back("orders", 0, 1000) == numbered(100));
}

TEST_CASE("a record too large for the client fails alone; those around it are delivered") {
  KafkaFixture bed{scenario_of({{"orders", 1}}, {{"message.max.bytes", "1000"}})};
  auto& stream = bed.streams.front();
  auto sent = numbered(600);
  sent[300].value = std::string(2000, 'x');
  CHECK(stream.offer(sent) == 600);
  CHECK(bed.finish());
  CHECK(failed_with(stream.stats(), RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) == 1);
  CHECK(stats::read_account(stream.stats()).delivered == 599);
  CHECK(stats::account_balances(stream.stats()));
  sent.erase(sent.begin() + 300);
  CHECK(bed.read_back("orders", 0, 1000) == sent);
}

TEST_CASE("a too large record and a full queue in one run: the settled ones are still the first ones") {
  KafkaFixture bed{
      scenario_of({{"orders", 1}},
                  {{"message.max.bytes", "1000"}, {"queue.buffering.max.messages", "100"}, {"linger.ms", "10000"}})};
  auto& stream = bed.streams.front();
  auto sent = numbered(200);
  sent[50].value = std::string(2000, 'x');
  sent[150].value = std::string(2000, 'x');
  CHECK(stream.offer(sent) == 101);
  CHECK(bed.finish());
  CHECK(failed_with(stream.stats(), RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) == 1);
  CHECK(stats::read_account(stream.stats()).delivered == 100);
  CHECK(stats::account_balances(stream.stats()));
}

TEST_CASE("a record larger than the whole queue is refused, not retried for ever") {
  KafkaFixture bed{scenario_of({{"orders", 1}}, {{"queue.buffering.max.kbytes", "1"}})};
  auto& stream = bed.streams.front();
  auto sent = numbered(3);
  sent[1].value = std::string(5000, 'x');
  REQUIRE(stream.send(sent));
  CHECK(bed.finish());
  CHECK(failed_with(stream.stats(), RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) == 1);
  CHECK(stats::read_account(stream.stats()).delivered == 2);
  CHECK(stats::account_balances(stream.stats()));
}

TEST_CASE("a partition the topic does not have fails its records and leaves nothing behind") {
  KafkaFixture bed{scenario_of({{"orders", 2}})};
  auto& stream = bed.streams.front();
  CHECK(stream.offer(numbered(10, 7)) == 10);
  CHECK(bed.finish());
  CHECK(failed_with(stream.stats(), RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION) == 10);
  CHECK(stats::account_balances(stream.stats()));
}

TEST_CASE("a broker goes away and comes back: everything is delivered, in order") {
  KafkaFixture bed{scenario_of({{"orders", 1}}, {{"enable.idempotence", "true"}, {"reconnect.backoff.max.ms", "200"}})};
  auto& stream = bed.streams.front();
  const auto sent = numbered(2000);
  const std::vector<ReceivedRecord> before{sent.begin(), sent.begin() + 1000};
  const std::vector<ReceivedRecord> after{sent.begin() + 1000, sent.end()};
  REQUIRE(stream.send(before));
  // The mock takes a batch twice whose answer was cut off; that real brokers do not is for the tests with real Kafka.
  const auto timeout = monotonic_now() + 30 * kSecond;
  while (stats::read_account(stream.stats()).in_flight > 0 && monotonic_now() < timeout)
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  rd_kafka_mock_broker_set_down(&bed.cluster->mock(), -1);
  REQUIRE(stream.send(after));
  std::this_thread::sleep_for(std::chrono::milliseconds{300});
  CHECK(stats::read_account(stream.stats()).in_flight > 0);
  rd_kafka_mock_broker_set_up(&bed.cluster->mock(), -1);
  CHECK(bed.finish());
  CHECK(stats::read_account(stream.stats()).delivered == 2000);
  CHECK(stats::account_balances(stream.stats()));
  CHECK((bed.read_back("orders", 0, 3000) == sent));  // two words if not, no list of two thousand
  CHECK(std::any_of(bed.events.begin(), bed.events.end(),
                    [](const kafka::ClientEvent& event) { return event.code == RD_KAFKA_RESP_ERR__TRANSPORT; }));
}

TEST_CASE("errors that a broker answers are retried until the records are in") {
  KafkaFixture bed{scenario_of({{"orders", 1}})};
  constexpr std::int16_t kProduce = 0;
  rd_kafka_mock_push_request_errors(&bed.cluster->mock(), kProduce, 3, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
                                    RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR__TRANSPORT);
  auto& stream = bed.streams.front();
  REQUIRE(stream.send(numbered(100)));
  CHECK(bed.finish());
  CHECK(stats::read_account(stream.stats()).delivered == 100);
  CHECK(stats::account_balances(stream.stats()));
}

TEST_CASE("records that a full disk refuses are offered again until there is room") {
  KafkaFixture bed{scenario_of({{"orders", 1}}, {{"enable.idempotence", "true"}})};
  constexpr std::int16_t kProduce = 0;
  constexpr auto kFull = RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR;
  rd_kafka_mock_push_request_errors(&bed.cluster->mock(), kProduce, 3, kFull, kFull, kFull);
  auto& stream = bed.streams.front();
  const auto sent = numbered(100);
  REQUIRE(stream.send(sent));
  CHECK(bed.finish());
  CHECK(stats::read_account(stream.stats()).delivered == 100);
  CHECK(stats::account_balances(stream.stats()));
  CHECK(bed.read_back("orders", 0, 200) == sent);
}

TEST_CASE("records for which there is no room in time fail, and the account closes") {
  KafkaFixture bed{scenario_of({{"orders", 1}}, {{"message.timeout.ms", "1000"}})};
  constexpr std::int16_t kProduce = 0;
  const std::vector full(1000, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR);
  rd_kafka_mock_push_request_errors_array(&bed.cluster->mock(), kProduce, full.size(), full.data());
  auto& stream = bed.streams.front();
  REQUIRE(stream.send(numbered(100)));
  CHECK(bed.finish());
  CHECK(failed_with(stream.stats(), RD_KAFKA_RESP_ERR__MSG_TIMED_OUT) == 100);
  CHECK(stats::account_balances(stream.stats()));
  CHECK(bed.read_back("orders", 0, 100).empty());
}

TEST_CASE("records a broker refuses for good fail under the broker's name for it") {
  KafkaFixture bed{scenario_of({{"orders", 1}})};
  constexpr std::int16_t kProduce = 0;
  rd_kafka_mock_push_request_errors(&bed.cluster->mock(), kProduce, 1, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  auto& stream = bed.streams.front();
  CHECK(stream.offer(numbered(10)) == 10);
  CHECK(bed.finish());
  CHECK(failed_with(stream.stats(), RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) == 10);
  CHECK(stats::account_balances(stream.stats()));
}

TEST_CASE("with every broker dead, the end comes at its deadline and the account closes") {
  KafkaFixture bed{scenario_of({{"orders", 1}, {"logs", 2}})};
  REQUIRE(bed.streams[0].send(numbered(10)));
  rd_kafka_mock_broker_set_down(&bed.cluster->mock(), -1);
  REQUIRE(bed.streams[0].send(numbered(1000)));
  REQUIRE(bed.streams[1].send(numbered(500, 1)));
  const auto begun = monotonic_now();
  CHECK_FALSE(bed.finish(500 * kMillisecond));
  CHECK(monotonic_now() - begun < 5 * kSecond);
  CHECK(bed.producer->unsettled() == 0);
  for (auto& stream : bed.streams) {
    CHECK(stats::account_balances(stream.stats()));
    CHECK(stats::read_account(stream.stats()).failed > 0);
    CHECK(stats::read_account(stream.stats()).in_flight == 0);
  }
}

TEST_CASE("records sent whose answer never came are said to be possibly persisted") {
  KafkaFixture bed{scenario_of({{"orders", 1}}, {{"linger.ms", "0"}})};
  auto& stream = bed.streams.front();
  REQUIRE(stream.send(numbered(10)));  // the connection is there
  rd_kafka_mock_broker_set_rtt(&bed.cluster->mock(), -1, 20'000);
  REQUIRE(stream.send(numbered(10)));
  CHECK_FALSE(bed.finish(500 * kMillisecond));
  const auto account = stats::read_account(stream.stats());
  CHECK(account.possibly_persisted > 0);
  CHECK(account.possibly_persisted <= account.failed);
  CHECK(failed_with(stream.stats(), RD_KAFKA_RESP_ERR__PURGE_INFLIGHT) == account.possibly_persisted);
  CHECK(stats::account_balances(stream.stats()));
}

TEST_CASE("brokers that answer late are listened to when a stream falls short") {
  const auto scenario = scenario_of({{"orders", 1}});
  KafkaFixture bed{scenario};
  kafka::TopicHealth health{scenario, bed.cluster->bootstrap_servers()};
  REQUIRE(health.query());
  rd_kafka_mock_broker_set_rtt(&bed.cluster->mock(), -1, 500);
  bool told = false;
  for (int looks = 0; looks < 5 && !told; ++looks) told = health.query().has_value();
  CHECK(told);
}

TEST_CASE("two streams share one producer and keep their own accounts, even on one topic") {
  auto scenario = scenario_of({{"orders", 1}, {"orders", 1}, {"logs", 1}});
  KafkaFixture bed{scenario};
  REQUIRE(bed.streams[0].send(numbered(100)));
  REQUIRE(bed.streams[1].send(numbered(40)));
  REQUIRE(bed.streams[2].send(numbered(7)));
  CHECK(bed.finish());
  CHECK(stats::read_account(bed.streams[0].stats()).delivered == 100);
  CHECK(stats::read_account(bed.streams[1].stats()).delivered == 40);
  CHECK(stats::read_account(bed.streams[2].stats()).delivered == 7);
  CHECK(bed.read_back("orders", 0, 200).size() == 140);
}

TEST_CASE("the partitions of a topic are known when it is opened") {
  KafkaFixture bed{scenario_of({{"orders", 6}, {"logs", 1}})};
  CHECK(bed.streams[0].sink().partition_count() == 6);
  CHECK(bed.streams[1].sink().partition_count() == 1);
  CHECK(bed.stats.streams[0]->topic_ready);
  CHECK(bed.producer->refresh_partitions().empty());
}

TEST_CASE("whoever asked sees each delivery and each failure") {
  std::vector<std::pair<std::string, stats::ErrorCode>> seen;
  {
    KafkaFixture bed{
        scenario_of({{"orders", 1}}, {{"message.max.bytes", "1000"}}), [&](const kafka::Delivery& delivery) {
          seen.emplace_back(std::string{delivery.key} + "@" + std::to_string(delivery.offset), delivery.error);
        }};
    auto sent = numbered(2);
    sent[1].value = std::string(2000, 'x');
    CHECK(bed.streams.front().offer(sent) == 2);
    CHECK(bed.finish());
  }
  std::sort(seen.begin(), seen.end());
  CHECK(seen == std::vector<std::pair<std::string, stats::ErrorCode>>{{"k0@0", 0}, {"k1@-1", 10}});
}

TEST_CASE("the client's figures come about every second") {
  KafkaFixture bed{scenario_of({{"orders", 1}})};
  REQUIRE(bed.streams.front().send(numbered(10)));
  const auto deadline = monotonic_now() + 10 * kSecond;
  while (bed.stats.client.read().brokers.empty() && monotonic_now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  const auto reading = bed.stats.client.read();
  REQUIRE(reading.brokers.size() == 1);
  CHECK(reading.brokers.front().up);
  CHECK(reading.brokers.front().name.find("127.0.0.1") != std::string::npos);
}

TEST_CASE("a topic that is missing is a start error that names it") {
  auto scenario = scenario_of({{"orders", 1}});
  scenario.streams.front().topic.create = scenario::CreateTopic::never;
  CHECK_THROWS_WITH(KafkaFixture{scenario}, ContainsSubstring("orders"));
}

TEST_CASE("a fatal error of the client is told once as such; what follows fails and the account closes") {
  KafkaFixture bed{scenario_of({{"orders", 1}}, {{"enable.idempotence", "true"}})};
  constexpr std::int16_t kProduce = 0;
  rd_kafka_mock_push_request_errors(&bed.cluster->mock(), kProduce, 1, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
  auto& stream = bed.streams.front();
  stream.offer(numbered(10));
  const auto deadline = monotonic_now() + 10 * kSecond;
  while (stream.offer(numbered(1)) == 1 && failed_with(stream.stats(), RD_KAFKA_RESP_ERR__FATAL) == 0 &&
         monotonic_now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  bed.finish(kSecond);
  CHECK(stats::account_balances(stream.stats()));
  CHECK(stats::read_account(stream.stats()).delivered == 0);
  bed.producer.reset();  // no more events
  CHECK(std::count_if(bed.events.begin(), bed.events.end(),
                      [](const kafka::ClientEvent& event) { return event.fatal; }) == 1);
  const bool advised = std::any_of(bed.events.begin(), bed.events.end(), [](const kafka::ClientEvent& event) {
    return event.text.find("max.in.flight.requests.per.connection: 1") != std::string::npos;
  });
  CHECK(advised == (rd_kafka_version() < 0x02030000));
}
