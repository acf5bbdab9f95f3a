// The (delta, L)-oracle of Definition 5: both sides attained. How much bias any such oracle can
// have: definition_5.cpp.
#include "biasbound/oracles/inexact.hpp"

#include "biasbound/objectives/huber.hpp"
#include "biasbound/objectives/nesterov_worst.hpp"
#include "biasbound/objectives/pl_sine.hpp"
#include "biasbound/objectives/quadratic.hpp"
#include "support.hpp"

using namespace biasbound;
using namespace biasbound::test;

namespace {

/// f(x) - f~(y) - <g~(y), x - y>
template <class F>
Exact gap(const F& f, const InexactPair<Exact>& pair, const Point& y, const Point& x) {
  Exact result = f.value(std::span<const Exact>(x)) - pair.value;
  for (std::size_t i = 0; i < x.size(); ++i)
    result -= pair.gradient(static_cast<Eigen::Index>(i)) * (x[i] - y[i]);
  return result;
}

/// Definition 5 at one pair.
template <class F>
bool definition_holds(const F& f, const InexactPair<Exact>& pair, const Point& y, const Point& x,
                      const Exact& delta, const Exact& L) {
  const Exact value = gap(f, pair, y, x);
  const Exact distance = squared_distance(std::span<const Exact>(x), std::span<const Exact>(y));
  return 0 <= value && value <= L / 2 * distance + delta;
}

AnyObjective<Exact> scaled_square(std::size_t d, const Exact& L) {
  return Quadratic<Exact>({.spectrum = Point(d, L)});
}

Point plus(Point a, const Point& b, const Exact& factor = 1) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += factor * b[i];
  return a;
}

}  // namespace

TEST_CASE("the shifted gradient is a (delta L)-oracle at rational pairs", "[oracles]") {
  const auto check = [](const AnyObjective<Exact>& f) {
    CHECK(rc::check([&f] {
      const std::size_t d = f.dimension();
      const Exact stretch = Exact(*rc::gen::inRange(1, 12)) / 3;
      const InexactOracle<Exact> oracle(f, *rational_points(d), stretch);
      const Point y = *rational_points(d);
      const InexactPair<Exact> pair = oracle.inexact(y);
      for (int i = 0; i < 4; ++i)
        RC_ASSERT(definition_holds(f, pair, y, *rational_points(d), oracle.inexact_delta(),
                                   oracle.inexact_L()));
      const auto moments = closed_form_moments(oracle, y);
      RC_ASSERT(within(*moments, oracle.bounds()));
      RC_ASSERT(moments->bias_sq <=
                inexact_bias_bound(oracle.inexact_delta(), oracle.inexact_L(), *f.regularity().L));
      RC_ASSERT(moments->bias_sq <=
                inexact_bias_bound_printed(oracle.inexact_delta(), oracle.inexact_L()));
    }));
  };
  check(NesterovWorst<Exact>(3));
  check(Huber<Exact>(2));
  check(Quadratic<Exact>({.spectrum = {1, 4}, .reflections = reflections(2, 1, 3)}));
}

TEST_CASE("both sides of Definition 5 and the bias bound are attained on L'/2 |x|^2", "[oracles]") {
  const AnyObjective<Exact> f = scaled_square(2, 3);
  const Point shift{1, Exact(-1) / 2};
  const Exact stretch = Exact(3) / 2;
  const InexactOracle<Exact> oracle(f, shift, stretch);
  const Exact& L = oracle.inexact_L();
  const Exact& delta = oracle.inexact_delta();
  CHECK(L == (1 + stretch) * 3);
  const Point y{2, 5};
  const InexactPair<Exact> pair = oracle.inexact(y);
  CHECK(gap(f, pair, y, plus(y, shift)) == 0);
  const Point far = plus(y, shift, -1 / stretch);
  const Exact distance = squared_distance(std::span<const Exact>(far), std::span<const Exact>(y));
  CHECK(gap(f, pair, y, far) == L / 2 * distance + delta);
  CHECK_FALSE(definition_holds(f, pair, y, far, delta * less, L));
  CHECK_FALSE(definition_holds(f, pair, y, far, delta, L * less));
  CHECK(attained(*closed_form_moments(oracle, y), oracle.bounds()));
}

TEST_CASE("the stochastic (delta L)-oracle adds its sigma2 and no bias", "[oracles]") {
  const Noise noise{.kind = Noise::Kind::gaussian, .sigma2 = Exact(3) / 2};
  const InexactOracle<Exact> oracle(scaled_square(2, 3), {1, 2}, 1, noise);
  CHECK(oracle.bounds() == Bounds{.sigma2 = Exact(3) / 2, .zeta2 = 45});
  CHECK(attained(*closed_form_moments(oracle, {1, 1}), oracle.bounds()));
  CHECK_FALSE(oracle.deterministic());

  const AnyObjective<double> f = NesterovWorst<double>(2);
  one_draw_is_the_first_of_many(InexactOracle<double>(f, {1, 2}, 1, noise), {1, 2});
  const InexactOracle<double> quiet(f, {1, 2});
  std::vector<double> draw(2);
  std::vector<double> mean(2);
  Stream stream({1, Purpose::user, 0, 0});
  quiet.sample(std::vector<double>{0, 1}, stream, draw);
  quiet.mean(std::vector<double>{0, 1}, mean);
  CHECK(draw == mean);
  CHECK(quiet.inexact(std::vector<double>{0, 1}).gradient(0) == mean[0]);
}

TEST_CASE("impossible (delta L)-oracles are refused", "[oracles]") {
  const AnyObjective<double> f = NesterovWorst<double>(2);
  CHECK_THROWS_AS(InexactOracle<double>(PlSine<double>(1), {1}), InvalidInput);
  CHECK_THROWS_AS(InexactOracle<double>(f, {1}), InvalidInput);
  CHECK_THROWS_AS(InexactOracle<double>(f, {1, 1}, 0), InvalidInput);
  CHECK_THROWS_AS(
      InexactOracle<double>(f, {1, 1}, 1, {.kind = Noise::Kind::gaussian, .sigma2 = 1, .M = 1}),
      InvalidInput);
}
