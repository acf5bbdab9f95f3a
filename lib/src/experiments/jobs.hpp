// Independent pieces of work on several threads, told of and stopped by the thread that called.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "experiments/progress.hpp"

namespace biasbound::experiments {

/// What a group of jobs is called, and the share of the figure that is done before and after it.
struct Stage {
  std::string name;
  double from = 0;
  double to = 1;
};

/// job(i) for each i < count on `threads` threads, 0 meaning all cores; the caller's is one of them
/// and the only one that tells of progress. Rethrows what the job of the lowest index threw, of
/// those that ran.
void run_jobs(std::size_t count, unsigned threads, const Stage& stage, const Watch& watch,
              const std::function<void(std::size_t)>& job);

}  // namespace biasbound::experiments
