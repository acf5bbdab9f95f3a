// Gaussian smoothing (8): closed forms on quadratics, verified in rationals, and the printed and
// the sharper bounds of Lemma 13.
#include "biasbound/oracles/gaussian_smoothing.hpp"

#include "biasbound/objectives/huber.hpp"
#include "biasbound/objectives/nesterov_worst.hpp"
#include "biasbound/objectives/pl_sine.hpp"
#include "biasbound/objectives/quadratic.hpp"
#include "support.hpp"

using namespace biasbound;
using namespace biasbound::test;

namespace {

/// A law on {-3, ..., 3} with the moments of a standard normal up to order 7. On a quadratic |g|^2
/// has degree 6 in u, so that expectations under it are those under the normal, exactly.
Exact weight(int node) {
  switch (node < 0 ? -node : node) {
    case 0:
      return Exact(7) / 18;
    case 1:
      return Exact(1) / 4;
    case 2:
      return Exact(1) / 20;
    default:
      return Exact(1) / 180;
  }
}

/// The law of (8) with u drawn from the product of those laws.
template <class F>
FiniteLaw<Exact> smoothed_law(const F& f, const Exact& tau, const Point& x) {
  FiniteLaw<Exact> law;
  std::size_t count = 1;
  for (std::size_t i = 0; i < x.size(); ++i) count *= 7;
  for (std::size_t code = 0; code < count; ++code) {
    Exact probability = 1;
    Point u;
    Point shifted = x;
    for (std::size_t rest = code, i = 0; i < x.size(); ++i, rest /= 7) {
      const int node = static_cast<int>(rest % 7) - 3;
      probability *= weight(node);
      u.push_back(node);
      shifted[i] += tau * node;
    }
    const Exact slope =
        (f.value(std::span<const Exact>(shifted)) - f.value(std::span<const Exact>(x))) / tau;
    Vector<Exact> g = to_vector(std::span<const Exact>(u));
    for (Eigen::Index i = 0; i < g.size(); ++i) g(i) *= slope;
    law.push_back({probability, std::move(g)});
  }
  return law;
}

template <class F>
void closed_form_is_exact(const F& f, const Exact& tau, const Point& x) {
  const GaussianSmoothingOracle<Exact> oracle(f, tau);
  const FiniteLaw<Exact> law = smoothed_law(f, tau, x);
  check_law(law, x.size());
  const PointMoments<Exact> moments = exact_moments(law, gradient_at(oracle, x));
  const auto closed = closed_form_moments(oracle, x);
  REQUIRE(closed);
  CHECK(equal(moments, *closed));
  CHECK(attained(moments, *oracle.bounds()));
}

/// f(x) = x |x| / 2: its gradient |x| is 1-Lipschitz, with a kink at 0.
struct SignedSquare {
  [[nodiscard]] std::string name() const { return "signed square"; }
  [[nodiscard]] std::size_t dimension() const { return 1; }
  [[nodiscard]] double value(std::span<const double> x) const { return x[0] * std::abs(x[0]) / 2; }
  void gradient(std::span<const double> x, std::span<double> out) const { out[0] = std::abs(x[0]); }
  [[nodiscard]] Regularity regularity() const {
    return {.L = Exact(1), .mu = {}, .f_star = {}, .convex = false, .two_sided = true};
  }
};

/// Moments of (8) in one dimension by the trapezoidal rule with 2^14 steps on [-12, 12]; exact to
/// 1e-6 relative for the kinked functions here.
template <class F>
PointMoments<double> smoothed_moments(const F& f, double tau, double at) {
  const std::vector<double> x{at};
  std::vector<double> gradient(1);
  f.gradient(std::span<const double>(x), std::span<double>(gradient));
  double mean = 0;
  double second = 0;
  const double h = 24.0 / (1 << 14);
  for (int i = 0; i <= 1 << 14; ++i) {
    const double u = -12 + i * h;
    const std::vector<double> shifted{at + tau * u};
    const double g = (f.value(shifted) - f.value(x)) / tau * u;
    const double density = std::exp(-u * u / 2) / std::sqrt(2 * 3.141592653589793) * h;
    mean += g * density;
    second += g * g * density;
  }
  PointMoments<double> p;
  p.gradient_sq = gradient[0] * gradient[0];
  p.mean_sq = mean * mean;
  p.bias_sq = (mean - gradient[0]) * (mean - gradient[0]);
  p.noise_sq = second - mean * mean;
  return p;
}

bool within_quadrature(const PointMoments<double>& p, const Bounds& bounds) {
  return p.noise_sq <= noise_bound(p, bounds) * (1 + 1e-5) &&
         p.bias_sq <= bias_bound(p, bounds) * (1 + 1e-5) + 1e-12 * p.gradient_sq;
}

}  // namespace

TEST_CASE("the seven-point law has the normal's moments up to order seven", "[oracles]") {
  for (const auto& [order, expected] : {std::pair<int, int>{0, 1}, {2, 1}, {4, 3}, {6, 15}}) {
    Exact moment = 0;
    for (int node = -3; node <= 3; ++node) {
      Exact power = 1;
      for (int i = 0; i < order; ++i) power *= node;
      moment += weight(node) * power;
    }
    CHECK(moment == expected);
  }
}

TEST_CASE("on quadratics the closed forms are exact and the bounds attained", "[oracles]") {
  closed_form_is_exact(NesterovWorst<Exact>(3), Exact(1) / 10, {1, Exact(-2) / 3, 5});
  closed_form_is_exact(NesterovWorst<Exact>(2, NesterovReading::factor), Exact(2), {1, 0});
  closed_form_is_exact(Quadratic<Exact>({.spectrum = {1, Exact(7) / 2, 5},
                                         .reflections = reflections(3, 2, 9),
                                         .linear = {1, -1, 2}}),
                       Exact(1) / 3, {Exact(1) / 2, 1, -1});
  closed_form_is_exact(Quadratic<Exact>({.spectrum = {3}}), Exact(1), {2});
}

TEST_CASE("the printed bounds hold on quadratics and are loose", "[oracles]") {
  const NesterovWorst<Exact> f(10);
  const Exact tau = Exact(1) / 10;
  const Bounds printed = gaussian_smoothing_bounds_printed(4, 10, tau);
  CHECK(printed.M == 56);
  CHECK(printed.zeta2 == tau * tau * 16 / 4 * 13 * 13 * 13);
  CHECK(printed.sigma2 == 3 * tau * tau * 16 * 14 * 14 * 14);
  const GaussianSmoothingOracle<Exact> oracle(f, tau);
  CHECK(oracle.bounds()->M == 11);
  CHECK(rc::check([&] {
    const auto moments = closed_form_moments(oracle, *rational_points(10));
    RC_ASSERT(within(*moments, printed));
    RC_ASSERT(within(*moments, gaussian_smoothing_bounds(4, 10, tau)));
    RC_ASSERT(2 * moments->noise_sq < noise_bound(*moments, printed));
  }));
}

TEST_CASE("with a Lipschitz gradient both bounds hold", "[oracles]") {
  const auto check = [](const auto& f) {
    const Exact L = *f.regularity().L;
    for (const Exact& tau : {Exact(1) / 100, Exact(1) / 2, Exact(3)})
      for (const double at : {0.0, 0.01, 0.5, 1.0, 1.01, 2.2, 7.0, -1.5}) {
        const PointMoments<double> p = smoothed_moments(f, to_double(tau), at);
        CHECK(within_quadrature(p, gaussian_smoothing_bounds(L, 1, tau)));
        CHECK(within_quadrature(p, gaussian_smoothing_bounds_printed(L, 1, tau)));
      }
  };
  check(Huber<double>(1));
  check(PlSine<double>(1));
  check(SignedSquare{});
}

TEST_CASE("zeta2 = d tau^2 L^2 is within pi/2 of the truth and the printed one is not",
          "[oracles]") {
  const PointMoments<double> p = smoothed_moments(SignedSquare{}, 0.5, 0.0);
  Bounds bounds = gaussian_smoothing_bounds(1, 1, Exact(1) / 2);
  // The bias at the kink is tau E|u| = tau sqrt(2/pi).
  CHECK(p.bias_sq == Approx(0.25 * 2 / 3.141592653589793).epsilon(1e-5));
  bounds.zeta2 *= Exact(63) / 100;  // just below 2/pi
  CHECK_FALSE(within_quadrature(p, bounds));
  CHECK(gaussian_smoothing_bounds_printed(1, 1, Exact(1) / 2).zeta2 == 16 * Exact(1) / 4);
}

// f = x^2/2 - 8 sqrt(x^2 + 1e-8) satisfies (3) with L = 1, but its gradient is not 1-Lipschitz.
TEST_CASE("Lemma 13 needs more than (3)", "[oracles]") {
  struct Ridge {
    [[nodiscard]] double value(std::span<const double> x) const {
      return x[0] * x[0] / 2 - 8 * std::sqrt(x[0] * x[0] + 1e-8);
    }
    void gradient(std::span<const double> x, std::span<double> out) const {
      out[0] = x[0] - 8 * x[0] / std::sqrt(x[0] * x[0] + 1e-8);
    }
  };
  const PointMoments<double> p = smoothed_moments(Ridge{}, 1, 0.01);
  CHECK(p.bias_sq > 62);
  CHECK(gaussian_smoothing_bounds_printed(1, 1, 1).zeta2 == 16);
}

TEST_CASE("an objective without a two-sided L has no bounds for smoothing", "[oracles]") {
  struct OneSided : SignedSquare {
    [[nodiscard]] Regularity regularity() const {
      return {.L = Exact(1), .mu = {}, .f_star = {}, .convex = false, .two_sided = false};
    }
  };
  CHECK_FALSE(GaussianSmoothingOracle<double>(OneSided{}, 1).bounds());
  const GaussianSmoothingOracle<double> oracle(SignedSquare{}, 1);
  CHECK(*oracle.bounds() == gaussian_smoothing_bounds(1, 1, 1));
  std::vector<double> mean(1);
  CHECK_FALSE(oracle.mean(std::vector<double>{1}, mean));
  CHECK_FALSE(oracle.second_moment(std::vector<double>{1}));
  CHECK_THROWS_AS(GaussianSmoothingOracle<double>(SignedSquare{}, 0), InvalidInput);
}

// A draw is slope * u: the directions are checked by <g, x> signs and lengths through its
// definition.
TEST_CASE("a draw is the difference quotient along its own direction", "[oracles]") {
  const NesterovWorst<double> f(4);
  const double tau = 0.25;
  const GaussianSmoothingOracle<double> oracle(f, Exact(1) / 4);
  const std::vector<double> x{1, -2, 0.5, 3};
  for (std::uint64_t draw = 0; draw < 100; ++draw) {
    Stream stream({5, Purpose::user, 0, draw});
    std::vector<double> g(4);
    oracle.sample(x, stream, g);
    Stream same({5, Purpose::user, 0, draw});
    std::vector<double> shifted = x;
    std::vector<double> u(4);
    for (std::size_t i = 0; i < 4; ++i) {
      u[i] = normal(same);
      shifted[i] += tau * u[i];
    }
    for (std::size_t i = 0; i < 4; ++i)
      CHECK(g[i] == Approx((f.value(shifted) - f.value(x)) / tau * u[i]).epsilon(1e-12));
  }
  one_draw_is_the_first_of_many(oracle, x);
}
