// Section 3.2. Alignment: for zeta2 = 0 and m < 1, E<grad f, g> > 0. True where grad f != 0, and
// sharper, E<grad f, g> >= (1 - sqrt m)|grad f|^2, attained by b = -sqrt m grad f. Floor: for zeta2
// > 0 "gradient based methods can only converge to a region where |grad f|^2 = O(zeta2)". True with
// the constant 1/(1 - m) and in the worst case: above it every step descends, at it nothing need
// move.
#include "biasbound/rates.hpp"
#include "biased_oracle.hpp"
#include "catch.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

struct Aligned {
  Vector<Exact> gradient;
  BiasedOracle oracle;  // with m = r^2
};

void aligned(const Aligned& at, Ledger& ledger) {
  const Exact square = squared_norm(as_span(at.gradient));
  Exact product = 0;
  for (const auto& outcome : at.oracle.law(at.gradient))
    product += outcome.weight * dot(as_span(at.gradient), as_span(outcome.value));
  ledger.le("(1 - sqrt m)|G|^2 <= E<G, g>", (1 - abs(at.oracle.r)) * square, product);
  if (square != 0) ledger.holds("E<G, g> > 0", product > 0, to_text(product));
}

/// b = r grad f along (3, 4).
Aligned along(const Exact& r) {
  Vector<Exact> gradient(2);
  gradient << 3, 4;
  return {gradient, relative_bias(2, r)};
}

/// One step at a point without noise.
struct Still {
  Problem problem;
  BiasedOracle oracle;
  Vector<Exact> x;
  Exact step;
};

void descends_above_the_floor(const Still& at, const Exact& floor, Ledger& ledger) {
  const Vector<Exact> gradient = at.problem.gradient(at.x);
  const Exact above = squared_norm(as_span(gradient)) - floor;
  if (above < 0) return;
  const Exact change = expected_change(at.problem, at.oracle.law(gradient), at.x, at.step);
  ledger.le("E f(x+) - f(x) <= -(gamma/2)(1 - m)(|G|^2 - zeta2/(1 - m))", change,
            -at.step / 2 * (1 - at.oracle.bounds.m) * above);
  if (above > 0) ledger.holds("f decreases", change < 0);
}

}  // namespace

TEST_CASE("section_3_alignment: the expected step is along the gradient", "[section_3_alignment]") {
  check({"section_3_alignment", "alignment"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 4);
    Aligned at{given.vector("gradient", d), relative_bias(d, given.below_one("sqrt m"))};
    if (given.flag("against the gradient")) at.oracle.r = -at.oracle.r;
    at.oracle.turn = given.rotation("turn", d);
    if (given.flag("noise")) at.oracle.additive = given.noise("noise", d);
    aligned(at, ledger);
  });
  // A bias that is no rotation of the gradient: (|G|^2 - <G, E g>)^2 <= m |G|^4, m = |b|^2 / |G|^2.
  check({"section_3_alignment", "any bias"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 4);
    const Vector<Exact> gradient = given.vector("gradient", d);
    const Vector<Exact> bias = given.vector("bias", d);
    const Exact square = squared_norm(as_span(gradient));
    const Exact along = dot(as_span(gradient), as_span(bias));
    ledger.le("(|G|^2 - <G, E g>)^2 <= m |G|^4", along * along,
              squared_norm(as_span(bias)) * square);
    if (squared_norm(as_span(bias)) < square) ledger.holds("E<G, g> > 0", square + along > 0);
  });
  attained({"section_3_alignment", "b = -grad f / 2"},
           [](Ledger& ledger) { aligned(along(Exact(-1, 2)), ledger); });
  must_fail({"section_3_alignment", "1 - sqrt m plus 1 %"}, "(1 - sqrt m)|G|^2 <= E<G, g>",
            [](Ledger& ledger) { aligned(along(Exact(-1, 2)), ledger); });
  must_fail(
      {"section_3_alignment", "m = 1"}, "E<G, g> > 0",
      [](Ledger& ledger) { aligned(along(-1), ledger); }, 1);
}

TEST_CASE("section_3_floor: f decreases wherever |grad f|^2 is above zeta2/(1 - m)",
          "[section_3_floor]") {
  check({"section_3_floor", "descent above the floor"}, [](Given& given, Ledger& ledger) {
    Still at{any_problem(given, Shape::smooth), {}, {}, 0};
    at.oracle = any_oracle(given, at.problem.d());
    at.oracle.additive = exact_oracle(at.problem.d()).additive;
    at.oracle.bounds.sigma2 = 0;
    at.x = any_point(given, at.problem.d());
    at.step = given.fraction("step L'") * max_step_size(at.oracle.bounds, at.problem.L);
    descends_above_the_floor(at, gradient_norm_floor(at.oracle.bounds), ledger);
  });
  // f = x^2, g = 2 x + 1: zeta2 = 1, and at 2 x = -1 nothing moves, |grad f|^2 = zeta2.
  const auto at = [](const Exact& x) {
    return Still{ball(1, 2), constant_bias(Vector<Exact>::Ones(1)), Vector<Exact>::Constant(1, x),
                 Exact(1, 2)};
  };
  attained({"section_3_floor", "a descent without slack"},
           [&](Ledger& ledger) { descends_above_the_floor(at(3), 1, ledger); });
  must_fail({"section_3_floor", "a descent more by 1 %"},
            "E f(x+) - f(x) <= -(gamma/2)(1 - m)(|G|^2 - zeta2/(1 - m))",
            [&](Ledger& ledger) { descends_above_the_floor(at(3), 1, ledger); });
  must_fail(
      {"section_3_floor", "a floor lower by 1 %"},
      "E f(x+) - f(x) <= -(gamma/2)(1 - m)(|G|^2 - zeta2/(1 - m))",
      [&](Ledger& ledger) { descends_above_the_floor(at(Exact(-1, 2)), Exact(99, 100), ledger); },
      1);
}

TEST_CASE("section_3_floor: the floor is a worst case", "[section_3_floor]") {
  // f = |x|^2 / 2 in the plane, |b| = 1: the constant b = (1, 0) leaves |grad f|^2 = 1 = zeta2
  // where SGD rests. The bias grad f / |grad f| on the unit sphere, of the same zeta2, points
  // outward and speeds the descent up: at (3/5, 4/5) one step of 1/2 leads to 0.
  Vector<Exact> x(2);
  x << Exact(3, 5), Exact(4, 5);
  const auto worst =
      along_all_paths(ball(2, 1), constant_bias(x), Vector<Exact>(-x), Exact(1, 2), 3);
  for (const Along& at : worst) CHECK(at.gradient_sq == 1);
  const auto best = along_all_paths(ball(2, 1), constant_bias(x), x, Exact(1, 2), 1);
  CHECK(best.back().gradient_sq == 0);
}
