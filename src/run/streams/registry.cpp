#include "run/streams/registry.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "report/figures.hpp"

namespace spate::run {
namespace {

// Removed streams that keep their series. 500 streams and these fit into the size limit of a scrape.
constexpr std::size_t kMaxClosed = 20;

}  // namespace

RunningStream* Registry::find(std::string_view name) noexcept {
  auto* const stream = find_with_removed(name);
  return stream != nullptr && stream->removed ? nullptr : stream;
}

RunningStream* Registry::find_with_removed(std::string_view name) noexcept {
  const auto stream =
      std::find_if(streams_.begin(), streams_.end(), [&](const RunningStream& entry) { return entry.name() == name; });
  return stream == streams_.end() ? nullptr : &*stream;
}

std::vector<StreamState> Registry::stream_states() const {
  const auto guard = lock();
  std::vector<StreamState> all;
  for (const RunningStream& stream : streams_)
    if (!stream.removed) all.push_back(stream.state());
  return all;
}

void Registry::add(scenario::Stream definition, std::shared_ptr<stats::StreamStats> stats) {
  Streams added;
  added.emplace_back(std::move(definition), std::move(stats));
  const auto guard = lock();
  add(std::move(added));
}

void Registry::retire(RunningStream& stream) noexcept {
  stream.sender->worker->join();
  const auto guard = lock();
  stream.retired.push_back(*std::move(stream.sender));
  stream.sender.reset();
}

void Registry::reap(const std::function<void(const record::RecordSink&)>& close) {
  // Streams that were added again are no longer closed, even if removed again: they may have records in flight.
  std::erase_if(closed_, [](const RunningStream* stream) {
    return !stream->removed || stream->sender || !stream->retired.empty();
  });
  for (RunningStream& stream : streams_) reap(stream, close);
  for (; closed_.size() > kMaxClosed; closed_.pop_front()) evict(*closed_.front());
}

void Registry::reap(RunningStream& stream, const std::function<void(const record::RecordSink&)>& close) {
  if (stream.retired.empty()) return;
  auto& retired = stream.retired;
  std::vector<Sender> gone;
  {
    const auto guard = lock();
    const auto settled =
        std::stable_partition(retired.begin(), retired.end(), [](Sender& sender) { return !sender.worker->settled(); });
    gone.assign(std::move_iterator{settled}, std::move_iterator{retired.end()});
    retired.erase(settled, retired.end());
  }
  for (Sender& sender : gone) {
    reaped_failure_ = reaped_failure_ || sender.worker->failure().has_value();
    sender.worker.reset();
    if (sender.sink.sink != nullptr && !sender.sink.own) close(*sender.sink.sink);
  }
  if (!gone.empty() && retired.empty() && stream.removed) close_account(stream);
}

void Registry::close_account(RunningStream& stream) {
  const stats::Account account = stats::read_account(*stream.stats);
  log::info("stream {}: removed, {} delivered, {} failed, {} skipped", stream.name(),
            report::grouped(account.delivered), report::grouped(account.failed),
            report::grouped(account.skipped_total()));
  if (stream.stats->end_to_end.measured) return;  // the consumer may still use its statistics
  closed_.push_back(&stream);
}

void Registry::evict(RunningStream& stream) {
  evicted_.add(*stream.stats);
  stats_.streams.remove(*stream.stats);
  Streams gone;
  const auto guard = lock();
  const auto position =
      std::find_if(streams_.begin(), streams_.end(), [&](const RunningStream& entry) { return &entry == &stream; });
  gone.splice(gone.end(), streams_, position);
}

bool Registry::any_failed() const noexcept {
  return reaped_failure_ || std::any_of(streams_.begin(), streams_.end(), [](const RunningStream& stream) {
           return stream.sender && stream.sender->worker->failure().has_value();
         });
}

bool Registry::all_ended() const noexcept {
  return std::all_of(streams_.begin(), streams_.end(),
                     [](const RunningStream& stream) { return !stream.sender || stream.sender->worker->ended(); });
}

}  // namespace spate::run
