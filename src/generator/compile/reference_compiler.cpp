#include "generator/compile/reference_compiler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "generator/compile/record_compiler.hpp"
#include "generator/compile/registers.hpp"
#include "generator/machine/ops_stream_reference.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate::generator {
namespace {

// Limit on a chain of references; each reference computes the next.
constexpr std::size_t kMaxReferences = 16;

// Switches the machine to another record and back.
struct RecordSwitch {
  Register index = 0;
  Register saved = 0;
  std::uint64_t state = 0;
  const Timetable* timetable = nullptr;
  bool uses_time = true;

  void enter(Emitter& code) const {
    auto& op = code.add(uses_time ? run_record_begin : run_record_begin_without_time);
    op.a = index;
    op.to = saved;
    op.z = state;
    op.data = timetable;
  }
  void leave(Emitter& code) const { code.add(uses_time ? run_record_end : run_record_end_without_time).to = saved; }
};

std::string qualified_name(const FieldRequest& request) {
  return request.second.empty() ? request.first : request.first + "." + request.second;
}

std::string no_field(const scenario::Stream& stream, const std::string& path) {
  const auto names = field_names(stream.generator.record, path.substr(0, path.rfind('.') + 1));
  if (names.empty()) return fmt::format("the records of {} have no field \"{}\"", stream.name, path);
  const auto last = path.substr(path.rfind('.') == std::string::npos ? 0 : path.rfind('.') + 1);
  const std::vector<std::string_view> views(names.begin(), names.end());
  const auto hint = scenario::did_you_mean(last, views);
  return fmt::format("the records of {} have no field \"{}\"{}", stream.name, path,
                     hint.empty() ? fmt::format(": use one of {}", fmt::join(names, ", ")) : hint);
}

}  // namespace

bool all_sent(const scenario::Stream& stream) {
  const auto& record = stream.generator.record;
  const auto& imperfections = stream.imperfections;
  const bool always = record.kind != scenario::Node::Kind::map || record.find("$when") == nullptr;
  return always && !(imperfections && (imperfections->drop > 0 || imperfections->tombstone > 0));
}

ReferenceCompiler::ReferenceCompiler(CompileContext& context) : context_(context) {}

ReferenceCompiler::~ReferenceCompiler() = default;

const scenario::Stream& ReferenceCompiler::find_stream(std::string_view name, std::size_t offset) const {
  std::vector<std::string_view> names;
  for (const auto& stream : context_.compilation.scenario.streams) {
    if (stream.name == name) {
      context_.compilation.referred.insert(stream.name);
      return stream;
    }
    names.push_back(stream.name);
  }
  throw ExpressionError(offset, fmt::format("unknown stream \"{}\"{}", name, scenario::did_you_mean(name, names)));
}

Operand ReferenceCompiler::field(const scenario::Stream& stream, Register index, const std::string& path,
                                 std::size_t offset) {
  FieldNeeds needs{stream.generator};
  if (!needs.add_field(path)) throw ExpressionError(offset, no_field(stream, path));
  return compile_reference(stream, index, {stream.name, path}, offset);
}

Operand ReferenceCompiler::is_sent(const scenario::Stream& stream, Register index, std::size_t offset) {
  return compile_reference(stream, index, {stream.name, ""}, offset);
}

void ReferenceCompiler::check_chain(const FieldRequest& request, std::size_t offset) const {
  const auto& chain = context_.compilation.chain;
  if (std::find(chain.begin(), chain.end(), request) != chain.end() ||
      request == FieldRequest{context_.stream.name, context_.at.path}) {
    throw ExpressionError(offset, fmt::format("circular reference: {} depends on itself", qualified_name(request)));
  }
  if (chain.size() >= kMaxReferences)
    throw ExpressionError(offset, fmt::format("more than {} chained references: shorten the chain", kMaxReferences));
}

Operand ReferenceCompiler::compile_reference(const scenario::Stream& stream, Register index,
                                             const FieldRequest& request, std::size_t offset) {
  check_chain(request, offset);
  auto& code = context_.code();
  auto& shared = context_.compilation;
  RecordSwitch record{.index = index,
                      .saved = code.reg(),
                      .state = random::stream_state(shared.scenario.seed, stream.name),
                      .timetable = code.pool().array(std::vector<Timetable>{context_.timetable(stream)})};
  for (int more = 0; more < 4; ++more) (void)code.reg();
  const auto position = code.position();
  record.enter(code);
  shared.chain.push_back(request);
  auto& other = *others_.emplace_back(
      std::make_unique<RecordCompiler>(shared, stream, context_.requests.of_other_streams[request]));
  const bool time_used = std::exchange(shared.time_used, false);
  const auto saved_field = code.field("");
  auto operand = request.second.empty() ? other.only_condition() : other.only_field(request.second, offset);
  (void)code.field(saved_field);
  record.uses_time = shared.time_used;
  if (!record.uses_time) code.at(position).run = run_record_begin_without_time;
  shared.time_used = shared.time_used || time_used;
  shared.chain.pop_back();
  if (operand.makes_draws()) {
    // If the text needs no other operation, switches and makes it where it is written.
    if (code.position() == position + 1) {
      code.undo_last();
      return Operand::made(operand.type, [record, make = operand.make](Emitter& to, Escape escape) {
        record.enter(to);
        (*make)(to, escape);
        record.leave(to);
      });
    }
    operand = Operand::stored(operand.type, store(code, operand));  // the other record's random state ends here
  }
  record.leave(code);
  if (operand.type.is(Type::Kind::unknown)) throw ExpressionError(offset, "");  // reported by the other stream
  return operand;
}

}  // namespace spate::generator
