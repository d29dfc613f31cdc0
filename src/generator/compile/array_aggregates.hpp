// Sum, min, max and count over the items of an array: computed while the array is written, for later expressions.
#pragma once

#include <map>
#include <string>

#include "generator/compile/compile_context.hpp"
#include "generator/compile/name_resolver.hpp"

namespace spate::generator {

class ArrayAggregates {
 public:
  ArrayAggregates(CompileContext& context, const NameResolver& names) : context_(context), names_(names) {}

  // Allocates the registers of the aggregates requested of arrays at `path` and below. Called before a $when may skip
  // the array.
  void prepare(const std::string& path);
  // Adds an item of an array made by $repeat to the requested aggregates. `item` is its value if it is a scalar.
  void accumulate(Binding& array, const Operand& item, Int128 max_items);
  // Adds an item to the requested count only: an item of a list, which may have several types, or a null.
  void count_item(Binding& array, Int128 max_items);

  // The aggregate of the array on the path. Throws ExpressionError if there is no array, no such field in its
  // items, or if the array is a list and the aggregate is not its count.
  [[nodiscard]] Operand value_of(const Expression& path, Aggregate what);

 private:
  CompileContext& context_;
  const NameResolver& names_;
  std::map<AggregateRequest, Register> registers_;
};

// The maximum number of items of an array.
inline constexpr std::int64_t kMaxItems = 10'000;

}  // namespace spate::generator
