// Compiles the envelope of a record: timestamp, headers and partition.
#pragma once

#include "generator/compile/record_parts.hpp"

namespace spate::generator {

class EnvelopeCompiler {
 public:
  explicit EnvelopeCompiler(RecordParts& record) : record_(record), context_(record.context) {}

  // Emits timestamp and headers, if the stream has any.
  void envelope();
  void partition();

 private:
  void timestamp();
  void header(const scenario::EnvelopeField& header);

  RecordParts& record_;
  CompileContext& context_;
};

}  // namespace spate::generator
