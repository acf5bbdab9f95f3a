// SGD on a diagonal quadratic, where each coordinate's first and second moments follow a recursion
// of their own: E f(x_t) and E|grad f(x_t)|^2 for every t, in any scalar.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "biasbound/interval.hpp"
#include "biasbound/oracle.hpp"

namespace biasbound::property {

/// f = 1/2 sum h_i x_i^2 with g_i = (1 - r_i) h_i x_i + c_i + n_i, E n_i^2 = share_i (M |E g|^2 +
/// sigma2), the n_i uncorrelated given x. The bounds are attained at every x where r = 0 or c = 0
/// and the |r_i| are one number.
struct DiagonalCase {
  struct Coordinate {
    Exact h;
    Exact r;
    Exact c;
    Exact share;
    Exact start;
  };
  std::vector<Coordinate> coordinates;
  Exact M;
  Exact sigma2;

  [[nodiscard]] Bounds bounds() const {
    Bounds result{M, sigma2, 0, 0};
    for (const Coordinate& i : coordinates) {
      result.m = std::max(result.m, Exact(i.r * i.r));
      result.zeta2 += i.c * i.c;
    }
    if (result.m != 0 && result.zeta2 != 0) {
      result.m *= 2;
      result.zeta2 *= 2;
    }
    return result;
  }
  [[nodiscard]] Exact L() const {
    Exact largest = 0;
    for (const Coordinate& i : coordinates) largest = std::max(largest, i.h);
    return largest;
  }
  [[nodiscard]] Exact mu() const {
    Exact least = L();
    for (const Coordinate& i : coordinates) least = std::min(least, i.h);
    return least;
  }
  [[nodiscard]] Exact initial_gap() const {
    Exact sum = 0;
    for (const Coordinate& i : coordinates) sum += i.h * i.start * i.start / 2;
    return sum;
  }
};

/// The moments at t, moved on by step(): with a_i = (1 - r_i) h_i, mean' = (1 - step a_i) mean -
/// step c_i, and the second moment is that of (1 - step a_i) x_i - step c_i - step n_i.
template <class Scalar>
class DiagonalTrajectory {
 public:
  DiagonalTrajectory(const DiagonalCase& of, const Exact& step)
      : step_(step), M_(of.M), sigma2_(of.sigma2) {
    for (const auto& i : of.coordinates) {
      const Exact a = (1 - i.r) * i.h;
      coordinates_.push_back({Scalar(i.h), Scalar(a), Scalar(i.c), Scalar(i.share),
                              Scalar(1 - step * a), Scalar(i.start), Scalar(i.start * i.start)});
    }
  }

  void step() {
    Scalar mean_sq(0);
    for (const Coordinate& i : coordinates_)
      mean_sq += i.a * i.a * i.second + Scalar(2) * i.a * i.c * i.mean + i.c * i.c;
    const Scalar noise = M_ * mean_sq + sigma2_;
    for (Coordinate& i : coordinates_) {
      const Scalar kick = step_ * i.c;
      i.second = i.kept * i.kept * i.second - Scalar(2) * kick * i.kept * i.mean + kick * kick +
                 step_ * step_ * i.share * noise;
      i.mean = i.kept * i.mean - kick;
    }
  }
  /// F_t
  [[nodiscard]] Scalar gap() const {
    Scalar sum(0);
    for (const Coordinate& i : coordinates_) sum += i.h * i.second;
    return sum / Scalar(2);
  }
  [[nodiscard]] Scalar gradient_sq() const {
    Scalar sum(0);
    for (const Coordinate& i : coordinates_) sum += i.h * i.h * i.second;
    return sum;
  }

 private:
  struct Coordinate {
    Scalar h, a, c, share, kept, mean, second;
  };
  Scalar step_;
  Scalar M_;
  Scalar sigma2_;
  std::vector<Coordinate> coordinates_;
};

/// Four coordinates, L = 4, mu = 1/25, M = 1/2, sigma2 = 3/10, for runs of many steps.
inline DiagonalCase long_case(const Exact& r, const Exact& c) {
  return {{{4, r, c, Exact(1, 4), 1},
           {1, -r, 0, Exact(1, 2), -2},
           {Exact(1, 3), r, -c / 2, Exact(1, 8), 3},
           {Exact(1, 25), r, c, Exact(1, 8), 10}},
          Exact(1, 2),
          Exact(3, 10)};
}

/// For Ledger::le: what a long run measured, in intervals of 256 bits alone. Undecided there is
/// undecided.
inline auto in_intervals(const Interval& measured, const Interval& bound) {
  return [measured, bound](auto one) {
    using I = decltype(one);
    if constexpr (std::same_as<I, Interval>)
      return std::pair<I, I>{measured, bound};
    else
      return std::pair<I, I>{log(I(-1)), I(0)};
  };
}

}  // namespace biasbound::property
