// The bounds of descent.hpp in rationals.
#include "biasbound/descent.hpp"

#include "theory/require.hpp"

namespace biasbound {
namespace {

using detail::require;

void require_positive(const std::string& name, const Exact& value) {
  require(value > 0, name, value, "a positive number");
}
void require_constants(const Exact& mu, const Exact& L) {
  require_positive("mu", mu);
  require(mu <= L, "mu", mu, "at most L = " + to_text(L));
}

}  // namespace

Exact refined_descent_bound(const Bounds& bounds, const Exact& L, const Exact& step,
                            const PointMoments<Exact>& at) {
  require_positive("L", L);
  require_positive("step size", step);
  const Exact smoothness = (bounds.M + 1) * L;
  return step / 2 *
         (at.bias_sq - at.gradient_sq - (1 - step * smoothness) * at.mean_sq +
          step * L * bounds.sigma2);
}

Exact mse_descent_bound(const Exact& L, const Exact& step, const PointMoments<Exact>& at) {
  require_positive("L", L);
  require_positive("step size", step);
  const Exact second_moment = at.mean_sq + at.noise_sq;
  return step / 2 * (at.error_sq - at.gradient_sq - (1 - step * L) * second_moment);
}

AbcBounds abc_bounds(const Bounds& bounds) {
  const Exact twice = 2 * (bounds.M + 1);
  return {.b = (1 - bounds.m) / 2,
          .c = bounds.zeta2 / 2,
          .B = twice * (1 + bounds.m),
          .C = twice * bounds.zeta2 + bounds.sigma2};
}

AbcBounds rand_k_abc_bounds(std::size_t d, std::size_t k, const Exact& Mb, const Exact& sb2) {
  require(1 <= k && k <= d, "k", Exact(k), "1 <= k <= d = " + std::to_string(d));
  const Exact p = Exact(k) / Exact(d);
  return {.b = p, .c = 0, .B = (1 + Mb) * p, .C = p * sb2};
}

Exact abc_descent_bound(const AbcBounds& abc, const Exact& L, const Exact& step,
                        const Exact& gradient_sq) {
  require_positive("L", L);
  require_positive("step size", step);
  return -step * (abc.b - step * L * abc.B / 2) * gradient_sq + step * abc.c +
         step * step * L * abc.C / 2;
}

Exact abc_one_step_bound(const AbcBounds& abc, const Exact& L, const Exact& mu, const Exact& step,
                         const Exact& gap) {
  require_constants(mu, L);
  const Exact largest = 2 * abc.b / (L * abc.B);
  require(step <= largest, "step size", step, "at most 2b/(LB) = " + to_text(largest));
  return gap + abc_descent_bound(abc, L, step, 2 * mu * gap);
}

Exact averaged_gap_bound(const Exact& L, const Exact& step, const Exact& sigma2,
                         const Exact& distance_sq, std::uint64_t T) {
  require_positive("L", L);
  require_positive("step size", step);
  require(step * L <= 1, "step size", step, "at most 1/L = " + to_text(Exact(1 / L)));
  require(T > 0, "iterations", Exact(T), "at least 1");
  return distance_sq / (2 * step * T) + step * sigma2 / 2;
}

Exact iterate_bias_threshold(const Exact& mu, const Exact& L) {
  require_constants(mu, L);
  return 4 * mu * L / ((mu + L) * (mu + L));
}

IterateContraction iterate_contraction(const Exact& mu, const Exact& L, const Exact& root_m) {
  const Exact m = root_m * root_m;
  const Exact threshold = iterate_bias_threshold(mu, L);
  require(root_m >= 0, "sqrt m", root_m, "at least 0");
  require(m < threshold, "m", m, "below 4 kappa/(1 + kappa)^2 = " + to_text(threshold));
  const Exact A = mu * L / (mu + L);
  const Exact B = 1 / (mu + L);
  const Exact spare = (threshold - m) / (4 * A);
  const Exact step = spare / ((1 + root_m) * (1 + root_m));
  return {.step = step, .factor = 1 - 2 * step * (A - m / (4 * (B - spare / 2)))};
}

}  // namespace biasbound
