// References: fields of another stream's record, computed again in the middle of this one.
//
// The other record's tree is compiled by a compiler of its own into the same program, without writing anything, and of
// the tree only what the field needs. Its draws are the very ones the other stream makes, since the machine takes that
// record's place in the meantime.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/compile/compile_context.hpp"

namespace spate::generator {

class RecordCompiler;

// Whether every record of the stream is sent: else references pass over those that are not.
[[nodiscard]] bool all_sent(const scenario::Stream& stream);

class ReferenceCompiler {
 public:
  explicit ReferenceCompiler(CompileContext& context);
  ReferenceCompiler(const ReferenceCompiler&) = delete;
  ReferenceCompiler& operator=(const ReferenceCompiler&) = delete;
  ~ReferenceCompiler();

  // The stream of this name, referred to from here on; throws where there is none.
  [[nodiscard]] const scenario::Stream& find_stream(std::string_view name, std::size_t offset) const;
  // The field at `path` of the stream's record whose number is in register `index`.
  [[nodiscard]] Operand field(const scenario::Stream& stream, Register index, const std::string& path,
                              std::size_t offset);
  // Whether that record is sent.
  [[nodiscard]] Operand is_sent(const scenario::Stream& stream, Register index, std::size_t offset);

 private:
  [[nodiscard]] Operand elsewhere(const scenario::Stream& stream, Register index, const FieldRequest& asked,
                                  std::size_t offset);
  void check_chain(const FieldRequest& asked, std::size_t offset) const;

  CompileContext& context_;
  std::vector<std::unique_ptr<RecordCompiler>> others_;  // operands point to their tables
};

}  // namespace spate::generator
