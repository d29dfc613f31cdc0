#include "generator/compile/envelope_compiler.hpp"

#include <fmt/format.h>

#include <string>

#include "generator/compile/registers.hpp"
#include "generator/compile/write.hpp"
#include "generator/machine/ops_control.hpp"
#include "generator/machine/ops_envelope.hpp"
#include "record/envelope.hpp"

namespace spate::generator {

void EnvelopeCompiler::envelope() {
  const auto& headers = context_.stream.generator.headers;
  if (headers.empty() && !context_.stream.timestamp) return;
  context_.code().write(run_envelope_begin, sizeof(record::EnvelopePrefix)).x =
      static_cast<std::int64_t>(headers.size());
  if (context_.stream.timestamp) timestamp();
  for (const auto& field : headers) header(field);
  const auto bytes_per_header = sizeof(std::uint32_t) + 1;
  context_.code().write(run_envelope_end, 0).x =
      static_cast<std::int64_t>(sizeof(record::EnvelopePrefix) + headers.size() * bytes_per_header);
}

void EnvelopeCompiler::timestamp() {
  const auto& written = *context_.stream.timestamp;
  const auto operand = record_.scalars.envelope_value(written, "$timestamp");
  if (!operand || operand->is_null()) return;
  const auto& type = operand->type;
  if (!type.is_integer() || type.max <= 0) {
    context_.problems().report(written.node.place, written.path,
                               fmt::format("expected milliseconds since the epoch, an integer above 0, got {}",
                                           type.is_integer() ? "a value that is never above 0" : describe(type)));
    return;
  }
  context_.code().add(run_timestamp).a = store(context_.code(), *operand);
}

void EnvelopeCompiler::header(const scenario::EnvelopeField& header) {
  auto& code = context_.code();
  const auto operand = record_.scalars.envelope_value(header, "$headers." + header.name);
  if (!operand) return;
  const auto begin = code.reg();
  code.write(run_header_begin, sizeof(std::uint32_t)).to = begin;
  code.literal(header.name);
  code.literal(std::string_view{"\0", 1});
  const auto end = [&](bool none) {
    auto& op = code.write(run_header_end, 0);
    op.to = begin;
    op.x = static_cast<std::int64_t>(header.name.size() + 1);
    op.c = none ? 1 : 0;
  };
  const auto write = [&] {
    auto present = *operand;
    present.type.nullable = false;
    write_inside(code, present, Escape::none);
    end(false);
  };
  if (operand->is_null()) return end(true);
  if (!operand->type.nullable) return write();
  branch_on_null(
      code, store(code, *operand), [&] { end(true); }, write);
}

void EnvelopeCompiler::partition() {
  if (!context_.stream.partition) return;
  const auto& written = *context_.stream.partition;
  const auto operand = record_.scalars.envelope_value(written, "$partition");
  if (!operand) return;
  const auto& type = operand->type;
  const auto fail = [&](const std::string& text) {
    context_.problems().report(written.node.place, written.path, text);
  };
  if (!type.is_integer() || type.nullable) {
    return fail(fmt::format("expected a partition number, got {}",
                            type.is_integer() ? "a value that may be null" : describe(type)));
  }
  const auto known = context_.stream.topic.partitions;
  if (type.max < 0) return fail("the partition number is negative: use 0 or more");
  if (known && type.min >= *known)
    return fail(fmt::format("the partition number is above {0}, the last of the topic: use 0 to {0}", *known - 1));
  context_.code().add(run_partition).a = store(context_.code(), *operand);
}

}  // namespace spate::generator
