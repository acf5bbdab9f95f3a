#include "biasbound/objectives/least_squares.hpp"

#include "biasbound/random.hpp"
#include "spectrum.hpp"

namespace biasbound {
namespace {

/// Beyond this, exact elimination is too slow to certify eigenvalues.
constexpr std::size_t largest_certified_dimension = 48;

void check(const LeastSquaresSpec& spec) {
  const std::size_t n = spec.rows.size();
  if (n == 0) throw InvalidInput("rows: none, expected at least 1");
  if (spec.targets.size() != n)
    throw InvalidInput("targets: " + std::to_string(spec.targets.size()) + " numbers for " +
                       std::to_string(n) + " rows");
  const std::size_t d = spec.rows.front().size();
  if (d == 0) throw InvalidInput("rows[0]: no entries, expected at least 1");
  bool zero = true;
  for (std::size_t i = 0; i < n; ++i) {
    if (spec.rows[i].size() != d)
      throw InvalidInput("rows[" + std::to_string(i) + "]: " + std::to_string(spec.rows[i].size()) +
                         " entries, expected " + std::to_string(d));
    for (const Exact& entry : spec.rows[i]) zero = zero && entry == 0;
  }
  if (zero) throw InvalidInput("rows: all entries are 0");
}

detail::ExactMatrix gram_matrix(const LeastSquaresSpec& spec) {
  const std::size_t d = spec.rows.front().size();
  detail::ExactMatrix gram(d, std::vector<Exact>(d, Exact(0)));
  for (const auto& row : spec.rows)
    for (std::size_t i = 0; i < d; ++i)
      for (std::size_t j = 0; j <= i; ++j) gram[i][j] += row[i] * row[j];
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      gram[i][j] /= Exact(spec.rows.size());
      gram[j][i] = gram[i][j];
    }
  return gram;
}

/// f* = f(x*), where A^T A / n x* = A^T y / n; nullopt where A has not full column rank.
std::optional<Exact> minimum(const LeastSquaresSpec& spec, const detail::ExactMatrix& gram) {
  const Exact n = Exact(spec.rows.size());
  std::vector<Exact> right(gram.size(), Exact(0));
  for (std::size_t i = 0; i < spec.rows.size(); ++i)
    for (std::size_t j = 0; j < right.size(); ++j)
      right[j] += spec.rows[i][j] * spec.targets[i] / n;
  const auto solution = detail::solve_positive_definite(gram, right);
  if (!solution) return std::nullopt;
  Exact sum = 0;
  for (std::size_t i = 0; i < spec.rows.size(); ++i) {
    const Exact residual =
        dot(std::span<const Exact>(spec.rows[i]), std::span<const Exact>(*solution)) -
        spec.targets[i];
    sum += residual * residual;
  }
  return sum / (2 * n);
}

Exact collatz_wielandt(const LeastSquaresSpec& spec) {
  const auto n = static_cast<Eigen::Index>(spec.rows.size());
  const auto d = static_cast<Eigen::Index>(spec.rows.front().size());
  detail::FeatureMatrix sizes(n, d);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < d; ++j) {
      const Exact& entry = spec.rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
      sizes(i, j) = to_double_up(entry < 0 ? Exact(-entry) : entry);
    }
  return detail::round_up_to_thousandth(exact(detail::largest_gram_eigenvalue(sizes)));
}

HessianTraces traces(const detail::ExactMatrix& gram) {
  HessianTraces result;
  for (std::size_t i = 0; i < gram.size(); ++i) {
    result.trace += gram[i][i];
    result.trace_of_square += squared_norm(std::span<const Exact>(gram[i]));
  }
  return result;
}

}  // namespace

LeastSquaresSpec generate_least_squares(std::size_t examples, std::size_t dimension,
                                        std::uint64_t seed) {
  if (dimension > 0 && examples > 1'000'000 / dimension)
    throw InvalidInput("examples: " + std::to_string(examples) + " in " +
                       std::to_string(dimension) + " dimensions are more than 10^6 entries");
  Stream stream({seed, Purpose::user, 0, 0});
  const auto digit = [&stream] { return Exact(static_cast<int>(uniform_below(stream, 19)) - 9); };
  LeastSquaresSpec spec;
  for (std::size_t i = 0; i < examples; ++i) {
    std::vector<Exact> row(dimension);
    for (Exact& entry : row) entry = digit();
    spec.rows.push_back(std::move(row));
    spec.targets.push_back(digit());
  }
  return spec;
}

template <class Scalar>
LeastSquares<Scalar>::LeastSquares(const LeastSquaresSpec& spec) {
  check(spec);
  dimension_ = spec.rows.front().size();
  for (const auto& row : spec.rows)
    for (const Exact& entry : row) rows_.push_back(from_exact<Scalar>(entry));
  for (const Exact& target : spec.targets) targets_.push_back(from_exact<Scalar>(target));

  regularity_.convex = true;
  if (dimension_ <= largest_certified_dimension) {
    const detail::ExactMatrix gram = gram_matrix(spec);
    traces_ = traces(gram);
    const detail::ExtremeEigenvalues eigenvalues = detail::extreme_eigenvalues(gram);
    regularity_.L = eigenvalues.largest;
    regularity_.mu = eigenvalues.smallest;
    if (eigenvalues.smallest) regularity_.f_star = minimum(spec, gram);
  } else {
    regularity_.L = collatz_wielandt(spec);
  }
}

template <class Scalar>
Scalar LeastSquares<Scalar>::value(std::span<const Scalar> x) const {
  Scalar sum(0);
  for (std::size_t i = 0; i < examples(); ++i) {
    const Scalar residual = dot(row(i), x) - targets_[i];
    sum += residual * residual;
  }
  return sum / Scalar(2 * examples());
}

template <class Scalar>
void LeastSquares<Scalar>::gradient(std::span<const Scalar> x, std::span<Scalar> out) const {
  for (Scalar& entry : out) entry = Scalar(0);
  for (std::size_t i = 0; i < examples(); ++i) {
    const Scalar residual = dot(row(i), x) - targets_[i];
    for (std::size_t j = 0; j < out.size(); ++j) out[j] += residual * row(i)[j];
  }
  for (Scalar& entry : out) entry /= Scalar(examples());
}

template <class Scalar>
void LeastSquares<Scalar>::batch_gradient(std::span<const Scalar> x,
                                          std::span<const std::size_t> examples,
                                          std::span<Scalar> out) const {
  for (Scalar& entry : out) entry = Scalar(0);
  for (const std::size_t i : examples) {
    const Scalar residual = dot(row(i), x) - targets_[i];
    for (std::size_t j = 0; j < out.size(); ++j) out[j] += residual * row(i)[j];
  }
  for (Scalar& entry : out) entry /= Scalar(examples.size());
}

template <class Scalar>
Scalar LeastSquares<Scalar>::deviation(std::span<const Scalar> x) const {
  std::vector<Scalar> mean(dimension_);
  gradient(x, mean);
  Scalar sum(0);
  for (std::size_t i = 0; i < examples(); ++i) {
    const Scalar residual = dot(row(i), x) - targets_[i];
    for (std::size_t j = 0; j < dimension_; ++j) {
      const Scalar difference = residual * row(i)[j] - mean[j];
      sum += difference * difference;
    }
  }
  return sum / Scalar(examples());
}

template class LeastSquares<double>;
template class LeastSquares<Exact>;
template class LeastSquares<High>;

}  // namespace biasbound
