// The clock of an audit and its pool of workers.
#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>

#include "audit/internal.hpp"

namespace biasbound::detail {

Clock::Clock(double limit_seconds, const std::atomic<bool>* stop)
    : start_(std::chrono::steady_clock::now()), limit_(limit_seconds), stop_(stop) {}

double Clock::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

void Clock::check() const {
  if (stop_ != nullptr && stop_->load(std::memory_order_relaxed)) throw Stopped{"interrupted"};
  if (limit_ > 0 && seconds() > limit_)
    throw Stopped{"time limit of " + to_text(limit_) + " s reached"};
}

Workers::Workers(AnySubject subject, unsigned threads, const Clock& clock)
    : subject_(std::move(subject)),
      clock_(clock),
      sessions_(threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency())) {}

Workers::~Workers() = default;

Session& Workers::session() {
  if (!sessions_[0]) sessions_[0] = subject_->open(0);
  return *sessions_[0];
}

void Workers::run(std::size_t count, const std::function<void(Session&, std::size_t)>& task) {
  if (count == 0) return;
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::size_t failure_index = std::numeric_limits<std::size_t>::max();
  std::exception_ptr failure;

  // Indices are handed out in order, so every index below a failing one is finished: the failure
  // that is rethrown does not depend on the number of threads.
  const auto work = [&](std::size_t worker) {
    while (!failed.load(std::memory_order_relaxed)) {
      const std::size_t index = next.fetch_add(1, std::memory_order_relaxed);
      if (index >= count) return;
      try {
        clock_.check();
        if (!sessions_[worker]) sessions_[worker] = subject_->open(worker);
        task(*sessions_[worker], index);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (index < failure_index) {
          failure_index = index;
          failure = std::current_exception();
        }
        failed.store(true, std::memory_order_relaxed);
      }
    }
  };

  {
    std::vector<std::jthread> threads;
    const std::size_t extra = std::min(sessions_.size(), count) - 1;
    threads.reserve(extra);
    for (std::size_t worker = 1; worker <= extra; ++worker) threads.emplace_back(work, worker);
    work(0);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace biasbound::detail
