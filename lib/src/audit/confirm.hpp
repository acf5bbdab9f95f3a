// The confirmation: bets on draws that the search never saw.
#pragma once

#include <vector>

#include "audit/search.hpp"

namespace biasbound::detail {

class Confirmation {
 public:
  /// `budget` draws in all, at these points. Purpose::confirm, or Purpose::shrink for a re-test.
  Confirmation(Workers& workers, const Constants& constants, const Options& options,
               std::vector<PointState> states, std::uint64_t budget,
               Purpose purpose = Purpose::confirm);

  /// Draws until the wealth reaches the threshold or the budget is spent. Returns whether the claim
  /// is refuted. Lets Stopped and OracleError through; what was found before stays readable.
  bool run(const std::function<void(double)>& progress = {});

  [[nodiscard]] const std::vector<PointState>& states() const { return states_; }
  [[nodiscard]] const Wealth& wealth() const { return wealth_; }
  [[nodiscard]] const std::vector<Kept>& kept() const { return kept_; }
  [[nodiscard]] std::uint64_t draws() const { return spent_; }
  [[nodiscard]] double log_threshold() const { return log_threshold_; }
  /// Index of the point where the wealth reached the threshold, or of the most promising one.
  [[nodiscard]] std::size_t worst() const { return worst_; }
  [[nodiscard]] const std::optional<Certain>& certain() const { return certain_; }

 private:
  struct Direction {
    std::vector<double> v;
    bool promising = false;
  };
  struct Bet {
    bool direction = false;
    double bias_kappa = 0;
    double noise_kappa = 0;
    double block_kappa = 0;
    double beta = 0, root_S = 1, along_centre = 0;
  };
  Direction choose_direction(const PointState& state) const;
  std::size_t choose_point();
  /// Bets on `count` draws at one point; true once the threshold is reached. `target` and `bound`
  /// add the certified bet on |h - target|^2 <= bound.
  bool visit(std::size_t index, std::size_t count, const std::vector<double>* target = nullptr,
             double bound = 0, RatioFit* fit = nullptr);
  bool certify(std::size_t index);
  [[nodiscard]] bool reached() const { return wealth_.log_wealth() >= log_threshold_; }

  Workers& workers_;
  const Constants constants_;
  const std::uint64_t seed_;
  const Purpose purpose_;
  const double alpha_;
  std::vector<PointState> states_;
  Wealth wealth_;
  std::uint64_t budget_;
  std::uint64_t spent_ = 0;
  double log_threshold_;
  unsigned certificates_ = 0;
  std::size_t worst_ = 0;
  std::size_t current_ = 0;
  std::vector<double> pooled_even_, pooled_odd_;  // sums of h / sqrt(S) over all points
  std::vector<Kept> kept_;
  std::optional<Certain> certain_;
};

}  // namespace biasbound::detail
