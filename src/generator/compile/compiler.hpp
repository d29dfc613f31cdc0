// Compiles one stream's record into a Program: resolves names, checks types and ranges, emits operations.
//
// Compiling is run until nothing new is asked for: what a later expression needs of an earlier field (its text kept
// aside, a sum over its items) is known from the run before. One thread; lives as long as the compilation.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "generator/compile/emitter.hpp"
#include "generator/compile/field_needs.hpp"
#include "generator/compile/registers.hpp"
#include "generator/compile/scope.hpp"
#include "generator/compile/write.hpp"
#include "generator/expression/expression.hpp"
#include "generator/machine/lifecycle_plan.hpp"
#include "generator/machine/timetable.hpp"
#include "generator/value/operand.hpp"
#include "generator/value/table.hpp"
#include "scenario/model/scenario.hpp"

namespace spate {

// A field of a stream's records: names of both. An empty field stands for "whether the record is there".
using Asked = std::pair<std::string, std::string>;

// What later expressions asked of earlier fields; grows from run to run.
struct Requests {
  std::set<std::string> kept;  // paths of fields whose value is kept in a register
  // path of the array, field of an item (empty: the item itself), what
  std::set<std::tuple<std::string, std::string, Aggregate>> aggregates;
  std::map<Asked, Requests> of_others;  // by the field asked of another stream
  [[nodiscard]] std::size_t size() const noexcept {
    auto all = kept.size() + aggregates.size();
    for (const auto& other : of_others) all += 1 + other.second.size();
    return all;
  }
};

// Tables that were read: files are read once, however often a record is compiled.
using TableCache = std::map<const Table*, std::shared_ptr<const CompiledTable>>;
// By the stream's name; kept from run to run.
using Plans = std::map<std::string, std::shared_ptr<const LifecyclePlan>>;

// What the compilers of one program have in common: the stream's own, and one per field it asks of another stream.
struct Compilation {
  const Scenario& scenario;
  const Timetables& timetables;
  Plans& plans;
  Diagnostics& problems;
  TableCache& tables;
  Emitter* code = nullptr;
  std::vector<Asked> asked = {};        // being computed now, outermost first
  bool time_used = false;               // by the field being computed
  std::set<std::string> referred = {};  // streams named by references, of other streams' fields too
  bool reported_elsewhere = false;      // what makes this record wrong: not to be said again
};

struct Scalar;

class Compiler {
 public:
  Compiler(Compilation& shared, const Stream& stream, Requests& requests);

  // The whole record, key included, into the emitter. Useless if anything was reported.
  void run();
  // One value as the whole record, whatever the stream's record is. Useless if anything was reported.
  void run(const Expression& value);

  // --- for functions (functions/*.cpp) and the other files here ---
  [[nodiscard]] Emitter& code() noexcept { return *code_; }
  [[nodiscard]] Requests& requests() noexcept { return requests_; }
  [[nodiscard]] const Scope& scope() const noexcept { return *scope_; }

  [[nodiscard]] Operand compile(const Expression& expression);

  // A number of its own for each draw of each field: the same whatever other fields there are.
  [[nodiscard]] std::uint64_t site() noexcept;
  // The randomness of the stream as a whole, of which each record has its own.
  [[nodiscard]] std::uint64_t stream_state() const noexcept;
  // One number for all calls of a kind in the fields and variables of one object, so that they tell of the same thing.
  [[nodiscard]] std::uint64_t object_site(std::string_view kind) const noexcept;

  [[nodiscard]] const CompiledTable* find_table(const Expression& name) const;
  [[nodiscard]] Operand cell(const Operand& row, std::string_view column, std::size_t offset);
  // A table that has no name of its own: the alternatives of a choice.
  [[nodiscard]] const CompiledTable& unnamed(CompiledTable table);
  // What a name or path stands for; null: no such binding (a table, a column, or nothing).
  [[nodiscard]] const Binding* find_binding(const Expression& expression) const;
  [[nodiscard]] Operand value_of(const Binding& binding, std::size_t offset);
  [[nodiscard]] Operand aggregate(const Expression& path, Aggregate what);
  [[nodiscard]] Operand unknown_name(std::string_view name, std::size_t offset) const;
  [[nodiscard]] std::string other_meaning(std::string_view name) const;

  // The stream of this name, referred to from here on; throws where there is none.
  [[nodiscard]] const Stream& find_stream(std::string_view name, std::size_t offset) const;
  [[nodiscard]] const Timetable& timetable(const Stream& stream) const;
  // The table whose rows are the stream's records.
  [[nodiscard]] const CompiledTable& records_of(const Stream& stream);
  // Whether a record of that stream is sent, or passed over by references.
  [[nodiscard]] static bool all_sent(const Stream& stream);
  [[nodiscard]] Operand is_sent(const Stream& stream, Register index, std::size_t offset);
  // What the lifecycle says of this record, in four registers: entity, step, state, and the record of the step before
  // (null at step 0). Throws where the stream has no lifecycle.
  [[nodiscard]] Register entity_step(std::size_t offset) const;
  [[nodiscard]] const Stream& stream() const noexcept { return stream_; }
  // By which the times of the records are told.
  [[nodiscard]] const Clock& clock() const noexcept { return scenario_.clock; }
  // This is a variable of an entity, which is drawn once: throws, for what differs from record to record.
  void forbid_in_entity(std::size_t offset) const;
  // The time of the record is used here: throws where nobody knows it.
  void use_time(std::size_t offset) const;
  // This record is being computed for another stream's.
  [[nodiscard]] bool referred_to() const noexcept { return needs_.has_value(); }

  // Some value asks for event_time() here. Throws where its clock is not known yet.
  void asks_event_time(std::size_t offset);

  // Within $repeat: the item's number; within a sized table's column: the row's. Null: not within one.
  [[nodiscard]] const Operand* item() const noexcept { return items_.empty() ? nullptr : &items_.back(); }
  [[nodiscard]] const Operand* row() const noexcept { return row_ ? &*row_ : nullptr; }

 private:
  struct Current {  // the scalar being compiled
    const Node* node = nullptr;
    std::string path;  // within the record
    std::uint64_t ordinal = 0;
  };
  struct Commas {           // of one object or list
    bool certain = false;   // a member that is always there has been written
    bool trailing = false;  // a member that may be left out, with a comma behind it, has been written
  };

  // record.cpp: the root
  void record();
  void columns(const Node& root);
  void read_tables();

  // key.cpp
  void key();
  void key_of_fields();
  [[nodiscard]] std::optional<Operand> field_for_key(const Node& written, const std::string& path);

  // aside.cpp: timestamp, headers and partition
  [[nodiscard]] std::optional<Operand> aside(const Aside& written, const std::string& site);
  void envelope();
  void timestamp();
  void header(const Aside& header);
  void partition();

  // imperfections.cpp
  void set_back();
  void skew_clock(const Binding& binding);
  void imperfections();
  [[nodiscard]] Operand sent(std::optional<Register> present);
  [[nodiscard]] const ImperfectionPlan* plan_of(const Stream& stream);
  [[nodiscard]] std::vector<Imperfection> malformed_kinds();

  // tree.cpp: objects, lists, and what may be left out
  void member(const Node::Member& member, Scope& scope, const std::string& path, Commas& commas);
  // `inside` runs where the element is there for certain.
  void element(
      std::optional<std::string_view> name, const Node& node, Binding& binding, Scope& scope, Commas& commas,
      const std::function<void()>& inside = [] {});
  void body(const Node& node, Binding& binding, const std::shared_ptr<Scope>& inner);
  void field(const Node& node, Binding& binding);
  void object(const Node& map, const std::string& path, const std::shared_ptr<Scope>& inner);
  void trim_comma();
  void list(const Node& node, Binding& binding, const std::shared_ptr<Scope>& inner);
  void variables(const Node& map, Scope& scope, const std::string& path);
  [[nodiscard]] std::optional<Register> when(const Node& map, const std::string& path);
  void below_value(const Node& value, Scope& scope, const std::string& path);
  void check_directives(const Node& map, const std::string& path);
  void prepare(const std::string& path, bool may_be_left_out);
  void leave_out(Binding& binding) const;
  void null_at(Label label);
  void keep(Binding& binding);
  void wrong(const Place& place, const std::string& path, const std::string& text);
  [[nodiscard]] std::string for_messages(const std::string& path) const;  // a path within the record

  // repeat.cpp: arrays made of one item, and what is asked of them
  void repeat(const Node& map, Binding& binding, const std::shared_ptr<Scope>& inner);
  void accumulate(Binding& array, const Operand& item, Wide most_items);

  // scalar.cpp
  [[nodiscard]] Operand scalar(const Node& node, const std::string& path);
  // `path` is the name its draws go by, `whole` the one for messages.
  [[nodiscard]] Operand scalar(const Node& node, const std::string& path, const std::string& whole);
  [[nodiscard]] Operand text_of(const Scalar& scalar);
  void report(const Node& node, const std::string& whole, const ExpressionError& error);

  // lifecycle.cpp: the entity this record is a step of
  void lifecycle();
  [[nodiscard]] std::shared_ptr<const LifecyclePlan> plan_of(const Lifecycle& lifecycle);
  void entity_variables(const Lifecycle& lifecycle);

  // reference.cpp: records of other streams
  [[nodiscard]] Operand referenced_field(const Stream& stream, Register index, const std::string& path,
                                         std::size_t offset);
  [[nodiscard]] Operand elsewhere(const Stream& stream, Register index, const Asked& asked, std::size_t offset);
  [[nodiscard]] Operand only_field(const std::string& path, std::size_t offset);
  [[nodiscard]] Operand only_condition();
  [[nodiscard]] const Expression* reference_in(const Expression& expression, std::string& path) const;
  [[nodiscard]] bool wanted(const Node& node) const { return !needs_ || needs_->contains(node); }
  // Text of the record, which nobody sees where only a field is wanted.
  void write_text_of_record(std::string_view text) {
    if (!needs_) code_->literal(text);
  }

  // expression.cpp, name.cpp
  Operand name(const Expression& expression);
  Operand member_of(const Expression& expression);
  Operand call(const Expression& expression);
  Operand logical(const Expression& expression);
  Operand logical_not(const Expression& expression);
  Operand condition(const Expression& expression);
  void write_value(const Operand& operand);
  Operand negate(const Expression& expression);
  Operand binary(const Expression& expression);
  Operand computed_cell(const CompiledTable& table, std::size_t column, Register row);
  Operand column_value(const CompiledTable& table, std::size_t column);

  Compilation& shared_;
  const Scenario& scenario_;
  const Stream& stream_;
  Requests& requests_;
  Diagnostics& problems_;
  Emitter*& code_;
  std::optional<FieldNeeds> needs_;                   // nothing: the whole record is written
  std::vector<std::unique_ptr<Compiler>> elsewhere_;  // operands point to their tables
  std::vector<std::shared_ptr<const CompiledTable>> tables_;
  std::vector<std::unique_ptr<const CompiledTable>> unnamed_;
  Format format_ = Format::json;
  std::string root_path_;  // for messages
  Scope* scope_ = nullptr;
  std::shared_ptr<Scope> root_;
  Binding root_binding_;
  Current at_;
  std::vector<Operand> items_;
  std::optional<Operand> row_;
  std::optional<Register> entity_step_;
  std::shared_ptr<Scope> entity_;  // its variables
  bool in_entity_ = false;
  std::map<std::string, Register> kept_;  // fields that may be left out, by path
  std::map<std::tuple<std::string, std::string, Aggregate>, Register> aggregates_;
  bool event_time_asked_ = false;
  bool clock_skewed_ = false;
  int depth_ = 0;
  int column_depth_ = 0;
};

// Limits of a record.
inline constexpr int kMostDepth = 32;
inline constexpr std::int64_t kMostItems = 10'000;
inline constexpr std::size_t kMostRecordBytes = std::size_t{4} << 20U;

}  // namespace spate
