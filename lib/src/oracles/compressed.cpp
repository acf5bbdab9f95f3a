#include "biasbound/oracles/compressed.hpp"

#include <algorithm>

namespace biasbound {

Bounds rand_k_bounds(std::size_t d, std::size_t k, const Exact& Mb, const Exact& sb2) {
  require_k("rand-k", k, d);
  const Exact p = Exact(k) / Exact(d);
  return {.M = (1 + Mb) / p - 1, .sigma2 = p * sb2, .m = (1 - p) * (1 - p), .zeta2 = 0};
}

Bounds rand_k_bounds_printed(std::size_t d, std::size_t k, const Exact& Mb, const Exact& sb2) {
  Bounds bounds = rand_k_bounds(d, k, Mb, sb2);
  bounds.m = 1 - Exact(k) / Exact(d);
  return bounds;
}

Bounds unbiased_compressor_bounds(const Exact& omega, const Exact& Mb, const Exact& sb2) {
  return {.M = (1 + omega) * (1 + Mb) - 1, .sigma2 = (1 + omega) * sb2, .m = 0, .zeta2 = 0};
}

Bounds top_k_unimodal_bounds(std::size_t d, std::size_t k, const Exact& sb2) {
  require_k("top-k", k, d);
  const Exact p = Exact(k) / Exact(d);
  return {.M = 1 / p - 1, .sigma2 = sb2, .m = 1 - p, .zeta2 = 0};
}

std::optional<Bounds> contraction_bounds(const Exact& delta, const Exact& Mb, const Exact& sb2) {
  const Exact q = 1 - delta;
  const Exact m = q * (1 + Mb);
  if (m >= 1) return std::nullopt;
  if (Mb == 0 && sb2 == 0) return Bounds{.M = q / delta, .sigma2 = 0, .m = q, .zeta2 = 0};
  const Exact a = std::max<Exact>(1, 2 * Mb / (1 - m));
  const Exact c = q + Mb * (1 / a + q);
  return Bounds{.M = (1 + a) * c / (1 - c),
                .sigma2 = (1 + 1 / a + (1 + a) * q) * sb2,
                .m = m,
                .zeta2 = q * sb2};
}

}  // namespace biasbound
