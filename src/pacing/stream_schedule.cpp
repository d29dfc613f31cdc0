#include "pacing/stream_schedule.hpp"

#include <utility>

#include "base/random.hpp"

namespace spate::pacing {

Schedule schedule_of(const scenario::Scenario& scenario, const scenario::Stream& stream, WallTime wall,
                     std::shared_ptr<const Recording> recording) {
  if (recording) return Schedule{stream.rate, std::move(recording), stream.generator.replay->loop};
  return Schedule{stream.rate,
                  {.wall = saturating_add(wall, stream.start_after), .zone = scenario.clock.zone},
                  stream.arrivals,
                  random::stream_state(scenario.seed, stream.name)};
}

}  // namespace spate::pacing
