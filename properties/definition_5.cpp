// Definition 5: a (delta, L)-oracle has |b|^2 <= 2 delta L. True for convex f, and approached, not
// attained, where the gradient of f varies fast; false without convexity, which the text of section
// 5.3 leaves out: (1 + sin 10 x) / 2 with the oracle (0, 0) has delta = 1 and |b|^2 = 25 for every
// L. Without convexity, for an L'-Lipschitz gradient, |b|^2 <= 2 delta L' (L + L') / (L + 2 L').
//
// The sharp bound for convex f with an L'-Lipschitz gradient is |b|^2 <= 2 delta L L' / (L + L').
//
// The stochastic oracle of B.4 adds noise with E|n|^2 <= sigma2 to g~, so M = 0, and keeps the
// bias.
#include "catch.hpp"
#include "inexact_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

void bias_within(const InexactPoint& at, const Exact& bound, Ledger& ledger) {
  ledger.le("|b|^2", at.bias_sq(), bound);
}
void printed(const InexactPoint& at, Ledger& ledger) {
  bias_within(at, inexact_bias_bound_printed(at.least()->delta, at.L), ledger);
}
void sharp(const InexactPoint& at, Ledger& ledger) {
  bias_within(at, inexact_bias_bound(at.least()->delta, at.L, at.smoothness()), ledger);
}
void without_convexity(const InexactPoint& at, Ledger& ledger) {
  bias_within(at, inexact_bias_bound_nonconvex(at.least()->delta, at.L, at.smoothness()), ledger);
}

std::vector<Exact> any_x(Given& given, const InexactPoint& at) {
  std::vector<Exact> x;
  for (std::size_t i = 0; i < at.d(); ++i)
    x.push_back(given.flag("at a knot") ? at.f[i].knots()[0] : given.rational("x", -8, 8));
  return x;
}

}  // namespace

TEST_CASE("definition_5_bias: |b|^2 <= 2 delta L for convex f", "[definition_5_bias]") {
  check({"definition_5_bias", "the printed bound holds"}, [](Given& given, Ledger& ledger) {
    const InexactPoint at = any_inexact_point(given);
    check_definition(at, any_x(given, at), ledger);
    printed(at, ledger);
  });
  // 2 delta L L' / (L + L') of it, at L' = 1000 L.
  must_fail({"definition_5_bias", "the printed bound less 1 %"}, "|b|^2",
            [](Ledger& ledger) { printed(sharp_inexact_point(1, 1000, 2), ledger); });
}

TEST_CASE("definition_5_bias: without convexity it is false", "[definition_5_bias]") {
  const auto bumped = [](Ledger& ledger) {
    const InexactPoint at = bump();
    check_definition(at, {Exact(1, 3)}, ledger);
    ledger.le("delta", at.least()->delta, 1);
    printed(at, ledger);
  };
  must_fail({"definition_5_bias", "f is not convex"}, "|b|^2", bumped, 1);
  // (1 + sin 10 x) / 2 at y = 0: 0 <= f <= 1 is Definition 5 for (0, 0) and delta = 1, for every L;
  // f'(0) = 5.
  must_fail(
      {"definition_5_bias", "a sine"}, "|b|^2",
      [](Ledger& ledger) { ledger.le("|b|^2", 5 * 5, inexact_bias_bound_printed(1, 1)); }, 1);
  CHECK(inexact_bias_bound_nonconvex(1, 1, 50) >= 25);
}

TEST_CASE("definition_5_bias: without convexity 2 delta L' (L + L') / (L + 2 L') is sharp",
          "[definition_5_bias]") {
  check({"definition_5_bias", "the bound without convexity"}, [](Given& given, Ledger& ledger) {
    const InexactPoint at = any_inexact_point(given, 3, false);
    check_definition(at, any_x(given, at), ledger);
    ledger.le("at most 2 delta L'",
              inexact_bias_bound_nonconvex(at.least()->delta, at.L, at.smoothness()),
              2 * at.least()->delta * at.smoothness());
    without_convexity(at, ledger);
  });
  const auto tight = [](Ledger& ledger) {
    without_convexity(non_convex_inexact_point(2, 3, Exact(1, 2)), ledger);
  };
  attained({"definition_5_bias", "the bound without convexity is attained"}, tight);
  must_fail({"definition_5_bias", "the bound without convexity less 1 %"}, "|b|^2", tight);
}

TEST_CASE("inexact_sharp_bias: |b|^2 <= 2 delta L L' / (L + L') for convex f",
          "[inexact_sharp_bias]") {
  check({"inexact_sharp_bias", "the sharp bound holds"}, [](Given& given, Ledger& ledger) {
    const InexactPoint at = any_inexact_point(given);
    check_definition(at, any_x(given, at), ledger);
    sharp(at, ledger);
  });
  check({"inexact_sharp_bias", "attained for all L and L'"}, [](Given& given, Ledger& ledger) {
    const InexactPoint at =
        sharp_inexact_point(given.positive("L"), given.positive("L'"), given.positive("b"));
    ledger.eq("|b|^2", at.bias_sq(), inexact_bias_bound(at.least()->delta, at.L, at.smoothness()));
  });
  const auto tight = [](Ledger& ledger) { sharp(sharp_inexact_point(Exact(5, 2), 1, 2), ledger); };
  attained({"inexact_sharp_bias", "the sharp bound is attained"}, tight);
  must_fail({"inexact_sharp_bias", "the sharp bound less 1 %"}, "|b|^2", tight);
  must_fail(
      {"inexact_sharp_bias", "f is not convex"}, "|b|^2",
      [](Ledger& ledger) { sharp(bump(), ledger); }, 1);
}

TEST_CASE("definition_5_stochastic: M = m = 0 and zeta2 = 2 delta L", "[definition_5_stochastic]") {
  const FiniteLaw<Exact> coin{{Exact(1, 2), Vector<Exact>::Ones(1)},
                              {Exact(1, 2), -Vector<Exact>::Ones(1)}};
  check({"definition_5_stochastic", "the printed bounds hold"}, [](Given& given, Ledger& ledger) {
    const InexactPoint at = any_inexact_point(given);
    within_printed(at, given.noise("noise", at.d()), ledger);
  });
  const auto with_coin = [&](const InexactPoint& at) {
    return [&, at](Ledger& ledger) { within_printed(at, coin, ledger); };
  };
  attained({"definition_5_stochastic", "sigma2 is attained"},
           with_coin(sharp_inexact_point(1, 1000, 2)), {"E|n|^2"});
  must_fail({"definition_5_stochastic", "sigma2 less 1 %"}, "E|n|^2",
            with_coin(sharp_inexact_point(1, 1000, 2)));
  must_fail({"definition_5_stochastic", "f is not convex"}, "|b|^2", with_coin(bump()), 1);
}
