// The precision ladder: the scalar types, what each rung promises, and the one parser of numbers.
//
//   Exact     rationals; every operation is exact, so `==` means equal
//   Interval  interval.hpp; outward rounding, so `certainly_le(a, b) == yes` is a proof
//   High      100 decimal digits, correctly rounded per operation; for long trajectories
//   double    what users run
//
// Expression templates are off on every rung, because Eigen needs plain value types.
#pragma once

#include <Eigen/Core>
#include <boost/multiprecision/eigen.hpp>
#include <boost/multiprecision/gmp.hpp>
#include <boost/multiprecision/mpfr.hpp>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "biasbound/error.hpp"

namespace biasbound {

using Exact = boost::multiprecision::number<boost::multiprecision::gmp_rational,
                                            boost::multiprecision::et_off>;
using High = boost::multiprecision::number<
    boost::multiprecision::mpfr_float_backend<100, boost::multiprecision::allocate_stack>,
    boost::multiprecision::et_off>;

/// A column of d scalars. Public functions take and return spans; Vector owns the memory.
template <class Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

/// Reads "3", "-0.25", "1e-3", "9/10" exactly. Throws InvalidInput on anything else, on a zero
/// denominator, on infinities and NaN, and on exponents beyond +-4096. A sign, ".5", "5." and a
/// fraction that is not reduced are fine; spaces are not.
Exact parse_exact(std::string_view text);

/// The rational that a double is. Throws InvalidInput for NaN and infinities.
Exact exact(double value);

/// Conversions of a rational: to the nearest double (ties to even), and to the nearest double on
/// each side. Magnitudes beyond double saturate to infinity (or to the largest finite number on the
/// inner side).
double to_double(const Exact& value);
double to_double_up(const Exact& value);
double to_double_down(const Exact& value);

/// Exact text that parse_exact reads back: a terminating decimal of at most 24 characters (plain,
/// or with an exponent where that is shorter and plain is beyond 16), else an integer or p/q.
std::string to_text(const Exact& value);
/// Shortest decimal that reads back as the same double; "nan", "inf", "-inf".
std::string to_text(double value);
/// C99 hexadecimal form, "0x1.8p+1".
std::string to_hex(double value);

template <class Scalar>
Scalar dot(std::span<const Scalar> a, std::span<const Scalar> b) {
  Scalar sum(0);
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// x^2. Intervals have their own, which is narrower.
template <class Scalar>
Scalar sqr(const Scalar& x) {
  return x * x;
}

/// |a|^2 by plain summation: exact on Exact, within (d + 1) 2^-53 relative on double.
template <class Scalar>
Scalar squared_norm(std::span<const Scalar> a) {
  Scalar sum(0);
  for (const Scalar& x : a) sum += sqr(x);
  return sum;
}

/// |a - b|^2
template <class Scalar>
Scalar squared_distance(std::span<const Scalar> a, std::span<const Scalar> b) {
  Scalar sum(0);
  for (std::size_t i = 0; i < a.size(); ++i) sum += sqr(Scalar(a[i] - b[i]));
  return sum;
}

}  // namespace biasbound
