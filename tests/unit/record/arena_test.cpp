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

constexpr std::size_t kBlock = 1024;

// A record in an arena, and its content.
struct Written {
  Slot* slot;
  std::size_t bytes;
  char mark;

  [[nodiscard]] bool intact() const {
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
  Arena arena{kBlock, 3, nullptr};
  CHECK(arena.allocated_bytes() == 0);
  const auto all = write_until_full(arena, 100);
  CHECK(arena.allocated_bytes() == 3 * kBlock);
  CHECK(all.size() == 3 * (kBlock / (sizeof(Slot) + 104)));
  CHECK(std::all_of(all.begin(), all.end(), [](const Written& written) { return written.intact(); }));
}

TEST_CASE("reserve fails while every block is in flight, and succeeds after a release") {
  Arena arena{kBlock, 2, nullptr};
  const auto all = write_until_full(arena, Arena::max_record_bytes(kBlock));
  REQUIRE(all.size() == 2);
  CHECK(arena.reserve(1) == nullptr);
  all[0].release();
  const auto again = write(arena, 1, 'y');
  REQUIRE(again.slot == all[0].slot);
  CHECK(all[1].intact());
}

TEST_CASE("a block is free only when its last record is released") {
  Arena arena{kBlock, 1, nullptr};
  const auto all = write_until_full(arena, 100);
  for (const Written& written : all) {
    CHECK(arena.reserve(100) == nullptr);
    written.release();
  }
  CHECK(arena.reserve(100) != nullptr);
}

TEST_CASE("several records of a block can be released at once") {
  Arena arena{kBlock, 1, nullptr};
  const auto all = write_until_full(arena, 100);
  all[0].slot->block->release(static_cast<std::uint32_t>(all.size()) - 1);
  CHECK(arena.reserve(100) == nullptr);
  all.back().release();
  CHECK(arena.reserve(100) != nullptr);
}

TEST_CASE("a release while a block is filled does not free the block") {
  Arena arena{kBlock, 2, nullptr};
  const auto first = write(arena, 10, 'a');
  first.release();
  const auto second = write(arena, 10, 'b');
  CHECK(second.slot != first.slot);
  CHECK(second.slot->block == first.slot->block);
  for (int turn = 0; turn < 1'000; ++turn) write(arena, 100, 'c').release();
  CHECK(second.intact());
  CHECK(arena.allocated_bytes() == 2 * kBlock);
}

TEST_CASE("one block is enough if records are released in time") {
  Arena arena{kBlock, 1, nullptr};
  for (int turn = 0; turn < 1'000; ++turn) {
    const auto written = write(arena, 100, 'x');
    REQUIRE(written.slot != nullptr);
    written.release();
  }
}

TEST_CASE("blocks are reused before new ones are allocated") {
  Arena arena{kBlock, 100, nullptr};
  for (int turn = 0; turn < 10'000; ++turn) write(arena, 100, 'x').release();
  CHECK(arena.allocated_bytes() == kBlock);
}

namespace {

// Fills `blocks` blocks while all their records are alive, then releases them.
void peak(Arena& arena, std::size_t blocks) {
  std::vector<Written> all;
  for (std::size_t n = 0; n < blocks; ++n) all.push_back(write(arena, Arena::max_record_bytes(kBlock), 'p'));
  for (const Written& written : all) written.release();
}

}  // namespace

TEST_CASE("free_unused frees blocks that only a peak needed") {
  Arena arena{kBlock, 100, nullptr};
  peak(arena, 50);
  REQUIRE(arena.allocated_bytes() == 50 * kBlock);
  arena.free_unused();
  CHECK(arena.allocated_bytes() == 50 * kBlock);  // needed since the start
  for (int turn = 0; turn < 1'000; ++turn) peak(arena, 3);
  arena.free_unused();
  CHECK(arena.allocated_bytes() <= 4 * kBlock);
  CHECK(arena.allocated_bytes() >= 3 * kBlock);
  arena.free_unused();
  arena.free_unused();
  CHECK(arena.allocated_bytes() == kBlock);  // the current block
  CHECK_FALSE(arena.has_unused());
  const auto all = write_until_full(arena, 100);
  CHECK(arena.allocated_bytes() == 100 * kBlock);
  CHECK(std::all_of(all.begin(), all.end(), [](const Written& written) { return written.intact(); }));
}

TEST_CASE("blocks whose records are in flight are never freed") {
  Arena arena{kBlock, 100, nullptr};
  const auto living = write(arena, Arena::max_record_bytes(kBlock), 'l');
  const auto late = write(arena, 10, 'm');
  for (int turn = 0; turn < 10; ++turn) {
    peak(arena, 20);
    arena.free_unused();
    arena.free_unused();
    arena.free_unused();
    CHECK(living.intact());
    CHECK(late.intact());
    CHECK(arena.allocated_bytes() == 3 * kBlock);
  }
  CHECK_FALSE(arena.settled());
  living.release();
  late.release();
  CHECK(arena.settled());
}

TEST_CASE("free_unused keeps a block that was released just before") {
  Arena arena{kBlock, 100, nullptr};
  std::vector<Written> held;
  for (int turn = 0; turn < 5; ++turn) {
    for (int n = 0; n < 10; ++n) held.push_back(write(arena, Arena::max_record_bytes(kBlock), 'h'));
    arena.free_unused();
    for (const Written& written : std::exchange(held, {})) written.release();
    arena.free_unused();
    CHECK(arena.allocated_bytes() == 10 * kBlock);
  }
}

TEST_CASE("records that fill a block exactly leave no space unused") {
  Arena arena{4 * (sizeof(Slot) + 8), 1, nullptr};
  const auto all = write_until_full(arena, 8);
  CHECK(all.size() == 4);
}

TEST_CASE("the largest record fills a block") {
  for (const std::size_t size : {kBlock, kBlock + 1, kBlock + 7}) {
    Arena arena{size, 1, nullptr};
    const auto written = write(arena, Arena::max_record_bytes(size), 'x');
    REQUIRE(written.slot != nullptr);
    CHECK(arena.reserve(0) == nullptr);
    CHECK(written.intact());
  }
}

TEST_CASE("space that was not committed is reserved again") {
  Arena arena{kBlock, 1, nullptr};
  Slot* const first = arena.reserve(500);
  CHECK(arena.reserve(200) == first);
  arena.commit(200);
  CHECK(arena.reserve(200) != first);
}

TEST_CASE("commit uses only the bytes that were used") {
  Arena arena{kBlock, 1, nullptr};
  const auto first = write(arena, 3, 'a', 500);
  const auto second = write(arena, 3, 'b', 500);
  CHECK(Arena::bytes_of(second.slot) - Arena::bytes_of(first.slot) == sizeof(Slot) + 8);
}

TEST_CASE("the owner is found from any slot") {
  int owner = 0;
  Arena arena{kBlock, 2, &owner};
  for (const Written& written : write_until_full(arena, 100)) CHECK(written.slot->block->owner() == &owner);
}

TEST_CASE("slots are aligned and records neither move nor overlap, for any sizes and release order") {
  std::mt19937_64 random{11};
  Arena arena{kBlock + 3, 8, nullptr};
  std::vector<Written> living;
  char mark = 0;
  std::size_t max = 0;
  for (int turn = 0; turn < 50'000; ++turn) {
    max = std::max(max, arena.allocated_bytes());
    if (random() % 100 == 0) arena.free_unused();
    const auto written = write(arena, random() % 300, static_cast<char>(++mark & 0x7f), 300);
    if (written.slot != nullptr) {
      REQUIRE(reinterpret_cast<std::uintptr_t>(written.slot) % alignof(Slot) == 0);
      living.push_back(written);
    }
    while (!living.empty() && (written.slot == nullptr || random() % 2 == 0)) {
      std::swap(living[random() % living.size()], living.back());
      REQUIRE(living.back().intact());
      living.back().release();
      living.pop_back();
      if (written.slot == nullptr && random() % 16 == 0) break;
    }
  }
  CHECK(max == 8 * (kBlock + 3));
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
  Arena arena{kBlock, 4, nullptr};
  Queue queue;
  std::atomic<std::uint64_t> released{0};
  std::atomic<bool> all_intact{true};
  std::size_t max = 0;
  const auto release_all = [&] {
    while (released < kRecords) {
      for (const Written& written : queue.take_all()) {
        if (!written.intact()) all_intact = false;
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
  CHECK(max == 4 * kBlock);
}

TEST_CASE("an arena is settled when every committed record is released") {
  Arena arena{kBlock, 4, nullptr};
  CHECK(arena.settled());
  std::vector<Written> living;
  for (std::uint64_t n = 0; n < 100; ++n) {
    const auto written = write(arena, 50, 'x');
    if (written.slot == nullptr) break;
    living.push_back(written);
  }
  REQUIRE(arena.allocated_bytes() > kBlock);
  for (const Written& written : living) {
    CHECK_FALSE(arena.settled());
    written.release();
  }
  CHECK(arena.settled());
  CHECK(write(arena, 50, 'y').slot != nullptr);
  CHECK_FALSE(arena.settled());
}
