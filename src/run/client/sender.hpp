// What sends a stream's records: a worker, and the sink that it enqueues into.
#pragma once

#include <memory>

#include "record/record_sink.hpp"
#include "stream/worker.hpp"

namespace spate::run {

// Where a stream's records go. The client owns the sinks of topics; others are owned here.
struct OpenSink {
  std::unique_ptr<record::RecordSink> own = nullptr;
  record::RecordSink* sink = nullptr;
};

// A worker that was told to stop stays, with its sink, until all its records are settled: its arena holds them.
struct Sender {
  OpenSink sink;
  std::unique_ptr<stream::Worker> worker = nullptr;
  bool failure_reported = false;
};

}  // namespace spate::run
