#include "allocation_counter.hpp"
#include "fake_sink.hpp"

namespace spate::stream {
namespace {

// Accepts everything. Reads the allocation count of the worker, because it runs on its thread.
class CountingSink : public record::RecordSink {
 public:
  explicit CountingSink(stats::StreamStats& stats) : stats_(stats) {}

  std::size_t enqueue(std::span<const record::Record> run, MonotonicTime) noexcept override {
    for (const record::Record& record : run) record.slot->block->release(1);
    stats_.delivery.delivered.add(run.size());
    records += run.size();
    if (records <= kWarmUp) after_warm_up = thread_allocations();
    at_end = thread_allocations();
    return run.size();
  }
  [[nodiscard]] std::int32_t partition_count() const noexcept override { return 4; }

  static constexpr std::uint64_t kWarmUp = 20'000;
  std::uint64_t records = 0, after_warm_up = 0, at_end = 0;

 private:
  stats::StreamStats& stats_;
};

}  // namespace

TEST_CASE("a running worker allocates nothing, with any preset") {
  const std::string preset = GENERATE("order", "log", "metric", "user_event");
  const auto scenario =
      parse_stream("    rate: max\n    stop_after: {records: 60000}\n    generator: " + preset + "\n");
  stats::StreamStats stats;
  CountingSink sink{stats};
  Worker worker{make_setup(scenario), sink, stats};
  worker.start(now_as_origin());
  worker.join();
  INFO(preset);
  CHECK(sink.records == 60'000);
  CHECK(sink.after_warm_up > 0);  // the counter works: startup did allocate
  CHECK(sink.at_end == sink.after_warm_up);
  CHECK(stats::account_balances(stats));
}

}  // namespace spate::stream
