// A worker, and the sink into which it enqueues.
#pragma once

#include <memory>

#include "record/record_sink.hpp"
#include "stream/worker.hpp"

namespace spate::run {

// The sink of a stream. The client owns the sinks of topics; `own` holds others.
struct OpenSink {
  std::unique_ptr<record::RecordSink> own = nullptr;
  record::RecordSink* sink = nullptr;
};

// A stopped worker is kept with its sink until all its records are settled: its arena holds them.
struct Sender {
  OpenSink sink;
  std::unique_ptr<stream::Worker> worker = nullptr;
  bool failure_reported = false;
};

}  // namespace spate::run
