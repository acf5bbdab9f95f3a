#include "biasbound/compressed_rates.hpp"

#include "biasbound/descent.hpp"
#include "theory/require.hpp"

namespace biasbound {
namespace {

using detail::require;

void check(const Exact& L, const Exact& step, const Exact& gradient_sq) {
  require(L > 0, "L", L, "a positive number");
  require(step > 0, "step size", step, "a positive number");
  require(gradient_sq >= 0, "squared gradient norm", gradient_sq, "at least 0");
}

}  // namespace

Exact contraction_descent_bound(const Exact& delta, const Exact& L, const Exact& step,
                                const Exact& gradient_sq) {
  check(L, step, gradient_sq);
  require(delta > 0 && delta <= 1, "delta", delta, "0 < delta <= 1");
  require(step * L <= 1, "step size", step, "at most 1/L");
  return -step * delta * gradient_sq / 2;
}

Exact sparsified_descent_bound(const Exact& p, const Exact& Mb, const Exact& sb2, const Exact& L,
                               const Exact& step, const Exact& gradient_sq) {
  check(L, step, gradient_sq);
  require(p > 0 && p <= 1, "k/d", p, "0 < k/d <= 1");
  require(Mb >= 0, "Mb", Mb, "at least 0");
  require(sb2 >= 0, "sb2", sb2, "at least 0");
  return abc_descent_bound({.b = p, .c = 0, .B = (1 + Mb) * p, .C = p * sb2}, L, step, gradient_sq);
}

}  // namespace biasbound
