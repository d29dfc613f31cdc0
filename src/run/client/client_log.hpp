// Logs what the client reports, once: a client that keeps losing the same broker says so many times a minute.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "base/time.hpp"
#include "kafka/client_event.hpp"

namespace spate::run {

class ClientLog {
 public:
  // Any thread. The same text is logged again only after half a minute, with the number of repetitions left out.
  void log(const kafka::ClientEvent& event);

 private:
  struct Repetition {
    MonotonicTime logged{};
    unsigned suppressed = 0;
  };
  // Texts name brokers and reasons, so there are few; beyond this many the oldest memory is given up whole.
  static constexpr std::size_t kMaxTexts = 256;

  std::mutex mutex_;
  std::map<std::string, Repetition> seen_;
};

}  // namespace spate::run
