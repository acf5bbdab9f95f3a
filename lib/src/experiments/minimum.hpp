// The least value of a strongly convex objective, with a bound on what it is off by.
#pragma once

#include <cstddef>
#include <vector>

#include "biasbound/objective.hpp"
#include "experiments/progress.hpp"

namespace biasbound::experiments {

struct Minimum {
  std::vector<double> x;
  double value = 0;           ///< f(x), the best known
  double missing = 0;         ///< f(x) - min f is at most |grad f(x)|^2 / (2 mu), this number
  std::size_t gradients = 0;  ///< that it took
};

/// L-BFGS from 0, until f no longer changes by more than a few units in the last place. f has a mu.
Minimum minimise(const AnyObjective<double>& f, const Watch& watch);

}  // namespace biasbound::experiments
