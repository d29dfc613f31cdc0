// A compiled record: operations, their constants, and the bounds that make checks unnecessary while writing.
// Immutable once compiled; shared by the threads that make the same stream's records.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/machine/imperfection_plan.hpp"
#include "generator/machine/machine.hpp"

namespace spate::generator {

// Texts and arrays that operations point to; addresses stay. Texts have kOverCopy readable bytes behind them.
class ConstantPool {
 public:
  [[nodiscard]] const char* text(std::string_view text);
  // An array of `T`, moved in.
  template <class T>
  [[nodiscard]] const T* array(std::vector<T> values) {
    auto kept = std::make_shared<std::vector<T>>(std::move(values));
    const T* data = kept->data();
    arrays_.push_back(std::move(kept));
    return data;
  }

 private:
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t left_ = 0;
  char* next_ = nullptr;
  std::vector<std::shared_ptr<const void>> arrays_;
};

class LifecyclePlan;

struct Program {
  std::vector<Op> ops;
  std::vector<std::uint32_t> field_of;  // per operation, into fields
  std::vector<std::string> fields;      // paths, for messages
  std::vector<Value> registers;         // at the start of each thread; constants stay
  ConstantPool pool;
  std::size_t max_bytes = 0;      // of one record, key and slack included
  std::size_t scratch_bytes = 0;  // likewise
  std::vector<std::shared_ptr<const LifecyclePlan>> lifecycles;
  bool json = false;                                      // the value's format
  std::vector<std::string> columns;                       // of CSV
  bool has_extras = false;                                // headers, a timestamp, a partition or imperfections
  std::unique_ptr<const ImperfectionPlan> imperfections;  // null: none
  std::vector<std::string> referred;                      // streams whose records are computed here, in order
  std::size_t seconds = 0;                                // how many FormattedSecond a machine needs

  // While it is put together: the number of one FormattedSecond more, and that of the machine's memory for a lifecycle.
  [[nodiscard]] std::uint16_t new_second() noexcept { return static_cast<std::uint16_t>(seconds++); }
  [[nodiscard]] std::uint16_t number_of(const std::shared_ptr<const LifecyclePlan>& plan);
};

}  // namespace spate::generator
