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

TEST_CASE("all or nothing attains its own bounds and is within those of C(delta)", "[oracles]") {
  for (const Exact& delta : {Exact(1) / 10, Exact(1) / 2, Exact(9) / 10}) {
    const CompressedOracle<Exact, Bernoulli> oracle(half_square<Exact>(2), Bernoulli(delta));
    const PointMoments<Exact> moments = law_moments(oracle, {1, 2});
    CHECK(attained(moments, *oracle.bounds()));
    CHECK(within(moments, *contraction_bounds(delta, 0, 0)));
  }
}

TEST_CASE("top-k of a stochastic gradient has the bounds of its noise", "[oracles]") {
  const Bounds bounds = top_k_unimodal_bounds(2, 1, 2);
  CHECK(bounds == Bounds{.M = 1, .sigma2 = 2, .m = Exact(1) / 2});
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
