// The constant step size with which SGD reaches a gap in the fewest iterations.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "experiments/simulation.hpp"

namespace biasbound::experiments {

struct Tuned {
  double step_size = 0;
  std::uint64_t iterations = 0;          ///< the first t with E f(x_t) - f* <= target
  double error = 0;                      ///< a standard error of `iterations`, 0 where it is exact
  std::vector<double> t = {}, gap = {};  ///< the curve up to there
  std::vector<double> standard_error = {};  ///< of gap where it is simulated
};

/// Of an exact() oracle: the iterations, interpolated between t - 1 and t, are minimised over the
/// logarithm of the step size, by Brent's method from the best of a grid of ratio sqrt 2, to 1e-6
/// relative. Only step sizes at which the moments come to rest are tried. Throws InvalidInput where
/// no step size of the grid reaches the target within 10^12 iterations. `check` is called now and
/// then, to throw where it is to stop.
Tuned tune_exact(const Problem& problem, const Oracle& oracle, double target,
                 const std::function<void()>& check);

/// Of top-k without noise: the best step size of a grid of ratio 1.01, since the iterations jump
/// with it.
Tuned tune_top_k_path(const Problem& problem, const Oracle& oracle, double target,
                      const std::function<void()>& check);

/// Of top-k of a stochastic gradient: the best of five step sizes of ratio 2^(1/4) around `near`.
/// The iterations are those at which the mean over the paths, averaged over 9 of about 400
/// times, passes the target; `about` is how many are expected at most.
Tuned tune_simulated(const Problem& problem, const Choices& choices, const Oracle& oracle,
                     double target, double near, double about, std::size_t stream,
                     const Watch& watch, double from, double to);

}  // namespace biasbound::experiments
