// Compiles one stream's record into a Program: resolves names, checks types and ranges, emits operations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "generator/compile/directive_compiler.hpp"
#include "generator/compile/record_parts.hpp"
#include "generator/compile/tree_compiler.hpp"

namespace spate::generator {

class RecordCompiler {
 public:
  RecordCompiler(Compilation& compilation, const scenario::Stream& stream, ValueRequests& requests)
      : parts_(compilation, stream, requests) {}

  // Emits the whole record, including key and envelope. The result is unusable if a problem is reported.
  void run();
  // Emits `value` as the whole record, instead of the stream's record. The result is unusable if a problem is reported.
  void run(const Expression& value);

  // For a reference from another stream: only the field at `path`, or whether the record is sent.
  [[nodiscard]] Operand only_field(const std::string& path, std::size_t offset);
  [[nodiscard]] Operand only_condition();

 private:
  void begin();
  void record();
  void columns(const scenario::Node& root);
  void finish(std::optional<Register> present);

  RecordParts parts_;
  CompileContext& context_ = parts_.context;
  DirectiveCompiler directives_{parts_};
  TreeCompiler tree_{parts_, directives_};
  std::shared_ptr<Scope> root_ = std::make_shared<Scope>();
  Binding root_binding_;
};

// The maximum size of a record.
inline constexpr std::size_t kMaxRecordBytes = std::size_t{4} << 20U;

}  // namespace spate::generator
