// A claim at one point, in the terms of the bets: h = g - grad f(x), E|h - c|^2 <= S, |E h| <=
// beta.
#pragma once

#include <optional>
#include <vector>

#include "biasbound/audit.hpp"

namespace biasbound::detail {

/// Relative allowance for what rounding does to sums over d entries: 8 d 2^-53, or 0.
double rounding_allowance(std::size_t d, Rounding rounding);

/// The claim's constants as doubles, each rounded so that the claim gets weaker.
struct Constants {
  ClaimKind kind = ClaimKind::bounds;
  double M = 0, sigma2 = 0, m = 0, zeta2 = 0;  // bounds
  double factor = 0;                           // 1 - delta, or omega

  static Constants of(const Claim& claim);
};

struct Hypothesis {
  double gradient_norm = 0;  ///< |grad f(x)|
  double beta = 0;           ///< bound on the bias |E h|
  double centre = 0;         ///< c = centre * grad f(x); M where beta > 0, else 0
  double S = 0;              ///< bound on E|h - c|^2
  double M = 0;
  double sigma2 = 0;
  bool direction = false;    ///< a bias is bounded: arm B
  bool blocks = false;       ///< M = 0 and beta > 0: the sample variance is sharper, arm C
  bool certificate = false;  ///< M > 0 and beta > 0: arm D
  bool no_noise = false;     ///< M = sigma2 = 0: all draws at x are equal
  double slack = 0;          ///< |h| below this is rounding
};

/// The claim at a point whose gradient has this norm. The centre is the one with the least S where
/// none is given.
Hypothesis hypothesis(const Constants& constants, double gradient_norm, double tolerance,
                      std::optional<double> centre = std::nullopt);

}  // namespace biasbound::detail
