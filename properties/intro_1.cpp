// Introduction: SGD with biased updates "can converge to the same accuracy as SGD with unbiased
// oracles when the bias is not larger than the norm of the expected gradient". False at equality,
// b = -grad f: then E g = 0 and SGD stays where it is. True with a relative bound below 1, |b|^2 <=
// m |grad f|^2, m < 1: the gap falls to that of the unbiased case, 0 without noise.
#include "biasbound/rates.hpp"
#include "biased_oracle.hpp"
#include "catch.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

struct Start {
  Problem problem;
  BiasedOracle oracle;
  Vector<Exact> start;
};

/// Without noise the gap falls by the factor 1 - (1 - m) mu/L a step, and so to every accuracy.
void converges(const Start& at, const Exact& m, Ledger& ledger) {
  const auto along = along_all_paths(at.problem, at.oracle, at.start, 1 / at.problem.L, 4);
  for (std::size_t t = 0; t + 1 < along.size(); ++t)
    ledger.le("F_{t+1} <= (1 - (1 - m)/kappa) F_t", along[t + 1].gap,
              (1 - (1 - m) * at.problem.mu / at.problem.L) * along[t].gap);
}

}  // namespace

TEST_CASE("intro_1: a bias below the gradient keeps the accuracy", "[intro_1]") {
  check({"intro_1", "relative bias, m < 1"}, [](Given& given, Ledger& ledger) {
    const Problem problem = any_problem(given, Shape::pl);
    Start at{problem, relative_bias(problem.d(), given.below_one("sqrt m")),
             any_point(given, problem.d())};
    if (given.flag("against the gradient")) at.oracle.r = -at.oracle.r;
    at.oracle.turn = given.rotation("turn", problem.d());
    converges(at, at.oracle.bounds.m, ledger);
  });
  const auto halved = [](Ledger& ledger) {
    const Start at{ball(1, 2), relative_bias(1, Exact(-1, 2)), Vector<Exact>::Ones(1)};
    converges(at, at.oracle.bounds.m, ledger);
  };
  attained({"intro_1", "b = -grad f / 2 on a ball"}, halved);
  must_fail({"intro_1", "m less 1 %"}, "F_{t+1} <= (1 - (1 - m)/kappa) F_t", halved);
}

TEST_CASE("intro_1: a bias as large as the gradient stops SGD anywhere", "[intro_1]") {
  check({"intro_1", "b = -grad f stays at the start"}, [](Given& given, Ledger& ledger) {
    const Problem problem = any_problem(given, Shape::smooth);
    const Vector<Exact> x = any_point(given, problem.d());
    const Exact step = given.rational("step", Exact(1, 12), 5);
    const auto along = along_all_paths(problem, relative_bias(problem.d(), -1), x, step, 3);
    for (const Along& at : along) ledger.eq("F_t = F_0", at.gap, problem.gap(x));
  });
  // |b| = |grad f|, so the sentence as printed promises what it does for m < 1: any F_T < F_0.
  must_fail(
      {"intro_1", "the sentence as printed, at equality"}, "F_{t+1} <= (1 - (1 - m)/kappa) F_t",
      [](Ledger& ledger) {
        const Start at{ball(1, 2), relative_bias(1, -1), Vector<Exact>::Ones(1)};
        converges(at, Exact(999999, 1000000), ledger);
      },
      1);
  // Were the "expected gradient" E g, then b = grad f would be admitted, |b| < |E g| = 2 |grad f|,
  // and gamma = 1/L only turns x into -x.
  must_fail(
      {"intro_1", "b = grad f, |b| < |E g|"}, "F_{t+1} <= (1 - (1 - m)/kappa) F_t",
      [](Ledger& ledger) {
        const Start at{ball(1, 2), relative_bias(1, 1), Vector<Exact>::Ones(1)};
        converges(at, Exact(999999, 1000000), ledger);
      },
      1);
}
