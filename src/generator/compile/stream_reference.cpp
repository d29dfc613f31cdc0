// References: fields of another stream's record, computed again in the middle of this one.
//
// The other record's tree is compiled by a compiler of its own into the same program, without writing anything, and of
// the tree only what the field needs. Its draws are the very ones the other stream makes, since the machine takes that
// record's place in the meantime.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "generator/compile/compiler.hpp"
#include "generator/machine/ops_stream_reference.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate {
namespace {

// Fields that lead from stream to stream; each costs the computing of the next.
constexpr std::size_t kMostReferences = 16;

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

std::string shown(const Asked& asked) { return asked.second.empty() ? asked.first : asked.first + "." + asked.second; }

std::string no_field(const Stream& stream, const std::string& path) {
  const auto names = field_names(stream.generator.record, path.substr(0, path.rfind('.') + 1));
  if (names.empty()) return fmt::format("the records of {} have no field \"{}\"", stream.name, path);
  const auto last = path.substr(path.rfind('.') == std::string::npos ? 0 : path.rfind('.') + 1);
  const std::vector<std::string_view> views(names.begin(), names.end());
  const auto hint = did_you_mean(last, views);
  return fmt::format("the records of {} have no field \"{}\"{}", stream.name, path,
                     hint.empty() ? fmt::format("; there are {}", fmt::join(names, ", ")) : hint);
}

}  // namespace

const Stream& Compiler::find_stream(std::string_view name, std::size_t offset) const {
  std::vector<std::string_view> names;
  for (const auto& stream : scenario_.streams) {
    if (stream.name == name) {
      shared_.referred.insert(stream.name);
      return stream;
    }
    names.push_back(stream.name);
  }
  throw ExpressionError(offset, fmt::format("there is no stream \"{}\"{}", name, did_you_mean(name, names)));
}

const Timetable& Compiler::timetable(const Stream& stream) const {
  static const Timetable unknown;
  const auto found = shared_.timetables.find(stream.name);
  return found == shared_.timetables.end() ? unknown : found->second;
}

void Compiler::use_time(std::size_t offset) const {
  forbid_in_entity(offset);
  shared_.time_used = true;
  if (!referred_to() || timetable(stream_).intended != nullptr) return;
  throw ExpressionError(offset, fmt::format("the time of a record of {} is not known to the stream that refers to this "
                                            "field: {} has no rate in records that tells it",
                                            stream_.name, stream_.name));
}

// The name or call that stands for another stream's record, and the path of the field behind it; null: neither.
const Expression* Compiler::reference_in(const Expression& expression, std::string& path) const {
  const auto* at = &expression;
  for (; at->kind == Expression::Kind::member; at = &at->arguments[0].value)
    path.insert(0, path.empty() ? at->text : at->text + ".");
  if (at->kind == Expression::Kind::call && at->text == "ref") return at;
  const auto* binding = at->kind == Expression::Kind::name ? find_binding(*at) : nullptr;
  if (binding == nullptr || binding->kind != Binding::Kind::value) return nullptr;
  const auto& type = binding->operand.type;
  return type.is(Type::Kind::row) && type.table->stream != nullptr ? at : nullptr;
}

Operand Compiler::referenced_field(const Stream& stream, Register index, const std::string& path, std::size_t offset) {
  FieldNeeds needs{stream.generator};
  if (!needs.add_field(path)) throw ExpressionError(offset, no_field(stream, path));
  return elsewhere(stream, index, {stream.name, path}, offset);
}

Operand Compiler::is_sent(const Stream& stream, Register index, std::size_t offset) {
  return elsewhere(stream, index, {stream.name, ""}, offset);
}

Operand Compiler::elsewhere(const Stream& stream, Register index, const Asked& asked, std::size_t offset) {
  auto& chain = shared_.asked;
  if (std::find(chain.begin(), chain.end(), asked) != chain.end() || asked == Asked{stream_.name, at_.path}) {
    throw ExpressionError(offset, fmt::format("{} would have to be known before it can be computed: these references "
                                              "go round in a circle",
                                              shown(asked)));
  }
  if (chain.size() >= kMostReferences) throw ExpressionError(offset, "references lead too far from stream to stream");
  Elsewhere way{.index = index,
                .kept = code_->reg(),
                .state = random::stream_state(scenario_.seed, stream.name),
                .timetable = code_->pool().array(std::vector<Timetable>{timetable(stream)})};
  for (int more = 0; more < 4; ++more) (void)code_->reg();
  const auto position = code_->position();
  way.enter(*code_);
  chain.push_back(asked);
  auto& other = *elsewhere_.emplace_back(std::make_unique<Compiler>(shared_, stream, requests_.of_others[asked]));
  const bool time_used = std::exchange(shared_.time_used, false);
  const auto outside = code_->field("");
  auto operand = asked.second.empty() ? other.only_condition() : other.only_field(asked.second, offset);
  (void)code_->field(outside);
  way.timed = shared_.time_used;
  if (!way.timed) code_->at(position).run = run_record_begin_without_time;
  shared_.time_used = shared_.time_used || time_used;
  chain.pop_back();
  if (!operand.drawn()) {
    // Text that nothing else is computed for is made where it is written: there and back once more.
    if (code_->position() == position + 1) {
      code_->take_back();
      return Operand::made(operand.type, [way, make = operand.make](Emitter& code, Escape escape) {
        way.enter(code);
        (*make)(code, escape);
        way.leave(code);
      });
    }
    operand = Operand::stored(operand.type, store(*code_, operand));  // the other record's randomness ends here
  }
  way.leave(*code_);
  if (operand.type.is(Type::Kind::unknown)) throw ExpressionError(offset, "");  // reported there
  return operand;
}

Operand Compiler::only_field(const std::string& path, std::size_t offset) {
  needs_.emplace(stream_.generator);
  needs_->add_field(path);
  if (stream_.imperfections && stream_.imperfections->clock_skew)
    needs_->add_name(stream_.imperfections->clock_skew->of);
  read_tables();
  record();
  const Binding* met = nullptr;
  const auto* found = root_binding_.members ? find_field(*root_binding_.members, path, met) : nullptr;
  if (found == nullptr) throw ExpressionError(offset, "");  // the record is in error, which its own stream reports
  // Text made for a record is made again, without keeping it.
  const bool made = found->operand.source == Operand::Source::made && !found->may_be_left_out;
  return made ? found->operand : value_of(*found, offset);
}

Operand Compiler::only_condition() {
  const auto& root = stream_.generator.record;
  needs_.emplace(stream_.generator);
  needs_->add_condition();
  read_tables();
  root_ = std::make_shared<Scope>();
  root_->node = &root;
  lifecycle();
  root_->parent = entity_.get();
  scope_ = root_.get();
  variables(root, *root_, "");
  const auto present = when(root, "");
  return sent(present);
}

}  // namespace spate
