// Puts operations together: runs of literal text become one copy, cells of one row become one text per row, and the
// most bytes a record may take is summed up on the way.
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

// Where a jump goes; bound once.
struct Label {
  std::size_t id;
};

class Emitter {
 public:
  Emitter();

  // Text to be written before whatever is written next.
  void literal(std::string_view text) { pending_ += text; }
  // An operation that writes its literal and then at most `most` bytes of its own. The reference holds until the next.
  Op& write(OpFunction run, std::size_t max);
  // An operation that writes nothing, and so may run before text that is still pending.
  Op& add(OpFunction run);
  // The text of row number `row`; fused with the text around it, and with its neighbours of the same row.
  void write_row(Register row, const std::vector<std::string>& texts);

  // The operation last added is not wanted after all; nothing was written or bound since.
  void undo_last();

  // Where the next operation comes to stand, and what stands there.
  [[nodiscard]] std::size_t position() const noexcept { return program_->ops.size(); }
  [[nodiscard]] Op& at(std::size_t position) noexcept { return program_->ops[position]; }

  // An operation that may go on elsewhere; writes what is pending first.
  Op& branch(OpFunction run, Label target);
  [[nodiscard]] Label label();
  void bind(Label label);  // here, from now on
  // Writes what is pending, so that an operation that looks at the bytes written sees all of them.
  void flush();

  [[nodiscard]] Register reg();
  [[nodiscard]] Register constant(const Value& value);
  [[nodiscard]] ConstantPool& pool() noexcept { return program_->pool; }
  // The operations from now on make this field. Returns the one before.
  std::string field(const std::string& path);

  // The most bytes written so far; set back by whoever knows better (a repeat multiplies, alternatives do not add up).
  // Both write what is pending.
  [[nodiscard]] std::size_t max();
  void set_max(std::size_t max);

  // The last operation, if it is this one and nothing jumps behind it; else null. For fusing.
  [[nodiscard]] Op* last(OpFunction run);
  // Turns the last operation into one that also writes.
  Op& fuse(OpFunction run, std::size_t max);

  // For what is said of the program as a whole.
  [[nodiscard]] Program& program() noexcept { return *program_; }

  // Resolves jumps. Nothing may be emitted after.
  [[nodiscard]] std::shared_ptr<const Program> finish();

 private:
  struct OpenRow {
    std::size_t op = 0;
    Register row = 0;
    std::vector<std::string> texts;  // empty: none open
  };
  void flush_pending(Op& op);
  [[nodiscard]] bool fits(std::size_t more) const;
  void absorb_pending();
  void close_row();

  std::shared_ptr<Program> program_ = std::make_shared<Program>();
  const char* nothing_;
  std::string pending_;
  std::size_t max_sizes_ = 0;
  std::size_t barrier_ = 0;  // operations before this are not changed any more
  std::vector<std::size_t> labels_;
  std::vector<std::pair<std::size_t, Label>> jumps_;
  OpenRow open_;
};

// A record needs no more; what does is a mistake.
inline constexpr std::size_t kMaxProgram = 50'000;

}  // namespace spate::generator
