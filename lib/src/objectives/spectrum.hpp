// Proved bounds on the extreme eigenvalues of a Gram matrix: no estimate leaves this file
// uncertified.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <optional>
#include <vector>

#include "biasbound/scalar.hpp"

namespace biasbound::detail {

using ExactMatrix = std::vector<std::vector<Exact>>;  ///< row after row

/// Solves a x = b for symmetric positive definite `a` by exact elimination; nullopt where `a` is
/// not positive definite (a pivot is not positive: Sylvester).
std::optional<std::vector<Exact>> solve_positive_definite(ExactMatrix a, std::vector<Exact> b);

struct ExtremeEigenvalues {
  Exact largest;                  ///< an upper bound
  std::optional<Exact> smallest;  ///< a positive lower bound, where one was proved
};

/// For a symmetric positive semidefinite `gram`. Estimates in double are widened by 10^-4 and then
/// proved: largest I - gram and gram - smallest I are positive definite. Where that fails the upper
/// bound is the trace and the lower one absent. Practical to about 50 dimensions.
ExtremeEigenvalues extreme_eigenvalues(const ExactMatrix& gram);

using FeatureMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// An upper bound on the largest eigenvalue of A^T A / n for A of n rows, rounding included. It is
/// the Collatz-Wielandt bound max_i (B v)_i / v_i, v > 0, of the non-negative B = |A|^T |A| / n >=
/// |A^T A| / n, taken at a v close to the Perron vector; attained in the limit where A >= 0.
double largest_gram_eigenvalue(const FeatureMatrix& a);

/// The least multiple of 1/1000 not below `value`.
Exact round_up_to_thousandth(const Exact& value);

}  // namespace biasbound::detail
