// Claims: what an author says of an oracle, a compressor or an objective, for all x.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "biasbound/oracle.hpp"

namespace biasbound {

enum class ClaimKind {
  bounds,      // M, sigma2, m, zeta2           Assumptions 3-4, jointly
  delta,       // delta                         Definition 2
  omega,       // omega                         unbiased compressors
  inexact,     // inexact_delta, L              Definition 5
  regularity,  // L and/or mu (with f_star)     Assumptions 1-2
  bits,        // bits
};

/// One claim: a kind and its constants, exact. Build it with `parse_claim` or the functions below;
/// all of them validate and throw InvalidInput naming the constant and its value.
struct Claim {
  ClaimKind kind = ClaimKind::bounds;
  std::map<std::string, Exact, std::less<>> constants;

  /// The constant's value; throws InvalidInput if the claim has none of that name.
  [[nodiscard]] const Exact& at(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;

  friend bool operator==(const Claim&, const Claim&) = default;
};

Claim claim_bounds(const Bounds& bounds);
Claim claim_delta(const Exact& delta);
Claim claim_omega(const Exact& omega);

/// "NAME=VALUE[,NAME=VALUE...]", the command line's --claim. Within `bounds` a missing constant
/// is 0. Impossible constants (m >= 1, negative sigma2, delta > 1, delta <= 0) throw.
Claim parse_claim(std::string_view text);
/// The same from names and values already parsed.
Claim make_claim(const std::map<std::string, Exact, std::less<>>& constants);

/// "M=3,sigma2=0,m=1/4,zeta2=0": parse_claim reads it back.
std::string to_text(const Claim& claim);
/// "E|n|^2 <= M |grad f + b|^2 + sigma2 and |b|^2 <= m |grad f|^2 + zeta2, for all x"
std::string formula(const Claim& claim);
/// Where the claim comes from: "Assumptions 3-4".
std::string source(const Claim& claim);
std::string_view to_text(ClaimKind kind);

/// One inequality measured <= bound; a claim is one or two of them ("noise" and "bias", ...).
template <class Scalar>
struct Inequality {
  std::string name;  // "noise", "bias", "error", "unbiased", "smoothness", "pl", "lower", "upper"
  Scalar measured{};
  Scalar bound{};
};

/// The inequalities of a claim that speaks about one point (bounds, delta, omega).
template <class Scalar>
std::vector<Inequality<Scalar>> at_point(const Claim& claim, const PointMoments<Scalar>& moments);

extern template std::vector<Inequality<double>> at_point(const Claim&, const PointMoments<double>&);
extern template std::vector<Inequality<Exact>> at_point(const Claim&, const PointMoments<Exact>&);

/// What a claim about a pair of points speaks about: x, y and what was answered there.
template <class Scalar>
struct PairValues {
  Scalar value_x{};        ///< f(x)
  Scalar value_y{};        ///< f(y), or f~(y) of Definition 5
  Scalar linear{};         ///< <grad f(y), x - y>, or <g~(y), x - y>
  Scalar distance_sq{};    ///< |x - y|^2
  Scalar gradient_sq_x{};  ///< |grad f(x)|^2; `mu` only
};

/// The inequalities of a claim that speaks about pairs (inexact, regularity). f_star is needed
/// where the claim has a `mu`; it is not read otherwise.
template <class Scalar>
std::vector<Inequality<Scalar>> at_pair(const Claim& claim, const PairValues<Scalar>& values);

extern template std::vector<Inequality<double>> at_pair(const Claim&, const PairValues<double>&);
extern template std::vector<Inequality<Exact>> at_pair(const Claim&, const PairValues<Exact>&);

/// Does the claim speak about pairs of points (true), or about one point at a time (false)?
bool about_pairs(const Claim& claim);

}  // namespace biasbound
