#include "experiments/simulation.hpp"

#include "experiments/crew.hpp"
#include "experiments/ensemble.hpp"

namespace biasbound::experiments {
namespace {

Noise gaussian(const Exact& energy) {
  if (energy == 0) return {};
  return {.kind = Noise::Kind::gaussian, .sigma2 = energy};
}

std::variant<AdditivePaths, CompressedPaths, SmoothedPaths> paths_of(const Oracle& oracle,
                                                                     std::size_t d) {
  const Noise noise = gaussian(oracle.energy);
  switch (oracle.kind) {
    case Oracle::Kind::rand_k:
      return CompressedPaths{RandK{oracle.k}, noise};
    case Oracle::Kind::scaled_rand_k:
      return CompressedPaths{ScaledRandK{oracle.k}, noise};
    case Oracle::Kind::top_k:
      return CompressedPaths{TopK{oracle.k}, noise};
    case Oracle::Kind::smoothing:
      return SmoothedPaths{oracle.tau};
    case Oracle::Kind::additive:
      break;
  }
  if (oracle.bias == 0) return AdditivePaths{.noise = noise};
  return AdditivePaths{noise, std::vector<Exact>(d, exact(oracle.bias))};
}

}  // namespace

Simulated simulate_curve(const Problem& problem, const Choices& choices, const Oracle& oracle,
                         double step_size, const std::vector<std::uint64_t>& times,
                         std::size_t stream, const Watch& watch, double from, double to) {
  const EnsembleSettings settings{.oracle = paths_of(oracle, problem.dimension),
                                  .reading = problem.reading,
                                  .start = problem.x0,
                                  .step_size = step_size,
                                  .seed = choices.seed,
                                  .first_run = std::uint64_t{stream} << 32,
                                  .paths = choices.paths,
                                  .threads = thread_count(choices.threads)};
  const GapCurve curve = simulate(settings, times, watch.part("simulation", from, to));
  Simulated result;
  result.diverged = curve.first_divergence;
  for (const Gap& gap : curve.gaps) {
    result.t.push_back(gap.t);
    result.mean.push_back(gap.mean);
    result.standard_error.push_back(gap.standard_error);
  }
  return result;
}

}  // namespace biasbound::experiments
