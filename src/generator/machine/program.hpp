// A compiled record: operations, constants, and the size bounds that make checks while writing unnecessary.
// Immutable after compilation. Shared by the threads that make records of the same stream.
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

// Texts and arrays that operations point to; their addresses do not change. kOverCopy bytes after a text are readable.
class ConstantPool {
 public:
  [[nodiscard]] const char* text(std::string_view text);
  // Moves the array into the pool.
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
  std::vector<std::uint32_t> field_of;  // per operation: index into `fields`
  std::vector<std::string> fields;      // paths, for messages
  std::vector<Value> registers;         // initial values, including constants
  ConstantPool pool;
  std::size_t max_bytes = 0;      // of a record, including key and slack
  std::size_t scratch_bytes = 0;  // scratch memory of a record
  std::vector<std::shared_ptr<const LifecyclePlan>> lifecycles;
  bool json = false;                                      // the value is JSON
  std::vector<std::string> columns;                       // column names of CSV
  bool has_extras = false;                                // headers, a timestamp, a partition or imperfections
  std::unique_ptr<const ImperfectionPlan> imperfections;  // null: no imperfections
  std::vector<std::string> referred;                      // referenced streams, ordered by name
  std::size_t seconds = 0;                                // number of FormattedSecond per machine

  // Called while compiling: adds a FormattedSecond, or a lifecycle unless it is known, and returns its index.
  [[nodiscard]] std::uint16_t new_second() noexcept { return static_cast<std::uint16_t>(seconds++); }
  [[nodiscard]] std::uint16_t lifecycle_index(const std::shared_ptr<const LifecyclePlan>& plan);
};

}  // namespace spate::generator
