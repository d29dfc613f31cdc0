// Makes the records of one stream: record n's bytes are a pure function of the seed, the stream's name and n (and of
// the moment, where the record asks for the time).
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

// Which record to make, and its intended time, on the wall and since T = 0 of the run.
struct RecordContext {
  std::uint64_t index = 0;
  WallTime wall{};
  StreamTime elapsed{};
};

// Views into the memory written to.
struct RenderedRecord {
  const char* value = nullptr;  // null: a tombstone
  std::uint32_t value_size = 0;
  const char* key = nullptr;  // null: no key
  std::uint32_t key_size = 0;
  std::uint32_t used = 0;          // bytes of the memory taken, key and envelope included
  std::uint32_t headers_size = 0;  // bytes of the headers' names and values
  const char* envelope = nullptr;  // timestamp and headers, see record/envelope.hpp; null: the stream has neither
  std::int32_t partition = 0;      // where the stream says which, else 0
  std::uint32_t lateness_ms = 0;   // how far its event time lies behind the intended one; the largest stands for more
  ImperfectionSet imperfections = 0;  // what was done to it, or is to be done: duplicate, drop
};

// Not thread-safe; copies are cheap and independent, and share the immutable compiled record.
class Generator {
 public:
  Generator(std::shared_ptr<const Program> program, std::uint64_t stream_state);
  // Records of a file; the program writes the time into them, where they have it rewritten.
  Generator(std::shared_ptr<const Program> program, std::shared_ptr<const ReplayFile> file);
  Generator(const Generator& other);
  Generator(Generator&&) noexcept = default;
  Generator& operator=(Generator&&) noexcept = default;
  Generator& operator=(const Generator&) = delete;
  ~Generator() = default;

  // How much room `out` must have: never less than `used`, and more than it, as copies run over.
  [[nodiscard]] std::size_t max_bytes() const noexcept;

  // Allocates nothing. After a failure the result is empty and must not be sent.
  RenderedRecord write(char* out, const RecordContext& record_context) noexcept;

  // A record had a value that does not exist (a number beyond 64 bits, a division by zero): the stream must stop.
  [[nodiscard]] bool failed() const noexcept { return machine_.failed != nullptr; }
  // "streams[0].record.total: record 123: …"; empty if nothing failed.
  [[nodiscard]] std::string failure() const;

  // The streams whose records it computes again, for references to them, in order of their names. Where one of these
  // changes its record, this generator no longer agrees with it.
  [[nodiscard]] const std::vector<std::string>& referred() const noexcept;
  // What goes wrong on purpose; null: nothing.
  [[nodiscard]] const ImperfectionPlan* imperfections() const noexcept;
  [[nodiscard]] const std::shared_ptr<const Program>& program() const noexcept { return program_; }

  // The names of the columns, of records that are CSV.
  [[nodiscard]] std::vector<std::string> columns() const;
  // How many records there are, where they come to an end by themselves.
  [[nodiscard]] std::optional<std::uint64_t> records() const noexcept;
  // Of a replayed file: lines passed over so far, and notes on the file for the log.
  [[nodiscard]] std::uint64_t bad_records() const noexcept { return replay_ ? replay_->bad_records() : 0; }
  [[nodiscard]] std::vector<std::string> warnings() const;
  // When the records of a replayed file were recorded; null where the rate does not ask.
  [[nodiscard]] std::shared_ptr<const Recording> recording() const noexcept;

  // What partitions() gives; 1 until set.
  void set_partitions(std::int32_t partitions) noexcept { machine_.partitions = partitions; }

 private:
  RenderedRecord write_special(char* out, const RecordContext& record_context) noexcept;
  [[nodiscard]] RenderedRecord rendered(const char* out, const char* end) const noexcept;
  void corrupt(const RecordContext& record_context, char* out, RenderedRecord& record) noexcept;
  RenderedRecord replay(char* out, const RecordContext& record_context) noexcept;
  char* make(char* out, const RecordContext& record_context) noexcept;
  char* run(char* out, const RecordContext& record_context) noexcept;  // the same, elsewhere

  std::shared_ptr<const Program> program_;
  std::uint64_t stream_state_;
  std::vector<Value> registers_;
  std::vector<char> scratch_;
  std::vector<FormattedSecond> seconds_;
  std::vector<std::vector<SlotMemory>> slots_;
  Machine machine_;
  bool special_;  // more than a program that writes value and key
  std::optional<ReplayReader> replay_;
};

// Compiles the stream's record and key. Reports every problem; nothing when there was one. The scenario may go away.
// `timetables` are those of all streams, for references from one to another. `control` is told of large files that are
// read, and may cancel that, which is reported like any problem.
[[nodiscard]] std::optional<Generator> compile_generator(const scenario::Scenario& scenario,
                                                         const scenario::Stream& stream,
                                                         scenario::Diagnostics& diagnostics,
                                                         const Timetables& timetables = {},
                                                         ScanControl* control = nullptr);

}  // namespace spate::generator
