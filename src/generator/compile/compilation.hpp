// The state shared by all compilers of one program: of the stream's own record, and of each field that it refers to.
//
// A program is compiled in passes until a pass adds no request. A request is what a later expression needs of an
// earlier field: its value in a register, or a sum over its items. Each pass knows the requests of the previous passes.
// Not thread-safe.
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

// Names of a stream and of a field of its records. An empty field requests whether the record is sent.
using FieldRequest = std::pair<std::string, std::string>;

// Path of the array, field of an item (empty: the item itself), aggregate.
using AggregateRequest = std::tuple<std::string, std::string, Aggregate>;

// What later expressions need of earlier fields. Grows from pass to pass.
struct ValueRequests {
  std::set<std::string> kept;  // paths of fields to keep in registers
  std::set<AggregateRequest> aggregates;
  std::map<FieldRequest, ValueRequests> of_other_streams;  // by field of another stream
  [[nodiscard]] std::size_t size() const noexcept {
    auto all = kept.size() + aggregates.size();
    for (const auto& other : of_other_streams) all += 1 + other.second.size();
    return all;
  }
};

// Cache of tables, so that all passes read a file once.
using TableCache = std::map<const scenario::Table*, std::shared_ptr<const CompiledTable>>;
// By stream name. Kept from pass to pass.
using Plans = std::map<std::string, std::shared_ptr<const LifecyclePlan>>;

struct Compilation {
  const scenario::Scenario& scenario;
  const Timetables& timetables;
  Plans& plans;
  scenario::Diagnostics& problems;
  TableCache& tables;
  Emitter* code = nullptr;
  std::vector<FieldRequest> chain = {};  // fields being compiled, outermost first
  bool time_used = false;                // by the field being compiled
  std::set<std::string> referred = {};   // streams that references name, direct or not
  bool reported_elsewhere = false;       // invalid because of another stream's record
};

}  // namespace spate::generator
