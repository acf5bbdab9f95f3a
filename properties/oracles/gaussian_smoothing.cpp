// Gaussian smoothing (8) as an oracle: its closed forms on quadratics, where it has bounds at all,
// and its draws. The bounds themselves: lemma_13.cpp and gaussian_smoothing_sharp_bias.cpp.
#include "biasbound/oracles/gaussian_smoothing.hpp"

#include "biasbound/objectives/nesterov_worst.hpp"
#include "biasbound/objectives/quadratic.hpp"
#include "gaussian_law.hpp"
#include "support.hpp"

using namespace biasbound;
using namespace biasbound::test;

namespace {

/// The law of (8) with u drawn from the law that stands for the normal.
template <class F>
FiniteLaw<Exact> smoothed_law(const F& f, const Exact& tau, const Point& x) {
  FiniteLaw<Exact> law = property::gaussian_law(x.size());
  const Exact here = f.value(std::span<const Exact>(x));
  for (Outcome<Exact>& outcome : law) {
    Point shifted = x;
    for (std::size_t i = 0; i < x.size(); ++i)
      shifted[i] += tau * outcome.value(static_cast<Eigen::Index>(i));
    const Exact slope = (f.value(std::span<const Exact>(shifted)) - here) / tau;
    for (Exact& entry : outcome.value) entry *= slope;
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

}  // namespace

TEST_CASE("the seven-point law has the normal's moments up to order seven", "[oracles]") {
  for (const auto& [order, expected] : {std::pair<int, int>{0, 1}, {2, 1}, {4, 3}, {6, 15}}) {
    Exact moment = 0;
    for (int node = -3; node <= 3; ++node) {
      Exact power = 1;
      for (int i = 0; i < order; ++i) power *= node;
      moment += property::gaussian_weight(node) * power;
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

TEST_CASE("the bounds of Gaussian smoothing in numbers", "[oracles]") {
  const Exact tau = Exact(1) / 10;
  const Bounds printed = gaussian_smoothing_bounds_printed(4, 10, tau);
  CHECK(printed.M == 56);
  CHECK(printed.zeta2 == tau * tau * 16 / 4 * 13 * 13 * 13);
  CHECK(printed.sigma2 == 3 * tau * tau * 16 * 14 * 14 * 14);
  CHECK(GaussianSmoothingOracle<Exact>(NesterovWorst<Exact>(10), tau).bounds()->M == 11);
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
