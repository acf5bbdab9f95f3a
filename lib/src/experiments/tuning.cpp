#include "experiments/tuning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <limits>
#include <optional>

#include "experiments/curves.hpp"

namespace biasbound::experiments {
namespace {

constexpr std::uint64_t most = 1'000'000'000'000;
constexpr double infinity = std::numeric_limits<double>::infinity();

InvalidInput unreached(const Problem& problem, double target) {
  return InvalidInput(fmt::format(
      "--target: {}, no step size reaches it within 1e12 iterations on {}", target, problem.name));
}

/// Where the search begins: 2/L is stable without compression only; with one coordinate at a time,
/// less than 2/min H_ii <= 2 d/L is.
double largest_step(const Problem& problem) {
  return 2 * static_cast<double>(problem.dimension) / to_double(problem.L);
}

/// Interpolated iterations; infinite where the target is not reached.
double iterations_at(const Problem& problem, const Oracle& oracle, double target,
                     double step_size) {
  MomentMap<double> map = moment_map<double>(problem, oracle, step_size);
  if (spectral_radius(map) >= 1) return infinity;  // powers would overflow, and cancel to anything
  const auto crossing = first_below(map, map.start(start_of(problem)), target, most);
  return crossing ? crossing->interpolated : infinity;
}

/// The first t at which the path of top-k has fallen to the target, up to `limit`.
std::optional<std::uint64_t> path_length(const Problem& problem, std::size_t k, double target,
                                         double step_size, std::uint64_t limit,
                                         std::vector<double>* gaps = nullptr) {
  std::optional<std::uint64_t> length;
  top_k_path(problem, k, step_size, [&](std::uint64_t t, double gap, std::span<const double>) {
    if (gaps != nullptr) gaps->push_back(gap);
    if (gap <= target) length = t;
    return !length && t < limit && !diverging(gap, to_double(problem.initial_gap));
  });
  return length;
}

/// Where the mean of 9 neighbours first is at or below the target, with its standard error.
struct Passing {
  double t, error;
};
std::optional<Passing> passing(const Simulated& simulated, double target) {
  constexpr std::size_t half = 4;
  std::vector<double> smooth;
  for (std::size_t i = half; i + half < simulated.mean.size(); ++i) {
    double sum = 0;
    for (std::size_t j = i - half; j <= i + half; ++j) sum += simulated.mean[j];
    smooth.push_back(sum / (2 * half + 1));
  }
  const auto at = std::ranges::find_if(smooth, [&](double value) { return value <= target; });
  if (at == smooth.end() || at == smooth.begin()) return std::nullopt;
  const auto i = static_cast<std::size_t>(at - smooth.begin());
  const auto time = [&](std::size_t of_smooth) {
    return static_cast<double>(simulated.t[of_smooth + half]);
  };
  const double share = (smooth[i - 1] - target) / (smooth[i - 1] - smooth[i]);
  const std::size_t before = i > 10 ? i - 10 : 0;
  const double slope = (smooth[before] - smooth[i]) / (time(i) - time(before));
  return Passing{time(i - 1) + share * (time(i) - time(i - 1)),
                 simulated.standard_error[i + half] / slope};
}

}  // namespace

Tuned tune_exact(const Problem& problem, const Oracle& oracle, double target,
                 const std::function<void()>& check) {
  const auto cost = [&](double log_step) {
    check();
    return iterations_at(problem, oracle, target, std::exp(log_step));
  };
  const double top = std::log(largest_step(problem));
  const double ratio = std::log(2.0) / 2;
  double best = infinity;
  double best_at = top;
  for (int i = 0, worse = 0; worse < 8 && i < 120; ++i) {
    const double at = top - i * ratio;
    const double value = cost(at);
    worse = value < best || best == infinity ? 0 : worse + 1;
    if (value >= best) continue;
    best = value;
    best_at = at;
  }
  if (best == infinity) throw unreached(problem, target);
  std::uintmax_t evaluations = 60;
  const auto found = boost::math::tools::brent_find_minima(cost, best_at - ratio, best_at + ratio,
                                                           20, evaluations);
  if (found.second < best) best_at = found.first;

  Tuned tuned{.step_size = std::exp(best_at)};
  MomentMap<double> map = moment_map<double>(problem, oracle, tuned.step_size);
  tuned.iterations = first_below(map, map.start(start_of(problem)), target, most)->iterations;
  for (const std::uint64_t t : drawn_times(tuned.iterations))
    tuned.t.push_back(static_cast<double>(t));
  tuned.gap = exact_gaps(problem, oracle, exact(tuned.step_size), tuned.t);
  return tuned;
}

Tuned tune_top_k_path(const Problem& problem, const Oracle& oracle, double target,
                      const std::function<void()>& check) {
  Tuned tuned{.step_size = 0, .iterations = 10'000'000};
  double step_size = largest_step(problem);
  for (int worse = 0; worse < 150; step_size /= 1.01) {
    check();
    const auto length = path_length(problem, oracle.k, target, step_size, tuned.iterations);
    worse = tuned.step_size == 0 || (length && *length < tuned.iterations) ? 0 : worse + 1;
    if (length && (*length < tuned.iterations || tuned.step_size == 0)) {
      tuned.iterations = *length;
      tuned.step_size = step_size;
    }
    if (tuned.step_size == 0 && step_size < 1e-6) throw unreached(problem, target);
  }
  std::vector<double> gaps;
  path_length(problem, oracle.k, target, tuned.step_size, tuned.iterations, &gaps);
  for (const std::uint64_t t : drawn_times(tuned.iterations)) {
    tuned.t.push_back(static_cast<double>(t));
    tuned.gap.push_back(gaps[t]);
  }
  return tuned;
}

Tuned tune_simulated(const Problem& problem, const Choices& choices, const Oracle& oracle,
                     double target, double near, double about, std::size_t stream,
                     const Watch& watch, double from, double to) {
  Tuned tuned{.step_size = 0};
  double best = infinity;
  for (int i = -2; i <= 2; ++i) {
    const double step_size = near * std::pow(2.0, i / 4.0);
    const auto T = static_cast<std::uint64_t>(std::ceil(std::min(1.5 * best, about)));
    const double share = (to - from) / 5;
    const Simulated simulated =
        simulate_curve(problem, choices, oracle, step_size, drawn_times(T), stream, watch,
                       from + share * (i + 2), from + share * (i + 3));
    const auto found = passing(simulated, target);
    if (!found || found->t >= best) continue;
    best = found->t;
    tuned = {.step_size = step_size,
             .iterations = static_cast<std::uint64_t>(std::ceil(found->t)),
             .error = found->error};
    for (std::size_t j = 0;
         j < simulated.t.size() && static_cast<double>(simulated.t[j]) <= found->t; ++j) {
      tuned.t.push_back(static_cast<double>(simulated.t[j]));
      tuned.gap.push_back(simulated.mean[j]);
      tuned.standard_error.push_back(simulated.standard_error[j]);
    }
  }
  return tuned;
}

}  // namespace biasbound::experiments
