// The steps of an audit, in the order in which audit() takes them.
#pragma once

#include "audit/exact.hpp"

namespace biasbound::detail {

/// Throws InvalidInput where claim, options and oracle do not fit together. Returns the claim to
/// audit: the caller's with f_star filled in, or the one that the oracle brings with it.
std::optional<Claim> fitting_claim(const Subject& subject, const std::optional<Claim>& claim,
                                   const Options& options);

/// Throws OracleError where equal seeds give unequal draws, the gradient changes between calls, or
/// an oracle declared deterministic is not.
void check_reproducible(Workers& workers, const Options& options);

/// Claims about pairs of points (Assumptions 1-2, Definition 5). Throws InvalidInput where the
/// oracle offers no values.
void audit_pairs(Context& context);

/// The honesty check of a compressor's bits.
void audit_bits(Context& context);

/// The simplest x for which `refutes` still holds, by zeros, equal entries and small rationals; at
/// most `steps` calls, and none after `seconds`. `doubles` keeps every entry a double.
Vector<Exact> shrink_point(Vector<Exact> x, bool doubles,
                           const std::function<bool(const Vector<Exact>&)>& refutes,
                           std::size_t steps, const Clock& clock, double seconds);

/// Shrinks the refuting point in `result.worst` to `result.shrunk`, re-certified at each step,
/// along `route` or with fresh draws where there is none.
void shrink_witness(Context& context, const AnySubject& original, std::optional<Route> route);

/// The law at the refuting point, the shrunk one where there is one, and what it violates: nothing
/// where no finite law is known there, or it is too long to be read by a proof checker.
std::optional<Refutation> refutation(const AnySubject& subject, const Claim& claim, Route route,
                                     const AuditResult& result);

/// What the claim means for SGD by Theorems 4 and 6, if it holds.
std::vector<Implication> implications(const Subject& subject, const Claim& claim);

/// One line that runs the same audit again.
std::string replay_line(const Subject& subject, const std::optional<Claim>& claim,
                        const Options& options);

}  // namespace biasbound::detail
