// Remark 5: g(x) = grad f(x) + rho(x) b with rho(x)^2 = 1 + (m / zeta2) |grad f(x)|^2 and |b|^2 =
// zeta2, the deterministic oracle whose bias attains Assumption 4 at every x. Written with a unit
// vector u as |bias| = sqrt(m |grad f|^2 + zeta2), it covers zeta2 = 0 too (purely relative bias).
//
//   RelativeBiasOracle(f, /*m=*/parse_exact("1/2"), /*zeta2=*/1, /*direction=*/{1, 0, 0})
#pragma once

#include <string>
#include <vector>

#include "biasbound/oracle.hpp"

namespace biasbound {

/// Doubles only: rho is a square root.
class RelativeBiasOracle {
 public:
  /// 0 <= m < 1, zeta2 >= 0; `direction`: d numbers, not all zero, of any length; its unit vector
  /// is u. Throws InvalidInput otherwise.
  RelativeBiasOracle(AnyObjective<double> objective, const Exact& m, const Exact& zeta2,
                     const std::vector<Exact>& direction);

  [[nodiscard]] std::string name() const { return "relative-bias"; }
  [[nodiscard]] std::size_t dimension() const { return objective_.dimension(); }
  [[nodiscard]] bool deterministic() const { return true; }
  void gradient(std::span<const double> x, std::span<double> out) const {
    objective_.gradient(x, out);
  }
  void sample(std::span<const double> x, Stream& /*stream*/, std::span<double> out) const {
    mean(x, out);
  }
  void mean(std::span<const double> x, std::span<double> out) const;
  [[nodiscard]] double second_moment(std::span<const double> x) const;
  [[nodiscard]] double value(std::span<const double> x) const { return objective_.value(x); }
  [[nodiscard]] double range(std::span<const double> x) const;
  [[nodiscard]] Regularity regularity() const { return objective_.regularity(); }
  /// (0, 0, m, zeta2), the bias attained at every x.
  [[nodiscard]] Bounds bounds() const { return bounds_; }

 private:
  AnyObjective<double> objective_;
  Bounds bounds_;
  double m_;
  double zeta2_;
  std::vector<double> unit_;
};

}  // namespace biasbound
