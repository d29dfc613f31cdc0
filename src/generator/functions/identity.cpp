// index, sequence, item, partitions: position of a record; field, env: a field by its name, an environment variable.
#include <fmt/format.h>

#include <cstdlib>
#include <limits>

#include "base/utf8.hpp"
#include "generator/compile/arithmetic.hpp"
#include "generator/functions/functions.hpp"

namespace spate::generator::functions {
namespace {

OpResult run_index(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].number = static_cast<std::int64_t>(machine.index);
  return continue_with(machine, op + 1, out);
}

OpResult run_partitions(Machine& machine, const Op* op, char* out) noexcept {
  machine[op->to].number = machine.partitions;
  return continue_with(machine, op + 1, out);
}

Operand index_compile(Call& call) {
  call.record.context.forbid_in_entity(call.offset());
  call.record.context.forbid_in_table(call.offset(), "the record: use row()");
  Register to = 0;
  call.add(run_index, to);
  return Operand::stored(Type::exact(0, std::numeric_limits<std::int64_t>::max()), to);
}

Operand sequence_compile(Call& call) {
  const auto start = call.has(0) ? call.integer(0) : Operand::exact(0);
  const auto step = call.has(1) ? call.integer(1) : Operand::exact(1);
  const Located steps{multiply(call.code(), {index_compile(call), call.offset()}, {step, call.offset()}),
                      call.offset()};
  return add(call.code(), {start, call.offset()}, steps);
}

Operand env_compile(Call& call) {
  const auto name = call.text(0);
  const char* value = std::getenv(name.c_str());
  if (value == nullptr && !call.has(1)) {
    call.fail(call.offset(),
              fmt::format("environment variable {0} is not set: set it, or use env(\"{0}\", \"a default\")", name));
  }
  const std::string text = value != nullptr ? value : call.text(1);
  if (first_invalid_utf8(text))
    call.fail(call.offset(), fmt::format("environment variable {} is not valid UTF-8: set it to valid text", name));
  return Operand::of_text(text);
}

// field("a.b") selects a.b, also if these are not valid names in an expression.
Operand field_compile(Call& call) {
  const auto path = call.text(0);
  Expression name;
  name.kind = Expression::Kind::name;
  name.offset = call.offset(0);
  name.text = path;
  if (call.record.names.find_binding(name) != nullptr || path.find('.') == std::string::npos) return call.compile(name);
  name.text = path.substr(0, path.find('.'));
  for (auto rest = path.substr(name.arguments.empty() ? name.text.size() : 0); !rest.empty();) {
    rest.erase(0, 1);
    Expression member;
    member.kind = Expression::Kind::member;
    member.offset = call.offset(0);
    member.text = rest.substr(0, rest.find('.'));
    rest.erase(0, member.text.size());
    member.arguments.push_back({"", std::move(name)});
    name = std::move(member);
  }
  return call.compile(name);
}

}  // namespace

Function index() {
  return {.name = "index",
          .group = "identity",
          .parameters = {},
          .help = "The index of the record in its stream, from 0.",
          .example = "=index()",
          .compile = index_compile};
}

Function sequence() {
  return {.name = "sequence",
          .group = "identity",
          .parameters = {{"start", Parameter::Need::optional, "an integer; default 0"},
                         {"step", Parameter::Need::optional, "an integer; default 1"}},
          .help = "start for record 0, then step more for each record.",
          .example = "=sequence(1000, 10)",
          .compile = sequence_compile};
}

Function item() {
  return {.name = "item",
          .group = "identity",
          .parameters = {},
          .help = "In $item: the number of the item, from 0.",
          .example = "=item()",
          .compile = [](Call& call) {
            const auto& items = call.record.context.items;
            if (items.empty())
              call.fail(call.offset(), "item() is only available within $item: use index() for the record");
            return items.back();
          }};
}

Function partitions() {
  return {.name = "partitions",
          .group = "identity",
          .parameters = {},
          .help = "The current number of partitions of the topic.",
          .example = "=partitions()",
          .compile = [](Call& call) {
            call.record.context.forbid_in_table(call.offset(), "the topic");
            if (call.record.context.referred_to()) {
              call.fail(
                  call.offset(),
                  "partitions() is not available in a field that another stream refers to: move it to another field");
            }
            Register to = 0;
            call.add(run_partitions, to);
            return Operand::stored(Type::exact(1, std::numeric_limits<std::int32_t>::max()), to);
          }};
}

Function field() {
  return {.name = "field",
          .group = "identity",
          .parameters = {{"name",
                          {},
                          "name of an earlier field or variable, in quotes; a dot selects a field of an object"}},
          .help = "The value of a field with a name that is not valid in an expression, such as user-agent.",
          .example = "=field(\"user-agent\")",
          .compile = field_compile};
}

Function env() {
  return {.name = "env",
          .group = "identity",
          .parameters = {{"name", {}, "name of an environment variable, in quotes"},
                         {"default", Parameter::Need::optional,
                          "value if the variable is not set; without a default that is an error"}},
          .help = "The value of an environment variable at the time when spate reads the scenario.",
          .example = "=env(\"SPATE_REGION\", \"eu-west\")",
          .compile = env_compile};
}

}  // namespace spate::generator::functions
