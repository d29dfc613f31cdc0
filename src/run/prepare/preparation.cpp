#include "run/prepare/preparation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <utility>

#include "generator/replay/scan_control.hpp"

namespace spate::run {
namespace {

constexpr Duration kTimeout = 2 * kSecond;

}  // namespace

struct Preparation::Work {
  generator::ScanControl control;
  scenario::Diagnostics diagnostics;
  std::optional<PreparedScenario> prepared;
  std::exception_ptr failure;
  WakeEvent done;  // set after the result
  std::mutex mutex;
  WakeEvent* wake = nullptr;  // guarded by `mutex`; null after cancellation

  void run(const std::string& file, const scenario::Overrides& overrides) noexcept {
    try {
      prepared = prepare(file, overrides, diagnostics, &control);
    } catch (...) {
      failure = std::current_exception();
    }
    done.set();
    const std::lock_guard lock{mutex};
    if (wake != nullptr) wake->set();
  }
};

Preparation::Preparation(const std::string& file, const scenario::Overrides& overrides, WakeEvent& wake)
    : work_(std::make_shared<Work>()) {
  work_->wake = &wake;
  thread_ = Thread{"spate-prepare", [work = work_, file, overrides] { work->run(file, overrides); }};
}

Preparation::~Preparation() {
  {
    const std::lock_guard lock{work_->mutex};
    work_->wake = nullptr;
  }
  work_->control.cancelled = true;
  if (!work_->done.sleep_until(monotonic_now() + kTimeout)) thread_.detach();
}

bool Preparation::finished() const noexcept { return work_->done.is_set(); }

std::string Preparation::status() const {
  const auto total = work_->control.bytes_total.load();
  if (total == 0) return {};
  const auto done = std::min(work_->control.bytes_done.load(), total);
  constexpr double kMegabyte = 1e6;
  return fmt::format("reading files, {:.0f} % of {:.0f} MB",
                     100.0 * static_cast<double>(done) / static_cast<double>(total),
                     static_cast<double>(total) / kMegabyte);
}

std::optional<PreparedScenario> Preparation::take(scenario::Diagnostics& diagnostics) {
  thread_.join();
  if (work_->failure) std::rethrow_exception(work_->failure);
  diagnostics = std::move(work_->diagnostics);
  return std::move(work_->prepared);
}

}  // namespace spate::run
