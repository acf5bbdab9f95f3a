// A non-convex function with the PL property (Assumption 2): f(x) = sum_i x_i^2 + 3 sin^2 x_i
// (Karimi, Nutini and Schmidt 2016).
//
//   PlSine<double>(1)
#pragma once

#include <cmath>
#include <string>

#include "biasbound/objective.hpp"

namespace biasbound {

/// Scalar: double or High.
template <class Scalar>
class PlSine {
 public:
  /// Throws InvalidInput for dimension 0.
  explicit PlSine(std::size_t dimension = 1) : dimension_(dimension) {
    if (dimension == 0) throw InvalidInput("dimension: 0, expected at least 1");
  }

  [[nodiscard]] std::string name() const { return "pl-sine"; }
  [[nodiscard]] std::size_t dimension() const { return dimension_; }
  [[nodiscard]] Scalar value(std::span<const Scalar> x) const {
    using std::sin;
    Scalar sum(0);
    for (const Scalar& entry : x) {
      const Scalar s = sin(entry);
      sum += entry * entry + 3 * s * s;
    }
    return sum;
  }
  void gradient(std::span<const Scalar> x, std::span<Scalar> out) const {
    using std::sin;
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = 2 * x[i] + 3 * sin(Scalar(2 * x[i]));
  }
  /// L: f'' = 2 + 6 cos 2x lies in [-4, 8]. mu: in one dimension the infimum of f'^2 / (2 f) is
  /// 0.1755..., near x = 2.2; the property test bounds it from below on a grid, by a Lipschitz
  /// constant. The sum over coordinates keeps mu, since both sides of (4) add up.
  [[nodiscard]] Regularity regularity() const {
    return {
        .L = Exact(8), .mu = Exact(7) / 40, .f_star = Exact(0), .convex = false, .two_sided = true};
  }

 private:
  std::size_t dimension_;
};

}  // namespace biasbound
