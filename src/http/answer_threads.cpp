#include "http/answer_threads.hpp"

#include <utility>

namespace spate::http {
namespace {

constexpr std::size_t kThreads = 4;

Response compute_response(const Routes& routes, const Request& request) noexcept try {
  return dispatch(routes, request);
} catch (...) {  // out of memory
  return {.status = 500, .content_type = {}, .body = {}};
}

}  // namespace

AnswerThreads::AnswerThreads(const Routes& routes, const WakeDescriptor& finished, std::size_t max_connections)
    : routes_{routes}, wake_{finished} {
  finished_.reserve(max_connections);
  try {
    for (std::size_t thread = 0; thread < kThreads; ++thread) threads_.emplace_back("spate-http", [this] { serve(); });
  } catch (...) {  // a thread did not start: ends the others
    stop();
    throw;
  }
}

AnswerThreads::~AnswerThreads() { stop(); }

void AnswerThreads::stop() noexcept {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
}

void AnswerThreads::submit(Connection& connection) {
  {
    const std::lock_guard lock{mutex_};
    requests_.push_back(&connection);
  }
  changed_.notify_one();
}

std::vector<Connection*> AnswerThreads::take_finished() {
  const std::lock_guard lock{mutex_};
  auto finished = finished_;
  finished_.clear();  // keeps the capacity
  return finished;
}

Connection* AnswerThreads::next() noexcept {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [this] { return stopping_ || !requests_.empty(); });
  if (stopping_) return nullptr;
  auto* const connection = requests_.front();
  requests_.pop_front();
  return connection;
}

void AnswerThreads::serve() noexcept {
  while (auto* const connection = next()) {
    connection->set_response(compute_response(routes_, connection->request()));
    {
      const std::lock_guard lock{mutex_};
      finished_.push_back(connection);
    }
    wake_.notify();
  }
}

}  // namespace spate::http
