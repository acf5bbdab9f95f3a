// The (delta, L)-oracle of Definition 5 and its stochastic version (appendix B.4), built from the
// gradient of a convex L'-smooth f at a shifted point z = y + s:
//
//   g~(y) = grad f(z),   f~(y) = f(z) + <grad f(z), y - z>.
//
// f(x) - f~(y) - <g~(y), x - y> = f(x) - f(z) - <grad f(z), x - z> is non-negative, by convexity,
// and at most L'/2 |x - y - s|^2 <= (1 + a) L'/2 |x - y|^2 + (1 + 1/a) L'/2 |s|^2 for every a > 0.
// So it is a (delta, L)-oracle with L = (1 + a) L' and delta = (1 + 1/a) L' |s|^2 / 2. On f = L'/2
// |x|^2 both sides are attained: the lower at x = z, the upper at x = y - s / a.
//
//   InexactOracle<Exact>(f, shift, /*stretch=*/1)
//   InexactOracle<double>(f, shift, 1, {.kind = Noise::Kind::gaussian, .sigma2 = 1})   stochastic
#pragma once

#include <string>
#include <vector>

#include "biasbound/oracle.hpp"
#include "biasbound/oracles/noise.hpp"

namespace biasbound {

/// Table 1: a (delta, L)-oracle of a convex f has |b|^2 <= 2 delta L.
Exact inexact_bias_bound_printed(const Exact& delta, const Exact& L);

/// The sharp constant for a convex L'-smooth f: |b|^2 <= 2 delta L L' / (L + L'). Definition 5 at
/// x = y - b / L bounds delta - (f - f~) from below by |b|^2 / (2 L), and at x = y + b / L' bounds
/// f - f~ by |b|^2 / (2 L').
Exact inexact_bias_bound(const Exact& delta, const Exact& L, const Exact& smoothness);

/// Without convexity, for |grad f(x) - grad f(y)| <= L' |x - y|: |b|^2 <= 2 delta L' (L + L') / (L
/// + 2 L'), at most 2 delta L'. Definition 5 at x = y + b / L' bounds f - f~ by |b|^2 / (2 L') as
/// before, and at x = y - b / (L + L') it bounds delta - (f - f~) by |b|^2 / (2 (L + L')).
Exact inexact_bias_bound_nonconvex(const Exact& delta, const Exact& L, const Exact& smoothness);

/// Scalar: double or Exact; draws in doubles only.
template <class Scalar>
class InexactOracle {
 public:
  /// f convex with known L'; `shift`: d numbers; `stretch` = a > 0; the noise has M = 0. Throws
  /// InvalidInput otherwise.
  InexactOracle(AnyObjective<Scalar> objective, const std::vector<Exact>& shift,
                const Exact& stretch = 1, Noise noise = {});

  [[nodiscard]] std::string name() const {
    return deterministic() ? "inexact" : "stochastic-inexact";
  }
  [[nodiscard]] std::size_t dimension() const { return objective_.dimension(); }
  [[nodiscard]] bool deterministic() const { return noise_.kind == Noise::Kind::none; }
  /// grad f, not g~.
  void gradient(std::span<const Scalar> x, std::span<Scalar> out) const {
    objective_.gradient(x, out);
  }
  /// g~(x) + n
  void sample(std::span<const double> x, Stream& stream,
              std::span<double> out) const requires std::same_as<Scalar, double>;
  void sample_many(std::span<const double> x, const StreamAddress& first, std::size_t count,
                   std::span<double> out) const requires std::same_as<Scalar, double>;
  /// g~(x)
  void mean(std::span<const Scalar> x, std::span<Scalar> out) const;
  [[nodiscard]] Scalar second_moment(std::span<const Scalar> x) const;
  [[nodiscard]] Scalar value(std::span<const Scalar> x) const { return objective_.value(x); }
  /// (f~(y), g~(y))
  [[nodiscard]] InexactPair<Scalar> inexact(std::span<const Scalar> y) const;
  [[nodiscard]] Regularity regularity() const { return objective_.regularity(); }
  /// (0, sigma2, 0, L'^2 |s|^2): the bias is grad f(y + s) - grad f(y).
  [[nodiscard]] Bounds bounds() const;

  [[nodiscard]] const Exact& inexact_delta() const { return delta_; }
  [[nodiscard]] const Exact& inexact_L() const { return L_; }

 private:
  [[nodiscard]] std::vector<Scalar> shifted(std::span<const Scalar> y) const;

  AnyObjective<Scalar> objective_;
  std::vector<Scalar> shift_;
  Noise noise_;
  Exact delta_;
  Exact L_;
  Exact zeta2_;
};

extern template class InexactOracle<double>;
extern template class InexactOracle<Exact>;

}  // namespace biasbound
