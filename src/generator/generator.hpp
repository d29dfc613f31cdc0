// Makes the records of one stream. The bytes of record n are a pure function of the seed, the stream's name and n, and
// of the intended time if the record uses the time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/imperfection.hpp"
#include "base/time.hpp"
#include "generator/machine/lifecycle_plan.hpp"
#include "generator/machine/machine.hpp"
#include "generator/machine/timetable.hpp"
#include "generator/replay/replay_file.hpp"
#include "scenario/model/scenario.hpp"
#include "scenario/yaml/diagnostics.hpp"

namespace spate::generator {

struct Program;
class ImperfectionPlan;

// The index of a record and its intended time, by the wall clock and since T = 0 of the run.
struct RecordContext {
  std::uint64_t index = 0;
  WallTime wall{};
  StreamTime elapsed{};
};

// Views into the output memory of Generator::write.
struct RenderedRecord {
  const char* value = nullptr;  // null: tombstone
  std::uint32_t value_size = 0;
  const char* key = nullptr;  // null: no key
  std::uint32_t key_size = 0;
  std::uint32_t used = 0;             // output bytes, including key and envelope
  std::uint32_t headers_size = 0;     // bytes of header names and values
  const char* envelope = nullptr;     // see record/envelope.hpp; null: no timestamp, no headers
  std::int32_t partition = 0;         // 0 unless the stream sets partition
  std::uint32_t lateness_ms = 0;      // intended minus event time, at most UINT32_MAX
  ImperfectionSet imperfections = 0;  // applied, or to apply: duplicate, drop
};

// Not thread-safe. Copies are cheap and independent; they share the immutable program.
class Generator {
 public:
  Generator(std::shared_ptr<const Program> program, std::uint64_t stream_state);
  // Replays a file. The program writes the time into the records if the scenario sets rewrite_timestamp.
  Generator(std::shared_ptr<const Program> program, std::shared_ptr<const ReplayFile> file);
  Generator(const Generator& other);
  Generator(Generator&&) noexcept = default;
  Generator& operator=(Generator&&) noexcept = default;
  Generator& operator=(const Generator&) = delete;
  ~Generator() = default;

  // Bytes that `out` needs. More than `used`, because copies write past their end.
  [[nodiscard]] std::size_t max_bytes() const noexcept;

  // Does not allocate. After a failure the result is empty and must not be sent.
  RenderedRecord write(char* out, const RecordContext& record_context) noexcept;

  // A record had no valid value (a number beyond 64 bits, a division by zero): the stream must stop.
  [[nodiscard]] bool failed() const noexcept { return machine_.failed != nullptr; }
  // "streams[0].record.total: record 123: …"; empty if nothing failed.
  [[nodiscard]] std::string failure() const;

  // The streams that references read, ordered by name. If one of these streams changes its record, this generator must
  // be compiled again.
  [[nodiscard]] const std::vector<std::string>& referred() const noexcept;
  // Null if the stream has no imperfections.
  [[nodiscard]] const ImperfectionPlan* imperfections() const noexcept;
  [[nodiscard]] const std::shared_ptr<const Program>& program() const noexcept { return program_; }

  // The column names of CSV records, otherwise empty.
  [[nodiscard]] std::vector<std::string> columns() const;
  // The number of records of a replayed file. Returns nullopt if the stream has no end.
  [[nodiscard]] std::optional<std::uint64_t> records() const noexcept;
  // Of a replayed file: skipped lines so far, and warnings for the log.
  [[nodiscard]] std::uint64_t bad_records() const noexcept { return replay_ ? replay_->bad_records() : 0; }
  [[nodiscard]] std::vector<std::string> warnings() const;
  // The recorded times of a replayed file; null if the rate does not use them.
  [[nodiscard]] std::shared_ptr<const Recording> recording() const noexcept;

  // Sets the result of partitions(); 1 until set.
  void set_partitions(std::int32_t partitions) noexcept { machine_.partitions = partitions; }

 private:
  RenderedRecord write_special(char* out, const RecordContext& record_context) noexcept;
  [[nodiscard]] RenderedRecord rendered(const char* out, const char* end) const noexcept;
  void corrupt(const RecordContext& record_context, char* out, RenderedRecord& record) noexcept;
  RenderedRecord replay(char* out, const RecordContext& record_context) noexcept;
  char* make(char* out, const RecordContext& record_context) noexcept;
  char* run(char* out, const RecordContext& record_context) noexcept;  // make(), not inlined

  std::shared_ptr<const Program> program_;
  std::uint64_t stream_state_;
  std::vector<Value> registers_;
  std::vector<char> scratch_;
  std::vector<FormattedSecond> seconds_;
  std::vector<std::vector<SlotMemory>> slots_;
  Machine machine_;
  bool special_;  // a replay, or a program with extras
  std::optional<ReplayReader> replay_;
};

// Compiles the stream's record and key. Reports every problem; returns nullopt if there is one. The result does not
// refer to `scenario`. `timetables` has all streams, for references between them. `control` counts the bytes of
// replayed files and can cancel reading them; a cancellation is reported as a problem. `control` may be null.
[[nodiscard]] std::optional<Generator> compile_generator(const scenario::Scenario& scenario,
                                                         const scenario::Stream& stream,
                                                         scenario::Diagnostics& diagnostics,
                                                         const Timetables& timetables = {},
                                                         ScanControl* control = nullptr);

}  // namespace spate::generator
