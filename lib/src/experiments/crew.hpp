// Threads that share the pieces of a long computation, while the caller's alone talks to its Watch.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>

#include "experiments/progress.hpp"

namespace biasbound::experiments {

/// threads, or all of the machine for 0.
unsigned thread_count(unsigned threads);

class Crew {
 public:
  /// total: of the work that is done in all, in any unit.
  Crew(const Watch& watch, double total);

  /// piece(i) for i = 0, ..., count - 1 on `threads` threads, the caller's included. What a piece
  /// throws is thrown here, and so is Stopped; the other pieces end at their next did().
  void run(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& piece);
  /// Called by a piece every few milliseconds: so much more is done.
  void did(double work);

 private:
  void show();

  const Watch& watch_;
  double total_;
  std::thread::id caller_;
  std::chrono::steady_clock::time_point shown_;
  std::atomic<double> done_{0};
  std::atomic<bool> stop_{false};
};

}  // namespace biasbound::experiments
