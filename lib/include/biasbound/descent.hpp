// One step of SGD, beyond Lemma 2: a refined descent bound for every step size, the same through
// the mean squared error alone, the form with an alignment and a second moment ("biased ABC"), the
// averaged bound for convex f, and the contraction of |x - x*|^2 behind Remark 7.
//
// Throughout G = grad f(x), b = E g - G, L' = (M + 1) L. All throw InvalidInput, naming the
// constant and its value, where one is outside the range given.
#pragma once

#include <cstdint>

#include "biasbound/law.hpp"
#include "biasbound/oracle.hpp"

namespace biasbound {

/// Lemma 2 refined, for every step > 0: E f(x+) - f(x) is at most
///   -(step/2)(|G|^2 - |b|^2) - (step/2)(1 - step L')|G + b|^2 + step^2 L sigma2 / 2.
/// Equality on (L/2)|x|^2 where E|n|^2 = M |G + b|^2 + sigma2. Of `at`, |G|^2, |b|^2 and |E g|^2
/// are used; of `bounds`, M and sigma2.
Exact refined_descent_bound(const Bounds& bounds, const Exact& L, const Exact& step,
                            const PointMoments<Exact>& at);

/// Where zeta2 = sigma2 = 0: E f(x+) - f(x) <= -decrease |G|^2 for decrease = step r - step^2 L'
/// r^2 / 2, r = 1 - sqrt m where step <= 1/L' and 1 + sqrt m beyond. The best that m, M and L allow
/// at every step > 0; largest at 1/L', where it is (1 - m)/(2 L'), and positive below
/// descent_limit. `smoothness` is L'.
template <class Scalar>
Scalar guaranteed_decrease(const Exact& smoothness, const Exact& step, const Scalar& root_m) {
  const Scalar r = step * smoothness <= 1 ? Scalar(1) - root_m : Scalar(1) + root_m;
  const Scalar moved = Scalar(step) * r;
  return moved - moved * moved * Scalar(smoothness) / Scalar(2);
}
/// 2 / (L' (1 + sqrt m))
template <class Scalar>
Scalar descent_limit(const Exact& smoothness, const Scalar& root_m) {
  return Scalar(2) / (Scalar(smoothness) * (Scalar(1) + root_m));
}

/// For every step > 0: E f(x+) - f(x) <= -(step/2)|G|^2 + (step/2) E|g - G|^2 - (step/2)(1 - step
/// L) E|g|^2, equality on (L/2)|x|^2. So -(step delta / 2)|G|^2 for g = C(G), C in C(delta), step
/// <= 1/L, whatever C's M.
Exact mse_descent_bound(const Exact& L, const Exact& step, const PointMoments<Exact>& at);

/// <G, E g> >= b |G|^2 - c and E|g|^2 <= B |G|^2 + C, for every x.
struct AbcBounds {
  Exact b = 1;
  Exact c = 0;
  Exact B = 1;
  Exact C = 0;
};
/// From Assumptions 3 and 4: b = (1 - m)/2, c = zeta2/2, B = 2 (M + 1)(1 + m), C = 2 (M + 1) zeta2
/// + sigma2.
AbcBounds abc_bounds(const Bounds& bounds);
/// Rand-k of a stochastic gradient (Lemma 10), all attained: with p = k/d, b = p, c = 0, B = (1 +
/// Mb) p, C = p sb2.
AbcBounds rand_k_abc_bounds(std::size_t d, std::size_t k, const Exact& Mb, const Exact& sb2);

/// E f(x+) - f(x) <= -step (b - step L B / 2)|G|^2 + step c + step^2 L C / 2 for every step > 0.
Exact abc_descent_bound(const AbcBounds& abc, const Exact& L, const Exact& step,
                        const Exact& gradient_sq);
/// With (4), for step <= 2 b / (L B): F_{t+1} <= (1 - 2 mu step (b - step L B / 2)) F_t + step c +
/// step^2 L C / 2.
Exact abc_one_step_bound(const AbcBounds& abc, const Exact& L, const Exact& mu, const Exact& step,
                         const Exact& gap);

/// Convex f, an unbiased oracle with M = 0, step <= 1/L: the mean of F_t over t < T is at most
/// |x_0 - x*|^2 / (2 step T) + step sigma2 / 2.
Exact averaged_gap_bound(const Exact& L, const Exact& step, const Exact& sigma2,
                         const Exact& distance_sq, std::uint64_t T);

/// Remark 7: |x - x*|^2 contracts in one step of some size for every mu-strongly convex, L-smooth f
/// and every bias |b|^2 <= m |G|^2 if and only if m is below this: 4 kappa / (1 + kappa)^2, kappa =
/// L / mu. At least 1/kappa.
Exact iterate_bias_threshold(const Exact& mu, const Exact& L);

struct IterateContraction {
  Exact step;
  Exact factor;  ///< |x - step E g - x*|^2 <= factor |x - x*|^2, factor < 1
};
/// For m = root_m^2 below the threshold. With e = x - x*, <G, e> >= (mu L |e|^2 + |G|^2)/(mu + L),
/// so <E g, e> >= A |e|^2 - sqrt m |G||e| + B |G|^2 for A = mu L / (mu + L), B = 1 / (mu + L). Half
/// of what B can spare, (4 A B - m)/(4 A), pays for step |E g|^2 <= step (1 + sqrt m)^2 |G|^2.
IterateContraction iterate_contraction(const Exact& mu, const Exact& L, const Exact& root_m);

}  // namespace biasbound
