// The generator that makes a stream's records now, and those that make its later ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>

#include "base/time.hpp"
#include "generator/generator.hpp"

namespace spate::stream {

// What makes the records intended at the monotonic instant `from` and later.
struct NextGenerator {
  generator::Generator generator;
  MonotonicTime from{};
};

// The bytes of one record, or of both where it may be sent twice: a copy takes its room at once, so that it never has
// to wait for a block.
[[nodiscard]] std::size_t room_for(const generator::Generator& generator);

// The worker's; not thread-safe.
class GeneratorQueue {
 public:
  explicit GeneratorQueue(generator::Generator first);

  [[nodiscard]] generator::Generator& now() noexcept { return now_; }
  [[nodiscard]] std::size_t room() const noexcept { return room_; }
  [[nodiscard]] std::int32_t partitions() const noexcept { return partitions_; }
  void set_partitions(std::int32_t partitions) noexcept;

  // In order. What was to come later than a newer one never does.
  void add(std::list<NextGenerator> newer) noexcept;
  [[nodiscard]] bool has_next() const noexcept { return !next_.empty(); }
  // The record intended at this instant is by another generator.
  [[nodiscard]] bool is_by_next(MonotonicTime intended) const noexcept {
    return has_next() && intended >= next_.front().from;
  }
  // Goes on to the generator of the record intended at this instant: of several the last one counts.
  void advance(MonotonicTime intended) noexcept;

 private:
  generator::Generator now_;
  std::list<NextGenerator> next_;
  std::size_t room_;
  std::int32_t partitions_ = 0;
};

}  // namespace spate::stream
