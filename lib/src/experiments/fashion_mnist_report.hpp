// What fashion_mnist() shows: panels, tables and notes from what was run.
#pragma once

#include <vector>

#include "biasbound/audit.hpp"
#include "biasbound/rates.hpp"
#include "experiments/fashion_mnist_runs.hpp"

namespace biasbound::experiments::fashion {

/// What became of one contestant.
struct Outcome {
  Setting tuned;
  std::optional<Setting> promised;  ///< with most_promising_step, where there is one
  std::vector<Met> met;             ///< along the first run of `tuned`, at x_0 first
  std::optional<AuditResult> audit;
};

/// The gap that all are to reach.
Exact target_gap(const FashionMnistChoices& choices, const Problem& problem);
/// The step size at which Theorem 6's bound on F_T is least, of 1/((M+1)L) and its halves,
/// quarters, ...; none where every one promises no less than x_0 has, so that the claim is empty.
std::optional<double> most_promising_step(const FashionMnistChoices& choices,
                                          const Problem& problem, const Contestant& contestant);

/// Panels, tables, choices and notes of a figure that has none.
void write(Figure& figure, const FashionMnistChoices& choices, const Problem& problem,
           const std::vector<Outcome>& outcomes);

}  // namespace biasbound::experiments::fashion
