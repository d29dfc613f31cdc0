// One record acknowledged or failed, for whoever wants to see each (`--print-deliveries`).
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/time.hpp"
#include "stats/failures.hpp"

namespace spate::kafka {

// The views live during the call only.
struct Delivery {
  std::string_view stream;
  std::string_view topic;
  std::string_view key;    // data() is null: no key
  std::string_view value;  // data() is null: a tombstone
  std::int32_t partition = 0;
  std::int64_t offset = -1;    // -1: not known
  stats::ErrorCode error = 0;  // 0: delivered
  Duration latency{};          // since it was handed to the client
};

// Called by the poll thread, and by a stream's own thread for a record the client refuses: two calls may overlap.
// Must not throw. Costs time per record, so it is meant for looking, not for full speed.
using DeliveryObserver = std::function<void(const Delivery&)>;

}  // namespace spate::kafka
