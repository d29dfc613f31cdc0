// What a reload does to an execution: what may fail comes first, and then nothing fails.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <new>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "kafka/topics.hpp"
#include "pacing/stream_schedule.hpp"
#include "report/figures.hpp"
#include "run/execution.hpp"
#include "run/reload/dependents.hpp"

namespace spate {
namespace {

// How long a reload waits for topics and brokers that are new: the streams that go on are watched by the same thread.
constexpr Duration kPatience = 10 * kSecond;

// How far ahead the instant is at which streams that refer to one another change: every worker has been told by then.
constexpr Duration kAhead = 50 * kMillisecond;

// Removed streams whose series stay: 500 streams and these are within the scrape's limit, whatever they measure.
constexpr std::size_t kMostClosed = 20;

bool begins(const ReloadPlan& plan, const Stream& stream) { return plan.begin.count(stream.name) > 0; }

bool ends(const ReloadPlan& plan, const std::string& name) {
  const auto& removed = plan.found.removed;
  return plan.begin.count(name) > 0 || std::find(removed.begin(), removed.end(), name) != removed.end();
}

// The scenario as far as its topics have to be seen to.
Scenario to_be_seen_to(const Scenario& next, const ReloadPlan& plan) {
  Scenario part = next;
  part.startup_wait = std::min(part.startup_wait, kPatience);
  if (plan.client) return part;
  part.streams.clear();
  std::copy_if(next.streams.begin(), next.streams.end(), std::back_inserter(part.streams),
               [&](const Stream& stream) { return begins(plan, stream); });
  return part;
}

}  // namespace

ReloadResult Execution::reload(Prepared next, const std::function<void()>& meanwhile) {
  next.timetables.begin_at(next.scenario, origin_.wall);
  auto plan = live_->plan(next);
  for (const Stream& stream : next.scenario.streams) {
    if (!begins(plan, stream)) continue;
    plan.client = plan.client || (producer_ && producer_->knows_otherwise(stream));
    if (waits_for_its_start(stream))
      plan.problems.push_back(fmt::format(
          "streams.{}: it waits for its start and cannot begin before that; change it then, or restart the run",
          stream.name));
  }
  Arrangements arranged;
  if (plan.problems.empty()) {
    try {
      arrange(arranged, next.scenario, plan);
    } catch (const StartError& refused) {
      plan.problems.emplace_back(stop_.rung() ? "the run is to stop" : refused.what());
    } catch (const std::bad_alloc&) {
      plan.problems.emplace_back("out of memory: raise the limit of the process, or have fewer streams");
    }
  }
  if (!plan.problems.empty()) {
    cancel(arranged);
    live_->refuse_reload();
    return {.changes = {}, .problems = std::move(plan.problems)};
  }
  ReloadResult reloaded{.changes = changes(plan.found), .problems = {}};
  dismiss(plan);
  if (arranged.producer) hand_over(arranged, meanwhile);
  for (auto& stats : arranged.new_stats) stats_.streams.add(std::move(stats));
  take_over(next, plan, arranged);
  if (!plan.found.empty()) watch_->update(next.scenario, brokers_.servers, producer_.get());
  live_->settle(std::move(next.scenario), std::move(plan));
  return reloaded;
}

void Execution::take_over(Prepared& next, const ReloadPlan& plan, Arrangements& arranged) {
  const MonotonicTime now = monotonic_now();
  const MonotonicTime ahead = now + kAhead;
  const Duration later_by = (plan.together.empty() ? now : ahead) - origin_.monotonic;
  const auto& streams = next.scenario.streams;
  for (std::size_t number = 0; number < streams.size(); ++number) {
    const Stream& stream = streams[number];
    Past& past = follow(next.scenario, stream, next.generators[number], later_by);
    if (begins(plan, stream)) begin_again(stream, *arranged.stats.at(stream.name), later_by);
    next.timetables.follow(stream.name, past);
  }
  const auto remade = remade_at(plan, next, origin_.elapsed(ahead));
  for (const auto& [stream, at] : remade) {
    pasts_.at(stream).remade = at;
    next.timetables.follow(stream, pasts_.at(stream));
  }
  live_->take_over(next, plan, remade);
  const auto new_from = senders_.size();
  for (std::size_t number = 0; number < streams.size(); ++number) {
    const Stream& stream = streams[number];
    if (!begins(plan, stream)) continue;
    if (delivery_lines_) delivery_lines_->expect(stream);
    show(employ(next.scenario, stream, std::move(next.generators[number]), arranged.stats.at(stream.name),
                std::move(arranged.sinks.at(stream.name)), later_by, std::move(arranged.threads.at(stream.name))),
         stream);
  }
  start_from(new_from);
}

void Execution::start_from(std::size_t first) {
  if (first == senders_.size()) return;
  if (checkpoint_) save_state(monotonic_now());
  // While the client that was being replaced still has records of a stream, the new one must have none: each counts
  // its reports by a thread of its own. The run is to stop.
  if (left_producer_) return;
  for (std::size_t number = first; number < senders_.size(); ++number) senders_[number].worker->start(origin_);
}

// The times of a stream count from when it first begins.
bool Execution::waits_for_its_start(const Stream& stream) const {
  const auto past = pasts_.find(stream.name);
  return past != pasts_.end() &&
         later(monotonic_now() - origin_.monotonic, stream.start_after) < past->second.start_after;
}

void Execution::arrange(Arrangements& arranged, const Scenario& next, const ReloadPlan& plan) {
  for (const Stream& stream : next.streams)
    if (begins(plan, stream)) arranged.threads.emplace(stream.name, stream.name);
  const auto known = stats_.streams.read();
  for (const Stream& stream : next.streams) {
    const auto stats =
        std::find_if(known.begin(), known.end(), [&](const auto& one) { return one->name == stream.name; });
    auto& own = arranged.stats[stream.name];
    own = stats == known.end() ? arranged.new_stats.emplace_back(make_stats(stream)) : *stats;
  }
  const Scenario part = to_be_seen_to(next, plan);
  Producer* producer = producer_.get();
  if (producer != nullptr && (plan.client || !part.streams.empty())) {
    const bool elsewhere = next.embedded != scenario_.embedded || !next.embedded;
    if (plan.client && elsewhere) arranged.brokers.emplace(next);
    if (next.embedded && !arranged.brokers) brokers_.embedded->add_topics(part);
    const auto& servers = arranged.brokers ? arranged.brokers->servers : brokers_.servers;
    see_to_topics(part, servers, stop_);
    if (plan.client) arranged.producer = make_producer(next, servers);
    if (plan.client) producer = arranged.producer.get();
  }
  for (const Stream& stream : next.streams)
    if (begins(plan, stream) || arranged.producer)
      arranged.sinks[stream.name] = open_sink(stream, *arranged.stats.at(stream.name), producer);
}

// What has been opened for nothing.
void Execution::cancel(const Arrangements& arranged) {
  if (!producer_ || arranged.producer) return;
  for (const auto& [stream, opened] : arranged.sinks) producer_->close_topic(*opened.sink);
}

// At once; what they had not handed over is skipped.
void Execution::dismiss(const ReloadPlan& plan) {
  const auto stays = [&](const Sender& sender) { return !ends(plan, sender.stats->name); };
  const auto first = std::stable_partition(senders_.begin(), senders_.end(), stays);
  std::vector<Sender> dismissed{std::move_iterator{first}, std::move_iterator{senders_.end()}};
  senders_.erase(first, senders_.end());
  for (const Sender& sender : dismissed) sender.worker->stop();
  for (Sender& sender : dismissed) {
    sender.worker->join();
    const auto& past = pasts_.at(sender.stats->name);
    const auto made = slots_of_stream(*sender.stats).round(sender.stats->worker.scheduled.read());
    const StreamTime now = std::max(StreamTime{}, origin_.elapsed(monotonic_now()) - past.start_after);
    const Schedule nothing{constant({Rate::Unit::records, 0, kSecond})};
    past.history->add(now, made, 0, nothing.begun(now, StreamTime{}, made));
    leaving_.push_back(std::move(sender));
  }
}

// Each stream goes over to the new client by itself once all it gave to the old one is settled, so that its records
// stay in order; what the old one cannot deliver in time is given up. If the run is to stop before that, stop() waits
// for both clients together.
void Execution::hand_over(Arrangements& arranged, const std::function<void()>& meanwhile) {
  const MonotonicTime began = monotonic_now();
  for (Sender& sender : senders_) {
    sender.sink = arranged.sinks.at(sender.stats->name).sink;
    sender.worker->change_sink(*sender.sink);
  }
  const MonotonicTime deadline = later(began, scenario_.shutdown_flush);
  wait_for_deliveries(deadline, meanwhile);
  bool all_delivered = producer_->finish(deadline, stop_);
  while (handing_over() && !stop_.rung()) {  // a worker may have been in the middle of a batch
    Alarm{}.sleep_until(monotonic_now() + kMillisecond);
    all_delivered = producer_->finish(deadline, stop_) && all_delivered;
  }
  producer_->finish(deadline, stop_);
  left_producer_ = std::exchange(producer_, std::move(arranged.producer));
  if (arranged.brokers) left_brokers_ = std::exchange(brokers_, *std::move(arranged.brokers));
  if (stop_.rung()) return;
  left_producer_.reset();
  left_brokers_.reset();
  log::info("reload: another client has taken over after {:.3f} s", to_seconds(monotonic_now() - began));
  if (all_delivered) return;
  log::error(
      "reload: records were still in flight {} s after the client was to be replaced and were given up; shutdown.flush "
      "can give them longer",
      scenario_.shutdown_flush / kSecond);
}

void Execution::wait_for_deliveries(MonotonicTime deadline, const std::function<void()>& meanwhile) {
  constexpr Duration kTurn = 100 * kMillisecond;
  for (MonotonicTime now = monotonic_now(); now < deadline && !stop_.rung(); now = monotonic_now()) {
    if (producer_->flush(std::min(deadline, now + kTurn))) return;
    live_->look_after(now);
    if (checkpoint_ && now >= checkpoint_->due()) save_state(now);
    if (meanwhile) meanwhile();
  }
}

bool Execution::handing_over() const {
  return std::any_of(senders_.begin(), senders_.end(),
                     [](const Sender& sender) { return sender.worker->changing_sink(); });
}

// Workers that were told to end and whose records are all settled.
void Execution::see_off() {
  std::vector<Sender> left;
  for (Sender& sender : leaving_) {
    if (!sender.worker->settled()) {
      left.push_back(std::move(sender));
      continue;
    }
    leaving_failed_ = leaving_failed_ || sender.worker->failure().has_value();
    sender.worker.reset();
    if (producer_) producer_->close_topic(*sender.sink);
    if (sender.stats->removed) close_account(sender.stats);
  }
  leaving_ = std::move(left);
}

void Execution::close_account(const std::shared_ptr<StreamStats>& stats) {
  const Account account = read_account(*stats);
  log::info("stream {}: removed, and its account is closed: {} delivered, {} failed, {} skipped", stats->name,
            grouped(account.delivered), grouped(account.failed), grouped(account.skipped_total()));
  closed_.erase(
      std::remove_if(closed_.begin(), closed_.end(), [&](const auto& one) { return one == stats || !one->removed; }),
      closed_.end());
  if (stats->end_to_end.measured) return;  // who reads it back may still speak of it
  closed_.push_back(stats);
  if (closed_.size() <= kMostClosed) return;
  const auto oldest = std::move(closed_.front());
  closed_.pop_front();
  let_go_.add(*oldest);
  live_->forget(*oldest);
  pasts_.erase(oldest->name);
  stats_.streams.remove(*oldest);
}

}  // namespace spate
