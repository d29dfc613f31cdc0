// What a request asks of a stream, understood and found possible.
#pragma once

#include <optional>
#include <string>

#include "http/control/control.hpp"
#include "run/live/course.hpp"

namespace spate {

struct Wish {
  Course course;
  std::optional<Nanos> lasts;  // absent: until something else is asked for
};

struct ReadWish {
  std::optional<Wish> value;
  std::string problem;
  bool conflict = false;  // it is well said, but not now
};

// pause, resume; rate RATE; burst RATE for a time, which must be said. `now`: what the stream follows at present.
[[nodiscard]] ReadWish read_wish(const ControlAction& action, const Course& now, const RateProfile& scenario);

}  // namespace spate
