// --infer where expectations are estimated: point estimates, and the boundary of what is refuted.
//
// At each point the draws give a lower confidence bound on E|n|^2 (a RatioBet on sample variances)
// and, under a candidate (M, sigma2) itself, a certificate of E g (Cantelli on block means). The
// candidate is refuted where the lower bound exceeds M (|a| + r)^2 + sigma2. Bias is bounded from
// below in the same way, given the claimed (M, sigma2): without a claim on the noise nothing can be
// refuted about the bias, and its boundary stays empty.
#include <algorithm>
#include <cmath>

#include "audit/frontier.hpp"
#include "audit/search.hpp"

namespace biasbound::detail {
namespace {

constexpr std::size_t most_points = 48;
constexpr std::size_t grid_steps = 24;

struct Sampled {
  double gradient_sq = 0;
  double bias_sq = 0;
  double mean_sq = 0;
  double noise_sq = 0;
  double noise_lower = 0;  // lower confidence bound on E|n|^2
  double pilot_norm = 0;   // |a|
  double pilot_bias = 0;   // |a - grad f|
  double rho = 0;          // largest distance of a block mean to a
  double block_length = 0;
};

/// Largest c that the block variances refute as a bound on their mean, at wealth `log_threshold`.
double lower_bound(const std::vector<double>& blocks, double log_threshold) {
  double high = 0;
  for (const double block : blocks) high += block;
  high /= static_cast<double>(std::max<std::size_t>(1, blocks.size()));
  if (!(high > 0)) return 0;
  const auto refutes = [&](double c) {
    RatioBet bet;
    for (const double block : blocks) bet.bet(block / c, 0);
    return bet.log_wealth() >= log_threshold;
  };
  double low = high * 0x1p-20;
  if (!refutes(low)) return 0;
  for (int i = 0; i < 16; ++i) {
    const double middle = std::sqrt(low * high);
    (refutes(middle) ? low : high) = middle;
  }
  return low;
}

Sampled sample_point(Session& session, std::size_t limit, const TestPoint& point,
                     std::uint64_t seed, std::size_t block_length, double log_threshold) {
  const std::size_t d = point.x.size();
  PointState state;
  state.point = point;
  state.gradient.resize(d);
  session.gradient(point.x, state.gradient);
  state.at.gradient_norm = std::sqrt(squared_norm<double>(state.gradient));
  Sampled result;
  std::vector<double> pilot;
  std::vector<double> blocks;
  for (unsigned block = 0; block <= certificate_blocks; ++block) {
    const DrawStats stats = draw(
        session, limit, query_at(state, seed, Purpose::search, block * block_length, block_length));
    state.add(stats);
    blocks.insert(blocks.end(), stats.block.begin(), stats.block.end());
    std::vector<double> mean(d);
    for (std::size_t i = 0; i < d; ++i)
      mean[i] = (stats.even[i] + stats.odd[i]) / static_cast<double>(block_length);
    if (block == 0) {
      pilot = std::move(mean);
    } else {
      result.rho = std::max(result.rho, std::sqrt(squared_distance<double>(mean, pilot)));
    }
  }
  result.gradient_sq = state.gradient_norm_sq();
  result.bias_sq = std::max(0.0, state.bias_sq());
  result.mean_sq = std::max(0.0, state.mean_sq());
  result.noise_sq = state.noise_sq();
  result.noise_lower = lower_bound(blocks, log_threshold + std::log(2.0));
  result.pilot_bias = std::sqrt(squared_norm<double>(pilot));
  for (std::size_t i = 0; i < d; ++i) pilot[i] += state.gradient[i];
  result.pilot_norm = std::sqrt(squared_norm<double>(pilot));
  result.block_length = static_cast<double>(block_length);
  return result;
}

/// Slopes from 0 to the largest vertex of the Pareto set.
std::vector<double> slopes(const Frontier& frontier) {
  double largest = 0;
  for (const auto& [slope, intercept] : frontier.pareto)
    if (std::isfinite(slope)) largest = std::max(largest, slope);
  std::vector<double> grid;
  for (std::size_t i = 0; i <= grid_steps; ++i)
    grid.push_back(largest * static_cast<double>(i) / static_cast<double>(grid_steps));
  if (largest == 0) grid.resize(1);
  return grid;
}

/// Largest sigma2 that one point refutes together with this M; 0 where none.
double refuted_sigma2(const Sampled& at, double M, double q) {
  const auto refutes = [&](double sigma2) {
    if (M == 0) return at.noise_lower > sigma2;
    const double r = certified_radius(at.block_length, at.rho, q, M, sigma2, at.pilot_norm);
    const double mean = at.pilot_norm + r;
    return at.noise_lower > M * mean * mean + sigma2;
  };
  if (!refutes(0)) return 0;
  double low = 0;
  double high = at.noise_lower;
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    (refutes(middle) ? low : high) = middle;
  }
  return low;
}

}  // namespace

std::vector<Frontier> statistical_frontiers(Workers& workers, const Options& options,
                                            const std::optional<Claim>& claim) {
  const TestPoints all(workers.subject().dimension(), options.seed);
  const std::vector<std::size_t> points = spread(all.size(), most_points);
  const std::size_t count = points.size();
  const std::size_t block_length =
      std::clamp<std::size_t>(options.samples / count / (certificate_blocks + 1), 16, 1024) / 4 * 4;

  // Half of alpha for the variances, half for the certificates.
  const auto shares = static_cast<double>(2 * count);
  const double log_threshold = std::log(shares / options.alpha);
  const double q = std::pow(options.alpha / shares, 1.0 / certificate_blocks);
  std::vector<Sampled> sampled(count);
  const std::size_t limit = workers.subject().batch_limit();
  workers.run(count, [&](Session& session, std::size_t i) {
    sampled[i] =
        sample_point(session, limit, all[points[i]], options.seed, block_length, log_threshold);
  });

  Pairs<Exact> bias;
  Pairs<Exact> noise;
  for (const Sampled& at : sampled) {
    bias.emplace_back(exact(at.gradient_sq), exact(at.bias_sq));
    noise.emplace_back(exact(at.mean_sq), exact(at.noise_sq));
  }
  std::vector<Frontier> frontiers{make_frontier("bias", bias, false, claim),
                                  make_frontier("noise", noise, false, claim)};
  for (const double M : slopes(frontiers[1])) {
    double largest = 0;
    for (const Sampled& at : sampled) largest = std::max(largest, refuted_sigma2(at, M, q));
    if (largest > 0) frontiers[1].refuted.emplace_back(M, largest);
  }
  if (claim && claim->kind == ClaimKind::bounds) {
    const double M = to_double(claim->at("M"));
    const double sigma2 = to_double(claim->at("sigma2"));
    for (const double m : slopes(frontiers[0])) {
      double largest = 0;
      for (const Sampled& at : sampled) {
        const double r = certified_radius(at.block_length, at.rho, q, M, sigma2, at.pilot_norm);
        const double least = std::max(0.0, at.pilot_bias - r);
        largest = std::max(largest, least * least - m * at.gradient_sq);
      }
      if (largest > 0) frontiers[0].refuted.emplace_back(m, largest);
    }
  }
  return frontiers;
}

}  // namespace biasbound::detail
