// Curves of E f(x_t) - f* under one oracle and one constant step size, with the bounds along them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "experiments/progress.hpp"
#include "experiments/theory.hpp"

namespace biasbound::experiments {

/// What a figure draws in one colour.
struct Setting {
  std::string name = {};  ///< for the legend: "sigma2 = 1, zeta = 0.1"
  Oracle oracle;
};

/// A bound along a curve.
struct Along {
  Bound bound;
  /// The smallest bound / gap over t >= 1, and that at the end; absent where there is no bound.
  std::optional<double> ratio = {}, last = {};
  /// The smallest (bound of Lemma 3) / (mean of E|grad f(x_t)|^2 over t < T), over T.
  std::optional<double> lemma_3 = {};
};

struct Curve {
  Setting setting;
  std::vector<double> t = {};
  std::vector<double> gap = {};             ///< E f(x_t) - f*, exact or simulated
  std::vector<double> standard_error = {};  ///< of a simulated one, else empty
  std::vector<Along> bounds = {};
  double floor_7 = 0;               ///< (7)
  std::optional<double> rest = {};  ///< the exact stationary gap; infinite where nothing rests
  std::optional<std::uint64_t> diverged = {};  ///< the t from which on it is not drawn
  /// The simulation beside an exact curve.
  std::vector<double> simulated_t = {}, simulated = {}, simulated_error = {};
};

/// Iterations for the slowest of the settings to fall to its floor, exp(-12) of what it starts
/// from: 12 / (2 gamma mu p), p = k/d, in two digits; at most `most_by_default`.
std::uint64_t default_iterations(const Problem& problem, const std::vector<Setting>& settings,
                                 const Exact& step_size);
inline constexpr std::uint64_t most_by_default = 5'000'000;

/// About `count` times from 0 to T, evenly spaced.
std::vector<std::uint64_t> even_times(std::uint64_t T, std::size_t count);
/// 400 of them, and more near 0, where curves are steep.
std::vector<std::uint64_t> drawn_times(std::uint64_t T);

/// x0.
Vector<double> start_of(const Problem& problem);

/// Sees t, f(x_t) - f* and grad f(x_t) for t = 0, 1, ...; the path ends where it answers false.
using PathObserver = std::function<bool(std::uint64_t, double, std::span<const double>)>;
/// The one path of top-k without noise.
void top_k_path(const Problem& problem, std::size_t k, double step_size,
                const PathObserver& observe);

/// Whether a gap counts as divergence: above 1e6 times the first, or not finite.
bool diverging(double gap, double initial_gap);

/// Exact curves by the recursions of moments.hpp, of top-k without noise by its one path, the rest
/// simulated; all bounds compared at every t (of simulated curves, at those that are drawn). In
/// parallel; progress runs over [from, to].
std::vector<Curve> run_curves(const Problem& problem, const Choices& choices,
                              const std::vector<Setting>& settings, std::uint64_t T,
                              const Watch& watch, double from, double to);

/// E f(x_t) - f* of an exact() oracle at these times, ascending; as far as it does not diverge.
std::vector<double> exact_gaps(const Problem& problem, const Oracle& oracle, const Exact& step_size,
                               const std::vector<double>& times);

/// The panel of one problem: each curve with its simulation, bounds, floors.
Panel panel_of(const Problem& problem, const std::vector<Curve>& curves, const std::string& title);

/// One row a curve: where it ends and rests, and the floor (7); and the bounds along it. `problems`
/// and `curves` go together.
Table ends_table(const std::vector<Problem>& problems,
                 const std::vector<std::vector<Curve>>& curves);
Table bounds_table(const std::vector<Problem>& problems,
                   const std::vector<std::vector<Curve>>& curves);

/// Figure::notes: the smallest bound / exact, which bounds do not apply and why, which curves
/// diverge. Sets Figure::contradiction.
void add_notes(const std::vector<Problem>& problems, const std::vector<std::vector<Curve>>& curves,
               Figure& figure);

}  // namespace biasbound::experiments
