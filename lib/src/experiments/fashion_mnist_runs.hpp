// The runs behind fashion_mnist(): who takes part, what SGD does with each of them from x_0 = 0,
// and what C and the oracle are like at the points that SGD visits.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "biasbound/compressor.hpp"
#include "biasbound/oracles/minibatch.hpp"
#include "experiments/fashion_mnist.hpp"
#include "experiments/minimum.hpp"

namespace biasbound::experiments::fashion {

/// One compressor with the oracle that it makes of the minibatch's.
struct Contestant {
  std::string name;
  AnyOracle<double> oracle;
  Bounds bounds;               ///< proved, of the oracle
  CompressorBounds constants;  ///< proved, of C in dimension d
  std::uint64_t bits = 0;      ///< an iteration sends this many, values as 64-bit doubles
  /// out = C(v)
  std::function<void(std::span<const double> v, Stream& stream, std::span<double> out)> compress;
};

struct Problem {
  AnyObjective<double> f;
  MinibatchOracle<double> minibatch;
  std::size_t kept = 0;  ///< k
  Exact L, mu;
  double first = 0;  ///< f(x_0)
  Minimum minimum;
  Exact first_gap;  ///< at least f(x_0) - min f
  std::vector<Contestant> contestants;
};
Problem make_problem(const FashionMnistChoices& choices, const Watch& watch);

/// One run of SGD, seen at some iterations.
struct Path {
  std::vector<double> gaps;               ///< f(x_t) less the best known value, until it diverges
  std::optional<std::uint64_t> diverged;  ///< the t where that was seen
};
/// f(x_t) above this many times f(x_0), or not finite, is divergence.
inline constexpr double kDiverged = 1e3;

using Visit = std::function<void(std::uint64_t t, std::span<const double> x)>;
/// `run` numbers the repetition. `visit` sees x_t at each of the ascending iterations `seen`.
Path run_path(const Problem& problem, const Contestant& contestant, double step,
              std::span<const std::uint64_t> seen, std::uint64_t seed, std::uint64_t run,
              const Watch& watch, const Visit& visit = {});

/// Where a curve is looked at: 0 to T, about 40 points, closer together where it begins.
std::vector<std::uint64_t> seen_iterations(std::uint64_t T);

/// The step sizes that are tried, and for each contestant the one with the least loss after all
/// iterations of a run of its own.
std::vector<double> step_grid(const FashionMnistChoices& choices, const Problem& problem);
std::vector<double> tuned_steps(const FashionMnistChoices& choices, const Problem& problem,
                                const Watch& watch, double from, double to);

/// All runs of one contestant with one step size.
struct Setting {
  double step = 0;
  std::vector<Path> paths;
  std::vector<double> mean, lower, upper;  ///< over the runs, as far as all of them got
  std::optional<std::uint64_t> diverged;   ///< the first of the runs

  [[nodiscard]] std::optional<double> last() const {
    return diverged ? std::nullopt : std::optional<double>(mean.back());
  }
};
void summarise(Setting& setting);

/// What a contestant is like at one point, from draws.
struct Met {
  /// The mean of |C(v) - v|^2 / |v|^2, v the minibatch's gradient; always there.
  std::optional<double> error;
  /// |b|^2 / |grad f|^2; none where the oracle is known to have no bias.
  std::optional<double> bias_ratio;
  /// Of what the constants allow; none where that is 0.
  std::optional<double> noise_share;  ///< E|n|^2 / (M |grad f + b|^2 + sigma2)
  std::optional<double> bias_share;   ///< |b|^2 / (m |grad f|^2 + zeta2)
  /// |grad f|^2 / (2 (f - f_best)), which is mu in the worst case (4); none at f_best.
  std::optional<double> curvature;
};
Met measure(const Problem& problem, const Contestant& contestant, std::span<const double> x,
            std::uint64_t t, std::uint64_t seed);
inline constexpr std::uint64_t kMetDraws = 64;

}  // namespace biasbound::experiments::fashion
