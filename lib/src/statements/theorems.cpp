// The registry of theorems: which claims about which oracles of the catalogue are proved.
#include "statements/statements.hpp"

namespace biasbound {
namespace {

/// The kind of claim that constants like "delta = k/d" make.
ClaimKind claim_kind(std::string_view constants) {
  const std::string_view name = constants.substr(0, constants.find_first_of(" ;,="));
  return name == "delta"   ? ClaimKind::delta
         : name == "omega" ? ClaimKind::omega
                           : ClaimKind::bounds;
}

/// Do the constants of this kind imply the claim? An unbiased compressor's omega is an M too.
bool implied(const Claim& claim, ClaimKind proved, const CompressorBounds& known) {
  if (claim.kind != proved && !(proved == ClaimKind::omega && claim.kind == ClaimKind::bounds))
    return false;
  switch (claim.kind) {
    case ClaimKind::delta:
      return known.delta && claim.at("delta") <= *known.delta;
    case ClaimKind::omega:
      return known.omega && claim.at("omega") >= *known.omega;
    case ClaimKind::bounds:
      return known.bounds && claim.at("M") >= known.bounds->M &&
             claim.at("sigma2") >= known.bounds->sigma2 && claim.at("m") >= known.bounds->m &&
             claim.at("zeta2") >= known.bounds->zeta2;
    default:
      return false;
  }
}

}  // namespace

std::vector<Theorem> theorems() {
  std::vector<Theorem> all;
  for (const Statement& statement : statements())
    for (const Coverage& coverage : statement.covers)
      all.push_back({coverage.theorem, [&coverage, kind = claim_kind(coverage.constants)](
                                           const Subject& subject, const Claim& claim) {
                       const auto known = subject.known();
                       return known && known->kind == coverage.oracle &&
                              implied(claim, kind, known->constants);
                     }});
  return all;
}

}  // namespace biasbound
