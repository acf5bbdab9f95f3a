// Interval: the rung of the precision ladder for everything with sqrt, exp and log. An interval
// contains the real number it stands for, whatever was rounded on the way, so a decision "yes" or
// "no" is a proof at that point and "undecided" is never a pass.
//
// A class of its own over MPFI at a fixed precision, and not Boost's, for two reasons: Boost's
// comparisons throw inside noexcept functions where intervals overlap, and its conversion from
// rationals rounds to a point that need not contain the rational. Here there are no comparison
// operators, and rationals enter through mpfi_set_q.
#pragma once

#include <gmp.h>
#include <mpfr.h>
// After mpfr.h, whose functions it declares.
#include <mpfi.h>

#include <concepts>
#include <cstdint>
#include <limits>
#include <ostream>
#include <string>
#include <utility>

#include "biasbound/scalar.hpp"

namespace biasbound {

/// A closed interval [lower, upper] with endpoints of `Bits` binary digits. An operation that is
/// not defined on the whole of its operand (log and sqrt below zero, division by exactly zero)
/// gives an interval of NaNs, about which every decision is undecided; a divisor that contains zero
/// beside other numbers gives an unbounded interval.
///
/// In Eigen, sums, dot, squaredNorm, norm and lazyProduct work; `*` between matrices compares
/// scalars and does not compile.
template <unsigned Bits>
class BasicInterval {
  static_assert(Bits >= 64, "integers and doubles convert without rounding");

 public:
  BasicInterval() {
    mpfi_init2(value_, Bits);
    mpfi_set_ui(value_, 0);
  }
  // The conversions are implicit because they lose nothing, or enclose what they lose.
  template <std::integral Integer>
  BasicInterval(Integer value) : BasicInterval() {  // NOLINT(google-explicit-constructor)
    if constexpr (std::signed_integral<Integer>)
      mpfi_set_si(value_, static_cast<long>(value));
    else
      mpfi_set_ui(value_, static_cast<unsigned long>(value));
  }
  /// The double itself. Infinities and NaN: an interval of NaNs.
  BasicInterval(double value) : BasicInterval() {  // NOLINT(google-explicit-constructor)
    if (value - value == 0)
      mpfi_set_d(value_, value);
    else
      set_nan();
  }
  /// The narrowest interval around the rational.
  BasicInterval(const Exact& value) : BasicInterval() {  // NOLINT(google-explicit-constructor)
    mpfi_set_q(value_, value.backend().data());
  }
  /// The narrowest interval around both ends, lower <= upper.
  BasicInterval(const Exact& lower, const Exact& upper) : BasicInterval() {
    if (lower > upper)
      throw InvalidInput("interval: the lower end " + to_text(lower) + " is above the upper end " +
                         to_text(upper));
    mpfi_interv_q(value_, lower.backend().data(), upper.backend().data());
  }
  BasicInterval(const BasicInterval& other) {
    mpfi_init2(value_, Bits);
    mpfi_set(value_, other.value_);
  }
  BasicInterval(BasicInterval&& other) noexcept : BasicInterval() { swap(*this, other); }
  BasicInterval& operator=(const BasicInterval& other) {
    mpfi_set(value_, other.value_);
    return *this;
  }
  BasicInterval& operator=(BasicInterval&& other) noexcept {
    swap(*this, other);
    return *this;
  }
  ~BasicInterval() { mpfi_clear(value_); }
  friend void swap(BasicInterval& a, BasicInterval& b) noexcept { mpfi_swap(a.value_, b.value_); }

  BasicInterval& operator+=(const BasicInterval& other) {
    mpfi_add(value_, value_, other.value_);
    return *this;
  }
  BasicInterval& operator-=(const BasicInterval& other) {
    mpfi_sub(value_, value_, other.value_);
    return *this;
  }
  BasicInterval& operator*=(const BasicInterval& other) {
    mpfi_mul(value_, value_, other.value_);
    return *this;
  }
  BasicInterval& operator/=(const BasicInterval& other) {
    if (mpfi_is_zero(other.value_) > 0 || mpfi_nan_p(value_) != 0)
      set_nan();
    else if (mpfi_has_zero(other.value_) > 0)
      set_unbounded();
    else
      mpfi_div(value_, value_, other.value_);
    return *this;
  }
  friend BasicInterval operator+(BasicInterval a, const BasicInterval& b) { return a += b; }
  friend BasicInterval operator-(BasicInterval a, const BasicInterval& b) { return a -= b; }
  friend BasicInterval operator*(BasicInterval a, const BasicInterval& b) { return a *= b; }
  friend BasicInterval operator/(BasicInterval a, const BasicInterval& b) { return a /= b; }
  BasicInterval operator-() const { return apply<mpfi_neg>(*this); }

  /// x^2, at least 0, and narrower than x * x where x contains zero.
  friend BasicInterval sqr(const BasicInterval& x) { return apply<mpfi_sqr>(x); }
  friend BasicInterval abs(const BasicInterval& x) { return apply<mpfi_abs>(x); }
  friend BasicInterval sqrt(const BasicInterval& x) { return apply<mpfi_sqrt>(x); }
  friend BasicInterval exp(const BasicInterval& x) { return apply<mpfi_exp>(x); }
  friend BasicInterval log(const BasicInterval& x) {
    BasicInterval result = apply<mpfi_log>(x);
    if (mpfr_sgn(&x.value_->right) <= 0) result.set_nan();
    return result;
  }
  /// x^n by repeated squaring.
  friend BasicInterval pow(const BasicInterval& x, std::uint64_t n) {
    BasicInterval result(1);
    BasicInterval square = x;
    for (; n != 0; n >>= 1) {
      if ((n & 1) != 0) result *= square;
      square = sqr(square);
    }
    return result;
  }

  /// The ends as doubles, rounded outward.
  [[nodiscard]] double lower() const { return mpfr_get_d(&value_->left, MPFR_RNDD); }
  [[nodiscard]] double upper() const { return mpfr_get_d(&value_->right, MPFR_RNDU); }
  /// The ends in 100 decimal digits, rounded outward.
  [[nodiscard]] High lower_high() const { return high(&value_->left, MPFR_RNDD); }
  [[nodiscard]] High upper_high() const { return high(&value_->right, MPFR_RNDU); }
  /// The ends themselves. Throws InvalidInput where they are not finite. An end near 2^e takes
  /// about |e| bits to write down.
  [[nodiscard]] Exact lower_exact() const { return rational(&value_->left); }
  [[nodiscard]] Exact upper_exact() const { return rational(&value_->right); }
  [[nodiscard]] bool contains(const Exact& value) const {
    return mpfi_is_inside_q(value.backend().data(), value_) > 0;
  }
  /// Both ends are numbers.
  [[nodiscard]] bool bounded() const { return mpfi_bounded_p(value_) != 0; }

  [[nodiscard]] mpfi_srcptr data() const { return value_; }

 private:
  template <int (*Function)(mpfi_ptr, mpfi_srcptr)>
  static BasicInterval apply(const BasicInterval& x) {
    BasicInterval result;
    Function(result.value_, x.value_);
    return result;
  }
  static High high(mpfr_srcptr end, mpfr_rnd_t rounding) {
    High result;
    mpfr_set(result.backend().data(), end, rounding);
    return result;
  }
  static Exact rational(mpfr_srcptr end);
  void set_nan() {
    mpfr_set_nan(&value_->left);
    mpfr_set_nan(&value_->right);
  }
  void set_unbounded() {
    mpfr_set_inf(&value_->left, -1);
    mpfr_set_inf(&value_->right, +1);
  }

  mpfi_t value_;
};

/// "[lower, upper]" in 20 significant digits, rounded outward.
template <unsigned Bits>
std::string to_text(const BasicInterval<Bits>& value);

template <unsigned Bits>
std::ostream& operator<<(std::ostream& out, const BasicInterval<Bits>& value) {
  return out << to_text(value);
}

enum class Decision { yes, no, undecided };

/// Is x <= y for the real numbers that a and b stand for? `yes` and `no` are proofs.
template <unsigned Bits>
Decision certainly_le(const BasicInterval<Bits>& a, const BasicInterval<Bits>& b);

using Interval = BasicInterval<256>;
using WideInterval = BasicInterval<1024>;

extern template class BasicInterval<256>;
extern template class BasicInterval<1024>;
extern template std::string to_text(const BasicInterval<256>&);
extern template std::string to_text(const BasicInterval<1024>&);
extern template Decision certainly_le(const BasicInterval<256>&, const BasicInterval<256>&);
extern template Decision certainly_le(const BasicInterval<1024>&, const BasicInterval<1024>&);

}  // namespace biasbound

namespace Eigen {

template <unsigned Bits>
struct NumTraits<biasbound::BasicInterval<Bits>> {
  using Interval = biasbound::BasicInterval<Bits>;
  using Real = Interval;
  using NonInteger = Interval;
  using Nested = Interval;
  using Literal = double;
  enum {
    IsComplex = 0,
    IsInteger = 0,
    IsSigned = 1,
    RequireInitialization = 1,
    ReadCost = 10,
    AddCost = 100,
    MulCost = 200
  };
  static Interval epsilon() { return Interval(1) / pow(Interval(2), Bits - 1); }
  static Interval dummy_precision() { return epsilon(); }
  static int digits10() { return static_cast<int>(Bits * 30103ull / 100000); }
};

namespace internal {
// |x|^2 entry by entry: sqr is narrower than x * x, and never negative.
template <unsigned Bits>
struct abs2_impl<biasbound::BasicInterval<Bits>> {
  static biasbound::BasicInterval<Bits> run(const biasbound::BasicInterval<Bits>& x) {
    return sqr(x);
  }
};
}  // namespace internal

}  // namespace Eigen
