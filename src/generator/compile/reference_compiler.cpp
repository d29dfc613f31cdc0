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

// Fields that lead from stream to stream; each costs the computing of the next.
constexpr std::size_t kMaxReferences = 16;

// Makes the machine take another record's place, and come back.
struct Elsewhere {
  Register index = 0;
  Register kept = 0;
  std::uint64_t state = 0;
  const Timetable* timetable = nullptr;
  bool timed = true;

  void enter(Emitter& code) const {
    auto& op = code.add(timed ? run_record_begin : run_record_begin_without_time);
    op.a = index;
    op.to = kept;
    op.z = state;
    op.data = timetable;
  }
  void leave(Emitter& code) const { code.add(timed ? run_record_end : run_record_end_without_time).to = kept; }
};

std::string shown(const FieldRequest& asked) {
  return asked.second.empty() ? asked.first : asked.first + "." + asked.second;
}

std::string no_field(const scenario::Stream& stream, const std::string& path) {
  const auto names = field_names(stream.generator.record, path.substr(0, path.rfind('.') + 1));
  if (names.empty()) return fmt::format("the records of {} have no field \"{}\"", stream.name, path);
  const auto last = path.substr(path.rfind('.') == std::string::npos ? 0 : path.rfind('.') + 1);
  const std::vector<std::string_view> views(names.begin(), names.end());
  const auto hint = scenario::did_you_mean(last, views);
  return fmt::format("the records of {} have no field \"{}\"{}", stream.name, path,
                     hint.empty() ? fmt::format("; there are {}", fmt::join(names, ", ")) : hint);
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
  return elsewhere(stream, index, {stream.name, path}, offset);
}

Operand ReferenceCompiler::is_sent(const scenario::Stream& stream, Register index, std::size_t offset) {
  return elsewhere(stream, index, {stream.name, ""}, offset);
}

void ReferenceCompiler::check_chain(const FieldRequest& asked, std::size_t offset) const {
  const auto& chain = context_.compilation.asked;
  if (std::find(chain.begin(), chain.end(), asked) != chain.end() ||
      asked == FieldRequest{context_.stream.name, context_.at.path}) {
    throw ExpressionError(offset, fmt::format("{} would have to be known before it can be computed: these references "
                                              "go round in a circle",
                                              shown(asked)));
  }
  if (chain.size() >= kMaxReferences) throw ExpressionError(offset, "references lead too far from stream to stream");
}

Operand ReferenceCompiler::elsewhere(const scenario::Stream& stream, Register index, const FieldRequest& asked,
                                     std::size_t offset) {
  check_chain(asked, offset);
  auto& code = context_.code();
  auto& shared = context_.compilation;
  Elsewhere way{.index = index,
                .kept = code.reg(),
                .state = random::stream_state(shared.scenario.seed, stream.name),
                .timetable = code.pool().array(std::vector<Timetable>{context_.timetable(stream)})};
  for (int more = 0; more < 4; ++more) (void)code.reg();
  const auto position = code.position();
  way.enter(code);
  shared.asked.push_back(asked);
  auto& other =
      *others_.emplace_back(std::make_unique<RecordCompiler>(shared, stream, context_.requests.of_others[asked]));
  const bool time_used = std::exchange(shared.time_used, false);
  const auto outside = code.field("");
  auto operand = asked.second.empty() ? other.only_condition() : other.only_field(asked.second, offset);
  (void)code.field(outside);
  way.timed = shared.time_used;
  if (!way.timed) code.at(position).run = run_record_begin_without_time;
  shared.time_used = shared.time_used || time_used;
  shared.asked.pop_back();
  if (!operand.drawn()) {
    // Text that nothing else is computed for is made where it is written: there and back once more.
    if (code.position() == position + 1) {
      code.undo_last();
      return Operand::made(operand.type, [way, make = operand.make](Emitter& to, Escape escape) {
        way.enter(to);
        (*make)(to, escape);
        way.leave(to);
      });
    }
    operand = Operand::stored(operand.type, store(code, operand));  // the other record's randomness ends here
  }
  way.leave(code);
  if (operand.type.is(Type::Kind::unknown)) throw ExpressionError(offset, "");  // reported there
  return operand;
}

}  // namespace spate::generator
