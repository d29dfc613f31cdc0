// Builds a program. Fuses adjacent literals into one copy and the cells of one row into one text per row. Computes the
// maximum size of a record.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "generator/machine/program.hpp"
#include "generator/value/operand.hpp"

namespace spate::generator {

// The target of jumps. Bound once.
struct Label {
  std::size_t id;
};

class Emitter {
 public:
  Emitter();

  // Adds text before the next write.
  void literal(std::string_view text) { pending_ += text; }
  // Adds an operation that writes its literal and then at most `max` bytes. The reference is valid until the next call.
  Op& write(OpFunction run, std::size_t max);
  // Adds an operation that writes nothing, so it may run before pending text.
  Op& add(OpFunction run);
  // Writes the text of the row in register `row`. Fused with adjacent text and other cells of the row.
  void write_row(Register row, const std::vector<std::string>& texts);

  // Removes the last operation. Nothing may be written or bound since it was added.
  void undo_last();

  // The position of the next operation, and the operation at a position.
  [[nodiscard]] std::size_t position() const noexcept { return program_->ops.size(); }
  [[nodiscard]] Op& at(std::size_t position) noexcept { return program_->ops[position]; }

  // Adds an operation that may jump. Writes pending text first.
  Op& branch(OpFunction run, Label target);
  [[nodiscard]] Label label();
  void bind(Label label);  // to the next operation
  // Writes pending text, for an operation that reads the bytes before it.
  void flush();

  [[nodiscard]] Register reg();
  [[nodiscard]] Register constant(const Value& value);
  [[nodiscard]] ConstantPool& pool() noexcept { return program_->pool; }
  // Sets the field of the following operations. Returns the previous one.
  std::string field(const std::string& path);

  // The maximum number of bytes written so far. A caller corrects it for repeats, which multiply, and for alternatives,
  // which do not add up. Both write pending text.
  [[nodiscard]] std::size_t max_bytes();
  void set_max_bytes(std::size_t max);

  // The last operation if it is `run` and no label follows it, otherwise null. For fusing.
  [[nodiscard]] Op* last(OpFunction run);
  // Replaces the last operation by one that also writes.
  Op& fuse(OpFunction run, std::size_t max);

  // For properties of the whole program.
  [[nodiscard]] Program& program() noexcept { return *program_; }

  // Resolves jumps. Nothing may be emitted afterwards.
  [[nodiscard]] std::shared_ptr<const Program> finish();

 private:
  struct OpenRow {
    std::size_t op = 0;
    Register row = 0;
    std::vector<std::string> texts;  // empty: no open row
  };
  void flush_pending(Op& op);
  [[nodiscard]] bool fits(std::size_t more) const;
  void absorb_pending();
  void close_row();

  std::shared_ptr<Program> program_ = std::make_shared<Program>();
  const char* empty_text_;
  std::string pending_;
  std::size_t max_sizes_ = 0;
  std::size_t barrier_ = 0;  // operations before this are final
  std::vector<std::size_t> labels_;
  std::vector<std::pair<std::size_t, Label>> jumps_;
  OpenRow open_;
};

// Limit on operations and registers; a larger record is a mistake.
inline constexpr std::size_t kMaxProgram = 50'000;

}  // namespace spate::generator
