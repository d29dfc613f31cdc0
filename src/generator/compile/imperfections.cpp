// What the stream's imperfections need of its record: a clock to skew, an event time to set back, a format to break.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "generator/compile/compiler.hpp"
#include "generator/compile/field_needs.hpp"
#include "generator/machine/imperfection_plan.hpp"
#include "generator/machine/ops_envelope.hpp"
#include "scenario/text/suggestion.hpp"

namespace spate {
namespace {

const ClockSkew* clock_skew_of(const Stream& stream) {
  return stream.imperfections && stream.imperfections->clock_skew ? &*stream.imperfections->clock_skew : nullptr;
}

}  // namespace

const ImperfectionPlan* Compiler::plan_of(const Stream& stream) {
  return code_->pool().array(std::vector<ImperfectionPlan>{ImperfectionPlan{*stream.imperfections, {}}});
}

// Before anything is drawn, also where another stream computes this record again.
void Compiler::set_back() {
  if (!stream_.imperfections || !(stream_.imperfections->late || stream_.imperfections->out_of_order)) return;
  code_->add(run_set_back).data = plan_of(stream_);
}

bool Compiler::all_sent(const Stream& stream) {
  const auto& record = stream.generator.record;
  const auto& imperfections = stream.imperfections;
  const bool always = record.kind != Node::Kind::map || record.find("$when") == nullptr;
  return always && !(imperfections && (imperfections->drop > 0 || imperfections->tombstone > 0));
}

// Whether the record is sent, of which `present` says whether it has a value by itself.
Operand Compiler::sent(std::optional<Register> present) {
  if (!stream_.imperfections) return present ? Operand::stored(Type::boolean(), *present) : Operand{};
  const auto to = code_->reg();
  auto& op = code_->add(run_is_sent);
  op.to = to;
  op.a = present.value_or(0);
  op.c = present ? 0 : 1;
  op.data = plan_of(stream_);
  return Operand::stored(Type::boolean(), to);
}

void Compiler::asks_event_time(std::size_t offset) {
  event_time_asked_ = true;
  const auto* skew = clock_skew_of(stream_);
  if (skew == nullptr || clock_skewed_ || skew->of.empty()) return;
  if (!FieldNeeds{stream_.generator}.add_name(skew->of)) return;  // reported when the whole record is known
  throw ExpressionError(offset, fmt::format("event_time() stands before {}, whose clock {} skews; put {} first",
                                            skew->of, skew->path, skew->of));
}

// Called for each field and variable once it has its value.
void Compiler::skew_clock(const Binding& binding) {
  const auto* skew = clock_skew_of(stream_);
  if (skew == nullptr) return;
  const auto meant = {skew->of, field_path("", skew->of), "$let." + skew->of};
  if (std::find(meant.begin(), meant.end(), binding.path) == meant.end()) return;
  clock_skewed_ = true;
  const auto fail = [&](const char* text) { problems_.report(skew->place, skew->path, text); };
  if (binding.kind != Binding::Kind::value) return fail("one value is needed, this is an object or an array");
  if (binding.operand.type.is(Type::Kind::unknown)) return;
  if (binding.operand.type.is(Type::Kind::row)) return fail("one value is needed, this is a row of a table");
  if (binding.may_be_left_out) return fail("a field that $when may leave out has no clock; name another");
  const auto at = store(*code_, binding.operand);
  auto& op = code_->add(run_clock_skew);
  op.a = at;
  op.c = binding.operand.type.is(Type::Kind::text) ? 1 : 0;
  op.x = skew->up_to;
  op.z = random::mix(scenario_.seed, random::hash_name("$clock"));
}

std::vector<Imperfection> Compiler::malformed_kinds() {
  const auto& malformed = stream_.imperfections->malformed;
  if (!malformed) return {};
  const bool json = format_ == Format::json;
  if (malformed->kinds.empty()) {
    std::vector<Imperfection> all{Imperfection::truncated, Imperfection::invalid_utf8};
    if (json) all.push_back(Imperfection::wrong_type);
    return all;
  }
  if (!json && std::count(malformed->kinds.begin(), malformed->kinds.end(), Imperfection::wrong_type) > 0) {
    problems_.report(malformed->place, malformed->path,
                     "only values of format json have types; take wrong_type out of kinds");
  }
  return malformed->kinds;
}

void Compiler::imperfections() {
  if (!stream_.imperfections) return;
  const auto& settings = *stream_.imperfections;
  const auto* skew = clock_skew_of(stream_);
  if (skew != nullptr && !clock_skewed_ && !skew->of.empty() && problems_.empty()) {
    const auto names = root_->in_reach();
    const std::vector<std::string_view> views(names.begin(), names.end());
    problems_.report(
        skew->place, skew->path,
        fmt::format("the record has no field or $let variable \"{}\"{}", skew->of, did_you_mean(skew->of, views)));
  }
  const auto* back = settings.late ? &*settings.late : settings.out_of_order ? &*settings.out_of_order : nullptr;
  if (!event_time_asked_ && problems_.empty() && (back != nullptr || skew != nullptr)) {
    problems_.report(back != nullptr ? back->place : skew->place, back != nullptr ? back->path : skew->path,
                     "nothing of the record asks for event_time(), which this changes; write =event_time() where the "
                     "event's time stands");
  }
  code_->imperfections(std::make_unique<const ImperfectionPlan>(settings, malformed_kinds()));
}

}  // namespace spate
