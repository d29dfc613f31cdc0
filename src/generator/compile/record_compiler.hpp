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
  RecordCompiler(Compilation& compilation, const scenario::Stream& stream, Requests& requests)
      : parts_(compilation, stream, requests) {}

  // The whole record, key included, into the emitter. Useless if anything was reported.
  void run();
  // One value as the whole record, whatever the stream's record is. Useless if anything was reported.
  void run(const Expression& value);

  // For a record of another stream: of this one only the field at `path`, or whether it is sent.
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

// The most bytes of one record.
inline constexpr std::size_t kMaxRecordBytes = std::size_t{4} << 20U;

}  // namespace spate::generator
