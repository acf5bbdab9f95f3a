// Lemma 2 refined (not in the paper): for every gamma > 0,
//   E f(x+) - f(x) <= -(gamma/2)(|G|^2 - |b|^2) - (gamma/2)(1 - gamma L')|G + b|^2 + gamma^2 L
//   sigma2/2,
// G = grad f(x), an equality on (L/2)|x|^2. For zeta2 = sigma2 = 0 it gives descent by (gamma r -
// gamma^2 L' r^2/2)|G|^2 with r = 1 - sqrt m up to 1/L' and 1 + sqrt m beyond: for every gamma <
// 2/(L'(1 + sqrt m)), a limit that is sharp, and the most at gamma = 1/L'.
#include "biasbound/descent.hpp"
#include "biasbound/rates.hpp"
#include "biased_oracle.hpp"
#include "catch.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

struct Step {
  Problem problem;
  BiasedOracle oracle;
  Vector<Exact> x;
  Exact step;
};

void descends(const Step& at, Ledger& ledger) {
  const Vector<Exact> gradient = at.problem.gradient(at.x);
  const FiniteLaw<Exact> law = at.oracle.law(gradient);
  const PointMoments<Exact> moments = exact_moments(law, as_span(gradient));
  const Exact bound = refined_descent_bound(at.oracle.bounds, at.problem.L, at.step, moments);
  ledger.le("E f(x+) - f(x)", expected_change(at.problem, law, at.x, at.step), bound);
  if (at.step <= max_step_size(at.oracle.bounds, at.problem.L))
    ledger.le("not above Lemma 2", bound,
              descent_bound(at.oracle.bounds, at.problem.L, at.step, moments.gradient_sq));
}

/// At half the largest step, where Lemma 2 is strict.
Step on_a_ball() {
  Step at{ball(2, 2), constant_bias(Vector<Exact>::Ones(2)), Vector<Exact>::Ones(2), Exact(1, 8)};
  at.oracle.turn << 0, -1, 1, 0;
  at.oracle.s = 1;
  at.oracle.bounds.M = 1;
  add_noise(at.oracle, Vector<Exact>::Ones(2) / Exact(4));
  return at;
}

/// zeta2 = sigma2 = 0, sqrt m = |r| rational.
struct Relative {
  Problem problem;
  BiasedOracle oracle;
  Vector<Exact> x;
  Exact step;

  [[nodiscard]] Exact root_m() const { return abs(oracle.r); }
  [[nodiscard]] Exact smoothness() const { return (oracle.bounds.M + 1) * problem.L; }
};

void decreases(const Relative& at, Ledger& ledger) {
  const Vector<Exact> gradient = at.problem.gradient(at.x);
  const Exact decrease = guaranteed_decrease(at.smoothness(), at.step, at.root_m());
  ledger.le("E f(x+) - f(x)", expected_change(at.problem, at.oracle.law(gradient), at.x, at.step),
            -decrease * squared_norm(as_span(gradient)));
  ledger.le("most at gamma = 1/L'", decrease, (1 - at.oracle.bounds.m) / (2 * at.smoothness()));
  if (at.step < descent_limit(at.smoothness(), at.root_m()))
    ledger.holds("positive below 2/(L'(1 + sqrt m))", decrease > 0);
  else
    ledger.holds("not positive from there on", decrease <= 0);
}

/// (L/2) x^2 on the line with L' = 4, the bias that is the worst on each side of 1/L'.
Relative worst(const Exact& step) {
  Relative at{ball(1, 2), relative_bias(1, Exact(1, 2)), Vector<Exact>::Ones(1), step};
  at.oracle.s = 1;
  at.oracle.bounds.M = 1;
  if (step <= Exact(1, 4)) at.oracle.r = -at.oracle.r;
  return at;
}

}  // namespace

TEST_CASE("refined_descent: holds for every step size", "[refined_descent]") {
  check({"refined_descent", "the refined bound"}, [](Given& given, Ledger& ledger) {
    Step at{any_problem(given, Shape::smooth), {}, {}, 0};
    at.oracle = any_oracle(given, at.problem.d());
    at.x = any_point(given, at.problem.d());
    at.step =
        max_step_size(at.oracle.bounds, at.problem.L) *
        (given.flag("beyond 1/L'") ? given.rational("step L'", 1, 5) : given.fraction("step L'"));
    descends(at, ledger);
  });
  attained({"refined_descent", "attained at half the step size of Lemma 2"},
           [](Ledger& ledger) { descends(on_a_ball(), ledger); }, {"E f(x+) - f(x)"});
  must_fail({"refined_descent", "the bound less 1 %"}, "E f(x+) - f(x)",
            [](Ledger& ledger) { descends(on_a_ball(), ledger); });
  must_fail(
      {"refined_descent", "L less 1 %"}, "E f(x+) - f(x)",
      [](Ledger& ledger) {
        Step at = on_a_ball();
        at.problem.L *= Exact(99, 100);
        descends(at, ledger);
      },
      1);
}

TEST_CASE("refined_descent: an equality on a ball at every step size", "[refined_descent]") {
  check({"refined_descent", "equality on a ball"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 3);
    const Problem problem = ball(d, given.rational("L", Exact(1, 4), 6));
    const BiasedOracle oracle = any_oracle(given, d);
    const Vector<Exact> x = any_point(given, d);
    const Exact step = given.rational("step", Exact(1, 12), 5);
    const Vector<Exact> gradient = problem.gradient(x);
    const FiniteLaw<Exact> law = oracle.law(gradient);
    ledger.eq("E f(x+) - f(x)", expected_change(problem, law, x, step),
              refined_descent_bound(oracle.bounds, problem.L, step,
                                    exact_moments(law, as_span(gradient))));
  });
}

TEST_CASE("refined_descent: without zeta2 and sigma2 f decreases below 2/(L'(1 + sqrt m))",
          "[refined_descent]") {
  check({"refined_descent", "relative bias"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 3);
    Relative at{given.flag("ball")
                    ? ball(d, given.rational("L", Exact(1, 4), 6))
                    : any_piecewise(given, d, given.rational("L", Exact(1, 4), 6), Shape::smooth),
                relative_bias(d, given.below_one("sqrt m")), any_point(given, d), 0};
    if (given.flag("against the gradient")) at.oracle.r = -at.oracle.r;
    at.oracle.turn = given.rotation("turn", d);
    if (given.flag("noise")) {
      at.oracle.s = given.rational("s", 0, 2);
      at.oracle.bounds.M = at.oracle.s * at.oracle.s;
    }
    at.step = given.rational("step L'", Exact(1, 12), Exact(5, 2)) / at.smoothness();
    decreases(at, ledger);
  });
  for (const Exact& step : {Exact(1, 8), Exact(1, 4), Exact(3, 10)}) {
    attained({"refined_descent", "worst bias at gamma = " + to_text(step)},
             [&](Ledger& ledger) { decreases(worst(step), ledger); }, {"E f(x+) - f(x)"});
    must_fail({"refined_descent", "worst bias less 1 % at gamma = " + to_text(step)},
              "E f(x+) - f(x)", [&](Ledger& ledger) { decreases(worst(step), ledger); });
  }
  attained({"refined_descent", "1/L' is the best step size"},
           [](Ledger& ledger) { decreases(worst(Exact(1, 4)), ledger); });
}

TEST_CASE("refined_descent: nothing decreases at gamma = 2/(L'(1 + sqrt m))", "[refined_descent]") {
  // L' = 4, sqrt m = 1/2: the limit is 1/3.
  CHECK(descent_limit(Exact(4), Exact(1, 2)) == Exact(1, 3));
  const auto strictly_decreases = [](const Exact& step, Ledger& ledger) {
    const Relative at = worst(step);
    const Exact change =
        expected_change(at.problem, at.oracle.law(at.problem.gradient(at.x)), at.x, at.step);
    ledger.holds("E f(x+) < f(x)", change < 0, to_text(change));
  };
  attained({"refined_descent", "just below the limit"},
           [&](Ledger& ledger) {
             strictly_decreases(Exact(33, 100), ledger);
             decreases(worst(Exact(33, 100)), ledger);
           },
           {"E f(x+) - f(x)"});
  for (const Exact& step : {Exact(1, 3), Exact(101, 300)})
    must_fail(
        {"refined_descent", "gamma = " + to_text(step)}, "E f(x+) < f(x)",
        [&](Ledger& ledger) { strictly_decreases(step, ledger); }, 1);
}

TEST_CASE("refined_descent: the limit for every m in intervals", "[refined_descent]") {
  // sqrt m is irrational: the decrease is enclosed, on both sides of the limit.
  check({"refined_descent", "the limit in intervals", Arithmetic::interval}, [](Given& given,
                                                                                Ledger& ledger) {
    const Exact m = given.below_one("m");
    const Exact smoothness = given.positive("L'");
    const Exact off = given.rational("off", Exact(1, 1000), Exact(1, 4));
    ledger.le("0 <= decrease below the limit", [&](auto one) {
      using I = decltype(one);
      const I root = sqrt(I(m));
      const Exact below = (descent_limit(smoothness, root) * I(Exact(1 - off))).lower_exact();
      return std::pair<I, I>{I(0), guaranteed_decrease(smoothness, below, root)};
    });
    ledger.le("decrease beyond the limit <= 0", [&](auto one) {
      using I = decltype(one);
      const I root = sqrt(I(m));
      const Exact beyond = (descent_limit(smoothness, root) * I(Exact(1 + off))).upper_exact();
      return std::pair<I, I>{guaranteed_decrease(smoothness, beyond, root), I(0)};
    });
  });
}
