// Additive bias and noise, multiplicative noise, and Remark 5's oracle: oracles that attain
// Assumptions 3 and 4 at every x.
#include "biasbound/oracles/additive.hpp"

#include "biasbound/objectives/huber.hpp"
#include "biasbound/objectives/quadratic.hpp"
#include "biasbound/oracles/relative_bias.hpp"
#include "support.hpp"

using namespace biasbound;
using namespace biasbound::test;

namespace {

template <class Scalar>
AnyObjective<Scalar> half_square(std::size_t d) {
  return Quadratic<Scalar>({.spectrum = Point(d, Exact(1))});
}

Noise rademacher(const Exact& sigma2, const Exact& M = 0) {
  return {.kind = Noise::Kind::rademacher, .sigma2 = sigma2, .M = M};
}

}  // namespace

TEST_CASE("additive noise attains all its bounds at every x", "[oracles]") {
  CHECK(rc::check([] {
    const auto d = *rc::gen::inRange<std::size_t>(1, 6);
    const Noise noise{.kind = Noise::Kind::gaussian,
                      .sigma2 = Exact(*rc::gen::inRange(1, 9)) / 4,
                      .M = *rc::gen::inRange(0, 4)};
    Point bias = *rational_points(d);
    bias[0] = 1;
    const AdditiveOracle<Exact> oracle(half_square<Exact>(d), noise, bias);
    Point x = *rational_points(d);
    x[0] = 1;  // keeps the mean away from 0, where M has no say
    const auto moments = closed_form_moments(oracle, x);
    RC_ASSERT(moments);
    RC_ASSERT(attained(*moments, oracle.bounds()));
  }));
}

TEST_CASE("Rademacher noise has the law that its closed forms say", "[oracles]") {
  CHECK(rc::check([] {
    const auto d = *rc::gen::inRange<std::size_t>(1, 6);
    const Exact step = Exact(*rc::gen::inRange(0, 9)) / 4;
    const AdditiveOracle<Exact> oracle(half_square<Exact>(d), rademacher(Exact(d) * step * step),
                                       *rational_points(d));
    const Point x = *rational_points(d);
    RC_ASSERT(equal(law_moments(oracle, x), *closed_form_moments(oracle, x)));
  }));
  // Multiplicative: |G|^2 = 36, M = 1 and sigma2 = 64 give (36 + 64) / 4 = 5^2 a coordinate.
  const AdditiveOracle<Exact> oracle(half_square<Exact>(4), rademacher(64, 1));
  const Point x(4, Exact(3));
  CHECK(equal(law_moments(oracle, x), *closed_form_moments(oracle, x)));
  CHECK(attained(law_moments(oracle, x), oracle.bounds()));
  CHECK_FALSE(oracle.outcomes(Point(4, Exact(1))));  // 17 is no square
}

TEST_CASE("draws with Rademacher noise follow the law", "[oracles]") {
  const Point bias{1, Exact(-1) / 2};
  const AdditiveOracle<double> real(half_square<double>(2), rademacher(Exact(1) / 2), bias);
  const AdditiveOracle<Exact> rational(half_square<Exact>(2), rademacher(Exact(1) / 2), bias);
  draws_follow_the_law(real, rational, {2, 3}, 20'000);
}

TEST_CASE("one draw of additive noise is the first of many", "[oracles]") {
  for (const Noise::Kind kind : {Noise::Kind::none, Noise::Kind::gaussian, Noise::Kind::rademacher,
                                 Noise::Kind::student_t}) {
    Noise noise{.kind = kind};
    if (kind != Noise::Kind::none) noise.sigma2 = 2;
    one_draw_is_the_first_of_many(AdditiveOracle<double>(half_square<double>(3), noise), {1, 2, 3});
  }
}

// |n|^2 d / variance summed over N draws is chi-squared with N d degrees of freedom; by Laurent and
// Massart it leaves [K - 2 sqrt(K t), K + 2 sqrt(K t) + 2 t] with probability at most 2 exp(-t),
// here 4e-9. The mean of N draws has N |mean - a|^2 d / variance chi-squared with d degrees of
// freedom.
TEST_CASE("Gaussian noise has the variance it promises", "[oracles]") {
  const std::size_t d = 4;
  const std::size_t draws = 20'000;
  const Noise noise{.kind = Noise::Kind::gaussian, .sigma2 = 2, .M = Exact(1) / 2};
  const AdditiveOracle<double> oracle(half_square<double>(d), noise, {1, 0, 0, 0});
  const std::vector<double> x{1, 2, 3, 4};
  std::vector<double> center(d);
  oracle.mean(x, center);
  const double variance = 0.5 * squared_norm(std::span<const double>(center)) + 2;
  std::vector<double> rows(draws * d);
  oracle.sample_many(x, {11, Purpose::user, 0, 0}, draws, rows);
  double sum = 0;
  std::vector<double> mean(d, 0.0);
  for (std::size_t i = 0; i < draws; ++i) {
    const std::span<const double> row(rows.data() + i * d, d);
    sum += squared_distance(row, std::span<const double>(center)) * d / variance;
    for (std::size_t j = 0; j < d; ++j) mean[j] += row[j] / static_cast<double>(draws);
  }
  const double degrees = static_cast<double>(draws * d);
  const double t = 20;
  CHECK(sum >= degrees - 2 * std::sqrt(degrees * t));
  CHECK(sum <= degrees + 2 * std::sqrt(degrees * t) + 2 * t);
  CHECK(sum < degrees * 1.05);  // 5 % more would be noticed
  const double shift =
      squared_distance(std::span<const double>(mean), std::span<const double>(center)) * d *
      static_cast<double>(draws) / variance;
  CHECK(shift <= d + 2 * std::sqrt(d * t) + 2 * t);
}

TEST_CASE("the range of bounded noise covers every outcome", "[oracles]") {
  const Point bias{1, Exact(-1) / 2};
  const AdditiveOracle<double> real(half_square<double>(2), rademacher(Exact(1) / 2), bias);
  const AdditiveOracle<Exact> rational(half_square<Exact>(2), rademacher(Exact(1) / 2), bias);
  const Point x{2, 3};
  const std::optional<double> range = real.range(to_doubles(x));
  REQUIRE(range);
  const std::optional<FiniteLaw<Exact>> law = rational.outcomes(x);
  REQUIRE(law);
  for (const Outcome<Exact>& outcome : *law)
    CHECK(to_double(squared_distance(as_span(outcome.value), std::span<const Exact>(x))) <= *range);
  const AdditiveOracle<double> gaussian(half_square<double>(1),
                                        {.kind = Noise::Kind::gaussian, .sigma2 = 1});
  CHECK_FALSE(gaussian.range(std::vector<double>{1}));
}

TEST_CASE("Example 8 is an additive bias with zeta2 = 4", "[oracles]") {
  const AdditiveOracle<Exact> oracle(Huber<Exact>(1), {}, {-2});
  CHECK(oracle.bounds() == Bounds{.zeta2 = 4});
  CHECK(oracle.deterministic());
  for (const Exact& x : {Exact(-5), Exact(0), Exact(1) / 2, Exact(9)}) {
    const auto moments = closed_form_moments(oracle, Point{x});
    CHECK(attained(*moments, oracle.bounds()));
    Point g(1);
    oracle.mean(Point{x}, g);
    CHECK(g[0] <= -1);  // so x_t >= x_0 + step * t from every x_0
  }
}

TEST_CASE("Remark 5 attains the bias bound at every x", "[oracles]") {
  const std::size_t d = 3;
  for (const Exact& zeta2 : {Exact(0), Exact(4) / 9}) {
    const RelativeBiasOracle oracle(half_square<double>(d), Exact(1) / 3, zeta2, {1, -2, 2});
    CHECK(oracle.bounds() == Bounds{.m = Exact(1) / 3, .zeta2 = zeta2});
    for (int i = 0; i < 50; ++i) {
      const std::vector<double> x{0.3 * i, 1.0 - i, std::pow(10.0, i % 7 - 3)};
      std::vector<double> g(d);
      oracle.mean(x, g);
      const double bias = squared_distance(std::span<const double>(g), std::span<const double>(x));
      const double bound = squared_norm(std::span<const double>(x)) / 3 + to_double(zeta2);
      // b is found by subtracting numbers of the size of g: 2^-53 of |g| |b|, d times over.
      const double allowance =
          8 * d * 0x1p-53 * (bound + std::sqrt(bound * squared_norm(std::span<const double>(x))));
      CHECK(std::abs(bias - bound) <= allowance);
      CHECK(bias > 0.99 * bound);
      CHECK(oracle.second_moment(x) == squared_norm(std::span<const double>(g)));
    }
  }
}

TEST_CASE("impossible additive oracles are refused", "[oracles]") {
  const auto f = half_square<double>(2);
  CHECK_THROWS_AS(AdditiveOracle<double>(f, rademacher(-1)), InvalidInput);
  CHECK_THROWS_AS(AdditiveOracle<double>(f, rademacher(1, -1)), InvalidInput);
  CHECK_THROWS_AS(AdditiveOracle<double>(f, {.sigma2 = 1}), InvalidInput);
  CHECK_THROWS_AS(AdditiveOracle<double>(f, {}, {1}), InvalidInput);
  CHECK_THROWS_AS(AdditiveOracle<double>(
                      f, {.kind = Noise::Kind::student_t, .sigma2 = 1, .degrees_of_freedom = 2}),
                  InvalidInput);
  CHECK_THROWS_AS(RelativeBiasOracle(f, 1, 0, {1, 0}), InvalidInput);
  CHECK_THROWS_AS(RelativeBiasOracle(f, Exact(1) / 2, -1, {1, 0}), InvalidInput);
  CHECK_THROWS_AS(RelativeBiasOracle(f, Exact(1) / 2, 1, {0, 0}), InvalidInput);
  CHECK_THROWS_AS(RelativeBiasOracle(f, Exact(1) / 2, 1, {1}), InvalidInput);
}
