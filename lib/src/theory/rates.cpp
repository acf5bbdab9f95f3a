// Lemma 2, Lemma 3, (6), Theorem 4 and Theorem 6 in rationals (rates.hpp).
#include "biasbound/rates.hpp"

#include <limits>

#include "biasbound/interval.hpp"
#include "theory/require.hpp"

namespace biasbound {
namespace {

using detail::require;

using Integer =
    boost::multiprecision::number<boost::multiprecision::gmp_int, boost::multiprecision::et_off>;

void check(const Bounds& bounds) {
  require(bounds.M >= 0, "M", bounds.M, "at least 0");
  require(bounds.sigma2 >= 0, "sigma2", bounds.sigma2, "at least 0");
  require(bounds.m >= 0 && bounds.m < 1, "m", bounds.m, "0 <= m < 1");
  require(bounds.zeta2 >= 0, "zeta2", bounds.zeta2, "at least 0");
}

void check_L(const Exact& L) { require(L > 0, "L", L, "a positive number"); }

void check_mu(const Exact& mu) { require(mu > 0, "mu", mu, "a positive number"); }

void check_mu(const Exact& mu, const Exact& L) {
  check_mu(mu);
  // (3) and (4) together give mu <= L for every f that is not constant.
  require(mu <= L, "mu", mu, "at most L = " + to_text(L));
}

void check_step(const Exact& step, const Bounds& bounds, const Exact& L) {
  require(step > 0, "step size", step, "a positive number");
  const Exact largest = max_step_size(bounds, L);
  require(step <= largest, "step size", step, "at most 1/((M + 1) L) = " + to_text(largest));
}

void check_gap(const Exact& gap) { require(gap >= 0, "initial gap", gap, "at least 0"); }

/// The part of the descent that no gradient pays for: step zeta2 / 2 + step^2 L sigma2 / 2.
Exact disturbance(const Bounds& bounds, const Exact& L, const Exact& step) {
  return step * (bounds.zeta2 + step * L * bounds.sigma2) / 2;
}

/// q = 1 - step mu (1 - m), in [0, 1).
Exact contraction(const Bounds& bounds, const Exact& mu, const Exact& step) {
  return 1 - step * mu * (1 - bounds.m);
}

/// Xi / 2, where F_t would rest if (6) held with equality.
Exact resting_gap(const Bounds& bounds, const Exact& L, const Exact& mu, const Exact& step) {
  return (bounds.zeta2 + step * L * bounds.sigma2) / (2 * mu * (1 - bounds.m));
}

struct Enclosure {
  Exact lower;
  Exact upper;
};

/// q^T for 0 <= q < 1: exactly while it takes at most 2^16 bits to write, else enclosed to 180
/// bits; below 2^-65536 the enclosure is [0, 2^-65536].
Enclosure power(const Exact& q, std::uint64_t T) {
  constexpr unsigned most_bits = 1u << 16;
  const Integer numerator(boost::multiprecision::numerator(q));
  const Integer denominator(boost::multiprecision::denominator(q));
  if (T == 0) return {1, 1};
  if (numerator == 0) return {0, 0};
  if (T <= most_bits / (msb(denominator) + 1)) {
    const auto exponent = static_cast<unsigned>(T);
    const Exact value(pow(numerator, exponent), pow(denominator, exponent));
    return {value, value};
  }
  const Interval value = pow(Interval(q), T);
  const Exact smallest(1, Integer(1) << most_bits);
  if (certainly_le(value, Interval(smallest)) == Decision::yes) return {0, smallest};
  return {value.lower_exact(), value.upper_exact()};
}

void check_gap_bound(const Bounds& bounds, const Exact& L, const Exact& mu, const Exact& step,
                     const Exact& initial_gap) {
  check(bounds);
  check_L(L);
  check_mu(mu, L);
  check_step(step, bounds, L);
  check_gap(initial_gap);
}

/// The least integer >= x, for x >= 0; 2^63 - 1 where it does not fit.
std::uint64_t ceil_iterations(const Exact& x) {
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (x >= most) return most;
  Integer quotient;
  Integer remainder;
  divide_qr(Integer(boost::multiprecision::numerator(x)),
            Integer(boost::multiprecision::denominator(x)), quotient, remainder);
  return quotient.convert_to<std::uint64_t>() + (remainder != 0 ? 1 : 0);
}

/// The least integer >= factor max(log x, 0), for factor > 0 and x >= 0.
std::uint64_t ceil_of_log(const Exact& factor, const Exact& x) {
  if (x <= 1) return 0;
  // The logarithm of a rational other than 1 is no rational, so the product is no integer, and
  // rounding it up at 256 bits passes an integer only where the product is that close to it.
  return ceil_iterations((Interval(factor) * log(Interval(x))).upper_exact());
}

}  // namespace

Exact max_step_size(const Bounds& bounds, const Exact& L) {
  check(bounds);
  check_L(L);
  return 1 / ((bounds.M + 1) * L);
}

Exact descent_bound(const Bounds& bounds, const Exact& L, const Exact& step,
                    const Exact& gradient_sq) {
  check(bounds);
  check_L(L);
  check_step(step, bounds, L);
  require(gradient_sq >= 0, "squared gradient norm", gradient_sq, "at least 0");
  return -step * (1 - bounds.m) * gradient_sq / 2 + disturbance(bounds, L, step);
}

Exact gradient_norm_bound(const Bounds& bounds, const Exact& L, const Exact& step,
                          const Exact& initial_gap, std::uint64_t T) {
  check(bounds);
  check_L(L);
  check_step(step, bounds, L);
  check_gap(initial_gap);
  require(T > 0, "iterations", Exact(T), "at least 1");
  return (2 * initial_gap / (step * T) + step * L * bounds.sigma2 + bounds.zeta2) / (1 - bounds.m);
}

Exact one_step_bound(const Bounds& bounds, const Exact& L, const Exact& mu, const Exact& step,
                     const Exact& gap) {
  check(bounds);
  check_L(L);
  check_mu(mu, L);
  check_step(step, bounds, L);
  require(gap >= 0, "gap", gap, "at least 0");
  return contraction(bounds, mu, step) * gap + disturbance(bounds, L, step);
}

Exact gap_bound_printed(const Bounds& bounds, const Exact& L, const Exact& mu, const Exact& step,
                        const Exact& initial_gap, std::uint64_t T) {
  check_gap_bound(bounds, L, mu, step, initial_gap);
  return power(contraction(bounds, mu, step), T).upper * initial_gap +
         resting_gap(bounds, L, mu, step);
}

Exact gap_bound(const Bounds& bounds, const Exact& L, const Exact& mu, const Exact& step,
                const Exact& initial_gap, std::uint64_t T) {
  check_gap_bound(bounds, L, mu, step, initial_gap);
  const Enclosure decay = power(contraction(bounds, mu, step), T);
  const Exact rest = resting_gap(bounds, L, mu, step);
  return rest + (initial_gap >= rest ? decay.upper : decay.lower) * (initial_gap - rest);
}

Plan plan_gradient_norm(const Bounds& bounds, const Exact& L, const Exact& initial_gap,
                        const Exact& epsilon) {
  check(bounds);
  check_L(L);
  check_gap(initial_gap);
  require(epsilon >= 0, "epsilon", epsilon, "at least 0");
  // Half of `reach` pays for the initial gap, half for the noise.
  const Exact reach = epsilon * (1 - bounds.m) + bounds.zeta2;
  require(reach > 0, "epsilon", epsilon, "a positive number where zeta2 is 0");

  Plan plan;
  plan.step_size = max_step_size(bounds, L);
  if (2 * bounds.sigma2 * L * plan.step_size > reach)
    plan.step_size = reach / (2 * L * bounds.sigma2);
  plan.iterations =
      std::max<std::uint64_t>(1, ceil_iterations(4 * initial_gap / (reach * plan.step_size)));
  plan.target = epsilon + 2 * gradient_norm_floor(bounds);
  plan.floor = gradient_norm_floor(bounds);
  return plan;
}

Plan plan_gap(const Bounds& bounds, const Exact& L, const Exact& mu, const Exact& initial_gap,
              const Exact& epsilon) {
  check(bounds);
  check_L(L);
  check_mu(mu, L);
  check_gap(initial_gap);
  require(epsilon >= 0, "epsilon", epsilon, "at least 0");
  const Exact reach = epsilon * mu * (1 - bounds.m) + bounds.zeta2;
  require(reach > 0, "epsilon", epsilon, "a positive number where zeta2 is 0");

  Plan plan;
  plan.step_size = max_step_size(bounds, L);
  if (bounds.sigma2 * L * plan.step_size > reach) plan.step_size = reach / (L * bounds.sigma2);
  // q^T <= exp(-rate T), and exp(-rate T) F_0 is to be at most reach / (2 mu (1 - m)).
  const Exact rate = plan.step_size * mu * (1 - bounds.m);
  plan.iterations = ceil_of_log(1 / rate, 2 * initial_gap * mu * (1 - bounds.m) / reach);
  plan.target = epsilon + 3 * gap_floor(bounds, mu);
  plan.floor = gap_floor(bounds, mu);
  return plan;
}

Exact gradient_norm_floor(const Bounds& bounds) {
  check(bounds);
  return bounds.zeta2 / (1 - bounds.m);
}

Exact gap_floor(const Bounds& bounds, const Exact& mu) {
  check(bounds);
  check_mu(mu);
  return bounds.zeta2 / (2 * mu * (1 - bounds.m));
}

}  // namespace biasbound
