#include "generator/generator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "generator/compile/record_compiler.hpp"
#include "generator/corruption.hpp"
#include "generator/machine/imperfection_plan.hpp"
#include "generator/machine/program.hpp"
#include "generator/replay_generator.hpp"

namespace spate::generator {
namespace {

constexpr auto kCorruptionSite = random::hash_name("$imperfections.malformed");

}  // namespace

Generator::Generator(std::shared_ptr<const Program> program, std::uint64_t stream_state)
    : program_(std::move(program)),
      stream_state_(stream_state),
      registers_(program_->registers),
      scratch_(program_->scratch_bytes),
      seconds_(program_->seconds),
      special_(program_->has_extras) {
  machine_.registers = registers_.data();
  machine_.seconds = seconds_.data();
  for (const auto& plan : program_->lifecycles) slots_.emplace_back(plan->memory_size());
  machine_.slots = slots_.data();
}

Generator::Generator(std::shared_ptr<const Program> program, std::shared_ptr<const ReplayFile> file)
    : Generator(std::move(program), 0) {
  replay_.emplace(std::move(file));
  special_ = true;
}

Generator::Generator(const Generator& other) : Generator(other.program_, other.stream_state_) {
  machine_.partitions = other.machine_.partitions;
  special_ = other.special_;
  if (other.replay_) replay_.emplace(other.replay_->shared());
}

std::size_t Generator::max_bytes() const noexcept {
  return program_->max_bytes + (replay_ ? replay_->file().max_bytes() : 0);
}

// Inlined: a call would add to the cost of each record.
[[gnu::always_inline]] inline char* Generator::make(char* out, const RecordContext& record_context) noexcept {
  machine_.state = random::record_state(stream_state_, record_context.index);
  machine_.scratch = scratch_.data();
  machine_.index = record_context.index;
  machine_.wall = record_context.wall;
  machine_.event_wall = record_context.wall;
  machine_.elapsed = record_context.elapsed;
  machine_.key = nullptr;
  machine_.key_size = 0;
  machine_.tombstone = false;
  OpResult next{program_->ops.data(), out};
  while (next.op != nullptr) next = next.op->run(machine_, next.op, next.out);
  return next.out;
}

char* Generator::run(char* out, const RecordContext& record_context) noexcept { return make(out, record_context); }

[[gnu::always_inline]] inline RenderedRecord Generator::rendered(const char* out, const char* end) const noexcept {
  RenderedRecord record{.value = out,
                        .value_size = static_cast<std::uint32_t>(machine_.value_end - out),
                        .key = machine_.key,
                        .key_size = machine_.key_size,
                        .used = static_cast<std::uint32_t>(end - out)};
  if (machine_.tombstone) [[unlikely]] {
    record.value = nullptr;
    record.value_size = 0;
  }
  return record;
}

RenderedRecord Generator::write(char* out, const RecordContext& record_context) noexcept {
  if (special_) [[unlikely]]
    return write_special(out, record_context);
  const char* const end = make(out, record_context);
  return failed() ? RenderedRecord{} : rendered(out, end);
}

RenderedRecord Generator::write_special(char* out, const RecordContext& record_context) noexcept {
  if (replay_) return replay(out, record_context);
  const char* const end = run(out, record_context);
  if (failed()) return {};
  auto record = rendered(out, end);
  record.headers_size = machine_.headers_size;
  record.envelope = machine_.envelope;
  record.partition = machine_.partition;
  if (program_->imperfections) corrupt(record_context, out, record);
  return record;
}

std::vector<std::string> Generator::columns() const { return replay_ ? replay_->columns() : program_->columns; }

const std::vector<std::string>& Generator::referred() const noexcept { return program_->referred; }

const ImperfectionPlan* Generator::imperfections() const noexcept { return program_->imperfections.get(); }

// Called after the record is written, with its event time shifted: reports the imperfections and corrupts the value.
void Generator::corrupt(const RecordContext& record_context, char* out, RenderedRecord& record) noexcept {
  const auto state = random::record_state(stream_state_, record_context.index);
  const auto decision = imperfections()->decide(state);
  record.imperfections = decision.kinds;
  if (has(decision.kinds, Imperfection::drop)) return;
  if (machine_.event_wall != record_context.wall - decision.event_time_shift)
    record.imperfections |= bit(Imperfection::clock_skew);
  const auto lateness = std::max(Duration{}, record_context.wall - machine_.event_wall) / kMillisecond;
  record.lateness_ms = static_cast<std::uint32_t>(std::min<std::int64_t>(lateness, UINT32_MAX));
  if (has(decision.kinds, Imperfection::tombstone)) {
    record.value = nullptr;
    record.value_size = 0;
  }
  const auto corruption = static_cast<ImperfectionSet>(decision.kinds & kMalformedKinds);
  if (corruption == 0) return;
  if (record.value == nullptr) {  // a tombstone: no value to corrupt
    record.imperfections &= static_cast<ImperfectionSet>(~kMalformedKinds);
    return;
  }
  char* const malformed = out + record.used;
  const char* const end = write_malformed({record.value, record.value_size},
                                          {.kind = static_cast<Imperfection>(std::countr_zero(corruption)),
                                           .json = program_->json,
                                           .oversized = imperfections()->oversized_bytes(),
                                           .bits = random::draw(state, kCorruptionSite)},
                                          malformed);
  record.value = malformed;
  record.value_size = static_cast<std::uint32_t>(end - malformed);
  record.used += record.value_size;
}

std::string Generator::failure() const {
  if (!failed()) return {};
  if (replay_)
    return fmt::format("{}: record {}: {}", replay_->file().replay().path, machine_.index, replay_->failure());
  const auto at = static_cast<std::size_t>(machine_.failed - program_->ops.data());
  return fmt::format("{}: record {}: {}", program_->fields[program_->field_of[at]], machine_.index, machine_.reason);
}

namespace {

bool is_reported(const std::vector<scenario::Problem>& problems, const scenario::Problem& problem) {
  return std::any_of(problems.begin(), problems.end(), [&](const scenario::Problem& other) {
    return other.path == problem.path && other.text == problem.text && other.place.line == problem.place.line &&
           other.place.column == problem.place.column;
  });
}

// Streams may share a generator or a table, so skips problems that are reported already.
void report_new(const scenario::Diagnostics& problems, scenario::Diagnostics& diagnostics) {
  const auto before = diagnostics.sorted();
  for (const auto& problem : problems.sorted())
    if (!is_reported(before, problem)) diagnostics.report(problem.place, problem.path, problem.text);
}

}  // namespace

std::optional<Generator> compile_generator(const scenario::Scenario& scenario, const scenario::Stream& stream,
                                           scenario::Diagnostics& diagnostics, const Timetables& timetables,
                                           ScanControl* control) {
  if (stream.generator.replay) return open_replay(scenario, stream, diagnostics, control);
  ValueRequests requests;
  TableCache tables;
  Plans plans;
  for (;;) {
    const auto before = requests.size();
    scenario::Diagnostics problems;
    Emitter code;
    Compilation compilation{scenario, timetables, plans, problems, tables, &code};
    RecordCompiler compiler{compilation, stream, requests};
    compiler.run();
    if (!problems.empty()) {
      report_new(problems, diagnostics);
      return std::nullopt;
    }
    if (requests.size() == before) {
      if (compilation.reported_elsewhere) return std::nullopt;
      code.program().referred = {compilation.referred.begin(), compilation.referred.end()};
      return Generator{code.finish(), random::stream_state(scenario.seed, stream.name)};
    }
  }
}

}  // namespace spate::generator
