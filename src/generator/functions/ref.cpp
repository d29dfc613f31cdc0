// ref(): a record of another stream.
#include <fmt/format.h>

#include "generator/functions/functions.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_stream_reference.hpp"
#include "generator/value/number.hpp"

namespace spate::generator::functions {
namespace {

enum Argument { kStream, kWithin, kAt, kZipf };

// Attempts to find a record that is not a tombstone. After them, the last one is used.
constexpr std::int64_t kMaxAttempts = 64;

const scenario::Stream& target(Call& call) {
  const auto& name = call.expression(kStream);
  if (name.kind != Expression::Kind::name && name.kind != Expression::Kind::text) {
    call.fail(name.offset, R"(expected the name of a stream: use one such as orders, or "shop.orders-v1" in quotes)");
  }
  const auto& stream = call.record.references.find_stream(name.text, name.offset);
  if (stream.generator.replay) {
    call.fail(name.offset,
              fmt::format("the records of {} come from a file: use a stream with generated records", stream.name));
  }
  return stream;
}

void read_within(Call& call, ReferenceRange& range) {
  const auto value = call.constant(kWithin);
  if (value.number <= 0)
    call.fail(call.offset(kWithin), "within must be greater than 0: use a number of records, or a duration");
  if (!call.expression(kWithin).duration) {
    if (value.scale != 0)
      call.fail(call.offset(kWithin), "expected a whole number of records or a duration: use 1000 or 5min");
    range.within = ReferenceRange::Within::records;
    range.records = static_cast<std::uint64_t>(value.number);
    return;
  }
  const Int128 nanos = static_cast<Int128>(value.number) * power_of_ten(9) / power_of_ten(value.scale);
  if (!Type::fits(nanos)) call.fail(call.offset(kWithin), "the duration is too long: use at most 292 years");
  range.within = ReferenceRange::Within::time;
  range.time = Duration{static_cast<Duration::rep>(nanos)};
}

void read_zipf(Call& call, ReferenceRange& range) {
  constexpr double kMaxExponent = 20;
  const auto value = convert(call.code(), call.number(kZipf), Type::real());
  if (!value.is_constant() || !(value.real > 0) || value.real > kMaxExponent) {
    call.fail(call.offset(kZipf), fmt::format("expected a constant above 0: use at most {}", kMaxExponent));
  }
  range.exponent = value.real;
}

// Register of the number of attempts; always 0 if none can fail.
struct Choice {
  Register attempts = 0;
  Register chosen = 0;
};

void choose_at(Call& call, const Choice& choice, const Operand& at) {
  const auto from = store(call.code(), at);
  auto& op = call.code().add(run_choose_record_at);
  op.a = choice.attempts;
  op.b = from;
  op.to = choice.chosen;
}

void choose_due(Call& call, const Choice& choice, const scenario::Stream& stream, std::uint64_t site) {
  ReferenceRange range{.timetable = call.record.context.timetable(stream)};
  if (range.timetable.due_by == nullptr) {
    call.fail(call.offset(kStream), fmt::format("the number of records of {0} that are due cannot be computed (its "
                                                "rate is max, recorded or in bytes, or it "
                                                "ends after bytes): use ref({0}, at=…) with the index of a record",
                                                stream.name));
  }
  if (call.has(kWithin)) read_within(call, range);
  if (call.has(kZipf)) read_zipf(call, range);
  auto& code = call.code();
  auto& op = code.add(range.exponent > 0 ? run_choose_record_by_rank : run_choose_record);
  op.a = choice.attempts;
  op.to = choice.chosen;
  op.z = site;
  op.data = code.pool().array(std::vector<ReferenceRange>{std::move(range)});
}

Operand read_index(Call& call) {
  auto at = call.integer(kAt);
  if (at.type.min < 0) call.fail(call.offset(kAt), "the index of a record may be negative: use 0 or more");
  if (call.has(kWithin) || call.has(kZipf)) {
    call.fail(call.offset(kAt), "at= selects one record: remove within= and zipf=");
  }
  return at;
}

Operand ref_compile(Call& call) {
  auto& record = call.record;
  auto& code = call.code();
  record.context.forbid_in_table(call.offset(), "other streams");
  const auto& stream = target(call);
  const auto site = call.site();
  const auto at = call.has(kAt) ? std::optional{read_index(call)} : std::nullopt;
  if (!at) record.context.use_time(call.offset());
  const Choice choice{code.reg(), code.reg()};
  const auto choose = [&] { at ? choose_at(call, choice, *at) : choose_due(call, choice, stream, site); };
  if (all_sent(stream)) {
    choose();
  } else {
    const auto again = code.label();
    const auto done = code.label();
    code.add(run_set_number).to = choice.attempts;
    code.bind(again);
    choose();
    const auto sent = record.references.is_sent(stream, choice.chosen, call.offset());
    code.branch(run_jump_if, done).a = store(code, sent);
    auto& next = code.branch(run_choose_again, again);
    next.to = choice.attempts;
    next.x = kMaxAttempts;
    code.bind(done);
  }
  return Operand::stored(Type::row_of(record.tables.records_of(stream)), choice.chosen);
}

}  // namespace

Function ref() {
  using Need = Parameter::Need;
  return {.name = "ref",
          .group = "relations",
          .parameters = {{"stream", {}, "name of a stream; in quotes unless it has only letters, digits and _"},
                         {"within", Need::optional,
                          "limit to the last records due: a number such as 1000, or a duration such as 5min"},
                         {"at", Need::optional, "index of the record, from 0, such as index()"},
                         {"zipf", Need::optional, "exponent that prefers new records; the newest is rank 1 of zipf()"}},
          .help =
              "A record of another stream that is due at the intended time, each with the same probability. A dot "
              "selects a field. With $let, several fields come from one record: o: =ref(orders), then =o.order_id and "
              "=o.total. It is record 0 while no record is due.",
          .example = "=ref(orders).order_id",
          .compile = ref_compile};
}

}  // namespace spate::generator::functions
