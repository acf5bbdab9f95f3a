// Threads that run one task after another with little delay: they stay awake for a while before
// they sleep.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace biasbound::kernels {

class Pool {
 public:
  using Task = void (*)(void* context, unsigned worker);

  explicit Pool(unsigned threads);  ///< the caller's included
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  [[nodiscard]] unsigned threads() const { return static_cast<unsigned>(workers_.size()) + 1; }
  /// task(context, w) for w = 0, ..., count - 1 at once, 0 on the caller's thread. The task must
  /// not throw. count <= threads().
  void run(unsigned count, Task task, void* context);

  template <class F>
  void run(unsigned count, F&& f) {
    if (count == 1) return f(0U);
    run(
        count, [](void* context, unsigned worker) { (*static_cast<F*>(context))(worker); }, &f);
  }

 private:
  void work(unsigned worker);

  std::vector<std::jthread> workers_;
  Task task_ = nullptr;
  void* context_ = nullptr;
  unsigned count_ = 0;
  std::atomic<bool> stop_{false};
  // Looked at all the time, each by another side: on lines of their own.
  alignas(64) std::atomic<std::uint32_t> round_{0};
  alignas(64) std::atomic<std::uint32_t> running_{0};
};

}  // namespace biasbound::kernels
