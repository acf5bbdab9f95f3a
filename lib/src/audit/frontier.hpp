// --infer: what pairs (slope, intercept) the points (x, y) leave open in y <= slope x + intercept.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "audit/exact.hpp"

namespace biasbound::detail {

template <class Scalar>
using Pairs = std::vector<std::pair<Scalar, Scalar>>;

/// The non-decreasing part of the upper concave hull of the points and the origin, by ascending x.
/// Coordinates are >= 0. Adding the origin changes nothing for slopes and intercepts >= 0.
template <class Scalar>
Pairs<Scalar> upper_hull(Pairs<Scalar> points) {
  points.emplace_back(Scalar(0), Scalar(0));
  std::ranges::sort(points);
  Pairs<Scalar> hull;
  for (const auto& [x, y] : points) {
    if (!hull.empty() && hull.back().first == x) {
      hull.back().second = std::max(hull.back().second, y);
    } else {
      if (!hull.empty() && y <= hull.back().second) continue;
      hull.emplace_back(x, y);
    }
    while (hull.size() >= 3) {
      const auto& a = hull[hull.size() - 3];
      const auto& b = hull[hull.size() - 2];
      const auto& c = hull.back();
      if ((b.second - a.second) * (c.first - a.first) > (c.second - a.second) * (b.first - a.first))
        break;
      hull.erase(hull.end() - 2);
    }
  }
  return hull;
}

/// The vertices of the Pareto set of (slope, intercept), by ascending slope: from (0, largest y) to
/// the least intercept. Between two of them every convex combination is on the set as well.
template <class Scalar>
Pairs<Scalar> pareto_set(const Pairs<Scalar>& hull) {
  Pairs<Scalar> result;
  result.emplace_back(Scalar(0), hull.back().second);
  for (std::size_t i = hull.size(); i-- > 1;) {
    const auto& a = hull[i - 1];
    const auto& b = hull[i];
    const Scalar slope = (b.second - a.second) / (b.first - a.first);
    result.emplace_back(slope, a.second - slope * a.first);
  }
  return result;
}

/// The frontiers "bias" and "noise" from exact evaluations.
std::vector<Frontier> exact_frontiers(const std::vector<Evaluation>& evaluations,
                                      const std::optional<Claim>& claim);

/// One frontier from points (x, y); `name` is "bias" or "noise".
Frontier make_frontier(const std::string& name, const Pairs<Exact>& points, bool exact,
                       const std::optional<Claim>& claim);

}  // namespace biasbound::detail
