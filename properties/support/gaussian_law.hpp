// A finite law whose expectations are those of a standard normal, for polynomials of degree at most
// seven. On a quadratic the zeroth-order oracle (8) has |g|^2 of degree six in u, so that its first
// two moments under this law are the true ones, exactly.
#pragma once

#include "biasbound/law.hpp"

namespace biasbound::property {

/// The weight of the node -3, ..., 3.
inline Exact gaussian_weight(int node) {
  switch (node < 0 ? -node : node) {
    case 0:
      return Exact(7, 18);
    case 1:
      return Exact(1, 4);
    case 2:
      return Exact(1, 20);
    default:
      return Exact(1, 180);
  }
}

/// The product law of d such coordinates: 7^d points u.
inline FiniteLaw<Exact> gaussian_law(std::size_t d) {
  FiniteLaw<Exact> law{{Exact(1), Vector<Exact>::Zero(static_cast<Eigen::Index>(d))}};
  for (Eigen::Index i = 0; i < static_cast<Eigen::Index>(d); ++i) {
    FiniteLaw<Exact> longer;
    for (const auto& outcome : law)
      for (int node = -3; node <= 3; ++node) {
        Vector<Exact> u = outcome.value;
        u(i) = node;
        longer.push_back({outcome.weight * gaussian_weight(node), std::move(u)});
      }
    law = std::move(longer);
  }
  return law;
}

}  // namespace biasbound::property
