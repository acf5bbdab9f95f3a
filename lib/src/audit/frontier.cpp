// Frontiers of (m, zeta2) and (M, sigma2) for a report (Assumptions 3-4).
#include "audit/frontier.hpp"

namespace biasbound::detail {
namespace {

std::vector<std::pair<double, double>> in_doubles(const Pairs<Exact>& pairs) {
  std::vector<std::pair<double, double>> result;
  result.reserve(pairs.size());
  for (const auto& pair : pairs) result.emplace_back(to_double(pair.first), to_double(pair.second));
  return result;
}

}  // namespace

Frontier make_frontier(const std::string& name, const Pairs<Exact>& points, bool exact,
                       const std::optional<Claim>& claim) {
  const bool bias = name == "bias";
  Frontier frontier;
  frontier.name = name;
  frontier.x_name = bias ? "|grad f|^2" : "|E g|^2";
  frontier.y_name = bias ? "|b|^2" : "E|n|^2";
  frontier.exact = exact;
  frontier.points = in_doubles(points);
  const Pairs<Exact> hull = upper_hull(points);
  frontier.hull = in_doubles(hull);
  frontier.pareto = in_doubles(pareto_set(hull));
  if (claim && claim->kind == ClaimKind::bounds)
    frontier.claim = std::pair(to_double(claim->at(bias ? "m" : "M")),
                               to_double(claim->at(bias ? "zeta2" : "sigma2")));
  return frontier;
}

std::vector<Frontier> exact_frontiers(const std::vector<Evaluation>& evaluations,
                                      const std::optional<Claim>& claim) {
  Pairs<Exact> bias;
  Pairs<Exact> noise;
  for (const Evaluation& at : evaluations) {
    bias.emplace_back(at.moments.gradient_sq, at.moments.bias_sq);
    noise.emplace_back(at.moments.mean_sq, at.moments.noise_sq);
  }
  return {make_frontier("bias", bias, true, claim), make_frontier("noise", noise, true, claim)};
}

}  // namespace biasbound::detail
