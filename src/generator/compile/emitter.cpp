#include "generator/compile/emitter.hpp"

#include <algorithm>
#include <limits>

#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_write.hpp"
#include "generator/value/expression_error.hpp"

namespace spate::generator {
namespace {

constexpr std::size_t kMaxFused = 1U << 20U;  // limit on the fused texts of all rows, bytes
constexpr const char* kRecordTooLarge =
    "the record is too large to compile: use fewer fields, list items or expressions";
constexpr std::size_t kUnbound = std::numeric_limits<std::size_t>::max();

}  // namespace

Emitter::Emitter() : empty_text_(pool().text("")) { field(""); }

Op& Emitter::add(OpFunction run) {
  if (program_->ops.size() >= kMaxProgram) throw ExpressionError(0, kRecordTooLarge);
  auto& op = program_->ops.emplace_back();
  op.run = run;
  op.literal = empty_text_;
  program_->field_of.push_back(static_cast<std::uint32_t>(program_->fields.size() - 1));
  return op;
}

void Emitter::undo_last() {
  program_->ops.pop_back();
  program_->field_of.pop_back();
}

Op& Emitter::write(OpFunction run, std::size_t max) {
  close_row();  // pending text becomes the literal of this operation, at no extra cost
  auto& op = add(run);
  flush_pending(op);
  max_sizes_ += max;
  return op;
}

Op& Emitter::fuse(OpFunction run, std::size_t max) {
  close_row();
  auto& op = program_->ops.back();
  op.run = run;
  flush_pending(op);
  max_sizes_ += max;
  return op;
}

void Emitter::flush_pending(Op& op) {
  if (pending_.empty()) return;
  op.literal = pool().text(pending_);
  op.literal_size = static_cast<std::uint32_t>(pending_.size());
  max_sizes_ += pending_.size();
  pending_.clear();
}

bool Emitter::fits(std::size_t more) const {
  std::size_t total = 0;
  for (const auto& text : open_.texts) total += text.size() + more;
  return total <= kMaxFused;
}

void Emitter::absorb_pending() {
  if (open_.texts.empty() || pending_.empty() || !fits(pending_.size())) return;
  for (auto& text : open_.texts) text += pending_;
  pending_.clear();
}

void Emitter::close_row() {
  if (open_.texts.empty()) return;
  std::vector<RowText> rows;
  std::size_t longest = 0;
  for (const auto& text : open_.texts) {
    rows.push_back({pool().text(text), static_cast<std::uint32_t>(text.size())});
    longest = std::max(longest, text.size());
  }
  program_->ops[open_.op].data = pool().array(std::move(rows));
  max_sizes_ += longest;
  open_.texts.clear();
}

void Emitter::write_row(Register row, const std::vector<std::string>& texts) {
  absorb_pending();
  const bool continues = open_.row == row && open_.texts.size() == texts.size() && pending_.empty() && fits(0);
  if (!continues) {
    close_row();
    if (pending_.size() * texts.size() > kMaxFused) flush();
    auto& op = add(run_write_row);
    op.a = row;
    open_ = {program_->ops.size() - 1, row, std::vector<std::string>(texts.size(), pending_)};
    pending_.clear();
  }
  for (std::size_t n = 0; n < texts.size(); ++n) open_.texts[n] += texts[n];
}

Op& Emitter::branch(OpFunction run, Label target) {
  auto& op = write(run, 0);
  jumps_.emplace_back(program_->ops.size() - 1, target);
  return op;
}

Label Emitter::label() {
  labels_.push_back(kUnbound);
  return {labels_.size() - 1};
}

void Emitter::bind(Label label) {
  flush();
  barrier_ = labels_[label.id] = program_->ops.size();
}

void Emitter::flush() {
  absorb_pending();
  close_row();
  if (!pending_.empty()) write(run_write_literal, 0);
}

Register Emitter::reg() { return constant({}); }

Register Emitter::constant(const Value& value) {
  if (program_->registers.size() >= kMaxProgram) throw ExpressionError(0, kRecordTooLarge);
  program_->registers.push_back(value);
  return static_cast<Register>(program_->registers.size() - 1);
}

std::string Emitter::field(const std::string& path) {
  auto before = program_->fields.empty() ? std::string{} : program_->fields.back();
  program_->fields.push_back(path);
  return before;
}

std::size_t Emitter::max_bytes() {
  flush();
  return max_sizes_;
}

void Emitter::set_max_bytes(std::size_t max) {
  flush();
  max_sizes_ = max;
}

Op* Emitter::last(OpFunction run) {
  auto& ops = program_->ops;
  return ops.size() > barrier_ && ops.back().run == run ? &ops.back() : nullptr;
}

std::shared_ptr<const Program> Emitter::finish() {
  flush();
  add(run_stop);
  for (const auto& [op, target] : jumps_) program_->ops[op].target = program_->ops.data() + labels_[target.id];
  program_->max_bytes = max_sizes_ + 2 * std::size_t{kOverCopy};
  if (program_->imperfections) program_->max_bytes += program_->imperfections->max_malformed(program_->max_bytes);
  program_->scratch_bytes += 2 * std::size_t{kOverCopy};
  return program_;
}

}  // namespace spate::generator
