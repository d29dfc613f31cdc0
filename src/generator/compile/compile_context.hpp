// The state shared by the classes that compile one record: the program, the current position in the record, and the
// reporting of problems.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generator/compile/compilation.hpp"
#include "generator/compile/field_needs.hpp"
#include "generator/compile/scope.hpp"
#include "generator/value/operand.hpp"

namespace spate::generator {

struct CompileContext {
  struct Current {
    const scenario::Node* node = nullptr;
    std::string path;  // within the record
    std::uint64_t ordinal = 0;
  };

  CompileContext(Compilation& shared, const scenario::Stream& compiled, ValueRequests& known);

  [[nodiscard]] Emitter& code() const noexcept { return *compilation.code; }
  [[nodiscard]] scenario::Diagnostics& problems() const noexcept { return compilation.problems; }
  [[nodiscard]] const Timetable& timetable(const scenario::Stream& of) const;

  // Whether this record is compiled for a reference from another stream, which needs only one field.
  [[nodiscard]] bool referred_to() const noexcept { return needs.has_value(); }
  [[nodiscard]] bool is_needed(const scenario::Node& node) const { return !needs || needs->contains(node); }
  // Write text and values into the record. Emit nothing if referred_to().
  void write_text(std::string_view text) const;
  void write_value(const Operand& operand) const;

  // Reports a problem at a path within the record.
  void report(const scenario::Place& place, const std::string& path, const std::string& text) const;
  [[nodiscard]] std::string for_messages(const std::string& path) const;

  // The site of the next draw of this field. Does not depend on other fields.
  [[nodiscard]] std::uint64_t site() noexcept;
  // One site for all calls of a kind in the fields and variables of one object, so that their results agree.
  [[nodiscard]] std::uint64_t object_site(std::string_view kind) const noexcept;
  // The random state of the stream, from which that of each record is derived.
  [[nodiscard]] std::uint64_t stream_state() const noexcept;

  // Throw ExpressionError in a variable of an entity, which is drawn once, or in a table: for values that differ
  // between records.
  void forbid_in_entity(std::size_t offset) const;
  void forbid_in_table(std::size_t offset, std::string_view dependence) const;
  // Registers that the field uses the time. Throws ExpressionError if it is not known.
  void use_time(std::size_t offset) const;

  Compilation& compilation;
  const scenario::Stream& stream;
  ValueRequests& requests;
  scenario::Format format = scenario::Format::json;
  std::string root_path;            // for messages
  std::optional<FieldNeeds> needs;  // nullopt: the whole record is written
  Scope* scope = nullptr;           // visible names
  Current at;                       // scalar being compiled
  std::vector<Operand> items;       // in $repeat: item numbers, innermost last
  std::optional<Operand> row;       // in a sized table: row number
  bool in_entity = false;           // compiling a variable of an entity
};

}  // namespace spate::generator
