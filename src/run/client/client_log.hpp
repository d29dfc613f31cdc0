// Logs client events without repetition: a client that cannot reach a broker reports that many times a minute.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/time.hpp"
#include "kafka/client_event.hpp"

namespace spate::run {

class ClientLog {
 public:
  // Logs the same text at most every 30 s, with the number of events in between. Thread-safe.
  void log(const kafka::ClientEvent& event);

 private:
  struct Repetition {
    MonotonicTime logged{};
    unsigned suppressed = 0;
  };
  // Limits memory: above this number of texts, forgets all.
  static constexpr std::size_t kMaxTexts = 256;

  std::mutex mutex_;
  std::map<std::string, Repetition> seen_;
};

}  // namespace spate::run
