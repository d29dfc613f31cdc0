#include "pacing/stream_schedule.hpp"

#include "base/random.hpp"

namespace spate {

Schedule schedule_of(const Scenario& scenario, const Stream& stream, Nanos wall) {
  return Schedule{stream.rate,
                  {.wall = later(wall, stream.start_after), .zone = scenario.clock.zone},
                  stream.arrivals,
                  random::stream_state(scenario.seed, stream.name)};
}

}  // namespace spate
