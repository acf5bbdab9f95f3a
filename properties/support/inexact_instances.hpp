// (delta, L)-oracles of Definition 5 at one point y: f a sum of piecewise quadratics, which are
// convex unless that is to be dropped, and any pair (f~, g~) that Definition 5 admits. With b = g~
// - grad f(y), e = f(y) - f~ and D(x) = f(x) - f(y) - <grad f(y), x - y> the definition says
//   0 <= e - <b, x - y> + D(x) <= L/2 |x - y|^2 + delta   for all x,
// so the least e is sup <b, x - y> - D(x) and the least delta e + sup D(x) - <b, x - y> - L/2
// |x - y|^2: exact suprema, coordinate by coordinate.
#pragma once

#include <vector>

#include "biasbound/oracles/inexact.hpp"
#include "piecewise_quadratic.hpp"
#include "property.hpp"

namespace biasbound::property {

struct InexactPoint {
  std::vector<PiecewiseQuadratic> f;
  std::vector<Exact> y;
  std::vector<Exact> bias;
  Exact L;
  Exact extra;  ///< how much lower f~ is than it has to be

  [[nodiscard]] std::size_t d() const { return f.size(); }
  [[nodiscard]] Exact bias_sq() const { return squared_norm(std::span<const Exact>(bias)); }
  /// L' of f.
  [[nodiscard]] Exact smoothness() const {
    Exact most = 0;
    for (const PiecewiseQuadratic& each : f) most = std::max(most, each.smoothness());
    return most;
  }

  struct Least {
    Exact e, delta;
  };
  /// Absent where no delta is enough.
  [[nodiscard]] std::optional<Least> least() const {
    Least sum{extra, extra};
    for (std::size_t i = 0; i < d(); ++i) {
      const Exact tilt = bias[i] + f[i].slope(y[i]);  // g~_i
      // e - <b, x - y> + D(x) = e + f(x) - f(y) - g~ (x - y).
      const auto lower = f[i].supremum(-1, 0, tilt);
      const auto upper = f[i].supremum(1, -L / 2, L * y[i] - tilt);
      if (!lower || !upper) return std::nullopt;
      const Exact shift = f[i].value(y[i]) - tilt * y[i];
      sum.e += *lower + shift;
      sum.delta += *lower + *upper - L * y[i] * y[i] / 2;
    }
    return sum;
  }

  /// The middle of Definition 5 at x, for the pair with that e.
  [[nodiscard]] Exact middle(const Exact& e, const std::vector<Exact>& x) const {
    Exact value = e;
    for (std::size_t i = 0; i < d(); ++i)
      value += f[i].value(x[i]) - f[i].value(y[i]) - (bias[i] + f[i].slope(y[i])) * (x[i] - y[i]);
    return value;
  }
};

/// Definition 5 itself at x, then what follows from it.
inline void check_definition(const InexactPoint& at, const std::vector<Exact>& x, Ledger& ledger) {
  const auto least = at.least();
  ledger.holds("a delta is enough", least.has_value());
  const Exact distance = squared_distance(std::span<const Exact>(x), std::span<const Exact>(at.y));
  const Exact middle = at.middle(least->e, x);
  ledger.le("0 <= middle", 0, middle);
  ledger.le("middle <= L/2 |x - y|^2 + delta", middle, at.L / 2 * distance + least->delta);
}

/// The row of Table 1 at that point: noise of a law beside g~, and the least delta.
inline void within_printed(const InexactPoint& at, const FiniteLaw<Exact>& noise, Ledger& ledger) {
  Vector<Exact> gradient(static_cast<Eigen::Index>(at.d()));
  for (std::size_t i = 0; i < at.d(); ++i)
    gradient(static_cast<Eigen::Index>(i)) = at.f[i].slope(at.y[i]);
  FiniteLaw<Exact> law = noise;
  Bounds row;  // M = m = 0
  for (auto& outcome : law) {
    row.sigma2 += outcome.weight * squared_norm(std::span<const Exact>(as_span(outcome.value)));
    for (Eigen::Index i = 0; i < gradient.size(); ++i)
      outcome.value(i) += gradient(i) + at.bias[static_cast<std::size_t>(i)];
  }
  const auto least = at.least();
  ledger.holds("a delta is enough", least.has_value());
  row.zeta2 = inexact_bias_bound_printed(least->delta, at.L);
  ledger.eq("zeta2", row.zeta2, 2 * least->delta * at.L);
  const PointMoments<Exact> moments = exact_moments(law, as_span(std::as_const(gradient)));
  ledger.le("E|n|^2", moments.noise_sq, row.sigma2);
  ledger.le("|b|^2", moments.bias_sq, row.zeta2);
}

/// Convex unless `convex` is false, with ends that are flat or less than L-curved; y at a kink half
/// the time; g~ any slope that a convex f has. Not convex, f has curved ends, so that any g~ will
/// do.
inline InexactPoint any_inexact_point(Given& given, std::size_t most_d = 3, bool convex = true) {
  InexactPoint at;
  const std::size_t d = given.size("d", 1, most_d);
  at.L = given.rational("L", Exact(1, 4), 6);
  const Exact smoothness = given.rational("L'", Exact(1, 4), 12);
  for (std::size_t i = 0; i < d; ++i) {
    std::vector<Exact> knots{given.rational("knot", -2, 2)};
    const std::int64_t more = given.integer("more knots", 0, 2);
    for (std::int64_t j = 0; j < more; ++j)
      knots.push_back(knots.back() + given.rational("width", Exact(1, 12), 3));
    std::vector<Exact> curvature;
    // At a curvature of L itself and b not 0 no delta is enough.
    const Exact outer = std::min(at.L, smoothness) * Exact(11, 12);
    for (std::size_t j = 0; j <= knots.size(); ++j) {
      const bool end = j == 0 || j == knots.size();
      const std::int64_t kind = given.integer("kind", 0, 2);
      const Exact most = end ? outer : smoothness;
      const Exact least = convex ? Exact(0) : end ? Exact(outer / 12) : Exact(-smoothness);
      curvature.push_back(kind == 0   ? least
                          : kind == 1 ? most
                                      : given.rational("curvature", least, most));
    }
    const PiecewiseQuadratic f(knots, curvature, given.rational("slope", -3, 3));
    at.y.push_back(given.flag("at a knot") ? knots[given.size("which", 0, knots.size() - 1)]
                                           : given.rational("y", -4, 6));
    const Exact z = given.flag("slope of a knot")
                        ? knots[given.size("of which", 0, knots.size() - 1)]
                        : given.rational("z", -4, 6);
    at.bias.push_back(f.slope(z) - f.slope(at.y.back()));
    at.f.push_back(f);
  }
  if (given.flag("f~ lower")) at.extra = given.positive("extra");
  return at;
}

/// Quadratic with L' for b/L' to the right of y and flat beyond: convex, attains |b|^2 = 2 delta L
/// L' / (L + L') for every L > 0.
inline InexactPoint sharp_inexact_point(const Exact& L, const Exact& smoothness, const Exact& b) {
  return {{{{0, b / smoothness}, {0, smoothness, 0}, 0}}, {0}, {b}, L, 0};
}

/// Without convexity: f'' = L' for b/L' to the right of y, -L' for b/(L + L') to its left, flat
/// beyond.
inline InexactPoint non_convex_inexact_point(const Exact& L, const Exact& smoothness,
                                             const Exact& b) {
  const Exact left = -b / (L + smoothness);
  return {{{{left, 0, b / smoothness},
            {0, -smoothness, smoothness, 0},
            b * smoothness / (L + smoothness)}},
          {0},
          {b},
          L,
          0};
}

/// A triangle of height 10 for f', 1/5 wide, around y = 0: f goes from 0 to 1, and (0, 0) is an
/// oracle with delta = 1 for every L. Its bias is 10.
inline InexactPoint bump() {
  return {{{{Exact(-1, 10), 0, Exact(1, 10)}, {0, 100, -100, 0}, 0}}, {0}, {-10}, 1, 0};
}

}  // namespace biasbound::property
