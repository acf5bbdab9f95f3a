// Bets against a claim: non-negative supermartingales under "the claim is true".
//
// Each bet multiplies its wealth by factors whose conditional mean is at most 1 if the claim holds,
// whatever was seen before; a mixture of such wealths is one more. By Ville's inequality the chance
// that it ever reaches 1 / alpha is at most alpha.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace biasbound::detail {

/// The products of N strategies' factors, kept in range by a common logarithmic scale.
template <std::size_t N>
class Stakes {
 public:
  Stakes() { wealth_.fill(1); }
  double& operator[](std::size_t i) { return wealth_[i]; }
  /// Call after each round of factors; `large` where a factor may have exceeded 1e3.
  void settle(bool large);
  /// log of the mean wealth
  [[nodiscard]] double log_mean() const;

 private:
  void rescale();
  std::array<double, N> wealth_;
  double log_scale_ = 0;
  unsigned since_rescale_ = 0;
};

/// A bet on E Y <= 1 for Y >= 0: factors 1 + kappa (Y - 1). Half the wealth follows the caller's
/// kappa, half is spread over kappa = .999 2^-j, j < 12.
class RatioBet {
 public:
  static constexpr std::size_t grid_size = 12;
  static const std::array<double, grid_size>& grid();
  void bet(double y, double kappa);
  [[nodiscard]] double log_wealth() const;

 private:
  Stakes<grid_size> grid_;
  Stakes<1> adaptive_;
};

/// The growth-optimal kappa on past ratios at one point, refitted whenever they grow by half.
class RatioFit {
 public:
  void add(double y);
  /// 0 where no kappa would have grown.
  [[nodiscard]] double kappa();
  /// Mean growth per draw of kappa() on the past minus `errors` standard errors.
  [[nodiscard]] double growth(double errors);
  [[nodiscard]] double mean() const;
  [[nodiscard]] double variance() const;
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  void refit();
  std::vector<double> sample_;  // every stride-th ratio
  std::size_t stride_ = 1;
  std::size_t count_ = 0;
  std::size_t fitted_ = 0;
  double sum_ = 0;
  double kappa_ = 0;
};

/// A bet on <v, E h> <= beta given E|h - c|^2 <= S, in units of sqrt(S): t = (<v, h> - beta) /
/// sqrt(S), y = |h - c|^2 / S, p = (beta - <v, c>) / sqrt(S). Factors
/// 1 + lambda t + kappa (y - 1) with the largest lambda that keeps them non-negative for every h.
class DirectionBet {
 public:
  static constexpr std::size_t grid_size = 20;
  static const std::array<double, grid_size>& grid();
  /// lambda(kappa, p) in units of 1 / sqrt(S); 0 < kappa < 1.
  static double lambda(double kappa, double p);
  /// Fixes p for the draws that follow.
  void set(double p, double kappa);
  void bet(double t, double y);
  [[nodiscard]] double log_wealth() const;

 private:
  Stakes<grid_size> grid_;
  Stakes<1> adaptive_;
  std::array<double, grid_size> lambdas_{};
  double kappa_ = 0;
  double lambda_ = 0;
};

/// The growth-optimal kappa of a DirectionBet on the later half of the past draws at one point: the
/// early directions were poor.
class DirectionFit {
 public:
  void add(double t, double y);
  [[nodiscard]] double kappa(double p);
  /// Mean growth per draw of the last kappa() on the draws it was fitted to.
  [[nodiscard]] double growth() const { return growth_; }
  [[nodiscard]] std::size_t count() const { return draws_.size(); }

 private:
  struct Draw {
    double t, y;
  };
  std::vector<Draw> draws_;
  std::size_t fitted_ = 0;
  double p_ = 0;
  double kappa_ = 0;
  double growth_ = 0;
};

/// log of the mean of exp(values).
double log_mean_exp(const std::vector<double>& values);

}  // namespace biasbound::detail
