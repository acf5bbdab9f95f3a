// g(x) = grad f(x) + b + n(x) with a constant bias b and noise of E|n|^2 = M |grad f + b|^2 +
// sigma2: the oracle that attains Assumptions 3 and 4 at every x with m = 0 and zeta2 = |b|^2 (the
// paper's section 6.1 for M = 0).
//
//   AdditiveOracle<double>(f, {.kind = Noise::Kind::gaussian, .sigma2 = 1}, bias)
//   AdditiveOracle<double>(f, {.kind = Noise::Kind::gaussian, .sigma2 = 1, .M = 2}) multiplicative
#pragma once

#include <string>
#include <vector>

#include "biasbound/oracle.hpp"
#include "biasbound/oracles/noise.hpp"

namespace biasbound {

/// Scalar: double or Exact; draws in doubles only.
template <class Scalar>
class AdditiveOracle {
 public:
  /// `bias`: d numbers, or none for 0. Throws InvalidInput for another length or impossible noise.
  AdditiveOracle(AnyObjective<Scalar> objective, Noise noise, std::vector<Exact> bias = {});

  [[nodiscard]] std::string name() const { return noise_.M > 0 ? "multiplicative" : "additive"; }
  [[nodiscard]] std::size_t dimension() const { return objective_.dimension(); }
  [[nodiscard]] bool deterministic() const { return noise_.kind == Noise::Kind::none; }
  void gradient(std::span<const Scalar> x, std::span<Scalar> out) const {
    objective_.gradient(x, out);
  }
  void sample(std::span<const double> x, Stream& stream,
              std::span<double> out) const requires std::same_as<Scalar, double>;
  /// The gradient once, then `count` draws.
  void sample_many(std::span<const double> x, const StreamAddress& first, std::size_t count,
                   std::span<double> out) const requires std::same_as<Scalar, double>;
  /// Present where the noise has a finite rational law.
  [[nodiscard]] std::optional<FiniteLaw<Exact>> outcomes(
      std::span<const Exact> x) const requires std::same_as<Scalar, Exact>;
  /// grad f + b
  void mean(std::span<const Scalar> x, std::span<Scalar> out) const;
  /// (1 + M) |grad f + b|^2 + sigma2
  [[nodiscard]] Scalar second_moment(std::span<const Scalar> x) const;
  /// Bounded for no noise and Rademacher noise: (|b| + |n|)^2 with |n|^2 = E|n|^2.
  [[nodiscard]] std::optional<Scalar> range(
      std::span<const Scalar> x) const requires std::same_as<Scalar, double>;
  [[nodiscard]] Scalar value(std::span<const Scalar> x) const { return objective_.value(x); }
  [[nodiscard]] Regularity regularity() const { return objective_.regularity(); }
  /// (M, sigma2, 0, |b|^2), all attained at every x.
  [[nodiscard]] Bounds bounds() const { return bounds_; }

 private:
  /// E|n|^2 around a mean
  [[nodiscard]] Scalar noise_variance(std::span<const Scalar> center) const {
    return from_exact<Scalar>(noise_.M) * squared_norm(center) + from_exact<Scalar>(noise_.sigma2);
  }

  AnyObjective<Scalar> objective_;
  Noise noise_;
  std::vector<Scalar> bias_;
  Bounds bounds_;
};

extern template class AdditiveOracle<double>;
extern template class AdditiveOracle<Exact>;

}  // namespace biasbound
