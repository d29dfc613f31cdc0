// The current generator of a stream, and those of its later records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>

#include "base/time.hpp"
#include "generator/generator.hpp"

namespace spate::stream {

// A generator for records that are intended at `from` or later.
struct NextGenerator {
  generator::Generator generator;
  MonotonicTime from{};
};

// Bytes of one record, or of two if records may be duplicated: the copy is made immediately, so that it never waits
// for a block.
[[nodiscard]] std::size_t required_bytes_for(const generator::Generator& generator);

// Not thread-safe.
class GeneratorQueue {
 public:
  explicit GeneratorQueue(generator::Generator first);

  [[nodiscard]] generator::Generator& current() noexcept { return current_; }
  // required_bytes_for() the current generator.
  [[nodiscard]] std::size_t required_bytes() const noexcept { return required_bytes_; }
  [[nodiscard]] std::int32_t partitions() const noexcept { return partitions_; }
  void set_partitions(std::int32_t partitions) noexcept;

  // Adds generators, in order of time. A generator replaces all earlier ones that would start at its time or later.
  void add(std::list<NextGenerator> newer) noexcept;
  [[nodiscard]] bool has_next() const noexcept { return !next_.empty(); }
  // Whether another generator makes the record that is intended at this time.
  [[nodiscard]] bool needs_next(MonotonicTime intended) const noexcept {
    return has_next() && intended >= next_.front().from;
  }
  // Switches to the generator of the record that is intended at this time. If several apply, the last one counts.
  void switch_to(MonotonicTime intended) noexcept;

 private:
  generator::Generator current_;
  std::list<NextGenerator> next_;
  std::size_t required_bytes_;
  std::int32_t partitions_ = 0;
};

}  // namespace spate::stream
