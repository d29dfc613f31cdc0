// The outcome of one record, for `--print-deliveries`.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/time.hpp"
#include "stats/failures.hpp"

namespace spate::kafka {

// The views are valid during the call only.
struct Delivery {
  std::string_view stream;
  std::string_view topic;
  std::string_view key;    // data() is null: no key
  std::string_view value;  // data() is null: a tombstone
  std::int32_t partition = 0;
  std::int64_t offset = -1;    // -1: unknown
  stats::ErrorCode error = 0;  // 0: delivered
  Duration latency{};          // since it was enqueued
};

// Called by the poll thread, and by a worker for a record that the client rejects. Calls may overlap, so it must be
// thread-safe. Must not throw. Slows down delivery: meant for debugging.
using DeliveryObserver = std::function<void(const Delivery&)>;

}  // namespace spate::kafka
