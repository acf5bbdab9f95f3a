// Least squares as a mean over examples: f(x) = 1/(2n) |A x - y|^2 = (1/n) sum_i (<a_i, x> -
// y_i)^2/2.
//
//   LeastSquares<Exact>({.rows = {{1, 2}, {3, 4}, {0, 1}}, .targets = {1, 0, 2}})
//   LeastSquares<double>(generate_least_squares(100, 8, /*seed=*/1))
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "biasbound/objective.hpp"

namespace biasbound {

struct LeastSquaresSpec {
  std::vector<std::vector<Exact>> rows;  ///< n >= 1 rows of d >= 1 numbers: A
  std::vector<Exact> targets;            ///< n numbers: y
};

/// Integer entries, uniform on {-9, ..., 9}, the same for the same seed everywhere. Throws
/// InvalidInput for more than 10^6 entries.
LeastSquaresSpec generate_least_squares(std::size_t examples, std::size_t dimension,
                                        std::uint64_t seed);

/// Scalar: double, Exact or High. A FiniteSum.
template <class Scalar>
class LeastSquares {
 public:
  /// Throws InvalidInput where sizes do not match or A = 0.
  explicit LeastSquares(const LeastSquaresSpec& spec);

  [[nodiscard]] std::string name() const { return "least-squares"; }
  [[nodiscard]] std::size_t dimension() const { return dimension_; }
  [[nodiscard]] Scalar value(std::span<const Scalar> x) const;
  void gradient(std::span<const Scalar> x, std::span<Scalar> out) const;
  /// With G = A^T A / n: up to 48 dimensions L and mu lie within 0.02 % of the extreme eigenvalues
  /// of G, proved by exact factorisations of L I - G and G - mu I, and f_star is exact; mu and
  /// f_star are absent where the smallest eigenvalue is not well above 0. Beyond, L is the
  /// Collatz-Wielandt bound of |G|, and mu and f_star are absent.
  [[nodiscard]] Regularity regularity() const { return regularity_; }
  /// Up to 48 dimensions.
  [[nodiscard]] std::optional<HessianTraces> hessian_traces() const { return traces_; }

  [[nodiscard]] std::size_t examples() const { return targets_.size(); }
  void batch_gradient(std::span<const Scalar> x, std::span<const std::size_t> examples,
                      std::span<Scalar> out) const;
  [[nodiscard]] Scalar deviation(std::span<const Scalar> x) const;

 private:
  [[nodiscard]] std::span<const Scalar> row(std::size_t i) const {
    return {rows_.data() + i * dimension_, dimension_};
  }

  std::size_t dimension_ = 0;
  std::vector<Scalar> rows_;  // row after row
  std::vector<Scalar> targets_;
  Regularity regularity_;
  std::optional<HessianTraces> traces_;
};

extern template class LeastSquares<double>;
extern template class LeastSquares<Exact>;
extern template class LeastSquares<High>;

}  // namespace biasbound
