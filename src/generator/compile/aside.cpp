// What stands beside key and value: Kafka's timestamp, headers, and the partition where the stream says which.
#include <fmt/format.h>

#include <string>

#include "generator/compile/compiler.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_envelope.hpp"
#include "record/envelope.hpp"

namespace spate {

// The value, with the record's fields as names; nothing where it is in error, which is reported. No field is called
// what a site is called, as a single dollar begins a directive.
std::optional<Operand> Compiler::aside(const Aside& written, const std::string& site) {
  auto operand = scalar(written.node, site, written.path);
  if (operand.type.is(Type::Kind::unknown)) return std::nullopt;
  if (operand.type.is(Type::Kind::row)) {
    problems_.report(written.node.place, written.path, row_is_no_value(*operand.type.table));
    return std::nullopt;
  }
  return operand;
}

void Compiler::envelope() {
  const auto& headers = stream_.generator.headers;
  if (headers.empty() && !stream_.timestamp) return;
  code_->write(run_envelope_begin, sizeof(EnvelopeStart)).x = static_cast<std::int64_t>(headers.size());
  if (stream_.timestamp) timestamp();
  for (const auto& one : headers) header(one);
  const auto of_each = sizeof(std::uint32_t) + 1;
  code_->write(run_envelope_end, 0).x = static_cast<std::int64_t>(sizeof(EnvelopeStart) + headers.size() * of_each);
}

void Compiler::timestamp() {
  const auto& written = *stream_.timestamp;
  const auto operand = aside(written, "$timestamp");
  if (!operand || operand->null()) return;
  const auto& type = operand->type;
  if (!type.integer() || type.most <= 0) {
    problems_.report(written.node.place, written.path,
                     fmt::format("milliseconds since the epoch are needed, an integer above 0; this is {}",
                                 type.integer() ? "never above 0" : describe(type)));
    return;
  }
  code_->add(run_timestamp).a = store(*code_, *operand);
}

void Compiler::header(const Aside& header) {
  const auto operand = aside(header, "$headers." + header.name);
  if (!operand) return;
  const auto begin = code_->reg();
  code_->write(run_header_begin, sizeof(std::uint32_t)).to = begin;
  code_->literal(header.name);
  code_->literal(std::string_view{"\0", 1});
  const auto end = [&](bool none) {
    auto& op = code_->write(run_header_end, 0);
    op.to = begin;
    op.x = static_cast<std::int64_t>(header.name.size() + 1);
    op.c = none ? 1 : 0;
  };
  const auto write = [&] {
    auto present = *operand;
    present.type.nullable = false;
    write_inside(*code_, present, Escape::none);
    end(false);
  };
  if (operand->null()) return end(true);
  if (!operand->type.nullable) return write();
  either_null(
      *code_, store(*code_, *operand), [&] { end(true); }, write);
}

void Compiler::partition() {
  if (!stream_.partition) return;
  const auto& written = *stream_.partition;
  const auto operand = aside(written, "$partition");
  if (!operand) return;
  const auto& type = operand->type;
  const auto fail = [&](const std::string& text) { problems_.report(written.node.place, written.path, text); };
  if (!type.integer() || type.nullable) {
    return fail(fmt::format("a partition's number is needed, this {}",
                            type.integer() ? "may be null" : "is " + describe(type)));
  }
  const auto known = stream_.topic.partitions;
  if (type.most < 0 || (known && type.least >= *known)) return fail("the topic has no partition of this number");
  code_->add(run_partition).a = store(*code_, *operand);
}

}  // namespace spate
