// Which of the constants proved of a compressor it claims of itself.
#include "biasbound/subject.hpp"

namespace biasbound {

std::optional<Claim> strongest_claim(const CompressorBounds& bounds, bool deterministic) {
  if (bounds.omega) return claim_omega(*bounds.omega);
  if (bounds.delta && (deterministic || !bounds.bounds)) return claim_delta(*bounds.delta);
  if (bounds.bounds) return claim_bounds(*bounds.bounds);
  return std::nullopt;
}

}  // namespace biasbound
