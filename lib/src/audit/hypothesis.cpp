// A claim at one point: see hypothesis.hpp.
#include "audit/hypothesis.hpp"

#include <cmath>

namespace biasbound::detail {

double rounding_allowance(std::size_t d, Rounding rounding) {
  return rounding == Rounding::exact ? 0 : 8 * static_cast<double>(d) * 0x1p-53;
}

Constants Constants::of(const Claim& claim) {
  Constants constants;
  constants.kind = claim.kind;
  switch (claim.kind) {
    case ClaimKind::bounds:
      constants.M = to_double_up(claim.at("M"));
      constants.sigma2 = to_double_up(claim.at("sigma2"));
      constants.m = to_double_up(claim.at("m"));
      constants.zeta2 = to_double_up(claim.at("zeta2"));
      break;
    case ClaimKind::delta:
      constants.factor = to_double_up(1 - claim.at("delta"));
      break;
    case ClaimKind::omega:
      constants.factor = to_double_up(claim.at("omega"));
      break;
    default:
      throw InvalidInput("claim: '" + to_text(claim) + "' has no statistical test");
  }
  return constants;
}

Hypothesis hypothesis(const Constants& constants, double gradient_norm, double tolerance,
                      std::optional<double> centre) {
  Hypothesis at;
  at.gradient_norm = gradient_norm;
  at.slack = 2 * tolerance * gradient_norm;
  const double G2 = gradient_norm * gradient_norm;
  if (constants.kind != ClaimKind::bounds) {
    at.S = constants.factor * G2 * (1 + tolerance);
    at.direction = constants.kind == ClaimKind::omega && at.S > 0;
    at.beta = constants.kind == ClaimKind::omega ? tolerance * gradient_norm : 0;
    return at;
  }
  const double M = constants.M;
  at.M = M;
  at.sigma2 = constants.sigma2 * (1 + tolerance);
  const double claimed = std::sqrt(constants.m * G2 + constants.zeta2);
  at.beta = claimed + tolerance * (gradient_norm + claimed);
  at.no_noise = M == 0 && constants.sigma2 == 0;
  at.slack = 2 * tolerance * (gradient_norm + claimed);
  const bool biased = claimed > 0;
  at.centre = centre.value_or(biased ? M : 0);
  // E|h - c|^2 <= M G^2 + sigma2 + (M + 1) beta^2 + 2 beta |M G - c| + |c|^2
  const double off_centre = std::abs(M - at.centre) * gradient_norm;
  at.S = (M * G2 + (M + 1) * at.beta * at.beta + 2 * at.beta * off_centre +
          at.centre * at.centre * G2) *
             (1 + tolerance) +
         at.sigma2;
  if (!biased && M == 0 && constants.sigma2 == 0 && at.centre == 0) at.S = 0;
  at.direction = at.S > 0;
  at.blocks = M == 0 && at.sigma2 > 0 && biased;
  at.certificate = M > 0 && biased && gradient_norm > 0;
  return at;
}

}  // namespace biasbound::detail
