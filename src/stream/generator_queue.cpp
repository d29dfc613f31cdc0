#include "stream/generator_queue.hpp"

#include <utility>

#include "generator/machine/imperfection_plan.hpp"
#include "record/arena.hpp"

namespace spate::stream {

std::size_t required_bytes_for(const generator::Generator& generator) {
  const auto* imperfections = generator.imperfections();
  const bool twice = imperfections != nullptr && imperfections->duplicates();
  return twice ? 2 * generator.max_bytes() + sizeof(record::Slot) + alignof(record::Slot) : generator.max_bytes();
}

GeneratorQueue::GeneratorQueue(generator::Generator first)
    : current_(std::move(first)), required_bytes_(required_bytes_for(current_)) {}

void GeneratorQueue::set_partitions(std::int32_t partitions) noexcept {
  if (partitions == partitions_) return;
  partitions_ = partitions;
  current_.set_partitions(partitions);
}

void GeneratorQueue::add(std::list<NextGenerator> newer) noexcept {
  while (!newer.empty()) {
    while (!next_.empty() && next_.back().from >= newer.front().from) next_.pop_back();
    next_.splice(next_.end(), newer, newer.begin());
  }
}

void GeneratorQueue::switch_to(MonotonicTime intended) noexcept {
  while (needs_next(intended)) {
    current_ = std::move(next_.front().generator);
    next_.pop_front();
  }
  current_.set_partitions(partitions_);
  required_bytes_ = required_bytes_for(current_);
}

}  // namespace spate::stream
