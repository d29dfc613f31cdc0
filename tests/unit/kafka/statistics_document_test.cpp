#include "kafka/statistics_document.hpp"

#include "catch.hpp"

using namespace spate;
using namespace spate::kafka;

namespace {

constexpr std::string_view kDocument = R"({"name":"spate#producer-1","msg_cnt":120,"msg_size":48000,"brokers":{
  "127.0.0.1:9092/bootstrap":{"name":"127.0.0.1:9092/bootstrap","nodeid":-1,"state":"UP"},
  "127.0.0.1:9092/1":{"name":"127.0.0.1:9092/1","nodeid":1,"state":"UP","waitresp_cnt":3,
    "rtt":{"avg":1500},"throttle":{"avg":250}},
  "127.0.0.1:9093/2":{"name":"127.0.0.1:9093/2","nodeid":2,"state":"TRY_CONNECT","waitresp_cnt":-1}}})";

}  // namespace

TEST_CASE("statistics contain the queue and each broker of the cluster") {
  StatisticsReader reader;
  const auto snapshot = reader.read(kDocument, {});
  REQUIRE(snapshot);
  CHECK(snapshot->queue_records == 120);
  CHECK(snapshot->queue_bytes == 48'000);
  REQUIRE(snapshot->brokers.size() == 2);
  CHECK(snapshot->brokers[0].name == "127.0.0.1:9092/1");
  CHECK(snapshot->brokers[0].up);
  CHECK(snapshot->brokers[0].rtt_seconds == Approx(0.0015));
  CHECK(snapshot->brokers[0].throttle_seconds == Approx(0.25));
  CHECK(snapshot->brokers[0].requests_in_flight == 3);
}

TEST_CASE("a broker without a connection is down and has no values") {
  StatisticsReader reader;
  const auto snapshot = reader.read(kDocument, {});
  REQUIRE(snapshot);
  CHECK_FALSE(snapshot->brokers[1].up);
  CHECK(snapshot->brokers[1].rtt_seconds == 0);
  CHECK(snapshot->brokers[1].requests_in_flight == 0);
}

TEST_CASE("an invalid statistics document returns nullopt") {
  StatisticsReader reader;
  CHECK_FALSE(reader.read("not json", {}));
  CHECK_FALSE(reader.read("[]", {}));
  CHECK_FALSE(reader.read("{\"msg_cnt\":1}", {}));
  CHECK_FALSE(reader.read("", {}));
}

TEST_CASE("a topic has the leaders of its partitions") {
  StatisticsReader reader;
  const auto snapshot = reader.read(R"({"brokers":{},"topics":{"orders":{"topic":"orders","partitions":{
      "0":{"partition":0,"leader":3},"1":{"partition":1,"leader":1},"2":{"partition":2,"leader":3},
      "3":{"partition":3,"leader":-1},"-1":{"partition":-1,"leader":2}}}}})",
                                    {});
  REQUIRE(snapshot);
  REQUIRE(snapshot->topics.size() == 1);
  CHECK(snapshot->topics[0].name == "orders");
  CHECK(snapshot->topics[0].leaders == std::vector<std::int32_t>{1, 3});
}

TEST_CASE("a throttle lasts for the reported duration") {
  const auto throttled = [](int milliseconds) {
    return R"({"brokers":{"b":{"name":"b","nodeid":1,"throttle":{"avg":10,"max":)" + std::to_string(milliseconds) +
           "}}}}";
  };
  StatisticsReader reader;
  CHECK(reader.read(throttled(0), MonotonicTime{kSecond})->brokers[0].throttled_until == MonotonicTime{});
  CHECK(reader.read(throttled(2500), MonotonicTime{2 * kSecond})->brokers[0].throttled_until ==
        MonotonicTime{4500 * kMillisecond});
  CHECK(reader.read(throttled(0), MonotonicTime{3 * kSecond})->brokers[0].throttled_until ==
        MonotonicTime{4500 * kMillisecond});
  CHECK(reader.read(throttled(100), MonotonicTime{4 * kSecond})->brokers[0].throttled_until ==
        MonotonicTime{4500 * kMillisecond});
  CHECK(reader.read(throttled(1000), MonotonicTime{4 * kSecond})->brokers[0].throttled_until ==
        MonotonicTime{5 * kSecond});
}
