// The evidence against a claim: points with their draws, and one wealth over all of them.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "audit/bets.hpp"
#include "audit/draws.hpp"
#include "audit/hypothesis.hpp"

namespace biasbound::detail {

/// What is known of one point: the running sums over all draws made there, and the fits that place
/// the next bets. Everything here is past when a bet is placed.
struct PointState {
  TestPoint point;
  std::vector<double> gradient;
  Hypothesis at;
  std::vector<double> even, odd;  ///< sums of h over alternate draws
  std::size_t draws = 0;          ///< search and confirmation
  double square_sum = 0;          ///< of |h - c|^2
  double block_sum = 0;           ///< of the blocks' sample variances of 4 draws
  double block_square_sum = 0;
  RatioFit noise_fit, block_fit;
  DirectionFit direction_fit;
  std::uint64_t confirm_draws = 0;
  std::optional<std::vector<double>> first_h;  ///< the first draw, where all must be equal

  void add(const DrawStats& stats);
  [[nodiscard]] double gradient_norm_sq() const { return at.gradient_norm * at.gradient_norm; }
  /// Unbiased estimates of |E h|^2, |E g|^2 and E|n|^2.
  [[nodiscard]] double bias_sq() const;
  [[nodiscard]] double mean_sq() const;
  [[nodiscard]] double noise_sq() const;
  [[nodiscard]] double noise_sq_error() const;  ///< standard error of noise_sq
  /// Cross-fitted length of the mean of h: the halves' means along each other's direction.
  [[nodiscard]] double bias_along() const;
  [[nodiscard]] std::vector<double> mean_h() const;
};

/// How promising a point is, in expected growth of log wealth per draw, pessimistic by one standard
/// error. 0: nothing to bet on.
double noise_score(PointState& state);
double bias_score(const PointState& state);
double certificate_score(const PointState& state);
double score(PointState& state);

/// Arms: noise (A), sample variance (C), certified noise (D) and bias (B). The audit's wealth is
/// the mean of the wealths of those that the claim has.
class Wealth {
 public:
  explicit Wealth(const Constants& constants);
  RatioBet noise, blocks, certified;
  DirectionBet direction;
  bool has_blocks = false, has_certified = false, has_direction = false;
  [[nodiscard]] double log_wealth() const;
  [[nodiscard]] std::size_t arms() const {
    return 1U + (has_blocks ? 1U : 0U) + (has_certified ? 1U : 0U) + (has_direction ? 1U : 0U);
  }
};

/// A refutation that is certain: a draw that the claim excludes.
struct Certain {
  std::string half;
  std::string reason;
};

/// Looks for a draw that the claim excludes, beyond the rounding allowance.
std::optional<Certain> excluded(const PointState& state, const DrawStats& stats);

/// Blocks in a certificate of the mean.
inline constexpr unsigned certificate_blocks = 5;

/// The radius r with |E g - a| <= r but with probability q^certificate_blocks, where a was fixed
/// first, every fresh block mean of s draws lies within rho of a, and E|n|^2 <= M |E g|^2 + sigma2.
/// It is the largest R that could have kept every block mean within rho (Cantelli along E g - a, so
/// without a factor for the dimension): s (R - rho)^2 = (1/q - 1) (M (|a| + R)^2 + sigma2).
/// Infinite where the blocks are too short.
double certified_radius(double s, double rho, double q, double M, double sigma2, double a);

/// One confirmed draw, kept to say which constants these data would have refuted.
struct Kept {
  std::uint32_t state = 0;
  bool bet_direction = false;
  double square = 0;
  double along = 0;         ///< <v, h>
  double along_centre = 0;  ///< <v, gradient>
  double block = -1;        ///< the sample variance of a block that ends here, else negative
};

}  // namespace biasbound::detail
