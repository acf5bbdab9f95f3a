#include "experiments/crew.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <vector>

namespace biasbound::experiments {
namespace {

/// Often enough for a bar that moves and for Ctrl-C.
constexpr std::chrono::milliseconds interval{100};

}  // namespace

unsigned thread_count(unsigned threads) {
  return threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
}

Crew::Crew(const Watch& watch, double total)
    : watch_(watch),
      total_(total),
      caller_(std::this_thread::get_id()),
      shown_(std::chrono::steady_clock::now()) {
  watch_.check();
}

void Crew::did(double work) {
  done_.fetch_add(work, std::memory_order_relaxed);
  if (stop_.load(std::memory_order_relaxed)) throw Stopped();
  if (std::this_thread::get_id() != caller_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - shown_ < interval) return;
  shown_ = now;
  show();
}

void Crew::show() {
  const double done = done_.load(std::memory_order_relaxed);
  watch_.show("paths", total_ > 0 ? std::min(done / total_, 1.0) : 1.0);
}

void Crew::run(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& piece) {
  std::mutex mutex;
  std::condition_variable left;
  std::exception_ptr failure;
  std::atomic<std::size_t> next{0};
  const auto fail = [&] {
    const std::scoped_lock lock(mutex);
    if (!failure) failure = std::current_exception();
    stop_ = true;
  };
  const auto work = [&] {
    try {
      for (std::size_t i; !stop_ && (i = next++) < count;) piece(i);
    } catch (...) {
      fail();
    }
  };

  std::size_t others = std::min<std::size_t>(threads, count) - (count > 0 ? 1 : 0);
  std::vector<std::jthread> crew;
  for (std::size_t i = others; i > 0; --i)
    crew.emplace_back([&] {
      work();
      const std::scoped_lock lock(mutex);
      --others;
      left.notify_one();
    });
  work();
  std::unique_lock lock(mutex);
  while (!left.wait_for(lock, interval, [&] { return others == 0; })) {
    lock.unlock();
    try {
      show();
    } catch (...) {
      fail();
    }
    lock.lock();
  }
  lock.unlock();
  crew.clear();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace biasbound::experiments
