// Which records of a stream are not settled yet: neither acknowledged nor given up. Records are settled in any order,
// partition by partition, so they are counted in stretches of what was made within a tenth of a second, a number in
// each record's slot: to know from where on something is open costs no record more than that.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "base/stream_position.hpp"
#include "stats/counter.hpp"

namespace spate::stats {

// There are kStretches; while the oldest is open, as when no broker answers, the newest goes on growing.
class Unsettled {
 public:
  static constexpr std::uint32_t kStretches = 128;

  // Before the worker starts: the first record it makes; those before `sent_before` an earlier run may have sent.
  void begin(const Progress& first, std::uint64_t sent_before) noexcept;
  // The worker, whenever it has made nothing that it has not taken: all records before `next` have been made. Once in a
  // while, as it says, the records from there on are counted for themselves.
  void reach(const Progress& next, bool new_stretch) noexcept;
  // The worker: what to write into the slots of the records made next.
  [[nodiscard]] std::uint32_t stretch() const noexcept { return current_; }
  // The worker: so many records will now be handed over, all of them before `end`.
  void take(std::uint64_t records, std::uint64_t end) noexcept;
  // The worker: records of this stretch that were settled without a report.
  void settle_at_once(std::uint32_t stretch, std::uint64_t records) noexcept {
    stretches_[stretch].settled_at_once.add(records);
  }
  // The poll thread: reports of records that are settled.
  void settle(std::uint32_t stretch, std::uint64_t records) noexcept { reported_[stretch].add(records); }

  // Any thread: every record before this one is settled; the next one that is not is at most a stretch away.
  [[nodiscard]] Progress lowest() const noexcept;
  // Any thread: no record from this index on has been handed over.
  [[nodiscard]] std::uint64_t sent_before() const noexcept { return sent_.load(std::memory_order_relaxed); }
  // Before the worker starts: the 8 bytes at `offset` of the open `file` hold that index, too, from here on. One
  // pwrite(2) per batch, so that a file which someone cuts short ends nothing. `file` must outlive this object.
  void keep_sent_in(int file, std::uint64_t offset) noexcept;

 private:
  struct Point {
    std::atomic<std::uint64_t> index{0}, bytes{0}, flowed{0};

    void write(const Progress& progress) noexcept;
    [[nodiscard]] Progress read() const noexcept;
  };
  // Counts since the stream began, not since the stretch did.
  struct Stretch {
    Point begin;
    Counter taken;
    Counter settled_at_once;
  };

  [[nodiscard]] std::uint64_t settled(std::uint32_t stretch) const noexcept {
    return reported_[stretch].read() + stretches_[stretch].settled_at_once.read();
  }
  [[nodiscard]] bool open(std::uint32_t stretch) const noexcept;
  [[nodiscard]] Progress reached() const noexcept;
  void write_sent(std::uint64_t end) noexcept;

  std::array<Stretch, kStretches> stretches_;
  std::array<Counter, kStretches> reported_;  // apart, as another thread writes them
  std::uint32_t current_ = 0;
  Point next_;
  std::atomic<std::uint64_t> writes_{0};  // odd while next_ is being written
  std::atomic<std::uint64_t> sent_{0};
  int sent_file_ = -1;
  std::uint64_t sent_offset_ = 0;
};

}  // namespace spate::stats
