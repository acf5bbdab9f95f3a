// The search: many points, few draws, halved until four are left; then a derivative-free optimiser.
#pragma once

#include <vector>

#include "audit/evidence.hpp"

namespace biasbound::detail {

struct SearchResult {
  std::vector<PointState> finalists;  ///< best first
  std::uint64_t draws = 0;
  std::size_t points = 0;
  std::optional<Certain> certain;  ///< then finalists[0] is the witness
};

/// A point ready for draws: its gradient and the claim there.
PointState make_state(Session& session, TestPoint point, const Constants& constants,
                      double tolerance);

/// Query for `count` draws at the state, continuing its stream of this purpose.
Query query_at(const PointState& state, std::uint64_t seed, Purpose purpose, std::uint64_t first,
               std::size_t count);

/// Searches with Purpose::search only: the confirmation's draws stay unseen.
SearchResult search(Workers& workers, const Constants& constants, const Options& options);

}  // namespace biasbound::detail
