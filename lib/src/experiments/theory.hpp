// The oracles of section 6 and what is known of SGD on a quadratic with them: the constants of
// Assumptions 3 and 4, the bounds on E f(x_t) - f*, and where it rests.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "biasbound/moment_map.hpp"
#include "biasbound/oracle.hpp"
#include "experiments/choices.hpp"

namespace biasbound::experiments {

/// g = C(grad f + b 1 + n), n Gaussian with E|n|^2 = energy; or the zeroth-order oracle (8).
struct Oracle {
  enum class Kind { additive, rand_k, scaled_rand_k, top_k, smoothing };
  Kind kind = Kind::additive;
  double bias = 0;        ///< each entry of b; 0 where there is a compressor
  Exact bias_energy = 0;  ///< |b|^2
  Exact energy = 0;
  std::size_t k = 0;
  Exact tau = 0;

  /// The law of x_t does not spread: no noise and nothing drawn.
  [[nodiscard]] bool deterministic() const;
  /// Its moments have an exact recursion.
  [[nodiscard]] bool exact() const { return kind != Kind::top_k; }
};

/// E f(x_t) - f* <= rest + q^t (F_0 - rest), or, as Theorem 6 is printed, q^t F_0 + rest.
struct Bound {
  Series::Kind kind = Series::Kind::bound;
  std::string name = {};  ///< "Theorem 6, Lemma 10 as printed"
  std::optional<double> q = {}, rest = {};
  bool printed_form = true;
  std::string why_not = {};  ///< where there is none: "gamma is above 1/((M+1)L) = 0.0063"
  /// In the Lemma 3 that goes with it: the mean of E|grad f(x_t)|^2 over t < T is at most
  /// slope / T + level.
  std::optional<double> slope = {}, level = {};

  [[nodiscard]] explicit operator bool() const { return q.has_value(); }
  [[nodiscard]] double at(double power_of_q, double initial_gap) const;
};

/// The constants that the paper prints for the oracle; for top-k of a stochastic gradient, of which
/// it prints none, those of any contraction.
Bounds printed_bounds(const Problem& problem, const Oracle& oracle);

/// Theorem 6 with the constants as printed, then sharper bounds of this library.
std::vector<Bound> bounds(const Problem& problem, const Oracle& oracle, const Exact& step_size);

/// (zeta2 + gamma L sigma2) / (2 mu (1 - m)), the floor (7), with the constants as printed: also
/// where the step size is too large for Theorem 6.
double floor_of_equation_7(const Problem& problem, const Oracle& oracle, const Exact& step_size);

/// Where E f(x_t) - f* rests, exact() oracles only: closed forms where there are, else the fixed
/// point of the recursion at 100 digits. Infinite where it does not rest.
High resting_gap(const Problem& problem, const Oracle& oracle, const Exact& step_size);

/// The recursion of an exact() oracle.
template <class Scalar>
using Model =
    std::variant<AdditiveModel<Scalar>, RandKModel<Scalar>, GaussianSmoothingModel<Scalar>>;
template <class Scalar>
Model<Scalar> model(const Problem& problem, const Oracle& oracle);
template <class Scalar>
MomentMap<Scalar> moment_map(const Problem& problem, const Oracle& oracle, const Scalar& step_size);

/// E|top-k(n)|^2 / E|n|^2 for Gaussian noise of independent coordinates: what top-k keeps of it.
double gaussian_top_k_share(std::size_t d, std::size_t k);

/// E top-k(a + n), the n_i independent and normal of variance `variance`. By quadrature, to about
/// 1e-9 of |a| and of the noise.
std::vector<double> gaussian_top_k_mean(const std::vector<double>& a, double variance,
                                        std::size_t k);

}  // namespace biasbound::experiments
