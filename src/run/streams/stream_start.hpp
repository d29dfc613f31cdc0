// Creates the worker of a stream: at the start of a run, on resume, or during a reload.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "base/thread.hpp"
#include "generator/generator.hpp"
#include "run/streams/run_context.hpp"
#include "run/streams/running_stream.hpp"

namespace spate::run {

// Creates the worker of a registered stream, without starting it. Called before the run starts, once the start time is
// known.
void open_stream(RunContext& run, RunningStream& stream, generator::Generator generator, OpenSink sink);

// A worker of `stream` that follows `definition`, not started. Until it starts, Worker::succeed can replace what
// depends on the time. `streams`: the number of streams of the run.
[[nodiscard]] std::unique_ptr<stream::Worker> make_worker(RunContext& run, const RunningStream& stream,
                                                          const scenario::Stream& definition,
                                                          generator::Generator generator, record::RecordSink& sink,
                                                          pacing::Pacer pacer, std::size_t streams,
                                                          std::optional<WaitingThread> thread = std::nullopt);

// Makes `stream` accept live changes: its worker is about to follow `stream.schedule` and `stream.written`. The caller
// holds the lock. Does not allocate.
void accept_changes(RunningStream& stream, const stream::Origin& origin) noexcept;

}  // namespace spate::run
