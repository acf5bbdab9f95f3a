// Bets against a claim: see bets.hpp.
#include "audit/bets.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace biasbound::detail {
namespace {

// A ratio beyond this refutes at any alpha on offer; the cap keeps products finite.
constexpr double ratio_cap = 1e100;
constexpr std::size_t sample_cap = 8192;

/// largest, largest / 2, largest / 4, ...
template <std::size_t N>
std::array<double, N> halvings(double largest) {
  std::array<double, N> grid{};
  for (double& value : grid) {
    value = largest;
    largest /= 2;
  }
  return grid;
}

}  // namespace

template <std::size_t N>
void Stakes<N>::settle(bool large) {
  if (large || ++since_rescale_ >= 32) rescale();
}

template <std::size_t N>
void Stakes<N>::rescale() {
  since_rescale_ = 0;
  const double top = *std::max_element(wealth_.begin(), wealth_.end());
  if (top <= 0) return;
  log_scale_ += std::log(top);
  for (double& wealth : wealth_) wealth /= top;
}

template <std::size_t N>
double Stakes<N>::log_mean() const {
  double sum = 0;
  for (const double wealth : wealth_) sum += wealth;
  if (sum <= 0) return -std::numeric_limits<double>::infinity();
  return log_scale_ + std::log(sum / static_cast<double>(N));
}

template class Stakes<1>;
template class Stakes<RatioBet::grid_size>;
template class Stakes<DirectionBet::grid_size>;

double log_mean_exp(const std::vector<double>& values) {
  const double top = *std::max_element(values.begin(), values.end());
  if (!std::isfinite(top)) return top;
  double sum = 0;
  for (const double value : values) sum += std::exp(value - top);
  return top + std::log(sum / static_cast<double>(values.size()));
}

const std::array<double, RatioBet::grid_size>& RatioBet::grid() {
  static const auto values = halvings<grid_size>(.999);
  return values;
}

void RatioBet::bet(double y, double kappa) {
  const double gain = std::min(y, ratio_cap) - 1;
  const auto& kappas = grid();
  for (std::size_t j = 0; j < grid_size; ++j) grid_[j] *= 1 + kappas[j] * gain;
  adaptive_[0] *= 1 + kappa * gain;
  grid_.settle(gain > 1e3);
  adaptive_.settle(gain > 1e3);
}

double RatioBet::log_wealth() const {
  return log_mean_exp({grid_.log_mean(), adaptive_.log_mean()});
}

void RatioFit::add(double y) {
  if (count_ % stride_ == 0) {
    if (sample_.size() == sample_cap) {
      for (std::size_t i = 0; 2 * i < sample_.size(); ++i) sample_[i] = sample_[2 * i];
      sample_.resize(sample_cap / 2);
      stride_ *= 2;
    }
    if (count_ % stride_ == 0) sample_.push_back(std::min(y, ratio_cap));
  }
  ++count_;
  sum_ += y;
}

double RatioFit::mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }

double RatioFit::variance() const {
  if (sample_.size() < 2) return 0;
  double sum = 0;
  double square = 0;
  for (const double y : sample_) {
    sum += y;
    square += y * y;
  }
  const auto n = static_cast<double>(sample_.size());
  return std::max(0.0, (square - sum * sum / n) / (n - 1));
}

double RatioFit::kappa() {
  if (2 * count_ >= 3 * fitted_ && count_ >= 4) refit();
  return kappa_;
}

void RatioFit::refit() {
  fitted_ = count_;
  // The growth is concave in kappa: find the zero of its derivative.
  const auto derivative = [this](double kappa) {
    double sum = 0;
    for (const double y : sample_) sum += (y - 1) / (1 + kappa * (y - 1));
    return sum;
  };
  kappa_ = 0;
  if (derivative(0) <= 0) return;
  double low = 0;
  double high = RatioBet::grid()[0];
  if (derivative(high) >= 0) {
    kappa_ = high;
    return;
  }
  for (int i = 0; i < 24; ++i) {
    const double middle = (low + high) / 2;
    (derivative(middle) > 0 ? low : high) = middle;
  }
  kappa_ = low;
}

double RatioFit::growth(double errors) {
  const double best = kappa();
  if (best == 0 || sample_.size() < 2) return 0;
  double sum = 0;
  double square = 0;
  for (const double y : sample_) {
    const double gain = std::log1p(best * (y - 1));
    sum += gain;
    square += gain * gain;
  }
  const auto n = static_cast<double>(sample_.size());
  const double average = sum / n;
  const double variance = std::max(0.0, square / n - average * average);
  return average - errors * std::sqrt(variance / n);
}

const std::array<double, DirectionBet::grid_size>& DirectionBet::grid() {
  static const auto values = halvings<grid_size>(.5);
  return values;
}

double DirectionBet::lambda(double kappa, double p) {
  // 2 kappa (-p + sqrt(p^2 + (1 - kappa) / kappa)), without cancellation for p > 0.
  const double spread = (1 - kappa) / kappa;
  const double root = std::sqrt(p * p + spread);
  return p > 0 ? 2 * kappa * spread / (p + root) : 2 * kappa * (root - p);
}

void DirectionBet::set(double p, double kappa) {
  for (std::size_t j = 0; j < grid_size; ++j) lambdas_[j] = lambda(grid()[j], p);
  kappa_ = kappa;
  lambda_ = kappa > 0 ? lambda(kappa, p) : 0;
}

void DirectionBet::bet(double t, double y) {
  const double gain = std::min(y, ratio_cap) - 1;
  const double along = std::clamp(t, -ratio_cap, ratio_cap);
  const auto& kappas = grid();
  // Non-negative by the choice of lambda; rounding may leave -1e-16.
  for (std::size_t j = 0; j < grid_size; ++j)
    grid_[j] *= std::max(0.0, 1 + lambdas_[j] * along + kappas[j] * gain);
  if (kappa_ > 0) adaptive_[0] *= std::max(0.0, 1 + lambda_ * along + kappa_ * gain);
  const bool large = gain > 1e3 || along > 1e3;
  grid_.settle(large);
  adaptive_.settle(large);
}

double DirectionBet::log_wealth() const {
  return log_mean_exp({grid_.log_mean(), adaptive_.log_mean()});
}

void DirectionFit::add(double t, double y) {
  draws_.push_back({std::min(t, ratio_cap), std::min(y, ratio_cap)});
}

double DirectionFit::kappa(double p) {
  const std::size_t n = draws_.size();
  if (n < 16) return 0;
  if (2 * n < 3 * fitted_ && std::abs(p - p_) <= .1 * (std::abs(p_) + 1e-3)) return kappa_;
  fitted_ = n;
  p_ = p;
  const std::size_t begin = n - std::min(sample_cap, n / 2);
  const auto growth = [&](double kappa) {
    const double rate = DirectionBet::lambda(kappa, p);
    double sum = 0;
    for (std::size_t i = begin; i < n; ++i)
      sum += std::log(std::max(1e-300, 1 + rate * draws_[i].t + kappa * (draws_[i].y - 1)));
    return sum / static_cast<double>(n - begin);
  };
  kappa_ = 0;
  growth_ = 0;
  // The growth is smooth in log kappa: a grid of ratio sqrt(2) loses a few per cent at most.
  for (double kappa = .5; kappa > 1e-8; kappa /= std::sqrt(2.0)) {
    const double value = growth(kappa);
    if (value > growth_) {
      growth_ = value;
      kappa_ = kappa;
    }
  }
  return kappa_;
}

}  // namespace biasbound::detail
