// What the confirmed draws say beyond "not refuted": see detectable.hpp.
#include "audit/detectable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace biasbound::detail {
namespace {

/// Largest log wealth over time that a grid of bets reaches on the kept draws under other
/// constants.
double best_noise_wealth(const Constants& constants, const Confirmation& confirmation,
                         double tolerance) {
  std::vector<Hypothesis> at;
  for (const PointState& state : confirmation.states())
    // The centre was fixed when the draws were made.
    at.push_back(hypothesis(constants, state.at.gradient_norm, tolerance, state.at.centre));
  RatioBet bet;
  RatioBet blocks;
  double best = 0;
  std::size_t count = 0;
  for (const Kept& draw : confirmation.kept()) {
    const Hypothesis& here = at[draw.state];
    if (here.S > 0)
      bet.bet(draw.square / here.S, 0);
    else if (draw.square > here.slack * here.slack)
      return std::numeric_limits<double>::infinity();
    if (draw.block >= 0) {
      if (here.sigma2 > 0)
        blocks.bet(draw.block / here.sigma2, 0);
      else if (draw.block > here.slack * here.slack)
        return std::numeric_limits<double>::infinity();
    }
    if (++count % 64 == 0) best = std::max({best, bet.log_wealth(), blocks.log_wealth()});
  }
  return std::max({best, bet.log_wealth(), blocks.log_wealth()});
}

/// The same for |E h| <= beta along the directions that were bet on.
double best_bias_wealth(const Constants& constants, const Confirmation& confirmation,
                        double tolerance) {
  std::vector<Hypothesis> at;
  for (const PointState& state : confirmation.states())
    at.push_back(hypothesis(constants, state.at.gradient_norm, tolerance));
  DirectionBet bet;
  double best = 0;
  double last_p = std::numeric_limits<double>::quiet_NaN();
  std::size_t count = 0;
  for (const Kept& draw : confirmation.kept()) {
    const Hypothesis& here = at[draw.state];
    if (!draw.bet_direction || !(here.S > 0)) continue;
    const double root = std::sqrt(here.S);
    const double p =
        (here.beta - confirmation.states()[draw.state].at.centre * draw.along_centre) / root;
    if (p != last_p) bet.set(p, 0);
    last_p = p;
    bet.bet((draw.along - here.beta) / root, draw.square / here.S);
    if (++count % 64 == 0) best = std::max(best, bet.log_wealth());
  }
  return std::max(best, bet.log_wealth());
}

/// Largest value in [0, claimed] whose wealth reaches the threshold; negative where none does.
/// The wealth decreases in the value.
double bisect(double claimed, double threshold, const std::function<double(double)>& log_wealth) {
  if (log_wealth(0) < threshold) return -1;
  double low = 0;
  double high = claimed;
  for (int i = 0; i < 12; ++i) {
    const double middle = (low + high) / 2;
    (log_wealth(middle) >= threshold ? low : high) = middle;
  }
  return low;
}

Constants with(Constants constants, const std::string& name, double value) {
  if (name == "M") constants.M = value;
  if (name == "sigma2") constants.sigma2 = value;
  if (name == "m") constants.m = value;
  if (name == "zeta2") constants.zeta2 = value;
  if (name == "delta") constants.factor = value;  // of 1 - delta
  if (name == "omega") constants.factor = value;
  return constants;
}

}  // namespace

std::vector<Detectable> detectable(const Claim& claim, const Confirmation& confirmation,
                                   double tolerance) {
  const Constants constants = Constants::of(claim);
  // The grid alone, with its share of the wealth.
  const double threshold = confirmation.log_threshold() +
                           std::log(2.0 * static_cast<double>(confirmation.wealth().arms()));
  std::vector<Detectable> result;
  const auto add = [&](const std::string& name, double claimed, auto wealth) {
    if (!(claimed > 0)) return;
    const double value = bisect(claimed, threshold, [&](double other) {
      return wealth(with(constants, name, other), confirmation, tolerance);
    });
    if (value < 0) return;
    if (name == "delta")
      result.push_back({name, 1 - value, fmt::format("refutes any delta above {:.4g}", 1 - value)});
    else
      result.push_back({name, value, fmt::format("refutes any {} below {:.4g}", name, value)});
  };
  if (constants.kind == ClaimKind::bounds) {
    if (constants.sigma2 > 0)
      add("sigma2", constants.sigma2, best_noise_wealth);
    else
      add("M", constants.M, best_noise_wealth);
    if (constants.zeta2 > 0)
      add("zeta2", constants.zeta2, best_bias_wealth);
    else
      add("m", constants.m, best_bias_wealth);
  } else {
    add(constants.kind == ClaimKind::delta ? "delta" : "omega", constants.factor,
        best_noise_wealth);
  }
  return result;
}

bool supported(Workers& workers, const Constants& constants, const Confirmation& confirmation,
               double alpha) {
  // Unbiasedness is an equality, and a centre that is not 0 does not bound E|h|^2.
  if (constants.kind == ClaimKind::omega || constants.M > 0) return false;
  const std::size_t points = confirmation.states().size();
  std::vector<RatioBet> bets(points);
  std::vector<double> bound(points);
  std::vector<double> most(points);
  for (std::size_t i = 0; i < points; ++i) {
    const PointState& state = confirmation.states()[i];
    const std::optional<double> range = workers.session().range(state.point.x);
    if (!range) return false;
    const double G2 = state.gradient_norm_sq();
    // E|h|^2 within both halves' bounds is within each.
    bound[i] = constants.kind == ClaimKind::delta
                   ? constants.factor * G2
                   : std::min(constants.m * G2 + constants.zeta2, constants.sigma2);
    if (!(bound[i] > 0) || !(*range > 0)) return false;
    most[i] = *range;
  }
  // Under "the mean is at least the bound" 1 + kappa (1 - Z / bound) has mean at most 1, and it is
  // non-negative for kappa <= bound / (range - bound). As a RatioBet: Y = 1 + (1 - Z / bound) k
  // with k that largest kappa, capped at 1 where the range does not exceed the bound.
  for (const Kept& draw : confirmation.kept()) {
    const std::size_t i = draw.state;
    const double scale = most[i] > 2 * bound[i] ? bound[i] / (most[i] - bound[i]) : 1;
    bets[i].bet(1 + scale * (1 - draw.square / bound[i]), 0);
  }
  const double threshold = std::log(2.0 * static_cast<double>(points) / alpha);
  return std::all_of(bets.begin(), bets.end(),
                     [&](const RatioBet& bet) { return bet.log_wealth() >= threshold; });
}

}  // namespace biasbound::detail
