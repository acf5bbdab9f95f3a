#include "biasbound/objectives/nesterov_worst.hpp"

#include <vector>

namespace biasbound {
namespace {

/// out = T x
template <class Scalar>
void apply_tridiagonal(std::span<const Scalar> x, std::span<Scalar> out) {
  const std::size_t d = x.size();
  for (std::size_t i = 0; i < d; ++i) {
    out[i] = 2 * x[i];
    if (i > 0) out[i] -= x[i - 1];
    if (i + 1 < d) out[i] -= x[i + 1];
  }
}

template <class Scalar>
std::vector<Scalar> tridiagonal_times(std::span<const Scalar> x) {
  std::vector<Scalar> result(x.size());
  apply_tridiagonal<Scalar>(x, result);
  return result;
}

}  // namespace

// sin is increasing on [0, pi/2], pi > 103993/33102, and a sine series cut after a negative term is
// a lower bound. The result is rounded down to a multiple of 10^-6 / (d + 1)^2, to keep it short;
// it is about pi^2 / (d + 1)^2.
Exact nesterov_worst_mu(std::size_t d) {
  if (d == 0) throw InvalidInput("dimension: 0, expected at least 1");
  const Exact t = Exact(103993) / 33102 / (2 * Exact(d + 1));
  const Exact t2 = t * t;
  const Exact sine = t * (1 - t2 / 6 * (1 - t2 / 20 * (1 - t2 / 42)));
  const Exact unit = 1 / (1'000'000 * Exact(d + 1) * Exact(d + 1));
  const Exact multiple = 4 * sine * sine / unit;
  return Exact(boost::multiprecision::numerator(multiple) /
               boost::multiprecision::denominator(multiple)) *
         unit;
}

template <class Scalar>
NesterovWorst<Scalar>::NesterovWorst(std::size_t dimension, NesterovReading reading)
    : dimension_(dimension), reading_(reading) {
  if (dimension == 0) throw InvalidInput("dimension: 0, expected at least 1");
}

template <class Scalar>
std::string NesterovWorst<Scalar>::name() const {
  return reading_ == NesterovReading::hessian ? "nesterov-worst" : "nesterov-worst (factor)";
}

// x^T T x as a sum of squares, so that doubles do not cancel.
template <class Scalar>
Scalar NesterovWorst<Scalar>::value(std::span<const Scalar> x) const {
  if (reading_ == NesterovReading::factor) {
    const std::vector<Scalar> product = tridiagonal_times(x);
    return squared_norm(std::span<const Scalar>(product)) / 2;
  }
  Scalar sum = x.front() * x.front() + x.back() * x.back();
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    const Scalar difference = x[i + 1] - x[i];
    sum += difference * difference;
  }
  return sum / 2;
}

template <class Scalar>
void NesterovWorst<Scalar>::gradient(std::span<const Scalar> x, std::span<Scalar> out) const {
  if (reading_ == NesterovReading::hessian) {
    apply_tridiagonal(x, out);
  } else {
    const std::vector<Scalar> product = tridiagonal_times(x);
    apply_tridiagonal<Scalar>(product, out);
  }
}

template <class Scalar>
Regularity NesterovWorst<Scalar>::regularity() const {
  const Exact mu = nesterov_worst_mu(dimension_);
  const bool squared = reading_ == NesterovReading::factor;
  return {.L = Exact(squared ? 16 : 4),
          .mu = squared ? Exact(mu * mu) : mu,
          .f_star = Exact(0),
          .convex = true,
          .two_sided = true};
}

// Sums of the squared entries: T has 2 on the diagonal and -1 beside it; T^2 has 6 on the diagonal
// (5 at both ends, 4 if d = 1), -4 beside it and 1 beside that.
template <class Scalar>
HessianTraces NesterovWorst<Scalar>::hessian_traces() const {
  const Exact d = Exact(dimension_);
  const Exact trace_of_square = 6 * d - 2;
  if (reading_ == NesterovReading::hessian) return {2 * d, trace_of_square};
  if (dimension_ == 1) return {4, 16};
  return {trace_of_square, 36 * (d - 2) + 2 * 25 + 2 * 16 * (d - 1) + 2 * (d - 2)};
}

template class NesterovWorst<double>;
template class NesterovWorst<Exact>;
template class NesterovWorst<High>;

}  // namespace biasbound
