// portable_log, portable_exp and the normal quantile against MPFR.
#include <mpfr.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "biasbound/random.hpp"
#include "catch.hpp"

using namespace biasbound;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// |value - f(x)| in units of the last place of f(x), f evaluated to 160 bits.
template <int (*Function)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t)>
double error_in_ulps(double x, double value) {
  struct Number {
    Number() { mpfr_init2(bits, 160); }
    ~Number() { mpfr_clear(bits); }
    Number(const Number&) = delete;
    Number& operator=(const Number&) = delete;
    mpfr_t bits;
  };
  static thread_local Number truth;
  mpfr_set_d(truth.bits, x, MPFR_RNDN);
  Function(truth.bits, truth.bits, MPFR_RNDN);
  if (mpfr_zero_p(truth.bits) != 0) return value == 0 ? 0 : infinity;
  const auto unit = std::max<mpfr_exp_t>(mpfr_get_exp(truth.bits) - 53, -1074);
  mpfr_sub_d(truth.bits, truth.bits, value, MPFR_RNDN);
  mpfr_mul_2si(truth.bits, truth.bits, -unit, MPFR_RNDN);
  return std::abs(mpfr_get_d(truth.bits, MPFR_RNDN));
}

template <int (*Function)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t)>
class Worst {
 public:
  void see(double x, double value) {
    const double error = error_in_ulps<Function>(x, value);
    if (!(error <= error_)) {
      error_ = error;
      at_ = x;
    }
  }
  void check(double limit) const {
    INFO("worst " << error_ << " ulp at " << at_);
    CHECK(error_ <= limit);
  }

 private:
  double error_ = 0;
  double at_ = 0;
};

constexpr std::uint64_t seed = 20'200'731;
constexpr int sweep = 60'000;

}  // namespace

TEST_CASE("portable log is within 2 units in the last place", "[numbers]") {
  Stream stream({seed, Purpose::user, 1, 0});
  Worst<mpfr_log> worst;
  for (int i = 0; i < sweep; ++i) {
    // Every exponent alike, denormals included; then the neighbourhood of 1, where log cancels.
    const double anywhere = std::bit_cast<double>(uniform_below(stream, 0x7ff0'0000'0000'0000));
    if (anywhere > 0) worst.see(anywhere, portable_log(anywhere));
    const double near_one = 1 + (uniform(stream) - 0.5) * std::ldexp(1.0, -(i % 52));
    worst.see(near_one, portable_log(near_one));
    const double reduced = 0.7 + 0.8 * uniform(stream);
    worst.see(reduced, portable_log(reduced));
  }
  worst.see(5e-324, portable_log(5e-324));
  worst.see(std::numeric_limits<double>::max(), portable_log(std::numeric_limits<double>::max()));
  worst.check(2);
  CHECK(portable_log(1.0) == 0);
  CHECK(portable_log(0.0) == -infinity);
  CHECK(portable_log(infinity) == infinity);
  CHECK(std::isnan(portable_log(-1.0)));
  CHECK(std::isnan(portable_log(std::nan(""))));
}

TEST_CASE("portable exp is within 2 units in the last place", "[numbers]") {
  Stream stream({seed, Purpose::user, 2, 0});
  Worst<mpfr_exp> worst;
  for (int i = 0; i < sweep; ++i) {
    const double anywhere = -745.1 + 1454.8 * uniform(stream);
    worst.see(anywhere, portable_exp(anywhere));
    const double small = (2 * uniform(stream) - 1) * std::ldexp(1.0, -(i % 60));
    worst.see(small, portable_exp(small));
    // Around the ends of the reduced range, odd multiples of ln 2 / 2.
    const double end =
        (2 * (i % 1000) - 999) * 0.34657359027997264 + 1e-3 * (uniform(stream) - 0.5);
    worst.see(end, portable_exp(end));
  }
  worst.check(2);
  CHECK(portable_exp(0.0) == 1);
  CHECK(portable_exp(709.79) == infinity);
  CHECK(portable_exp(709.78) < infinity);
  CHECK(portable_exp(-745.2) == 0);
  CHECK(portable_exp(-745.1) == 5e-324);
  CHECK(portable_exp(infinity) == infinity);
  CHECK(portable_exp(-infinity) == 0);
  CHECK(std::isnan(portable_exp(std::nan(""))));
}

TEST_CASE("the error in units of the last place sees one wrong bit", "[numbers]") {
  const double value = std::exp(0.5);
  CHECK(error_in_ulps<mpfr_exp>(0.5, value) <= 1);
  CHECK(error_in_ulps<mpfr_exp>(
            0.5, std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) + 3)) > 2);
}

TEST_CASE("normal quantile is within 1e-15 into the far tails", "[numbers]") {
  mpfr_t tail;
  mpfr_init2(tail, 160);
  // |z| e is the error of z, to first order, where the tail beyond |z| is p (1 - h |z| e) with the
  // hazard rate h = density / p. The tail is erfc(|z| / sqrt 2) / 2 and p = 1/2 - |v|, exactly.
  const auto relative_error = [&tail](double v, double z) {
    const double p = 0.5 - std::abs(v);
    mpfr_set_ui(tail, 2, MPFR_RNDN);
    mpfr_sqrt(tail, tail, MPFR_RNDN);
    mpfr_d_div(tail, std::abs(z), tail, MPFR_RNDN);
    mpfr_erfc(tail, tail, MPFR_RNDN);
    mpfr_div_d(tail, tail, 2 * p, MPFR_RNDN);
    mpfr_sub_ui(tail, tail, 1, MPFR_RNDN);
    const double hazard = std::exp(-z * z / 2) / (std::sqrt(2 * 3.14159265358979324) * p);
    return std::abs(mpfr_get_d(tail, MPFR_RNDN) / (hazard * z));
  };
  Stream stream({seed, Purpose::user, 3, 0});
  double worst = 0;
  bool odd = true;
  for (int i = 0; i < sweep / 10; ++i) {
    // v at every distance from 1/2 that a draw can have, then anywhere.
    const auto distance = 1 + std::floor(std::ldexp(uniform(stream), 1 + i % 53));
    for (const double v : {0.5 - std::ldexp(distance, -54), uniform(stream) - 0.5}) {
      if (v == 0) continue;
      const double z = normal_quantile(v);
      worst = std::max(worst, relative_error(v, z));
      odd = odd && normal_quantile(-v) == -z;
    }
  }
  INFO("worst " << worst);
  CHECK(worst <= 1e-15);
  CHECK(odd);
  CHECK(normal_quantile(0) == 0);
  // Negative control: a quantile that is 4e-15 too wide.
  CHECK(relative_error(0.4, normal_quantile(0.4) * (1 + 4e-15)) > 1e-15);
  mpfr_clear(tail);
}
