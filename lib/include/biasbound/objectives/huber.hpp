// Example 8: the Huber loss, h(x) = |x| for |x| > 1 and x^2/2 + 1/2 otherwise; in d dimensions the
// sum over coordinates. Convex and 1-smooth, but not PL: |h'| = 1 while h grows.
//
//   Huber<Exact>(1)
#pragma once

#include <string>

#include "biasbound/objective.hpp"

namespace biasbound {

template <class Scalar>
class Huber {
 public:
  /// Throws InvalidInput for dimension 0.
  explicit Huber(std::size_t dimension = 1) : dimension_(dimension) {
    if (dimension == 0) throw InvalidInput("dimension: 0, expected at least 1");
  }

  [[nodiscard]] std::string name() const { return "huber"; }
  [[nodiscard]] std::size_t dimension() const { return dimension_; }
  [[nodiscard]] Scalar value(std::span<const Scalar> x) const {
    Scalar sum(0);
    for (const Scalar& entry : x) {
      const Scalar size = entry < 0 ? Scalar(-entry) : entry;
      sum += size > 1 ? size : Scalar((entry * entry + 1) / 2);
    }
    return sum;
  }
  void gradient(std::span<const Scalar> x, std::span<Scalar> out) const {
    for (std::size_t i = 0; i < x.size(); ++i)
      out[i] = x[i] > 1 ? Scalar(1) : x[i] < -1 ? Scalar(-1) : x[i];
  }
  /// h' is x clipped to [-1, 1], a 1-Lipschitz increasing map; each coordinate is least at 0.
  [[nodiscard]] Regularity regularity() const {
    return {.L = Exact(1),
            .mu = std::nullopt,
            .f_star = Exact(dimension_) / 2,
            .convex = true,
            .two_sided = true};
  }

 private:
  std::size_t dimension_;
};

}  // namespace biasbound
