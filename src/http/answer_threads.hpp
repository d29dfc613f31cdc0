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
  // Waits for the routes that are being called. Drops the requests that wait.
  ~AnswerThreads();
  AnswerThreads(const AnswerThreads&) = delete;
  AnswerThreads& operator=(const AnswerThreads&) = delete;

  // Both are called by the poll thread only. A connection must stay until it is among the finished.
  void submit(Connection& connection);
  [[nodiscard]] std::vector<Connection*> take_finished();

 private:
  void serve() noexcept;
  [[nodiscard]] Connection* next() noexcept;
  void stop() noexcept;

  const Routes& routes_;
  const WakeDescriptor& wake_;
  std::mutex mutex_;
  std::condition_variable waiting_;
  bool stopping_ = false;
  std::deque<Connection*> requests_;
  std::vector<Connection*> finished_;  // room for all of them is reserved: adding one does not throw
  std::vector<Thread> threads_;
};

}  // namespace spate::http
