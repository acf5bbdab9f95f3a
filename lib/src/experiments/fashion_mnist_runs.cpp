#include "experiments/fashion_mnist_runs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "biasbound/claim.hpp"
#include "biasbound/compressors/qsgd.hpp"
#include "biasbound/compressors/sign.hpp"
#include "biasbound/objectives/softmax_regression.hpp"
#include "biasbound/sgd.hpp"
#include "experiments/compressed_minibatch.hpp"
#include "experiments/crew.hpp"

namespace biasbound::experiments::fashion {
namespace {

/// Far from the runs that are shown, so that the step is not tuned on them.
constexpr std::uint64_t kTuningRun = 1'000'000;

Contestant uncompressed(const Problem& problem) {
  const std::size_t d = problem.f.dimension();
  return {.name = "none",
          .oracle = any_oracle(problem.minibatch),
          .bounds = problem.minibatch.bounds().value(),
          .constants = {.delta = Exact(1), .omega = Exact(0), .bounds = Bounds{}},
          .bits = d * value_bits<double>,
          .compress = [](std::span<const double> v, Stream&, std::span<double> out) {
            std::copy(v.begin(), v.end(), out.begin());
          }};
}

template <class C>
Contestant compressed(const Problem& problem, const std::string& name, const C& compressor) {
  const std::size_t d = problem.f.dimension();
  const CompressedMinibatch<C> oracle(problem.minibatch, compressor);
  return {.name = name,
          .oracle = any_oracle(oracle),
          .bounds = oracle.bounds().value(),
          .constants = compressor.bounds(d),
          .bits = compressor.template bits<double>(d),
          .compress = [compressor](std::span<const double> v, Stream& stream,
                                   std::span<double> out) { compressor.compress(v, stream, out); }};
}

/// The integer next to share d, at least 1.
std::size_t kept_coordinates(const Exact& share, std::size_t d) {
  return std::max<std::size_t>(1,
                               static_cast<std::size_t>(std::llround(to_double(share * Exact(d)))));
}

}  // namespace

Problem make_problem(const FashionMnistChoices& choices, const Watch& watch) {
  const SoftmaxRegression f(load_fashion_mnist(choices.folder, choices.examples), choices.lambda,
                            "fashion-mnist");
  const Regularity regularity = f.regularity();
  Problem problem{.f = f,
                  .minibatch = MinibatchOracle<double>(f, choices.batch),
                  .kept = kept_coordinates(choices.share, f.dimension()),
                  .L = *regularity.L,
                  .mu = *regularity.mu,
                  .first = f.value(std::vector<double>(f.dimension())),
                  .minimum = minimise(f, watch),
                  .first_gap = {},
                  .contestants = {}};
  problem.first_gap =
      exact(problem.first) - exact(problem.minimum.value) + exact(problem.minimum.missing);
  const std::size_t k = problem.kept;
  problem.contestants = {
      uncompressed(problem),
      compressed(problem, "top-" + std::to_string(k), TopK{k}),
      compressed(problem, "rand-" + std::to_string(k), RandK{k}),
      compressed(problem, "rand-" + std::to_string(k) + "'", ScaledRandK{k}),
      compressed(problem, "scaled sign", ScaledSign{}),
      compressed(problem, "QSGD-" + std::to_string(choices.levels), Qsgd{choices.levels})};
  return problem;
}

Path run_path(const Problem& problem, const Contestant& contestant, double step,
              std::span<const std::uint64_t> seen, std::uint64_t seed, std::uint64_t run,
              const Watch& watch, const Visit& visit) {
  Path path;
  const auto observe = [&](std::uint64_t t, std::span<const double> x) {
    watch.check();
    if (path.gaps.size() == seen.size()) return false;
    if (t != seen[path.gaps.size()]) return true;
    const double loss = problem.f.value(x);
    if (!(loss <= kDiverged * problem.first)) {
      path.diverged = t;
      return false;
    }
    path.gaps.push_back(loss - problem.minimum.value);
    if (visit) visit(t, x);
    return true;
  };
  const std::vector<double> start(problem.f.dimension());
  const SgdResult result = sgd(*contestant.oracle, start, step,
                               {.iterations = seen.back(), .seed = seed, .run = run}, observe);
  if (!result.finite) path.diverged = result.iterations;
  return path;
}

std::vector<std::uint64_t> seen_iterations(std::uint64_t T) {
  constexpr std::uint64_t points = 40;
  std::vector<std::uint64_t> seen;
  for (std::uint64_t i = 0; i <= points; ++i) {
    const double share = static_cast<double>(i) / points;
    const auto t = static_cast<std::uint64_t>(std::llround(share * share * static_cast<double>(T)));
    if (seen.empty() || t > seen.back()) seen.push_back(t);
  }
  return seen;
}

std::vector<double> step_grid(const FashionMnistChoices& choices, const Problem& problem) {
  std::vector<double> steps;
  for (int j = choices.grid_low; j <= choices.grid_high; ++j)
    steps.push_back(std::ldexp(to_double_down(1 / problem.L), j));
  return steps;
}

std::vector<double> tuned_steps(const FashionMnistChoices& choices, const Problem& problem,
                                const Watch& watch, double from, double to) {
  const std::size_t contestants = problem.contestants.size();
  if (choices.step) return std::vector<double>(contestants, *choices.step);
  const std::vector<double> grid = step_grid(choices, problem);
  // Some looks on the way, so that what diverges ends early.
  std::vector<std::uint64_t> seen;
  for (std::uint64_t i = 1; i <= 8; ++i)
    if (const std::uint64_t t = choices.iterations * i / 8; t > (seen.empty() ? 0 : seen.back()))
      seen.push_back(t);
  std::vector<double> losses(contestants * grid.size());
  const Watch part = watch.part("tune the step sizes", from, to);
  Crew crew(part, static_cast<double>(losses.size()));
  crew.run(losses.size(), thread_count(choices.threads), [&](std::size_t job) {
    const Path path = run_path(problem, problem.contestants[job / grid.size()],
                               grid[job % grid.size()], seen, choices.seed, kTuningRun, watch);
    losses[job] = path.diverged ? std::numeric_limits<double>::infinity() : path.gaps.back();
    crew.did(1);
  });
  std::vector<double> best;
  for (std::size_t i = 0; i < contestants; ++i) {
    const auto first = losses.begin() + static_cast<std::ptrdiff_t>(i * grid.size());
    const auto last = first + static_cast<std::ptrdiff_t>(grid.size());
    best.push_back(grid[static_cast<std::size_t>(std::min_element(first, last) - first)]);
  }
  return best;
}

void summarise(Setting& setting) {
  std::size_t common = std::numeric_limits<std::size_t>::max();
  for (const Path& path : setting.paths) {
    common = std::min(common, path.gaps.size());
    if (path.diverged)
      setting.diverged = std::min(setting.diverged.value_or(*path.diverged), *path.diverged);
  }
  for (std::size_t i = 0; i < common; ++i) {
    double sum = 0;
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    for (const Path& path : setting.paths) {
      sum += path.gaps[i];
      least = std::min(least, path.gaps[i]);
      most = std::max(most, path.gaps[i]);
    }
    setting.mean.push_back(sum / static_cast<double>(setting.paths.size()));
    setting.lower.push_back(least);
    setting.upper.push_back(most);
  }
}

Met measure(const Problem& problem, const Contestant& contestant, std::span<const double> x,
            std::uint64_t t, std::uint64_t seed) {
  const std::size_t d = x.size();
  constexpr auto draws = static_cast<double>(kMetDraws);
  std::vector<double> gradient(d);
  std::vector<double> v(d);
  std::vector<double> g(d);
  std::vector<double> mean(d);
  problem.f.gradient(x, gradient);
  const std::span<const double> G(gradient);
  double square_sum = 0;
  double error_sum = 0;
  double relative_sum = 0;
  for (std::uint64_t draw = 0; draw < kMetDraws; ++draw) {
    Stream stream({seed, Purpose::user, t, draw});
    problem.minibatch.sample(x, stream, v);
    contestant.compress(v, stream, g);
    for (std::size_t i = 0; i < d; ++i) mean[i] += g[i] / draws;
    square_sum += squared_norm(std::span<const double>(g));
    error_sum += squared_distance(std::span<const double>(g), G);
    relative_sum += squared_distance(std::span<const double>(g), std::span<const double>(v)) /
                    squared_norm(std::span<const double>(v));
  }
  // Without bias: the square of a mean over draws is too large by the variance over their number.
  const std::span<const double> average(mean);
  PointMoments<double> moments;
  moments.gradient_sq = squared_norm(G);
  moments.noise_sq = std::max(0.0, (square_sum - draws * squared_norm(average)) / (draws - 1));
  moments.mean_sq = std::max(0.0, squared_norm(average) - moments.noise_sq / draws);
  moments.bias_sq = std::max(0.0, squared_distance(average, G) - moments.noise_sq / draws);
  moments.error_sq = error_sum / draws;

  Met met;
  met.error = relative_sum / draws;
  if (const double gap = problem.f.value(x) - problem.minimum.value; gap > 0)
    met.curvature = moments.gradient_sq / (2 * gap);
  for (const Inequality<double>& one : at_point(claim_bounds(contestant.bounds), moments)) {
    if (!(one.bound > 0)) continue;
    if (one.name == "noise") met.noise_share = one.measured / one.bound;
    if (one.name != "bias") continue;
    met.bias_share = one.measured / one.bound;
    met.bias_ratio = moments.bias_sq / moments.gradient_sq;
  }
  return met;
}

}  // namespace biasbound::experiments::fashion
