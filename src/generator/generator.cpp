#include "generator/generator.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "generator/compiler.hpp"
#include "generator/program.hpp"

namespace spate {

Generator::Generator(std::shared_ptr<const Program> program, std::uint64_t stream_state)
    : program_(std::move(program)),
      stream_state_(stream_state),
      registers_(program_->registers),
      scratch_(program_->scratch_bytes),
      seconds_(program_->seconds) {
  machine_.registers = registers_.data();
  machine_.seconds = seconds_.data();
}

Generator::Generator(const Generator& other) : Generator(other.program_, other.stream_state_) {
  machine_.partitions = other.machine_.partitions;
}

std::size_t Generator::most_bytes() const noexcept { return program_->most_bytes; }

Rendered Generator::write(char* out, const Moment& moment) noexcept {
  machine_.state = random::record_state(stream_state_, moment.index);
  machine_.scratch = scratch_.data();
  machine_.index = moment.index;
  machine_.wall = moment.wall;
  machine_.event_wall = moment.wall;
  machine_.elapsed = moment.elapsed;
  machine_.key = nullptr;
  machine_.tombstone = false;
  Next next{program_->ops.data(), out};
  while (next.op != nullptr) next = next.op->run(machine_, next.op, next.out);
  if (failed()) return {};
  Rendered record;
  record.value = machine_.tombstone ? nullptr : out;
  record.value_size = machine_.tombstone ? 0 : static_cast<std::uint32_t>(machine_.value_end - out);
  record.key = machine_.key;
  record.key_size = machine_.key == nullptr ? 0 : machine_.key_size;
  record.used = static_cast<std::uint32_t>(next.out - out);
  record.headers_size = machine_.headers_size;
  record.envelope = machine_.envelope;
  record.partition = machine_.partition;
  return record;
}

std::string Generator::failure() const {
  if (!failed()) return {};
  const auto at = static_cast<std::size_t>(machine_.failed - program_->ops.data());
  return fmt::format("{}: record {}: {}", program_->fields[program_->field_of[at]], machine_.index, machine_.why);
}

namespace {

bool reported(const std::vector<Problem>& problems, const Problem& problem) {
  return std::any_of(problems.begin(), problems.end(), [&](const Problem& other) {
    return other.path == problem.path && other.text == problem.text && other.place.line == problem.place.line &&
           other.place.column == problem.place.column;
  });
}

// Several streams may share a generator or a table; what is wrong with it is said once.
void pass_on(const Diagnostics& found, Diagnostics& diagnostics) {
  const auto before = diagnostics.sorted();
  for (const auto& problem : found.sorted())
    if (!reported(before, problem)) diagnostics.report(problem.place, problem.path, problem.text);
}

}  // namespace

std::optional<Generator> compile_generator(const Scenario& scenario, const Stream& stream, Diagnostics& diagnostics,
                                           const Timetables& timetables) {
  Requests requests;
  for (;;) {
    const auto before = requests.size();
    Diagnostics found;
    Emitter code;
    Compilation compilation{scenario, timetables, found, &code};
    Compiler compiler{compilation, stream, requests};
    compiler.run();
    if (!found.empty()) {
      pass_on(found, diagnostics);
      return std::nullopt;
    }
    if (requests.size() == before) {
      return Generator{code.finish(), random::stream_state(scenario.seed, stream.name)};
    }
  }
}

}  // namespace spate
