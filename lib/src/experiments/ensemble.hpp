// Many independent runs of Algorithm 1 on Nesterov's worst function, for the paper's figures: the
// mean of the gap f(x_t) - f* and its standard error.
//
// Path p has the bits of sgd() with SgdOptions{.seed, .run = first_run + p} over the library's
// oracle, and every result has the same bits on every instruction set, for every number of threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/compressors/top_k.hpp"
#include "biasbound/objectives/nesterov_worst.hpp"
#include "biasbound/oracles/noise.hpp"
#include "experiments/progress.hpp"

namespace biasbound::kernels {
struct PathLoops;
}

namespace biasbound::experiments {

/// AdditiveOracle<double>(f, noise, bias). Noise is Gaussian with M = 0, or none, here and below.
struct AdditivePaths {
  Noise noise = {};
  std::vector<Exact> bias = {};  ///< d entries, or none for 0
};
/// CompressedOracle<double, ...>(f, compressor, noise)
struct CompressedPaths {
  std::variant<TopK, RandK, ScaledRandK> compressor;
  Noise noise = {};
};
/// GaussianSmoothingOracle<double>(f, tau)
struct SmoothedPaths {
  Exact tau;
};

struct EnsembleSettings {
  std::variant<AdditivePaths, CompressedPaths, SmoothedPaths> oracle;
  NesterovReading reading = NesterovReading::hessian;
  std::vector<double> start;  ///< x_0, whose size is the dimension, 1 to 64
  double step_size = 0;       ///< gamma
  std::uint64_t seed = 0;
  std::uint64_t first_run = 0;
  std::uint64_t paths = 1;
  unsigned threads = 1;                       ///< 1 to 256, the caller's included
  const kernels::PathLoops* loops = nullptr;  ///< null: of the default instruction set
};

/// The paths at one t. One has diverged from the first t on at which |x_t|_1 is above 1e50 or not
/// finite; where any has, the mean and its standard error are infinite. Nothing is ever NaN.
struct Gap {
  std::uint64_t t = 0;
  double mean = 0;            ///< of f(x_t) - f*
  double standard_error = 0;  ///< infinite for a single path
  std::uint64_t diverged = 0;
};

struct GapCurve {
  std::vector<Gap> gaps;                          ///< one for each t that was asked for
  std::optional<std::uint64_t> first_divergence;  ///< the first t at which a path had diverged
};

/// The paths up to the last of `times`, which ascend. Memory does not grow with t or with the
/// number of paths. Throws InvalidInput, naming the field, for settings that are not as above or
/// that the oracle would not take; and Stopped where `watch` says so, which only this thread calls.
GapCurve simulate(const EnsembleSettings& settings, std::span<const std::uint64_t> times,
                  const Watch& watch = {});

/// The same, to be continued: it keeps all points.
class Ensemble {
 public:
  /// Throws InvalidInput as above.
  explicit Ensemble(const EnsembleSettings& settings);
  ~Ensemble();
  Ensemble(Ensemble&&) noexcept;
  Ensemble& operator=(Ensemble&&) noexcept;

  /// Goes on to t, which is not below that of the last call; after Stopped too.
  Gap advance(std::uint64_t t, const Watch& watch = {});
  [[nodiscard]] std::optional<std::uint64_t> first_divergence() const;
  /// x_t of one path, below settings.paths. Not specified where it has diverged.
  [[nodiscard]] std::vector<double> point(std::uint64_t path) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace biasbound::experiments
