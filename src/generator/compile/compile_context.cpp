#include "generator/compile/compile_context.hpp"

#include <fmt/format.h>

#include "base/random.hpp"
#include "generator/compile/write.hpp"
#include "generator/value/expression_error.hpp"

namespace spate::generator {
namespace {

scenario::Format record_format(const scenario::GeneratorSource& generator) {
  const bool scalar = generator.record.kind == scenario::Node::Kind::scalar;
  return generator.format.value_or(scalar ? scenario::Format::text : scenario::Format::json);
}

}  // namespace

CompileContext::CompileContext(Compilation& shared, const scenario::Stream& compiled, ValueRequests& known)
    : compilation(shared),
      stream(compiled),
      requests(known),
      format(record_format(compiled.generator)),
      root_path(compiled.generator.path) {}

const Timetable& CompileContext::timetable(const scenario::Stream& of) const {
  static const Timetable unknown;
  const auto match = compilation.timetables.find(of.name);
  return match == compilation.timetables.end() ? unknown : match->second;
}

void CompileContext::write_text(std::string_view text) const {
  if (!referred_to()) code().literal(text);
}

void CompileContext::write_value(const Operand& operand) const {
  if (!referred_to()) generator::write_value(code(), operand, format, stream.generator.csv.null);
}

void CompileContext::report(const scenario::Place& place, const std::string& path, const std::string& text) const {
  problems().report(place, for_messages(path), text);
}

// The paths of directives at the root begin with a dot.
std::string CompileContext::for_messages(const std::string& path) const {
  const bool joined = path.empty() || path.front() == '.' || path.front() == '[';
  return root_path + (joined ? "" : ".") + path;
}

std::uint64_t CompileContext::site() noexcept { return random::mix(random::hash_name(at.path), at.ordinal++); }

std::uint64_t CompileContext::object_site(std::string_view kind) const noexcept {
  auto object = owner_of(at.path);
  if (object == "$let" || object.ends_with(".$let")) object = owner_of(object);
  return random::mix(random::hash_name(object), random::hash_name(kind));
}

std::uint64_t CompileContext::stream_state() const noexcept {
  return random::stream_state(compilation.scenario.seed, stream.name);
}

void CompileContext::forbid_in_entity(std::size_t offset) const {
  if (in_entity) {
    throw ExpressionError(offset,
                          "a variable of an entity is drawn once, so it cannot depend on the time or the record: use a "
                          "field of the record");
  }
}

void CompileContext::forbid_in_table(std::size_t offset, std::string_view dependence) const {
  if (row) throw ExpressionError(offset, fmt::format("a table's row cannot depend on {}", dependence));
}

void CompileContext::use_time(std::size_t offset) const {
  forbid_in_entity(offset);
  compilation.time_used = true;
  if (!referred_to() || timetable(stream).intended != nullptr) return;
  throw ExpressionError(offset, fmt::format("the times of the records of {}, to which another stream refers, cannot be "
                                            "computed (its rate is max, recorded or in bytes): use a rate in records "
                                            "per time, such as 500/s",
                                            stream.name));
}

}  // namespace spate::generator
