// One step of compressed gradient descent, sharper than Lemma 2 with the compressor's constants:
// the rates of section 5 follow from these, and from Theorem 6 only with the square of the
// slowdown.
//
// x+ = x - step g, f is L-smooth in the sense of (3), gradient_sq = |grad f(x)|^2. Both throw
// InvalidInput, naming the constant and its value, where one is out of the range stated.
#pragma once

#include "biasbound/scalar.hpp"

namespace biasbound {

/// g = C(grad f(x)) for any C in C(delta) (Definition 2), random or not, 0 < delta <= 1 and
/// 0 < step <= 1/L:
///   E f(x+) - f(x) <= -(step delta / 2)|grad f|^2.
/// (3) gives -(step/2)|G|^2 + (step/2) E|g - G|^2 - (step/2)(1 - step L) E|g|^2 for every g, and
/// the second term is at most (step/2)(1 - delta)|G|^2. No M is in it.
Exact contraction_descent_bound(const Exact& delta, const Exact& L, const Exact& step,
                                const Exact& gradient_sq);

/// g = rand-k of grad f + n, p = k/d and E|n|^2 <= Mb |grad f|^2 + sb2, any step > 0; or top-k of
/// the gradient, with Mb = sb2 = 0 and step <= 2/L:
///   E f(x+) - f(x) <= -step p (1 - step L (1 + Mb)/2)|grad f|^2 + step^2 L p sb2 / 2.
/// For rand-k E<G, g> = p |G|^2 and E|g|^2 = p E|G + n|^2; for top-k <G, g> = |g|^2 >= p |G|^2.
Exact sparsified_descent_bound(const Exact& p, const Exact& Mb, const Exact& sb2, const Exact& L,
                               const Exact& step, const Exact& gradient_sq);

}  // namespace biasbound
