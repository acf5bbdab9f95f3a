// Lemma 2, Lemma 3, Theorem 4 and Theorem 6 as functions: constants in, bound, step size,
// iterations and floor out. Each formula stands here once.
//
// All of them throw InvalidInput, naming the constant and its value, unless 0 <= m < 1; M, sigma2,
// zeta2, gaps and epsilon are at least 0; 0 < mu <= L; and 0 < step <= max_step_size.
#pragma once

#include <cstdint>
#include <optional>

#include "biasbound/oracle.hpp"

namespace biasbound {

/// Largest step size the theorems admit, 1 / ((M + 1) L).
Exact max_step_size(const Bounds& bounds, const Exact& L);

/// Lemma 2, the right-hand side of (5): an upper bound on E f(x+) - f(x) at |grad f(x)|^2 =
/// gradient_sq, for 0 < step <= max_step_size.
Exact descent_bound(const Bounds& bounds, const Exact& L, const Exact& step,
                    const Exact& gradient_sq);

/// Lemma 3: a bound on Psi_T, the mean of E|grad f(x_t)|^2 over t < T. initial_gap = f(x_0) - f*,
/// T >= 1.
Exact gradient_norm_bound(const Bounds& bounds, const Exact& L, const Exact& step,
                          const Exact& initial_gap, std::uint64_t T);

/// (6): a bound on F_{t+1} given F_t.
Exact one_step_bound(const Bounds& bounds, const Exact& L, const Exact& mu, const Exact& step,
                     const Exact& gap);

/// Theorem 6 as printed, q^T F_0 + Xi / 2, and sharper, q^T F_0 + (1 - q^T) Xi / 2, where
/// q = 1 - step mu (1 - m) and Xi = (zeta2 + step L sigma2) / (mu (1 - m)): bounds on F_T. Exact
/// while q^T takes at most 2^16 bits to write; else rounded up, by at most 2^-180 q^T F_0 or
/// 2^-65536 F_0.
Exact gap_bound_printed(const Bounds& bounds, const Exact& L, const Exact& mu, const Exact& step,
                        const Exact& initial_gap, std::uint64_t T);
Exact gap_bound(const Bounds& bounds, const Exact& L, const Exact& mu, const Exact& step,
                const Exact& initial_gap, std::uint64_t T);

struct Plan {
  Exact step_size;
  std::uint64_t iterations = 0;  ///< T that is enough; 2^63 - 1 where it does not fit
  Exact target;                  ///< what T iterations reach: Psi_T (Theorem 4) or F_T (Theorem 6)
  Exact floor;                   ///< what no T gets below, in the worst case
};

/// Theorem 4 with explicit constants: Psi_T <= epsilon + 2 zeta2 / (1 - m) for
///   step = min{1 / ((M + 1) L), a / (2 L sigma2)}, a = epsilon (1 - m) + zeta2,
///   T = max{1, ceil(L F_0 max{4 (M + 1) / a, 8 sigma2 / a^2})},
/// since each of 2 F_0 / (step T) and step L sigma2 in Lemma 3 is then at most a / 2. InvalidInput
/// where a = 0. A term divided by sigma2 = 0 is read as infinite.
Plan plan_gradient_norm(const Bounds& bounds, const Exact& L, const Exact& initial_gap,
                        const Exact& epsilon);

/// Theorem 6 with explicit constants: F_T <= epsilon + 3/2 zeta2 / (mu (1 - m)) for
///   step = min{1 / ((M + 1) L), A / (L sigma2)}, A = epsilon mu (1 - m) + zeta2,
///   T = ceil(max{M + 1, sigma2 / A} L / (mu (1 - m)) log+(2 F_0 mu (1 - m) / A)),
/// since q^T F_0 is then at most A / (2 mu (1 - m)) and step L sigma2 at most A. InvalidInput where
/// A = 0. The logarithm is rounded up, so T is never too small.
Plan plan_gap(const Bounds& bounds, const Exact& L, const Exact& mu, const Exact& initial_gap,
              const Exact& epsilon);

/// zeta2 / (1 - m), and zeta2 / (2 mu (1 - m)): attained by the oracle of Remark 5 started where it
/// is zero.
Exact gradient_norm_floor(const Bounds& bounds);
Exact gap_floor(const Bounds& bounds, const Exact& mu);

}  // namespace biasbound
