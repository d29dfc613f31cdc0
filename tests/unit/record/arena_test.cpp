#include "record/arena.hpp"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <random>
#include <vector>

#include "base/thread.hpp"
#include "catch.hpp"

using namespace spate;
using namespace spate::record;

namespace {

constexpr std::size_t kBlockBytes = 1024;

// A record in an arena, filled with `mark`.
struct Written {
  Slot* slot;
  std::size_t bytes;
  char mark;

  [[nodiscard]] bool is_intact() const {
    const char* const begin = Arena::bytes_of(slot);
    return slot->intended == MonotonicTime{Duration{mark}} &&
           std::all_of(begin, begin + bytes, [this](char c) { return c == mark; });
  }
  void release() const { slot->block->release(1); }
};

// Commits `bytes` of the reserved space; null slot if there is none.
Written write(Arena& arena, std::size_t bytes, char mark, std::size_t max = 0) {
  Slot* const slot = arena.reserve(std::max(bytes, max));
  if (slot != nullptr) {
    slot->intended = MonotonicTime{Duration{static_cast<unsigned char>(mark)}};
    std::memset(Arena::bytes_of(slot), mark, bytes);
    arena.commit(bytes);
  }
  return {slot, bytes, mark};
}

std::vector<Written> write_until_full(Arena& arena, std::size_t bytes) {
  std::vector<Written> all;
  for (auto next = write(arena, bytes, 'x'); next.slot != nullptr; next = write(arena, bytes, 'x')) all.push_back(next);
  return all;
}

}  // namespace

TEST_CASE("an arena allocates nothing before use, and at most its blocks") {
  Arena arena{kBlockBytes, 3, nullptr};
  CHECK(arena.allocated_bytes() == 0);
  const auto all = write_until_full(arena, 100);
  CHECK(arena.allocated_bytes() == 3 * kBlockBytes);
  CHECK(all.size() == 3 * (kBlockBytes / (sizeof(Slot) + 104)));
  CHECK(std::all_of(all.begin(), all.end(), [](const Written& written) { return written.is_intact(); }));
}

TEST_CASE("reserve fails while every block is in flight, and succeeds after a release") {
  Arena arena{kBlockBytes, 2, nullptr};
  const auto all = write_until_full(arena, Arena::max_record_bytes(kBlockBytes));
  REQUIRE(all.size() == 2);
  CHECK(arena.reserve(1) == nullptr);
  all[0].release();
  const auto reused = write(arena, 1, 'y');
  REQUIRE(reused.slot == all[0].slot);
  CHECK(all[1].is_intact());
}

TEST_CASE("a block is free only when its last record is released") {
  Arena arena{kBlockBytes, 1, nullptr};
  const auto all = write_until_full(arena, 100);
  for (const Written& written : all) {
    CHECK(arena.reserve(100) == nullptr);
    written.release();
  }
  CHECK(arena.reserve(100) != nullptr);
}

TEST_CASE("several records of a block can be released at once") {
  Arena arena{kBlockBytes, 1, nullptr};
  const auto all = write_until_full(arena, 100);
  all[0].slot->block->release(static_cast<std::uint32_t>(all.size()) - 1);
  CHECK(arena.reserve(100) == nullptr);
  all.back().release();
  CHECK(arena.reserve(100) != nullptr);
}

TEST_CASE("a release while a block is filled does not free the block") {
  Arena arena{kBlockBytes, 2, nullptr};
  const auto first = write(arena, 10, 'a');
  first.release();
  const auto second = write(arena, 10, 'b');
  CHECK(second.slot != first.slot);
  CHECK(second.slot->block == first.slot->block);
  for (int round = 0; round < 1'000; ++round) write(arena, 100, 'c').release();
  CHECK(second.is_intact());
  CHECK(arena.allocated_bytes() == 2 * kBlockBytes);
}

TEST_CASE("one block is enough if records are released in time") {
  Arena arena{kBlockBytes, 1, nullptr};
  for (int round = 0; round < 1'000; ++round) {
    const auto written = write(arena, 100, 'x');
    REQUIRE(written.slot != nullptr);
    written.release();
  }
}

TEST_CASE("blocks are reused before new ones are allocated") {
  Arena arena{kBlockBytes, 100, nullptr};
  for (int round = 0; round < 10'000; ++round) write(arena, 100, 'x').release();
  CHECK(arena.allocated_bytes() == kBlockBytes);
}

namespace {

// Fills `blocks` blocks while all their records are alive, then releases them.
void fill_and_release(Arena& arena, std::size_t blocks) {
  std::vector<Written> all;
  for (std::size_t n = 0; n < blocks; ++n) all.push_back(write(arena, Arena::max_record_bytes(kBlockBytes), 'p'));
  for (const Written& written : all) written.release();
}

}  // namespace

TEST_CASE("free_unused frees blocks that only a peak needed") {
  Arena arena{kBlockBytes, 100, nullptr};
  fill_and_release(arena, 50);
  REQUIRE(arena.allocated_bytes() == 50 * kBlockBytes);
  arena.free_unused();
  CHECK(arena.allocated_bytes() == 50 * kBlockBytes);  // needed since the start
  for (int round = 0; round < 1'000; ++round) fill_and_release(arena, 3);
  arena.free_unused();
  CHECK(arena.allocated_bytes() <= 4 * kBlockBytes);
  CHECK(arena.allocated_bytes() >= 3 * kBlockBytes);
  arena.free_unused();
  arena.free_unused();
  CHECK(arena.allocated_bytes() == kBlockBytes);  // the current block
  CHECK_FALSE(arena.has_unused());
  const auto all = write_until_full(arena, 100);
  CHECK(arena.allocated_bytes() == 100 * kBlockBytes);
  CHECK(std::all_of(all.begin(), all.end(), [](const Written& written) { return written.is_intact(); }));
}

TEST_CASE("blocks whose records are in flight are never freed") {
  Arena arena{kBlockBytes, 100, nullptr};
  const auto alive = write(arena, Arena::max_record_bytes(kBlockBytes), 'l');
  const auto late = write(arena, 10, 'm');
  for (int round = 0; round < 10; ++round) {
    fill_and_release(arena, 20);
    arena.free_unused();
    arena.free_unused();
    arena.free_unused();
    CHECK(alive.is_intact());
    CHECK(late.is_intact());
    CHECK(arena.allocated_bytes() == 3 * kBlockBytes);
  }
  CHECK_FALSE(arena.settled());
  alive.release();
  late.release();
  CHECK(arena.settled());
}

TEST_CASE("free_unused keeps a block that was released just before") {
  Arena arena{kBlockBytes, 100, nullptr};
  std::vector<Written> held;
  for (int round = 0; round < 5; ++round) {
    for (int n = 0; n < 10; ++n) held.push_back(write(arena, Arena::max_record_bytes(kBlockBytes), 'h'));
    arena.free_unused();
    for (const Written& written : std::exchange(held, {})) written.release();
    arena.free_unused();
    CHECK(arena.allocated_bytes() == 10 * kBlockBytes);
  }
}

TEST_CASE("records that fill a block exactly leave no space unused") {
  Arena arena{4 * (sizeof(Slot) + 8), 1, nullptr};
  const auto all = write_until_full(arena, 8);
  CHECK(all.size() == 4);
}

TEST_CASE("the largest record fills a block") {
  for (const std::size_t size : {kBlockBytes, kBlockBytes + 1, kBlockBytes + 7}) {
    Arena arena{size, 1, nullptr};
    const auto written = write(arena, Arena::max_record_bytes(size), 'x');
    REQUIRE(written.slot != nullptr);
    CHECK(arena.reserve(0) == nullptr);
    CHECK(written.is_intact());
  }
}

TEST_CASE("space that was not committed is reserved again") {
  Arena arena{kBlockBytes, 1, nullptr};
  Slot* const first = arena.reserve(500);
  CHECK(arena.reserve(200) == first);
  arena.commit(200);
  CHECK(arena.reserve(200) != first);
}

TEST_CASE("commit uses only the bytes that were used") {
  Arena arena{kBlockBytes, 1, nullptr};
  const auto first = write(arena, 3, 'a', 500);
  const auto second = write(arena, 3, 'b', 500);
  CHECK(Arena::bytes_of(second.slot) - Arena::bytes_of(first.slot) == sizeof(Slot) + 8);
}

TEST_CASE("the owner is found from any slot") {
  int owner = 0;
  Arena arena{kBlockBytes, 2, &owner};
  for (const Written& written : write_until_full(arena, 100)) CHECK(written.slot->block->owner() == &owner);
}

TEST_CASE("slots are aligned and records neither move nor overlap, for any sizes and release order") {
  std::mt19937_64 random{11};
  Arena arena{kBlockBytes + 3, 8, nullptr};
  std::vector<Written> alive;
  char mark = 0;
  std::size_t max = 0;
  for (int round = 0; round < 50'000; ++round) {
    max = std::max(max, arena.allocated_bytes());
    if (random() % 100 == 0) arena.free_unused();
    const auto written = write(arena, random() % 300, static_cast<char>(++mark & 0x7f), 300);
    if (written.slot != nullptr) {
      REQUIRE(reinterpret_cast<std::uintptr_t>(written.slot) % alignof(Slot) == 0);
      alive.push_back(written);
    }
    while (!alive.empty() && (written.slot == nullptr || random() % 2 == 0)) {
      std::swap(alive[random() % alive.size()], alive.back());
      REQUIRE(alive.back().is_intact());
      alive.back().release();
      alive.pop_back();
      if (written.slot == nullptr && random() % 16 == 0) break;
    }
  }
  CHECK(max == 8 * (kBlockBytes + 3));
}

namespace {

// The client's queue: the worker adds records, and threads release them.
class Queue {
 public:
  void put(const Written& written) {
    const std::lock_guard lock{mutex_};
    records_.push_back(written);
  }
  std::vector<Written> take_all() {
    const std::lock_guard lock{mutex_};
    return std::exchange(records_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<Written> records_;
};

}  // namespace

TEST_CASE("two threads release records that a third thread writes") {
  constexpr std::uint64_t kRecords = 50'000;
  Arena arena{kBlockBytes, 4, nullptr};
  Queue queue;
  std::atomic<std::uint64_t> released{0};
  std::atomic<bool> all_intact{true};
  std::size_t max = 0;
  const auto release_all = [&] {
    while (released < kRecords) {
      for (const Written& written : queue.take_all()) {
        if (!written.is_intact()) all_intact = false;
        written.release();
        ++released;
      }
    }
  };
  Thread first{"first", release_all};
  Thread second{"second", release_all};
  for (std::uint64_t n = 0; n < kRecords;) {
    max = std::max(max, arena.allocated_bytes());
    if (n % 1'000 == 0) arena.free_unused();
    const auto written = write(arena, n % 90, static_cast<char>(n % 100));
    if (written.slot == nullptr) {
      std::this_thread::yield();
      continue;
    }
    queue.put(written);
    ++n;
  }
  first.join();
  second.join();
  CHECK(all_intact);
  CHECK(max == 4 * kBlockBytes);
}

TEST_CASE("an arena is settled when every committed record is released") {
  Arena arena{kBlockBytes, 4, nullptr};
  CHECK(arena.settled());
  std::vector<Written> alive;
  for (std::uint64_t n = 0; n < 100; ++n) {
    const auto written = write(arena, 50, 'x');
    if (written.slot == nullptr) break;
    alive.push_back(written);
  }
  REQUIRE(arena.allocated_bytes() > kBlockBytes);
  for (const Written& written : alive) {
    CHECK_FALSE(arena.settled());
    written.release();
  }
  CHECK(arena.settled());
  CHECK(write(arena, 50, 'y').slot != nullptr);
  CHECK_FALSE(arena.settled());
}
