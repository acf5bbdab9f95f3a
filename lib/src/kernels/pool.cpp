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

/// Waits until `value` is `wanted` or has been: it only grows, and wraps.
void wait_until(const std::atomic<std::uint32_t>& value, std::uint32_t wanted) {
  std::uint32_t seen = 0;
  const auto reached = [&] {
    seen = value.load(std::memory_order_acquire);
    return static_cast<std::int32_t>(seen - wanted) >= 0;
  };
  for (int i = 0; i < spins; ++i)
    if (reached()) return;
  const auto end = std::chrono::steady_clock::now() + awake;
  do {
    for (int i = 0; i < spins / 20; ++i)
      if (reached()) return;
    std::this_thread::yield();
  } while (std::chrono::steady_clock::now() < end);
  while (!reached()) value.wait(seen, std::memory_order_acquire);
}

}  // namespace

void Team::arrive() {
  wanted_ += count_;
  if (count_ == 1) return;
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == wanted_) arrived_.notify_all();
}

void Team::wait() {
  if (count_ > 1) wait_until(arrived_, wanted_);
}

Pool::Pool(unsigned threads) : threads_(threads) {
  workers_.reserve(threads - 1);
  for (unsigned worker = 1; worker < threads; ++worker)
    workers_.emplace_back([this, worker] { work(worker); });
}

Pool::~Pool() {
  stop_ = true;
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
}

void Pool::run(unsigned count, Task task, void* context) {
  if (count == 1) {
    Team alone(arrived_, 0, 1);
    return task(context, 0, alone);
  }
  // All workers have finished the last round, so none reads these.
  count_ = count;
  task_ = task;
  context_ = context;
  arrived_before_ = arrived_.load(std::memory_order_relaxed);
  const std::uint32_t round = round_.load(std::memory_order_relaxed) + 1;
  round_.store(round, std::memory_order_release);
  round_.notify_all();
  Team team(arrived_, arrived_before_, count);
  task(context, 0, team);
  wait_until(finished_, round * (threads_ - 1));
}

void Pool::work(unsigned worker) {
  for (std::uint32_t round = 1;; ++round) {
    wait_until(round_, round);
    if (stop_) return;
    if (worker < count_) {
      Team team(arrived_, arrived_before_, count_);
      task_(context_, worker, team);
    }
    if (finished_.fetch_add(1, std::memory_order_acq_rel) + 1 == round * (threads_ - 1))
      finished_.notify_one();
  }
}

}  // namespace biasbound::kernels
