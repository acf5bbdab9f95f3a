// Copy and compressor in turn, on all threads at once.
#include "throughput.hpp"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <chrono>
#include <cstring>
#include <exception>
#include <thread>

#include "biasbound/random.hpp"

namespace biasbound::cli {
namespace {

constexpr double kSecondsOfARound = 0.02;
constexpr double kSecondsInAll = 3;
constexpr std::size_t kMostRounds = 9;
constexpr std::size_t kFewestRounds = 3;
constexpr std::size_t kLeastEntries = std::size_t{1} << 17;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// The rounds, run by every thread; thread 0 holds the watch.
class Rounds {
 public:
  Rounds(const std::vector<Compress>& threads, std::size_t d, std::span<const double> vectors)
      : threads_(threads),
        d_(d),
        vectors_(vectors),
        meeting_(static_cast<std::ptrdiff_t>(threads.size())),
        failures_(threads.size()) {}

  Throughput run() {
    {
      std::vector<std::jthread> others;
      for (std::size_t thread = 1; thread < threads_.size(); ++thread)
        others.emplace_back([this, thread] { work(thread); });
      work(0);
    }
    for (const std::exception_ptr& failure : failures_)
      if (failure) std::rethrow_exception(failure);
    return {median(seconds_), median(copy_seconds_)};
  }

 private:
  void work(std::size_t thread) {
    std::vector<double> out(d_);
    std::uint64_t call = 0;
    const auto compress = [&](std::size_t calls) {
      for (std::size_t i = 0; i < calls && !failed_.load(); ++i, ++call) try {
          threads_[thread](x(call), call, out);
        } catch (...) {
          failures_[thread] = std::current_exception();
          failed_.store(true);
        }
    };
    const auto copy = [&](std::size_t calls) {
      for (std::size_t i = 0; i < calls; ++i) {
        std::memcpy(out.data(), x(i).data(), d_ * sizeof(double));
        asm volatile("" : : "r"(out.data()) : "memory");
      }
    };
    compress(1);  // memory that is allocated once
    const double once = timed(thread, [&] { compress(1); });
    const double copy_once = timed(thread, [&] { copy(1); });
    if (thread == 0) plan(once, copy_once);
    meeting_.arrive_and_wait();
    for (std::size_t round = 0; round < rounds_; ++round) {
      const double copied = timed(thread, [&] { copy(copies_); });
      const double compressed = timed(thread, [&] { compress(calls_); });
      if (thread != 0) continue;
      copy_seconds_.push_back(copied / static_cast<double>(copies_));
      seconds_.push_back(compressed / static_cast<double>(calls_));
    }
  }

  /// Seconds until all threads are done.
  template <class Work>
  double timed(std::size_t thread, Work work) {
    meeting_.arrive_and_wait();
    const double start = now();
    work();
    meeting_.arrive_and_wait();
    return thread == 0 ? now() - start : 0;
  }

  void plan(double once, double copy_once) {
    const auto calls = [](double seconds) {
      return std::max<std::size_t>(
          1, static_cast<std::size_t>(kSecondsOfARound / std::max(seconds, 1e-9)));
    };
    calls_ = calls(once);
    copies_ = calls(copy_once);
    rounds_ = std::clamp(
        static_cast<std::size_t>(kSecondsInAll / (once * static_cast<double>(calls_) + 1e-9)),
        kFewestRounds, kMostRounds);
  }

  [[nodiscard]] std::span<const double> x(std::uint64_t call) const {
    return vectors_.subspan(call % (vectors_.size() / d_) * d_, d_);
  }

  const std::vector<Compress>& threads_;
  std::size_t d_;
  std::span<const double> vectors_;
  std::barrier<> meeting_;
  std::vector<std::exception_ptr> failures_;
  std::atomic<bool> failed_{false};
  std::size_t calls_ = 1, copies_ = 1, rounds_ = kMostRounds;
  std::vector<double> seconds_, copy_seconds_;
};

}  // namespace

std::vector<double> gaussian_vector(std::size_t d, std::uint64_t seed) {
  Stream stream({.seed = seed});
  std::vector<double> x(d);
  for (double& entry : x) entry = normal(stream);
  return x;
}

Throughput measure_throughput(const std::vector<Compress>& threads, std::size_t d,
                              std::uint64_t seed) {
  const std::size_t count = std::max<std::size_t>(1, kLeastEntries / d);
  const std::vector<double> vectors = gaussian_vector(count * d, seed);
  return Rounds(threads, d, vectors).run();
}

}  // namespace biasbound::cli
