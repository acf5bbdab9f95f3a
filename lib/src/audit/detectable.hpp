// What the confirmed draws say beyond "not refuted": the constants that they would have refuted,
// and whether a declared range lets them support the claim.
#pragma once

#include <string>
#include <vector>

#include "audit/confirm.hpp"

namespace biasbound::detail {

struct Detectable {
  std::string constant;
  double value = 0;  ///< the largest value these draws would have refuted
  std::string text;  ///< "refutes any sigma2 below 0.97"
};

/// One entry a half of the claim; the other constants stay as claimed.
std::vector<Detectable> detectable(const Claim& claim, const Confirmation& confirmation,
                                   double tolerance);

/// True where the oracle declares a range and at every confirmed point the draws reject, at level
/// alpha over all of them, that the mean reaches the bound.
bool supported(Workers& workers, const Constants& constants, const Confirmation& confirmation,
               double alpha);

}  // namespace biasbound::detail
