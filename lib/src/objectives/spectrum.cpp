#include "spectrum.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <limits>

namespace biasbound::detail {
namespace {

/// sign (level I - gram) is positive definite
bool separates(const ExactMatrix& gram, const Exact& level, int sign) {
  ExactMatrix shifted = gram;
  for (std::size_t i = 0; i < gram.size(); ++i) {
    for (std::size_t j = 0; j < gram.size(); ++j) shifted[i][j] *= -sign;
    shifted[i][i] += sign * level;
  }
  return solve_positive_definite(std::move(shifted), std::vector<Exact>(gram.size(), Exact(0)))
      .has_value();
}

/// A double with 24 significant bits near `value`: short rationals keep the elimination cheap.
Exact shorten(double value) { return exact(static_cast<double>(static_cast<float>(value))); }

}  // namespace

std::optional<std::vector<Exact>> solve_positive_definite(ExactMatrix a, std::vector<Exact> b) {
  const std::size_t d = a.size();
  for (std::size_t i = 0; i < d; ++i) {
    if (a[i][i] <= 0) return std::nullopt;
    for (std::size_t r = i + 1; r < d; ++r) {
      if (a[r][i] == 0) continue;
      const Exact factor = a[r][i] / a[i][i];
      for (std::size_t j = i; j < d; ++j) a[r][j] -= factor * a[i][j];
      b[r] -= factor * b[i];
    }
  }
  for (std::size_t i = d; i-- > 0;) {
    for (std::size_t j = i + 1; j < d; ++j) b[i] -= a[i][j] * b[j];
    b[i] /= a[i][i];
  }
  return b;
}

ExtremeEigenvalues extreme_eigenvalues(const ExactMatrix& gram) {
  const auto d = static_cast<Eigen::Index>(gram.size());
  Eigen::MatrixXd rounded(d, d);
  Exact trace = 0;
  for (Eigen::Index i = 0; i < d; ++i) {
    const auto& row = gram[static_cast<std::size_t>(i)];
    for (Eigen::Index j = 0; j < d; ++j)
      rounded(i, j) = to_double(row[static_cast<std::size_t>(j)]);
    trace += row[static_cast<std::size_t>(i)];
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(rounded, Eigen::EigenvaluesOnly);
  const double largest = solver.eigenvalues().maxCoeff();
  const double smallest = solver.eigenvalues().minCoeff();

  ExtremeEigenvalues result{trace, std::nullopt};
  if (const Exact level = shorten(largest * (1 + 1e-4)); separates(gram, level, 1))
    result.largest = level;
  if (smallest > 1e-9 * largest)
    if (const Exact level = shorten(smallest * (1 - 1e-4)); level > 0 && separates(gram, level, -1))
      result.smallest = level;
  return result;
}

double largest_gram_eigenvalue(const FeatureMatrix& a) {
  const FeatureMatrix size = a.cwiseAbs();
  const auto n = static_cast<double>(a.rows());
  Eigen::VectorXd v = Eigen::VectorXd::Ones(a.cols());
  double best = std::numeric_limits<double>::infinity();
  for (int iteration = 0; iteration < 100; ++iteration) {
    const Eigen::VectorXd product = size.transpose() * (size * v).eval();
    const double bound = product.cwiseQuotient(v).maxCoeff();
    const bool converged = bound > best * (1 - 1e-6);
    best = std::min(best, bound);
    if (converged) break;
    // Any positive v gives a bound; the floor keeps columns of zeros and weak blocks positive.
    v = (product / product.maxCoeff()).cwiseMax(1e-100);
  }
  // Sums and products of non-negative numbers: each of the two passes errs by at most n or p
  // roundings.
  const double roundings = n + static_cast<double>(a.cols()) + 8;
  return best / n * (1 + roundings * std::numeric_limits<double>::epsilon());
}

Exact round_up_to_thousandth(const Exact& value) {
  namespace mp = boost::multiprecision;
  const Exact scaled = value * 1000;
  const auto quotient = mp::numerator(scaled) / mp::denominator(scaled);
  const Exact truncated(quotient);
  return (truncated < scaled ? Exact(truncated + 1) : truncated) / 1000;
}

}  // namespace biasbound::detail
