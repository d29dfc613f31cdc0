// Statistics of a run without threads.
#pragma once

#include <cstddef>
#include <string>

#include "stats/run_stats.hpp"

namespace spate::test {

// Adds `streams` streams named s0, s1, … and one broker.
inline void fill(stats::RunStats& stats, std::size_t streams) {
  stats.version = "1.2.3";
  stats.librdkafka = "2.0.2";
  for (std::size_t stream = 0; stream < streams; ++stream) {
    auto& added = stats.streams.add(std::make_shared<stats::StreamStats>());
    added.name = "s" + std::to_string(stream);
    added.topic = added.name + "-topic";
    added.generator = "order";
  }
  stats.client.replace({3, 900, {{"b:9092/1", true, 0.002, 0.25, 4}}});
}

}  // namespace spate::test
