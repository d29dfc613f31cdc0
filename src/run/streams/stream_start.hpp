// How a stream gets its worker: from T = 0, from where an earlier run ended, or again while the run goes.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "base/thread.hpp"
#include "generator/generator.hpp"
#include "run/streams/run_context.hpp"
#include "run/streams/running_stream.hpp"

namespace spate::run {

// Before the run starts, once T = 0 is known: the worker of a stream that the registry has, not started.
void open_stream(RunContext& run, RunningStream& stream, generator::Generator generator, OpenSink sink);

// A worker of `stream`, of which `definition` is the one to follow. It is not started; what depends on the time may be
// replaced until then (Worker::succeed). `streams`: how many the run has.
[[nodiscard]] std::unique_ptr<stream::Worker> make_worker(RunContext& run, const RunningStream& stream,
                                                          const scenario::Stream& definition,
                                                          generator::Generator generator, record::RecordSink& sink,
                                                          pacing::Pacer pacer, std::size_t streams,
                                                          std::optional<WaitingThread> thread = std::nullopt);

// From here on its worker sends, or is about to, as `stream.schedule` and `stream.written` say: it can be asked about
// and changed. With the lock held. Does not allocate.
void accept_changes(RunningStream& stream, const stream::Origin& origin) noexcept;

}  // namespace spate::run
