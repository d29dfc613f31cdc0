#include "record/partition_buffers.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"

using namespace spate;
using namespace spate::record;

namespace {

constexpr std::size_t kBlock = 256 * std::size_t{1024};
constexpr std::size_t kMaxRecordBytes = 1000;

// The content of a record, told apart from others by its number.
struct Content {
  int number = 0;
  std::optional<std::string> value{}, key{}, envelope{};

  bool operator==(const Content&) const = default;
};

Content random_content(int number, std::mt19937& random) {
  const auto text = [&](std::size_t max) {
    return std::string(random() % (max + 1), static_cast<char>('a' + number % 26));
  };
  Content content{.number = number};
  if (random() % 8 != 0) content.value = text(500);
  if (random() % 4 != 0) content.key = text(100);
  if (random() % 4 == 0) content.envelope = text(200);
  return content;
}

// Writes the record as a generator does: value, key and envelope behind each other.
void add(PartitionBuffers& buffers, std::int32_t partition, const Content& content, StreamTime now = {}) {
  Slot* const slot = buffers.reserve();
  REQUIRE(slot != nullptr);
  char* at = Arena::bytes_of(slot);
  const auto write = [&](const std::optional<std::string>& text) -> const char* {
    if (!text) return nullptr;
    return std::exchange(at, std::copy(text->begin(), text->end(), at));
  };
  slot->interval = static_cast<std::uint32_t>(content.number);
  Record record{
      .partition = partition, .headers_size = 7, .intended = MonotonicTime{Duration{content.number}}, .slot = slot};
  record.value = write(content.value);
  record.value_size = static_cast<std::uint32_t>(content.value.value_or("").size());
  record.key = write(content.key);
  record.key_size = static_cast<std::uint32_t>(content.key.value_or("").size());
  record.envelope = write(content.envelope);
  buffers.add(record, static_cast<std::uint32_t>(at - Arena::bytes_of(slot)), now);
}

// Also copies it. Returns whether the buffer of its partition is full.
bool add_and_copy(PartitionBuffers& buffers, std::int32_t partition, const Content& content, StreamTime now = {}) {
  add(buffers, partition, content, now);
  buffers.copy_added();
  return buffers.full() == partition;
}

Content content_of(const Record& record, const Content& expected) {
  const auto text = [](const char* begin, std::size_t size) {
    return begin == nullptr ? std::nullopt : std::optional{std::string{begin, size}};
  };
  CHECK(record.slot->intended == record.intended);
  CHECK(record.slot->interval == static_cast<std::uint32_t>(record.intended.time_since_epoch().count()));
  CHECK((record.headers_size == 7 && record.slot->headers_size == 7));
  return {.number = static_cast<int>(record.intended.time_since_epoch().count()),
          .value = text(record.value, record.value_size),
          .key = text(record.key, record.key_size),
          .envelope = text(record.envelope, expected.envelope.value_or("").size())};
}

void release(const RecordBatch& batch) {
  for (std::size_t at = 0; at < batch.size();) {
    const auto run = batch.partition_run(at);
    at += run.size();
    run.front().slot->block->release(static_cast<std::uint32_t>(run.size()));
  }
}

}  // namespace

TEST_CASE("buffered records keep their content and their order within the partition") {
  std::mt19937 random{3};
  Arena arena{kBlock, 64, nullptr};
  PartitionBuffers buffers{arena};
  RecordBatch batch{PartitionBuffers::kMaxRecords};
  REQUIRE(buffers.resize(20, kMaxRecordBytes));
  std::map<std::int32_t, std::vector<Content>> expected;
  const auto move = [&](std::int32_t partition) {
    batch.clear();
    buffers.move_to(batch, partition);
    batch.keep_order();
    const auto run = batch.partition_run(0);
    auto& contents = expected[partition];
    REQUIRE(run.size() == contents.size());
    REQUIRE(run.size() == batch.size());
    for (std::size_t n = 0; n < run.size(); ++n) REQUIRE(content_of(run[n], contents[n]) == contents[n]);
    CHECK(run.front().partition == partition);
    contents.clear();
    release(batch);
  };
  for (int number = 0; number < 50'000; ++number) {
    // Half of the records go to one partition.
    const auto partition = static_cast<std::int32_t>(random() % 2 == 0 ? 4 : random() % 20);
    const auto content = random_content(number, random);
    expected[partition].push_back(content);
    add(buffers, partition, content);
    if (random() % 30 != 0 && !buffers.full()) continue;
    buffers.copy_added();
    while (const auto full = buffers.full()) move(*full);
  }
  buffers.copy_added();
  while (const auto partition = buffers.find(kNever)) move(*partition);
  CHECK(buffers.empty());
  CHECK(arena.settled());
}

TEST_CASE("a buffer is full before it lacks space for a record of maximum size") {
  Arena arena{kBlock, 3, nullptr};
  PartitionBuffers buffers{arena};
  RecordBatch batch{PartitionBuffers::kMaxRecords};
  REQUIRE(buffers.resize(1, kMaxRecordBytes));
  const std::size_t size = GENERATE(0U, 100U, 999U, 1000U);
  std::size_t added = 1;
  while (!add_and_copy(buffers, 0, {.value = std::string(size, 'x')})) ++added;
  CHECK(added <= PartitionBuffers::kMaxRecords);
  CHECK(added * (size + 56) <= kBlock);
  CHECK((added > PartitionBuffers::kMaxRecords - 10 || added * (size + 64) > kBlock - 10 * kMaxRecordBytes));
  buffers.move_to(batch, 0);
  batch.keep_order();
  CHECK(batch.size() == added);
  release(batch);
}

TEST_CASE("find returns a partition whose first record is old enough") {
  Arena arena{kBlock, 17, nullptr};
  PartitionBuffers buffers{arena};
  RecordBatch batch{PartitionBuffers::kMaxRecords};
  REQUIRE(buffers.resize(4, kMaxRecordBytes));
  const auto at = [](int time) { return StreamTime{Duration{time}}; };
  CHECK_FALSE(buffers.find(kNever));
  CHECK_FALSE(add_and_copy(buffers, 2, {}, at(100)));
  CHECK_FALSE(add_and_copy(buffers, 1, {}, at(200)));
  CHECK_FALSE(add_and_copy(buffers, 2, {}, at(300)));
  CHECK_FALSE(buffers.find(at(99)));
  CHECK(buffers.find(at(100)) == 2);
  CHECK_FALSE(add_and_copy(buffers, 3, {}, at(400)));
  buffers.move_to(batch, 2);
  CHECK_FALSE(buffers.find(at(199)));
  CHECK(buffers.find(at(200)) == 1);
  buffers.move_to(batch, 1);
  CHECK_FALSE(add_and_copy(buffers, 2, {}, at(500)));
  CHECK_FALSE(buffers.find(at(399)));
  CHECK(buffers.find(at(400)) == 3);
  buffers.move_to(batch, 3);
  CHECK(buffers.find(kNever) == 2);
  buffers.move_to(batch, 2);
  CHECK(buffers.empty());
  batch.keep_order();
  release(batch);
}

TEST_CASE("resize fails if the blocks are too few for the partitions or too small for the records") {
  Arena arena{kBlock, 17, nullptr};
  PartitionBuffers buffers{arena};
  CHECK(buffers.resize(8, kMaxRecordBytes));
  CHECK_FALSE(buffers.resize(9, kMaxRecordBytes));
  CHECK_FALSE(buffers.resize(8, kBlock / 32));
  CHECK(buffers.resize(8, kBlock / 32 - 100));
}

TEST_CASE("buffers accept the partitions and record sizes that they were resized for") {
  Arena arena{kBlock, 17, nullptr};
  PartitionBuffers buffers{arena};
  REQUIRE(buffers.resize(8, kMaxRecordBytes));
  CHECK(buffers.accepts(8, kMaxRecordBytes));
  CHECK(buffers.accepts(8, 1));
  CHECK_FALSE(buffers.accepts(7, kMaxRecordBytes));
  CHECK_FALSE(buffers.accepts(8, kMaxRecordBytes + 1));
}

TEST_CASE("buffers have no memory while every block is open or waits for reports") {
  Arena arena{kBlock, 5, nullptr};  // one of them for the records before the copy
  PartitionBuffers buffers{arena};
  RecordBatch batch{PartitionBuffers::kMaxRecords};
  REQUIRE(buffers.resize(2, kMaxRecordBytes));
  for (int round = 0; round < 2; ++round) {
    for (const std::int32_t partition : {0, 1}) {
      CHECK_FALSE(add_and_copy(buffers, partition, {}));
    }
    if (round == 1) break;
    buffers.move_to(batch, 0);
    buffers.move_to(batch, 1);
  }
  CHECK(buffers.reserve() == nullptr);
  batch.keep_order();
  release(batch);
  CHECK(buffers.reserve() != nullptr);
}
