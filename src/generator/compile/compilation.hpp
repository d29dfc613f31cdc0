// What the compilation of one program has in common: the stream's own record, and one per field it asks of another
// stream.
//
// Compiling is run until nothing new is asked for: what a later expression needs of an earlier field (its text kept
// aside, a sum over its items) is known from the run before. One thread; lives as long as the compilation.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "generator/compile/emitter.hpp"
#include "generator/machine/lifecycle_plan.hpp"
#include "generator/machine/ops_aggregate.hpp"
#include "generator/machine/timetable.hpp"
#include "generator/value/table.hpp"
#include "scenario/model/scenario.hpp"

namespace spate::generator {

// A field of a stream's records: names of both. An empty field stands for "whether the record is there".
using FieldRequest = std::pair<std::string, std::string>;

// Path of the array, field of an item (empty: the item itself), what.
using AggregateRequest = std::tuple<std::string, std::string, Aggregate>;

// What later expressions asked of earlier fields; grows from run to run.
struct Requests {
  std::set<std::string> kept;  // paths of fields whose value is kept in a register
  std::set<AggregateRequest> aggregates;
  std::map<FieldRequest, Requests> of_others;  // by the field asked of another stream
  [[nodiscard]] std::size_t size() const noexcept {
    auto all = kept.size() + aggregates.size();
    for (const auto& other : of_others) all += 1 + other.second.size();
    return all;
  }
};

// Tables that were read: files are read once, however often a record is compiled.
using TableCache = std::map<const scenario::Table*, std::shared_ptr<const CompiledTable>>;
// By the stream's name; kept from run to run.
using Plans = std::map<std::string, std::shared_ptr<const LifecyclePlan>>;

struct Compilation {
  const scenario::Scenario& scenario;
  const Timetables& timetables;
  Plans& plans;
  scenario::Diagnostics& problems;
  TableCache& tables;
  Emitter* code = nullptr;
  std::vector<FieldRequest> asked = {};  // being computed now, outermost first
  bool time_used = false;                // by the field being computed
  std::set<std::string> referred = {};   // streams named by references, of other streams' fields too
  bool reported_elsewhere = false;       // what makes this record wrong: not to be said again
};

}  // namespace spate::generator
