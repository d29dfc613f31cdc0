// The threads that compute responses, so that a slow route delays no other client.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

#include "base/thread.hpp"
#include "http/connection.hpp"
#include "http/route.hpp"
#include "http/wake_descriptor.hpp"

namespace spate::http {

class AnswerThreads {
 public:
  // `routes` and `finished` must outlive this object. Notifies `finished` for each response. Throws StartError.
  AnswerThreads(const Routes& routes, const WakeDescriptor& finished, std::size_t max_connections);
  // Waits for the routes that run. Drops the requests that wait.
  ~AnswerThreads();
  AnswerThreads(const AnswerThreads&) = delete;
  AnswerThreads& operator=(const AnswerThreads&) = delete;

  // Called by the poll thread only. The connection must outlive its request, until take_finished() returns it.
  void submit(Connection& connection);
  // Returns and removes the connections that have a response. Called by the poll thread only.
  [[nodiscard]] std::vector<Connection*> take_finished();

 private:
  void serve() noexcept;
  [[nodiscard]] Connection* next() noexcept;
  void stop() noexcept;

  const Routes& routes_;
  const WakeDescriptor& wake_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::deque<Connection*> requests_;
  std::vector<Connection*> finished_;  // reserved for all connections: push_back does not throw
  std::vector<Thread> threads_;
};

}  // namespace spate::http
