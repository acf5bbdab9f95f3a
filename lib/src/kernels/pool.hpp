// Threads that run one task after another with little delay: they stay awake for a while before
// they sleep.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace biasbound::kernels {

/// The threads of one run, as one of them sees them. All meet equally often.
class Team {
 public:
  /// Says that this thread has come to the next meeting. wait() is to follow.
  void arrive();
  /// Waits until all have come to it. What each wrote before it came, all see now.
  void wait();
  void meet() {
    arrive();
    wait();
  }

 private:
  friend class Pool;
  Team(std::atomic<std::uint32_t>& arrived, std::uint32_t before, unsigned count)
      : arrived_(arrived), wanted_(before), count_(count) {}

  std::atomic<std::uint32_t>& arrived_;
  std::uint32_t wanted_;  ///< arrivals of all runs, once all have come to this meeting
  unsigned count_;
};

class Pool {
 public:
  using Task = void (*)(void* context, unsigned worker, Team& team);

  explicit Pool(unsigned threads);  ///< the caller's included
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  [[nodiscard]] unsigned threads() const { return threads_; }
  /// task(context, w, team) for w = 0, ..., count - 1 at once, 0 on the caller's thread. The task
  /// must not throw. count <= threads().
  void run(unsigned count, Task task, void* context);

  /// f(w, team), or f(w) where they need not meet.
  template <class F>
  void run(unsigned count, F&& f) {
    run(
        count,
        [](void* context, unsigned worker, Team& team) {
          if constexpr (requires(F& g) { g(worker, team); })
            (*static_cast<F*>(context))(worker, team);
          else
            (*static_cast<F*>(context))(worker);
        },
        &f);
  }

 private:
  void work(unsigned worker);

  const unsigned threads_;
  // Looked at all the time, each by another side: on lines of their own. What a run is lies with the
  // number that announces it, so that both come in one.
  alignas(64) std::atomic<std::uint32_t> round_{0};
  unsigned count_ = 0;
  Task task_ = nullptr;
  void* context_ = nullptr;
  std::uint32_t arrived_before_ = 0;
  bool stop_ = false;
  alignas(64) std::atomic<std::uint32_t> finished_{0};  ///< of all rounds
  alignas(64) std::atomic<std::uint32_t> arrived_{0};   ///< of all runs
  std::vector<std::jthread> workers_;
};

}  // namespace biasbound::kernels
