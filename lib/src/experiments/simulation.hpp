// Simulated E f(x_t) - f* of one oracle.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "experiments/progress.hpp"
#include "experiments/theory.hpp"

namespace biasbound::experiments {

struct Simulated {
  std::vector<std::uint64_t> t;
  std::vector<double> mean;               ///< over the paths
  std::vector<double> standard_error;     ///< of the mean
  std::optional<std::uint64_t> diverged;  ///< the first t at which a path has left the numbers
};

/// choices.paths paths, recorded at `times`. `stream` tells the simulations of a figure apart: each
/// has random numbers of its own. The same bits whatever the number of threads.
Simulated simulate_curve(const Problem& problem, const Choices& choices, const Oracle& oracle,
                         double step_size, const std::vector<std::uint64_t>& times,
                         std::size_t stream, const Watch& watch, double from, double to);

}  // namespace biasbound::experiments
