#include "stats/sent_offsets.hpp"

#include "base/thread.hpp"
#include "catch.hpp"

using namespace spate;
using namespace spate::stats;

static MonotonicTime at(std::int64_t nanos) { return MonotonicTime{Duration{nanos}}; }

TEST_CASE("a delivered record is found by its offset") {
  SentOffsets sent{100, 8};
  CHECK(sent.newest() == 99);
  CHECK_FALSE(sent.find(100));
  CHECK(sent.add(100, {.intended = at(5)}));
  CHECK(sent.add(102, {.intended = at(7)}));
  CHECK(sent.newest() == 102);
  CHECK(sent.find(100)->intended == at(5));
  CHECK_FALSE(sent.find(101));
  CHECK(sent.find(102)->intended == at(7));
}

TEST_CASE("the ring keeps offsets that are not passed and rejects more when full") {
  SentOffsets sent{0, 4};
  for (std::int64_t offset = 0; offset < 4; ++offset) CHECK(sent.add(offset, {.intended = at(offset)}));
  CHECK_FALSE(sent.add(4, {.intended = at(4)}));
  CHECK(sent.find(0)->intended == at(0));
  CHECK(sent.newest() == 4);
  sent.advance(1);
  CHECK(sent.add(5, {.intended = at(5)}));
  CHECK_FALSE(sent.find(1));
  CHECK_FALSE(sent.add(1, {}));
}

TEST_CASE("find returns the right record while another thread adds records") {
  constexpr std::int64_t kRecords = 200'000;
  SentOffsets sent{0, 64};
  Thread reporter{"reports", [&] {
                    for (std::int64_t offset = 0; offset < kRecords;) {
                      if (sent.add(offset, {.intended = at(3 * offset)})) ++offset;
                    }
                  }};
  bool right = true;
  for (std::int64_t offset = 0; offset < kRecords; ++offset) {
    auto record = sent.find(offset);
    while (!record) record = sent.find(offset);
    right = right && record->intended == at(3 * offset);
    sent.advance(offset);
  }
  CHECK(right);
}
