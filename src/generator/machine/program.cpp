#include "generator/machine/program.hpp"

#include <algorithm>

namespace spate::generator {

const char* ConstantPool::text(std::string_view text) {
  constexpr std::size_t kBlock = 16384;
  const std::size_t room = text.size() + kOverCopy;
  if (room > left_) {
    left_ = std::max(kBlock, room);
    blocks_.push_back(std::make_unique<char[]>(left_));
    next_ = blocks_.back().get();
  }
  char* const kept = next_;
  std::copy(text.begin(), text.end(), kept);
  // The bytes after a text are the next text. Only the last text needs kOverCopy bytes in the block.
  next_ += text.size();
  left_ -= text.size();
  return kept;
}

std::uint16_t Program::lifecycle_index(const std::shared_ptr<const LifecyclePlan>& plan) {
  const auto number =
      static_cast<std::uint16_t>(std::find(lifecycles.begin(), lifecycles.end(), plan) - lifecycles.begin());
  if (number == lifecycles.size()) lifecycles.push_back(plan);
  return number;
}

}  // namespace spate::generator
