// Compressed gradients: Lemma 10 with its true m, Lemma 12, top-k of a stochastic gradient, and any
// C in C(delta) with any noise.
#include "biasbound/oracles/compressed.hpp"

#include "biasbound/compressors/bernoulli.hpp"
#include "biasbound/objectives/quadratic.hpp"
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

struct Case {
  std::size_t d;
  std::size_t k;
  Exact sb2;
  Point x;
};

/// sb2 / d is a square, so that Rademacher noise has a rational law.
Case any_case() {
  const auto d = *rc::gen::inRange<std::size_t>(1, 5);
  const auto k = *rc::gen::inRange<std::size_t>(1, d + 1);
  const Exact step = Exact(*rc::gen::inRange(0, 9)) / 4;
  return {d, k, Exact(d) * step * step, *rational_points(d)};
}

template <class C>
void closed_form_is_the_law() {
  CHECK(rc::check([] {
    const Case c = any_case();
    for (const Noise& noise : {Noise{}, rademacher(c.sb2)}) {
      const CompressedOracle<Exact, C> oracle(half_square<Exact>(c.d), C{c.k}, noise);
      const auto closed = closed_form_moments(oracle, c.x);
      RC_ASSERT(closed);
      RC_ASSERT(equal(law_moments(oracle, c.x), *closed));
      RC_ASSERT(within(*closed, *oracle.bounds()));
    }
  }));
}

/// E of a function of (z1, z2) standard normal, on a grid of step 1/16 over [-8, 8]^2. The
/// trapezoidal rule is exact to rounding on smooth parts; the jumps of top-1 cost O(step^2) = 4e-3
/// relative.
template <class Function>
double normal_expectation(Function function) {
  double sum = 0;
  const double h = 1.0 / 16;
  for (int i = -128; i <= 128; ++i)
    for (int j = -128; j <= 128; ++j) {
      const double a = i * h;
      const double b = j * h;
      sum += function(a, b) * std::exp(-(a * a + b * b) / 2);
    }
  return sum * h * h / (2 * 3.141592653589793);
}

}  // namespace

TEST_CASE("rand-k and rand-k' of a stochastic gradient have the law of their closed forms",
          "[oracles]") {
  closed_form_is_the_law<RandK>();
  closed_form_is_the_law<ScaledRandK>();
}

TEST_CASE("Lemma 10 with the true m is attained at every x", "[oracles]") {
  CHECK(rc::check([] {
    Case c = any_case();
    c.x[0] = 1;
    const Exact Mb = Exact(*rc::gen::inRange(0, 9)) / 4;
    const Noise noise{.kind = Noise::Kind::gaussian, .sigma2 = c.sb2, .M = Mb};
    const CompressedOracle<Exact, RandK> oracle(half_square<Exact>(c.d), RandK{c.k}, noise);
    const auto moments = closed_form_moments(oracle, c.x);
    RC_ASSERT(*oracle.bounds() == rand_k_bounds(c.d, c.k, Mb, c.sb2));
    RC_ASSERT(attained(*moments, *oracle.bounds()));
    RC_ASSERT(within(*moments, rand_k_bounds_printed(c.d, c.k, Mb, c.sb2)));
  }));
}

TEST_CASE("Lemma 12 is attained at every x", "[oracles]") {
  CHECK(rc::check([] {
    Case c = any_case();
    c.x[0] = 1;
    const Exact Mb = Exact(*rc::gen::inRange(0, 9)) / 4;
    const Noise noise{.kind = Noise::Kind::gaussian, .sigma2 = c.sb2, .M = Mb};
    const CompressedOracle<Exact, ScaledRandK> oracle(half_square<Exact>(c.d), ScaledRandK{c.k},
                                                      noise);
    const Exact ratio = Exact(c.d) / Exact(c.k);
    RC_ASSERT(*oracle.bounds() == (Bounds{.M = (1 + Mb) * ratio - 1, .sigma2 = ratio * c.sb2}));
    RC_ASSERT(attained(*closed_form_moments(oracle, c.x), *oracle.bounds()));
  }));
}

TEST_CASE("rand-1 of (1 1) refutes M = 0 and needs only half of the printed m", "[oracles]") {
  const CompressedOracle<Exact, RandK> oracle(half_square<Exact>(2), RandK{1});
  const PointMoments<Exact> moments = law_moments(oracle, {1, 1});
  CHECK(moments.noise_sq == Exact(1) / 2);
  CHECK(moments.mean_sq == Exact(1) / 2);
  CHECK(moments.bias_sq == moments.gradient_sq / 4);
  CHECK(rand_k_bounds_printed(2, 1, 0, 0).m == Exact(1) / 2);
  CHECK_FALSE(within(moments, {.M = 0, .m = Exact(1) / 2}));
  CHECK(within(moments, {.M = 1, .m = Exact(1) / 4}));
}

TEST_CASE("a gradient compressed without noise keeps the compressor's bounds", "[oracles]") {
  CHECK(rc::check([] {
    const Case c = any_case();
    const CompressedOracle<Exact, TopK> oracle(half_square<Exact>(c.d), TopK{c.k});
    RC_ASSERT(equal(law_moments(oracle, c.x), *closed_form_moments(oracle, c.x)));
    RC_ASSERT(within(law_moments(oracle, c.x), *oracle.bounds()));
  }));
  const CompressedOracle<Exact, TopK> oracle(half_square<Exact>(5), TopK{2});
  CHECK(oracle.deterministic());
  CHECK(attained(law_moments(oracle, Point(5, Exact(2))), *oracle.bounds()));
}

TEST_CASE("any C(delta) with any noise is within its bounds", "[oracles]") {
  CHECK(rc::check([] {
    const Case c = any_case();
    const CompressedOracle<Exact, TopK> top(half_square<Exact>(c.d), TopK{c.k}, rademacher(c.sb2));
    RC_ASSERT(within(law_moments(top, c.x), *top.bounds()));
    const Exact delta = Exact(*rc::gen::inRange(1, 9)) / 8;
    const CompressedOracle<Exact, Bernoulli> coin(half_square<Exact>(c.d), Bernoulli{delta},
                                                  rademacher(c.sb2));
    RC_ASSERT(within(law_moments(coin, c.x), *coin.bounds()));
  }));
  // Multiplicative noise, |G|^2 = d t^2: (Mb d t^2 + 0) / d is a square for Mb = 1/4.
  for (const std::size_t d : {1U, 2U, 3U, 4U})
    for (const int t : {1, 2, 7}) {
      const CompressedOracle<Exact, Bernoulli> coin(half_square<Exact>(d), Bernoulli{Exact(1) / 2},
                                                    rademacher(0, Exact(1) / 4));
      REQUIRE(coin.bounds());
      CHECK(within(law_moments(coin, Point(d, Exact(t))), *coin.bounds()));
    }
  CHECK_FALSE(contraction_bounds(Exact(1) / 2, 1, 0));  // m would be 1
}

TEST_CASE("a random compressor in C(delta) needs all of M = 1/delta - 1", "[oracles]") {
  for (const Exact& delta : {Exact(1) / 10, Exact(1) / 2, Exact(9) / 10}) {
    const CompressedOracle<Exact, Bernoulli> oracle(half_square<Exact>(2), Bernoulli(delta));
    const PointMoments<Exact> moments = law_moments(oracle, {1, 2});
    CHECK(attained(moments, *oracle.bounds()));
    Bounds general = *contraction_bounds(delta, 0, 0);
    CHECK(general == Bounds{.M = 1 / delta - 1, .m = 1 - delta});
    CHECK(within(moments, general));
    general.M *= less;
    CHECK_FALSE(within(moments, general));
  }
}

TEST_CASE("top-1 of a Gaussian stochastic gradient in the plane is within its bounds",
          "[oracles]") {
  const Bounds bounds = top_k_unimodal_bounds(2, 1, 2);  // sb2 = 2: a standard normal each
  CHECK(bounds == Bounds{.M = 1, .sigma2 = 2, .m = Exact(1) / 2});
  double largest_noise_ratio = 0;
  for (const double a : {0.0, 0.01, 0.3, 1.0, 3.0, 5.0})
    for (const double b : {0.0, 0.1, 1.0, 2.9, 5.0}) {
      double mean[2] = {0, 0};
      double second = 0;
      for (int i = 0; i < 2; ++i)
        mean[i] = normal_expectation([&](double z1, double z2) {
          const double v[2] = {a + z1, b + z2};
          // A tie counts half for each.
          const double share = std::abs(v[i]) > std::abs(v[1 - i])    ? 1.0
                               : std::abs(v[i]) == std::abs(v[1 - i]) ? 0.5
                                                                      : 0.0;
          return share * v[i];
        });
      second = normal_expectation(
          [&](double z1, double z2) { return std::max((a + z1) * (a + z1), (b + z2) * (b + z2)); });
      PointMoments<double> p;
      p.gradient_sq = a * a + b * b;
      p.mean_sq = mean[0] * mean[0] + mean[1] * mean[1];
      p.bias_sq = (mean[0] - a) * (mean[0] - a) + (mean[1] - b) * (mean[1] - b);
      p.noise_sq = second - p.mean_sq;
      CHECK(p.noise_sq <= noise_bound(p, bounds) * (1 + 1e-2));
      CHECK(p.bias_sq <= bias_bound(p, bounds) * (1 + 1e-2) + 1e-6);
      largest_noise_ratio = std::max(largest_noise_ratio, p.noise_sq / noise_bound(p, bounds));
    }
  // E|top-1(n)|^2 = 1 + 2/pi at 0, of the 2 that stand for it.
  CHECK(largest_noise_ratio > 0.8);
  const CompressedOracle<double, TopK> gaussian(half_square<double>(2), TopK{1},
                                                {.kind = Noise::Kind::gaussian, .sigma2 = 2});
  CHECK(*gaussian.bounds() == bounds);
  const CompressedOracle<double, TopK> lattice(half_square<double>(2), TopK{1}, rademacher(2));
  CHECK(*lattice.bounds() != bounds);  // a density is needed
}

TEST_CASE("draws of a compressed stochastic gradient follow the law", "[oracles]") {
  const Point x{2, Exact(-3) / 2, Exact(1) / 4};
  const Noise noise = rademacher(Exact(3) / 4);
  const auto check = [&](auto compressor) {
    using C = decltype(compressor);
    const CompressedOracle<double, C> real(half_square<double>(3), compressor, noise);
    const CompressedOracle<Exact, C> rational(half_square<Exact>(3), compressor, noise);
    draws_follow_the_law(real, rational, x, 20'000);
    one_draw_is_the_first_of_many(real, to_doubles(x));
  };
  check(TopK{1});
  check(RandK{2});
  check(ScaledRandK{1});
}

TEST_CASE("a compressor that does not take the dimension is refused", "[oracles]") {
  CHECK_THROWS_AS((CompressedOracle<double, TopK>(half_square<double>(2), TopK{3})), InvalidInput);
  CHECK_THROWS_AS(rand_k_bounds(2, 3, 0, 0), InvalidInput);
}
