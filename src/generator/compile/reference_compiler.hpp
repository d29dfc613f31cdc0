// Compiles references: fields of another stream's record, which are computed again within this record.
//
// A second RecordCompiler compiles the part of the other record that the field needs into the same program, without
// writing it. The machine switches to the index and random state of the other record, so the draws are the same.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/compile/compile_context.hpp"

namespace spate::generator {

class RecordCompiler;

// Whether every record of the stream is sent with a value. If not, references skip the records that are not.
[[nodiscard]] bool all_sent(const scenario::Stream& stream);

class ReferenceCompiler {
 public:
  explicit ReferenceCompiler(CompileContext& context);
  ReferenceCompiler(const ReferenceCompiler&) = delete;
  ReferenceCompiler& operator=(const ReferenceCompiler&) = delete;
  ~ReferenceCompiler();

  // Finds the stream and adds it to the referenced streams. Throws ExpressionError if there is none of this name.
  [[nodiscard]] const scenario::Stream& find_stream(std::string_view name, std::size_t offset) const;
  // The field at `path` of the stream's record with the index in register `index`.
  [[nodiscard]] Operand field(const scenario::Stream& stream, Register index, const std::string& path,
                              std::size_t offset);
  // Whether that record is sent.
  [[nodiscard]] Operand is_sent(const scenario::Stream& stream, Register index, std::size_t offset);

 private:
  [[nodiscard]] Operand compile_reference(const scenario::Stream& stream, Register index, const FieldRequest& request,
                                          std::size_t offset);
  void check_chain(const FieldRequest& request, std::size_t offset) const;

  CompileContext& context_;
  std::vector<std::unique_ptr<RecordCompiler>> others_;  // operands point to their tables
};

}  // namespace spate::generator
