// (6): with (4), F_{t+1} <= (1 - gamma mu (1 - m)) F_t + (gamma/2) zeta2 + (gamma^2 L/2) sigma2.
// True, f need not be convex; an equality for kappa = 1 at gamma = 1/L'.
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

/// As printed, also for the steps that one_step_bound refuses.
Exact right_side(const Step& at) {
  const Bounds& bounds = at.oracle.bounds;
  return (1 - at.step * at.problem.mu * (1 - bounds.m)) * at.problem.gap(at.x) +
         at.step * bounds.zeta2 / 2 + at.step * at.step * at.problem.L * bounds.sigma2 / 2;
}

void contracts(const Step& at, Ledger& ledger) {
  const Bounds& bounds = at.oracle.bounds;
  const Exact gap = at.problem.gap(at.x);
  if (at.step <= max_step_size(bounds, at.problem.L)) {
    ledger.eq("(6) of the library",
              one_step_bound(bounds, at.problem.L, at.problem.mu, at.step, gap), right_side(at));
    ledger.eq("(6) is Lemma 2 at |grad f|^2 = 2 mu F_t",
              gap + descent_bound(bounds, at.problem.L, at.step, 2 * at.problem.mu * gap),
              right_side(at));
  }
  const FiniteLaw<Exact> law = at.oracle.law(at.problem.gradient(at.x));
  ledger.le("F_{t+1}", gap + expected_change(at.problem, law, at.x, at.step), right_side(at));
}

/// kappa = 1, L' = 4, bias, noise of both kinds.
Step on_a_ball(const Exact& share = 1) {
  Step at{ball(2, 2), relative_bias(2, Exact(-1, 2)), Vector<Exact>::Ones(2), share / 4};
  at.oracle.s = 1;
  at.oracle.bounds.M = 1;
  add_noise(at.oracle, Vector<Exact>::Ones(2));
  return at;
}

}  // namespace

TEST_CASE("equation_6: the one-step bound holds for f with the PL property", "[equation_6]") {
  check({"equation_6", "one step"}, [](Given& given, Ledger& ledger) {
    Step at{any_problem(given, Shape::pl), {}, {}, 0};
    at.oracle = any_oracle(given, at.problem.d());
    at.x = any_point(given, at.problem.d());
    at.step = max_step_size(at.oracle.bounds, at.problem.L) * given.fraction("step L'");
    contracts(at, ledger);
  });
  attained({"equation_6", "kappa = 1 at gamma = 1/L'"},
           [](Ledger& ledger) { contracts(on_a_ball(), ledger); });
  must_fail({"equation_6", "the bound less 1 %"}, "F_{t+1}",
            [](Ledger& ledger) { contracts(on_a_ball(), ledger); });
  must_fail(
      {"equation_6", "gamma = 1.01/L'"}, "F_{t+1}",
      [](Ledger& ledger) { contracts(on_a_ball(Exact(101, 100)), ledger); }, 1);
  must_fail(
      {"equation_6", "mu twice what it is"}, "F_{t+1}",
      [](Ledger& ledger) {
        Step at{problem_of(Quadratic<Exact>({.spectrum = {1, 4}}), 1, Vector<Exact>::Zero(2)),
                exact_oracle(2), Vector<Exact>::Zero(2), Exact(1, 4)};
        at.x(0) = 1;
        at.problem.mu = 2;
        contracts(at, ledger);
      },
      1);
  must_fail(
      {"equation_6", "Huber, without any mu"}, "F_{t+1}",
      [](Ledger& ledger) {
        Step at{huber(1), exact_oracle(1), Vector<Exact>::Constant(1, Exact(21)), 1};
        at.problem.mu = Exact(1, 10);
        contracts(at, ledger);
      },
      1);
}
