#include "experiments/jobs.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace biasbound::experiments {

void run_jobs(std::size_t count, unsigned threads, const Stage& stage, const Watch& watch,
              const std::function<void(std::size_t)>& job) {
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> done{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::size_t failure_index = count;
  std::exception_ptr failure;

  const auto show = [&] {
    const double share =
        static_cast<double>(done) / static_cast<double>(std::max<std::size_t>(count, 1));
    watch.show(stage.name, stage.from + (stage.to - stage.from) * share);
  };
  const auto work = [&](bool caller) {
    while (!failed.load()) {
      const std::size_t index = next++;
      if (index >= count) return;
      try {
        job(index);
        ++done;
        if (caller) show();
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (index < failure_index) {
          failure_index = index;
          failure = std::current_exception();
        }
        failed = true;
      }
    }
  };

  show();
  {
    const std::size_t wanted = threads > 0 ? threads : std::thread::hardware_concurrency();
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(wanted, count); ++i) others.emplace_back(work, false);
    work(true);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace biasbound::experiments
