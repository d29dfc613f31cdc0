#include "run/checkpoint/run_state.hpp"

#include <random>
#include <string>

#include "catch.hpp"

using namespace spate;
using namespace spate::run;

namespace {

std::uint64_t any(std::mt19937_64& random) { return random() >> (random() % 64); }
StreamTime any_time(std::mt19937_64& random) { return StreamTime{std::chrono::nanoseconds{any(random) >> 1U}}; }

RunState any_state(std::mt19937_64& random) {
  RunState state{.scenario = "shop \"é\\" + std::to_string(random() % 100),
                 .seed = any(random),
                 .shard = {.index = 0, .count = 1 + random() % scenario::kMaxShards},
                 .start = {},
                 .elapsed = any_time(random),
                 .sent_file = any(random),
                 .streams = {}};
  state.shard.index = random() % state.shard.count;
  if (random() % 2 == 0) state.start = WallTime{since_start(any_time(random)) - kDay};
  for (auto streams = random() % 4; streams > 0; --streams) {
    const auto index = (any(random) / scenario::kMaxShards / 2) * state.shard.count + state.shard.index;
    state.streams.push_back({.name = "s" + std::to_string(streams),
                             .next = {index, any(random), any(random)},
                             .sent_index = any(random),
                             .sent_slot = random() % 3 == 0 ? kNoSentSlot : any(random),
                             .schedule = {.rate_hash = any(random),
                                          .start = since_start(any_time(random)),
                                          .epoch = any_time(random),
                                          .modified = random() % 2 == 0,
                                          .bounds = {any(random), any_time(random)}}});
  }
  return state;
}

const std::string& example() {
  static const auto kText = [] {
    std::mt19937_64 random{5};
    auto state = any_state(random);
    while (state.streams.size() < 2) state = any_state(random);
    return to_text(state);
  }();
  return kText;
}

}  // namespace

TEST_CASE("a state is equal after writing and parsing") {
  std::mt19937_64 random{1};
  for (int time = 0; time < 500; ++time) {
    const auto text = to_text(any_state(random));
    const auto read = parse_state(text);
    INFO(text << read.problem);
    REQUIRE(read.value);
    REQUIRE(to_text(*read.value) == text);
  }
}

TEST_CASE("a state truncated anywhere is rejected") {
  for (std::size_t size = 0; size + 2 < example().size(); ++size) {
    const auto read = parse_state(std::string_view{example()}.substr(0, size));
    REQUIRE_FALSE(read.value);
    REQUIRE_FALSE(read.problem.empty());
  }
}

TEST_CASE("a state with a flipped bit is rejected or parsed to the same value") {
  for (std::size_t at = 0; at < example().size(); ++at) {
    for (const int bit : {0, 1, 4, 5, 7}) {
      auto text = example();
      text[at] = static_cast<char>(text[at] ^ (1 << bit));
      const auto read = parse_state(text);
      if (read.value) REQUIRE(to_text(*read.value) == example());
    }
  }
}

TEST_CASE("invalid values with a valid checksum are rejected") {
  const auto* const stream =
      R"({"name":"s","resume_index":%,"bytes":0,"area":0,"sent_index":0,"sent_slot":0,"schedule":{"rate_hash":"0000000000000001","start_ns":0,"rate_start_ns":0,"modified":false,"bounds_start":{"index":0,"at_ns":0}}})";
  const auto run = [&](const std::string& next, const std::string& count = "3", const std::string& seed = "1") {
    std::string text = stream;
    text.replace(text.find('%'), 1, next);
    return R"({"scenario":"x","seed":)" + seed + R"(,"shard":{"index":2,"count":)" + count +
           R"(},"start_time_ns":null,"elapsed_ns":5,"sent_file":"00000000000000ff","streams":[)" + text + "]}";
  };
  CHECK(parse_state(with_valid_checksum(run("5"))).value);
  for (const auto& wrong : {run("4"), run("-1"), run("5.0"), run("\"5\""), run("99999999999999999999"), run("5", "2"),
                            run("5", "0"), run("5", "1001"), run("5", "3", "-1"), std::string{"{}"}, std::string{"[]"},
                            std::string{"null"}, std::string{"7"}}) {
    INFO(wrong);
    const auto read = parse_state(with_valid_checksum(wrong));
    CHECK_FALSE(read.value);
    CHECK_FALSE(read.problem.empty());
  }
}

TEST_CASE("the rate hash covers rate, scale, arrivals and start_after only") {
  scenario::Stream stream;
  stream.rate = scenario::constant({.unit = scenario::Rate::Unit::records, .amount = 5, .per = kSecond});
  const auto hash = rate_hash(stream);
  CHECK(rate_hash(stream) == hash);
  auto other = stream;
  other.rate.scale = {2, 1};
  CHECK(rate_hash(other) != hash);
  other = stream;
  other.arrivals.kind = scenario::Arrivals::Kind::poisson;
  CHECK(rate_hash(other) != hash);
  other = stream;
  other.start_after = kSecond;
  CHECK(rate_hash(other) != hash);
  other = stream;
  other.topic.name = "elsewhere";
  CHECK(rate_hash(other) == hash);
}
