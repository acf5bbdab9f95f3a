// The zeroth-order oracle (8): g(x) = (f(x + tau u) - f(x)) / tau * u, u standard normal (Lemma
// 13).
//
//   GaussianSmoothingOracle<double>(f, /*tau=*/parse_exact("1/10"))
#pragma once

#include <string>

#include "biasbound/oracle.hpp"

namespace biasbound {

/// Lemma 13 and Table 1 as printed. They need an L-Lipschitz gradient; (3) alone is not enough.
///   m = 0, zeta2 = tau^2 L^2 (d+3)^3 / 4, M = 4 (d+4), sigma2 = 3 tau^2 L^2 (d+4)^3
Bounds gaussian_smoothing_bounds_printed(const Exact& L, std::size_t d, const Exact& tau);

/// For an L-Lipschitz gradient, with c = tau^2 L^2:
///   m = 0, zeta2 = c d, M = 4 d + 7, sigma2 = c d (d+2) (d+12) / 2.
/// E g is the gradient of the smoothed f, E grad f(x + tau u), so |b| <= L tau E|u| <= L tau
/// sqrt(d). |g| <= |<G, u>| |u| + L tau |u|^3 / 2 gives E|g|^2 <= 2 (d+2) |G|^2 + c d (d+2) (d+4) /
/// 2, and |G|^2 <= 2 |E g|^2 + 2 |b|^2.
Bounds gaussian_smoothing_bounds(const Exact& L, std::size_t d, const Exact& tau);

/// For a quadratic with Hessian H, attained at every x:
///   m = zeta2 = 0, M = d + 1, sigma2 = (tau^2 / 4) (d+4) ((tr H)^2 + 2 tr H^2).
Bounds gaussian_smoothing_bounds(const HessianTraces& traces, std::size_t d, const Exact& tau);

/// Scalar: double or Exact; draws in doubles only, moments for quadratics.
template <class Scalar>
class GaussianSmoothingOracle {
 public:
  /// tau > 0, else InvalidInput.
  GaussianSmoothingOracle(AnyObjective<Scalar> objective, const Exact& tau);

  [[nodiscard]] std::string name() const { return "gaussian-smoothing"; }
  [[nodiscard]] std::size_t dimension() const { return objective_.dimension(); }
  void gradient(std::span<const Scalar> x, std::span<Scalar> out) const {
    objective_.gradient(x, out);
  }
  /// Two values of f a draw.
  void sample(std::span<const double> x, Stream& stream,
              std::span<double> out) const requires std::same_as<Scalar, double>;
  /// f(x) once, then one value of f a draw.
  void sample_many(std::span<const double> x, const StreamAddress& first, std::size_t count,
                   std::span<double> out) const requires std::same_as<Scalar, double>;
  /// grad f; false unless f is a quadratic.
  [[nodiscard]] bool mean(std::span<const Scalar> x, std::span<Scalar> out) const;
  /// (d+2) |grad f|^2 + (tau^2 / 4) (d+4) ((tr H)^2 + 2 tr H^2), for quadratics.
  [[nodiscard]] std::optional<Scalar> second_moment(std::span<const Scalar> x) const;
  [[nodiscard]] Scalar value(std::span<const Scalar> x) const { return objective_.value(x); }
  [[nodiscard]] Regularity regularity() const { return objective_.regularity(); }
  /// The attained ones for quadratics, else those for Lipschitz gradients; absent where f has no
  /// two-sided L.
  [[nodiscard]] std::optional<Bounds> bounds() const;
  [[nodiscard]] const Exact& tau() const { return tau_; }

 private:
  AnyObjective<Scalar> objective_;
  Exact tau_;
  std::optional<HessianTraces> traces_;
};

extern template class GaussianSmoothingOracle<double>;
extern template class GaussianSmoothingOracle<Exact>;

}  // namespace biasbound
