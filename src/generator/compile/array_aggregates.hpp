// Sums, counts, least and most over the items of an array: accumulated while the array is made, used by later
// expressions.
#pragma once

#include <map>
#include <string>

#include "generator/compile/compile_context.hpp"
#include "generator/compile/name_resolver.hpp"

namespace spate::generator {

class ArrayAggregates {
 public:
  ArrayAggregates(CompileContext& context, const NameResolver& names) : context_(context), names_(names) {}

  // What later expressions ask of arrays at `path` and below gets its register before anything may be skipped.
  void prepare(const std::string& path);
  // Adds one item to what was asked of the array; `item` is its value, if it is a scalar.
  void accumulate(Binding& array, const Operand& item, Int128 most_items);

  // Of the array that the path goes through. Throws where there is none, or no such field in its items.
  [[nodiscard]] Operand value_of(const Expression& path, Aggregate what);

 private:
  CompileContext& context_;
  const NameResolver& names_;
  std::map<AggregateRequest, Register> registers_;
};

// The most items an array may have.
inline constexpr std::int64_t kMaxItems = 10'000;

}  // namespace spate::generator
