// What the classes that compile one record have in common: the program it goes into, where in the record they are, and
// how to report what is wrong there.
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

  CompileContext(Compilation& shared, const scenario::Stream& compiled, Requests& asked);

  [[nodiscard]] Emitter& code() const noexcept { return *compilation.code; }
  [[nodiscard]] scenario::Diagnostics& problems() const noexcept { return compilation.problems; }
  [[nodiscard]] const Timetable& timetable(const scenario::Stream& of) const;

  // This record is being computed for another stream's, and of it only what a field needs.
  [[nodiscard]] bool referred_to() const noexcept { return needs.has_value(); }
  [[nodiscard]] bool wanted(const scenario::Node& node) const { return !needs || needs->contains(node); }
  // Text and values of the record. Emits nothing where only one field is compiled.
  void write_text(std::string_view text) const;
  void write_value(const Operand& operand) const;

  // Reports what is wrong at a path within the record.
  void wrong(const scenario::Place& place, const std::string& path, const std::string& text) const;
  [[nodiscard]] std::string for_messages(const std::string& path) const;

  // The number of the next draw of this field. It does not depend on other fields.
  [[nodiscard]] std::uint64_t site() noexcept;
  // One number for all calls of a kind in the fields and variables of one object, so that they tell of the same thing.
  [[nodiscard]] std::uint64_t object_site(std::string_view kind) const noexcept;
  // The randomness of the stream as a whole, of which each record has its own.
  [[nodiscard]] std::uint64_t stream_state() const noexcept;

  // Throw for what differs from record to record: in a variable of an entity, which is drawn once, and in a table.
  void forbid_in_entity(std::size_t offset) const;
  void forbid_in_table(std::size_t offset, std::string_view dependence) const;
  // The time of the record is used here. Throws where it is not known.
  void use_time(std::size_t offset) const;

  Compilation& compilation;
  const scenario::Stream& stream;
  Requests& requests;
  scenario::Format format = scenario::Format::json;
  std::string root_path;            // for messages
  std::optional<FieldNeeds> needs;  // nothing: the whole record is written
  Scope* scope = nullptr;           // the names in reach
  Current at;                       // the scalar being compiled
  std::vector<Operand> items;       // within $repeat: the items' numbers, innermost last
  std::optional<Operand> row;       // within a sized table's column: the row's number
  bool in_entity = false;           // this is a variable of an entity
};

}  // namespace spate::generator
