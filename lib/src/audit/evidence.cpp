// The evidence against a claim: see evidence.hpp.
#include "audit/evidence.hpp"

#include <algorithm>
#include <cmath>

#include "biasbound/law.hpp"

namespace biasbound::detail {
namespace {

double cross(const std::vector<double>& a, const std::vector<double>& b) {
  return dot<double>(a, b);
}

}  // namespace

void PointState::add(const DrawStats& stats) {
  const std::size_t d = gradient.size();
  if (even.empty()) {
    even.assign(d, 0);
    odd.assign(d, 0);
  }
  for (std::size_t i = 0; i < d; ++i) {
    even[i] += stats.even[i];
    odd[i] += stats.odd[i];
  }
  draws += stats.square.size();
  for (const double square : stats.square) {
    square_sum += square;
    if (at.S > 0) noise_fit.add(square / at.S);
  }
  for (const double block : stats.block) {
    block_sum += block;
    block_square_sum += block * block;
    if (at.blocks) block_fit.add(block / at.sigma2);
  }
}

double PointState::bias_sq() const {
  const double half = static_cast<double>(draws) / 2;
  return cross(even, odd) / (half * half);
}

double PointState::mean_sq() const {
  const double half = static_cast<double>(draws) / 2;
  double sum = 0;
  for (std::size_t i = 0; i < gradient.size(); ++i)
    sum += (even[i] / half + gradient[i]) * (odd[i] / half + gradient[i]);
  return sum;
}

double PointState::noise_sq() const { return block_sum / (static_cast<double>(draws) / 4); }

double PointState::noise_sq_error() const {
  const double n = static_cast<double>(draws) / 4;
  const double mean = block_sum / n;
  return std::sqrt(std::max(0.0, block_square_sum / n - mean * mean) / n);
}

double PointState::bias_along() const {
  const double half = static_cast<double>(draws) / 2;
  const double a = std::sqrt(cross(even, even)) / half;
  const double b = std::sqrt(cross(odd, odd)) / half;
  if (a == 0 || b == 0) return 0;
  return .5 * bias_sq() * (1 / a + 1 / b);
}

std::vector<double> PointState::mean_h() const {
  std::vector<double> mean(gradient.size());
  for (std::size_t i = 0; i < mean.size(); ++i)
    mean[i] = (even[i] + odd[i]) / static_cast<double>(draws);
  return mean;
}

double noise_score(PointState& state) {
  double best = state.at.S > 0 ? state.noise_fit.growth(1) : 0;
  if (state.at.blocks) best = std::max(best, state.block_fit.growth(1) / 4);
  return best;
}

double bias_score(const PointState& state) {
  const Hypothesis& at = state.at;
  if (!at.direction || state.draws < 8) return 0;
  const double noise = state.noise_sq();
  const double error = std::sqrt(2 * noise / static_cast<double>(state.draws));
  const double excess = (state.bias_along() - at.beta - error) / std::sqrt(at.S);
  if (excess <= 0) return 0;
  // c is taken as 0 here: this only ranks.
  const double p = at.beta / std::sqrt(at.S);
  const double ratio = state.square_sum / static_cast<double>(state.draws) / at.S;
  double best = 0;
  for (double kappa = .5; kappa > 1e-8; kappa /= 2) {
    const double lambda = DirectionBet::lambda(kappa, p);
    const double gain = lambda * excess + kappa * (ratio - 1);
    if (gain <= -1) continue;
    const double spread = lambda * lambda * noise / at.S / ((1 + gain) * (1 + gain));
    best = std::max(best, std::log1p(gain) - .5 * spread);
  }
  return best;
}

double certificate_score(const PointState& state) {
  const Hypothesis& at = state.at;
  if (!at.certificate || state.draws < 8) return 0;
  const double mean_sq = std::max(0.0, state.mean_sq());
  const double excess = state.noise_sq() - state.noise_sq_error() - at.M * mean_sq - at.sigma2;
  const double bound = at.M * (at.M + 1) * mean_sq + at.sigma2;
  if (excess <= 0 || bound <= 0) return 0;
  // |h - c|^2 stands in for the certified bet's own square: both are distances to a multiple of the
  // gradient where the bias is one. The floor stands for the certificate's radius.
  const double relative = excess / bound;
  const double spread = state.noise_fit.variance() * (at.S / bound) * (at.S / bound);
  const double kappa = std::min(1.0, relative / (relative * relative + spread));
  return kappa * relative - .5 * kappa * kappa * (relative * relative + spread);
}

double score(PointState& state) {
  return std::max({noise_score(state), bias_score(state), certificate_score(state)});
}

Wealth::Wealth(const Constants& constants) {
  has_direction = constants.kind != ClaimKind::delta;
  if (constants.kind != ClaimKind::bounds) return;
  const bool biased = constants.m > 0 || constants.zeta2 > 0;
  has_blocks = biased && constants.M == 0 && constants.sigma2 > 0;
  has_certified = biased && constants.M > 0;
}

double Wealth::log_wealth() const {
  std::vector<double> arms{noise.log_wealth()};
  if (has_blocks) arms.push_back(blocks.log_wealth());
  if (has_certified) arms.push_back(certified.log_wealth());
  if (has_direction) arms.push_back(direction.log_wealth());
  return log_mean_exp(arms);
}

double certified_radius(double s, double rho, double q, double M, double sigma2, double a) {
  const double odds = 1 / q - 1;
  const double A = s - odds * M;
  if (A <= 0) return std::numeric_limits<double>::infinity();
  const double half_B = s * rho + odds * M * a;
  const double C = s * rho * rho - odds * (M * a * a + sigma2);
  return (half_B + std::sqrt(std::max(0.0, half_B * half_B - A * C))) / A;
}

std::optional<Certain> excluded(const PointState& state, const DrawStats& stats) {
  const Hypothesis& at = state.at;
  const double slack_sq = at.slack * at.slack;
  if (at.S == 0) {
    for (const double square : stats.square)
      if (square > slack_sq)
        return Certain{at.no_noise ? "bias" : "error",
                       "a draw differs from the gradient where the claim allows no difference"};
  }
  if (at.no_noise) {
    for (const double distance : stats.to_target)
      if (distance > slack_sq)
        return Certain{"noise", "two draws at one point differ, but M = sigma2 = 0"};
    const double limit = at.beta + at.slack;
    for (const double square : stats.square)
      if (square > limit * limit)
        return Certain{"bias", "a draw without noise is farther from the gradient than the bound"};
  }
  return std::nullopt;
}

}  // namespace biasbound::detail
