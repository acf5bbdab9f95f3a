#include "kernels/pool.hpp"

#include <chrono>

namespace biasbound::kernels {
namespace {

// Less than 10 microseconds of nothing but looking. Without the processor's pause instruction: a
// virtual machine takes many of them for a hopeless wait, and gives the core away for ten times as
// long.
constexpr int spins = 20'000;
// Then the core goes to whoever wants it, between two looks: longer than what one thread of a
// kernel does alone, and than the gap between two kernels of a training step. A thread that sleeps
// takes 40 microseconds to wake.
constexpr std::chrono::microseconds awake{250};

/// Waits until `value` is no longer `old`.
void wait_for_change(const std::atomic<std::uint32_t>& value, std::uint32_t old) {
  const auto changed = [&] { return value.load(std::memory_order_acquire) != old; };
  for (int i = 0; i < spins; ++i)
    if (changed()) return;
  const auto end = std::chrono::steady_clock::now() + awake;
  do {
    for (int i = 0; i < spins / 20; ++i)
      if (changed()) return;
    std::this_thread::yield();
  } while (std::chrono::steady_clock::now() < end);
  value.wait(old, std::memory_order_acquire);
}

}  // namespace

Pool::Pool(unsigned threads) {
  workers_.reserve(threads - 1);
  for (unsigned worker = 1; worker < threads; ++worker)
    workers_.emplace_back([this, worker] { work(worker); });
}

Pool::~Pool() {
  stop_.store(true, std::memory_order_relaxed);
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
}

void Pool::run(unsigned count, Task task, void* context) {
  task_ = task;
  context_ = context;
  count_ = count;
  running_.store(static_cast<std::uint32_t>(workers_.size()), std::memory_order_relaxed);
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
  task(context, 0);
  for (std::uint32_t left; (left = running_.load(std::memory_order_acquire)) != 0;)
    wait_for_change(running_, left);
}

void Pool::work(unsigned worker) {
  for (std::uint32_t seen = 0;;) {
    wait_for_change(round_, seen);
    seen = round_.load(std::memory_order_acquire);
    if (stop_.load(std::memory_order_relaxed)) return;
    if (worker < count_) task_(context_, worker);
    if (running_.fetch_sub(1, std::memory_order_acq_rel) == 1) running_.notify_one();
  }
}

}  // namespace biasbound::kernels
