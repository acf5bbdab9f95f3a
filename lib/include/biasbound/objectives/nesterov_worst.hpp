// Nesterov's worst function, the objective of the paper's experiments (section 6), in both readings
// of "f(x) = 1/2 |A x|^2, A according to the Nesterov worst function".
//
// With T = tridiag(-1, 2, -1), whose eigenvalues are 4 sin^2(i pi / (2 (d + 1))), i = 1..d:
//   hessian   the Hessian is T:       L = 4,  mu = 4 sin^2(pi / (2 (d + 1)))
//   factor    A is T, the Hessian T^2: L = 16, mu the square of that
//
//   NesterovWorst<double>(10)    NesterovWorst<Exact>(10, NesterovReading::factor)
#pragma once

#include <string>

#include "biasbound/objective.hpp"

namespace biasbound {

enum class NesterovReading { hessian, factor };

/// A rational at most 4 sin^2(pi / (2 (d + 1))), the smallest eigenvalue of T, and at least
/// (1 - 10^-5) times it. d >= 1.
Exact nesterov_worst_mu(std::size_t d);

/// Scalar: double, Exact or High.
template <class Scalar>
class NesterovWorst {
 public:
  /// Throws InvalidInput for dimension 0.
  explicit NesterovWorst(std::size_t dimension, NesterovReading reading = NesterovReading::hessian);

  [[nodiscard]] std::string name() const;
  [[nodiscard]] std::size_t dimension() const { return dimension_; }
  [[nodiscard]] Scalar value(std::span<const Scalar> x) const;
  void gradient(std::span<const Scalar> x, std::span<Scalar> out) const;
  [[nodiscard]] Regularity regularity() const;
  [[nodiscard]] HessianTraces hessian_traces() const;

 private:
  std::size_t dimension_;
  NesterovReading reading_;
};

extern template class NesterovWorst<double>;
extern template class NesterovWorst<Exact>;
extern template class NesterovWorst<High>;

}  // namespace biasbound
