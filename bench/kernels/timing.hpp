// Clocks, and medians of what they say.
#pragma once

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <vector>

namespace biasbound::bench {

/// Processor time of this thread leaves out what else the machine does, but sees one thread only.
enum class Clock { thread, wall };

inline Clock clock_for(unsigned threads) { return threads == 1 ? Clock::thread : Clock::wall; }

inline double seconds(Clock clock) {
  timespec time{};
  clock_gettime(clock == Clock::thread ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Seconds of one of `calls` calls.
template <class Run>
double time_calls(Clock clock, const Run& run, std::size_t calls, std::size_t first) {
  const double start = seconds(clock);
  for (std::size_t call = 0; call < calls; ++call) run(first + call);
  return (seconds(clock) - start) / static_cast<double>(calls);
}

/// How many calls take about `wanted` seconds, at least one; makes a few.
template <class Run>
std::size_t calls_for(double wanted, Clock clock, const Run& run) {
  run(0);
  for (std::size_t calls = 1;; calls *= 4) {
    const double took = time_calls(clock, run, calls, 1);
    if (took * static_cast<double>(calls) >= wanted / 8)
      return std::max<std::size_t>(1, static_cast<std::size_t>(wanted / took));
  }
}

/// The values at a quarter, the half and three quarters of the order.
struct Quartiles {
  double low, median, high;
};

inline Quartiles quartiles(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto at = [&](std::size_t quarter) { return values[(values.size() - 1) * quarter / 4]; };
  return {at(1), at(2), at(3)};
}

}  // namespace biasbound::bench
