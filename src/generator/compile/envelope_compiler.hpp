// The envelope of a record: Kafka's timestamp, headers, and the partition where the stream says which.
#pragma once

#include "generator/compile/record_parts.hpp"

namespace spate::generator {

class EnvelopeCompiler {
 public:
  explicit EnvelopeCompiler(RecordParts& record) : record_(record), context_(record.context) {}

  // Timestamp and headers; nothing where the stream has neither.
  void envelope();
  void partition();

 private:
  void timestamp();
  void header(const scenario::EnvelopeField& header);

  RecordParts& record_;
  CompileContext& context_;
};

}  // namespace spate::generator
