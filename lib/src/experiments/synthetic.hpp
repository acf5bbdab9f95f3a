// What figures 1 to 4 have in common: curves of several settings on each reading of the objective.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "experiments/figures.hpp"

namespace biasbound::experiments {

struct Synthetic {
  std::vector<Problem> problems;
  std::vector<std::vector<Curve>> curves;  ///< of each problem
};

/// The problem of each reading chosen; both where none is.
std::vector<Problem> problems_of(const Choices& choices);

/// The curves of settings(problem), and the figure's choices, panels, table and notes.
Synthetic run_synthetic(const Choices& choices, const std::vector<Setting>& settings,
                        const Watch& watch, Figure& figure);

/// The choices that a verdict may depend on: each reading of the objective, sizes of noise and bias
/// per coordinate and of the vector.
struct Variant {
  std::string name;  ///< "H = T, sizes per coordinate"
  Choices choices;
  Problem problem;
};
std::vector<Variant> variants(const Choices& choices);

/// resting_gap as a double.
double floor_of(const Problem& problem, const Oracle& oracle, const Exact& step_size);

Oracle additive(const Choices& choices, const Exact& sigma2, const Exact& zeta);
Oracle sparsified(Oracle::Kind kind, const Choices& choices, const Exact& sigma2, std::size_t k);
Oracle smoothing(const Exact& tau);

/// The list, or what the figure has for it.
template <class T>
std::vector<T> or_default(const std::vector<T>& given, std::vector<T> otherwise) {
  return given.empty() ? std::move(otherwise) : given;
}

/// What figures 2 and 3 draw.
struct SparsifiedSettings {
  std::vector<Exact> sigma2;      ///< as chosen, or 0, 1, 100
  std::vector<Setting> settings;  ///< each sigma2 with each k: as chosen, or k/d in {0.1, 1}
  std::size_t least_k;            ///< with which the sentences are checked
  Exact most_noise;
};
SparsifiedSettings sparsified_settings(Oracle::Kind kind, const Choices& choices);
/// Whether something is left out and there is noise, as the sentences need; else notes that.
bool can_check(const SparsifiedSettings& drawn, const Choices& choices, Figure& figure);

/// "0.1 %", "-3 %", "12 times"
std::string relative_change(double from, double to);

}  // namespace biasbound::experiments
