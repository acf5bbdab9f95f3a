// The confirmation: see confirm.hpp.
#include "audit/confirm.hpp"

#include <algorithm>
#include <cmath>

namespace biasbound::detail {
namespace {

constexpr std::size_t smallest_epoch = 64;
constexpr std::size_t largest_epoch = 4096;
constexpr unsigned certificate_rounds = 3;
constexpr double certificate_share = .1;  // of alpha, for the certificates together

std::size_t multiple_of_4(double value) { return static_cast<std::size_t>(value) / 4 * 4; }

double norm(const std::vector<double>& a) { return std::sqrt(squared_norm<double>(a)); }

/// Unit vector along a, or empty where a = 0.
std::vector<double> unit(std::vector<double> a) {
  const double length = norm(a);
  if (!(length > 0)) return {};
  for (double& entry : a) entry /= length;
  return a;
}

}  // namespace

Confirmation::Confirmation(Workers& workers, const Constants& constants, const Options& options,
                           std::vector<PointState> states, std::uint64_t budget, Purpose purpose)
    : workers_(workers),
      constants_(constants),
      seed_(options.seed),
      purpose_(purpose),
      alpha_(options.alpha),
      states_(std::move(states)),
      wealth_(constants),
      budget_(budget / 4 * 4) {
  log_threshold_ = -std::log(alpha_ * (wealth_.has_certified ? 1 - certificate_share : 1));
  if (!wealth_.has_direction) return;
  pooled_even_.assign(workers.subject().dimension(), 0);
  pooled_odd_ = pooled_even_;
  for (const PointState& state : states_) {
    if (state.draws == 0 || state.at.S <= 0) continue;
    const double scale = 1 / std::sqrt(state.at.S);
    for (std::size_t i = 0; i < pooled_even_.size(); ++i) {
      pooled_even_[i] += scale * state.even[i];
      pooled_odd_[i] += scale * state.odd[i];
    }
  }
}

Confirmation::Direction Confirmation::choose_direction(const PointState& state) const {
  if (!state.at.direction || state.draws < 8) return {};
  const double half = static_cast<double>(state.draws) / 2;
  const double own = state.bias_along();
  // The pooled direction is judged on the halves it was not made of.
  double pooled = 0;
  const double even = norm(pooled_even_);
  const double odd = norm(pooled_odd_);
  if (even > 0 && odd > 0)
    pooled =
        .5 *
        (dot<double>(pooled_even_, state.odd) / even + dot<double>(pooled_odd_, state.even) / odd) /
        half;
  Direction direction;
  std::vector<double> sum(state.gradient.size());
  const bool use_pooled = pooled > own;
  for (std::size_t i = 0; i < sum.size(); ++i)
    sum[i] = use_pooled ? pooled_even_[i] + pooled_odd_[i] : state.even[i] + state.odd[i];
  direction.v = unit(std::move(sum));
  direction.promising = !direction.v.empty() && std::max(own, pooled) > state.at.beta;
  return direction;
}

bool Confirmation::visit(std::size_t index, std::size_t count, const std::vector<double>* target,
                         double bound, RatioFit* fit) {
  PointState& state = states_[index];
  current_ = index;
  const Direction direction = choose_direction(state);
  Query query = query_at(state, seed_, purpose_, state.confirm_draws, count);
  if (!direction.v.empty()) query.direction = &direction.v;
  if (target != nullptr) query.target = target;

  Bet bet;
  bet.root_S = state.at.S > 0 ? std::sqrt(state.at.S) : 1;
  bet.beta = state.at.beta;
  bet.noise_kappa = state.at.S > 0 ? state.noise_fit.kappa() : 0;
  bet.block_kappa = state.at.blocks ? state.block_fit.kappa() : 0;
  if (!direction.v.empty()) {
    bet.along_centre = dot<double>(direction.v, state.gradient);
    const double p = (bet.beta - state.at.centre * bet.along_centre) / bet.root_S;
    bet.bias_kappa = state.direction_fit.kappa(p);
    bet.direction = direction.promising;
    wealth_.direction.set(p, bet.bias_kappa);
  }
  const double certified_kappa = fit != nullptr ? fit->kappa() : 0;

  const DrawStats stats = draw(workers_, query);
  state.confirm_draws += count;
  spent_ += count;
  if (const auto certain = excluded(state, stats)) {
    certain_ = certain;
    worst_ = index;
    return true;
  }

  bool over = false;
  for (std::size_t i = 0; i < count && !over; ++i) {
    Kept kept{static_cast<std::uint32_t>(index), bet.direction, stats.square[i], 0, 0, -1};
    if (state.at.S > 0) {
      const double y = stats.square[i] / state.at.S;
      wealth_.noise.bet(y, bet.noise_kappa);
      if (!stats.along.empty()) {
        const double t = (stats.along[i] - bet.beta) / bet.root_S;
        state.direction_fit.add(t, y);
        if (bet.direction) wealth_.direction.bet(t, y);
        kept.along = stats.along[i];
        kept.along_centre = bet.along_centre;
      }
    }
    if (state.at.blocks && i % 4 == 3) {
      wealth_.blocks.bet(stats.block[i / 4] / state.at.sigma2, bet.block_kappa);
      kept.block = stats.block[i / 4];
    }
    if (fit != nullptr) wealth_.certified.bet(stats.to_target[i] / bound, certified_kappa);
    kept_.push_back(kept);
    if (i % 8 == 7) over = reached();
  }
  if (fit != nullptr)
    for (const double square : stats.to_target) fit->add(square / bound);
  state.add(stats);
  if (wealth_.has_direction && state.at.S > 0)
    for (std::size_t i = 0; i < pooled_even_.size(); ++i) {
      pooled_even_[i] += stats.even[i] / bet.root_S;
      pooled_odd_[i] += stats.odd[i] / bet.root_S;
    }
  if (over || reached()) {
    worst_ = index;
    return true;
  }
  return false;
}

bool Confirmation::certify(std::size_t index) {
  PointState& state = states_[index];
  const Hypothesis& at = state.at;
  // The block length that would leave a third of the estimated excess, from past draws only.
  const double mean_sq = std::max(0.0, state.mean_sq());
  const double excess = state.noise_sq() - at.M * mean_sq - at.sigma2;
  if (state.draws < 8 || excess <= 0) return false;
  const double share = certificate_share / std::pow(2.0, certificates_ + 1);
  const double q = std::pow(alpha_ * share, 1.0 / certificate_blocks);
  const double a_norm = std::sqrt(mean_sq);
  const std::uint64_t left = budget_ - spent_;
  const auto most = std::min<std::uint64_t>(left / 8, certificates_ == 0 ? 1200 : 8000);
  std::uint64_t s = 128;
  for (; s < most; s = s * 5 / 4) {
    const auto length = static_cast<double>(s);
    const double rho = 1.5 * std::sqrt(state.noise_sq() / length);
    const double r = certified_radius(length, rho, q, at.M, at.sigma2, a_norm);
    if ((at.M + 1) * r * r <= excess / 3) break;
  }
  s = std::min(s, most) / 4 * 4;
  if (s < 64) return false;
  ++certificates_;

  std::vector<double> pilot = state.mean_h();
  for (std::size_t i = 0; i < pilot.size(); ++i) pilot[i] += state.gradient[i];
  double rho = 0;
  for (unsigned block = 0; block < certificate_blocks; ++block) {
    // The other arms bet on these draws too; only their mean matters here.
    std::vector<double> before_even = state.even;
    std::vector<double> before_odd = state.odd;
    std::size_t drawn = 0;
    while (drawn < s) {
      const std::size_t some = std::min<std::size_t>(largest_epoch, s - drawn);
      if (visit(index, some)) return true;
      drawn += some;
    }
    double distance = 0;
    for (std::size_t i = 0; i < pilot.size(); ++i) {
      const double mean =
          (state.even[i] - before_even[i] + state.odd[i] - before_odd[i]) / static_cast<double>(s) +
          state.gradient[i];
      distance += (mean - pilot[i]) * (mean - pilot[i]);
    }
    rho = std::max(rho, std::sqrt(distance));
  }
  const double a = norm(pilot);
  const double r = certified_radius(static_cast<double>(s), rho, q, at.M, at.sigma2, a);
  const double bound = at.M * (at.M + 1) * a * a + at.sigma2 + (at.M + 1) * r * r;
  if (!std::isfinite(bound) || !(bound > 0)) return false;

  // Z = |g - (M + 1) a|^2 = |h - e|^2 with e = (M + 1) a - gradient.
  std::vector<double> target(pilot.size());
  for (std::size_t i = 0; i < target.size(); ++i)
    target[i] = (at.M + 1) * pilot[i] - state.gradient[i];
  RatioFit fit;
  const std::uint64_t patience = 4 * s;
  for (std::uint64_t drawn = 0; drawn < patience && spent_ < budget_;) {
    const std::size_t some = std::min<std::uint64_t>(
        {std::max<std::size_t>(smallest_epoch, multiple_of_4(static_cast<double>(drawn) / 4)),
         largest_epoch, budget_ - spent_});
    if (visit(index, some, &target, bound, &fit)) return true;
    drawn += some;
    if (drawn >= 512 && fit.kappa() == 0) break;  // not worth more draws
  }
  return false;
}

std::size_t Confirmation::choose_point() {
  // Stay where a bet is expected to grow; else take turns, so that each point is seen.
  std::size_t best = 0;
  double best_value = 0;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    PointState& state = states_[i];
    double value = noise_score(state);
    if (state.direction_fit.growth() > 0) value = std::max(value, state.direction_fit.growth());
    value = std::max(value, bias_score(state));
    if (value > best_value) {
      best_value = value;
      best = i;
    }
  }
  if (best_value > 0) return best;
  for (std::size_t i = 0; i < states_.size(); ++i)
    if (states_[i].confirm_draws < states_[best].confirm_draws) best = i;
  return best;
}

bool Confirmation::run(const std::function<void(double)>& progress) {
  std::uint64_t next_certificate = 0;
  while (spent_ < budget_) {
    workers_.clock().check();
    if (progress) progress(static_cast<double>(spent_) / static_cast<double>(budget_));
    if (wealth_.has_certified && certificates_ < certificate_rounds && spent_ >= next_certificate) {
      std::size_t best = states_.size();
      double best_value = 0;
      double others = 0;
      for (std::size_t i = 0; i < states_.size(); ++i) {
        others = std::max({others, noise_score(states_[i]), bias_score(states_[i])});
        if (const double value = certificate_score(states_[i]); value > best_value) {
          best_value = value;
          best = i;
        }
      }
      next_certificate = spent_ + std::max<std::uint64_t>(budget_ / 16, 1024);
      if (best < states_.size() && others < 5e-3 && certify(best)) return true;
      if (spent_ >= budget_) break;
    }
    const std::size_t index = choose_point();
    const std::uint64_t past = states_[index].confirm_draws;
    const std::size_t epoch = std::min<std::uint64_t>(
        {std::max<std::size_t>(smallest_epoch, multiple_of_4(static_cast<double>(past) / 6)),
         largest_epoch, budget_ - spent_});
    if (visit(index, epoch)) return true;
  }
  worst_ = choose_point();
  return false;
}

}  // namespace biasbound::detail
