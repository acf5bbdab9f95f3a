// The MSE lemma (not in the paper): for every gamma > 0,
//   E f(x+) - f(x) <= -(gamma/2)|G|^2 + (gamma/2) E|g - G|^2 - (gamma/2)(1 - gamma L) E|g|^2,
// G = grad f(x), an equality on (L/2)|x|^2. So a compressed gradient g = C(G), C in C(delta),
// decreases f by (gamma delta/2)|G|^2 for gamma <= 1/L, whatever its M: the 1/delta rate of section
// 5.4, and the d/k rate of rand-k, that Theorem 6 with M = 1/delta - 1 does not give.
#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/compressors/top_k.hpp"
#include "biasbound/descent.hpp"
#include "biased_oracle.hpp"
#include "catch.hpp"
#include "oracle_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

void descends(const Problem& problem, const FiniteLaw<Exact>& law, const Vector<Exact>& x,
              const Exact& step, Ledger& ledger) {
  const Vector<Exact> gradient = problem.gradient(x);
  ledger.le("E f(x+) - f(x)", expected_change(problem, law, x, step),
            mse_descent_bound(problem.L, step, exact_moments(law, as_span(gradient))));
}

template <class C>
void compressed_descends(const Problem& problem, const C& compressor, const Vector<Exact>& x,
                         const Exact& step, Ledger& ledger) {
  const Vector<Exact> gradient = problem.gradient(x);
  const auto law = compressor.outcomes(as_span(gradient));
  const Exact delta = *compressor.bounds(problem.d()).delta;
  ledger.le("E f(x+) - f(x) of C in C(delta)", expected_change(problem, *law, x, step),
            -step * delta / 2 * squared_norm(as_span(gradient)));
}

/// Rand-1 in the plane at x = (1, 2), L = 2, at `share` of 1/L.
void rand_1_descends(const Exact& share, Ledger& ledger) {
  Vector<Exact> x = Vector<Exact>::Ones(2);
  x(1) = 2;
  compressed_descends(ball(2, 2), RandK{1}, x, share / 2, ledger);
}

}  // namespace

TEST_CASE("mse_lemma: holds for every oracle and step size", "[mse_lemma]") {
  check({"mse_lemma", "the descent bound"}, [](Given& given, Ledger& ledger) {
    const Problem problem = any_problem(given, Shape::smooth);
    const BiasedOracle oracle = any_oracle(given, problem.d());
    const Vector<Exact> x = any_point(given, problem.d());
    const Exact step = given.rational("step L", Exact(1, 12), 3) / problem.L;
    descends(problem, oracle.law(problem.gradient(x)), x, step, ledger);
  });
  check({"mse_lemma", "equality on a ball"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 3);
    const Problem problem = ball(d, given.rational("L", Exact(1, 4), 6));
    const Vector<Exact> x = any_point(given, d);
    const Vector<Exact> gradient = problem.gradient(x);
    const FiniteLaw<Exact> law = any_oracle(given, d).law(gradient);
    const Exact step = given.rational("step", Exact(1, 12), 3);
    ledger.eq("E f(x+) - f(x)", expected_change(problem, law, x, step),
              mse_descent_bound(problem.L, step, exact_moments(law, as_span(gradient))));
  });
  const auto on_a_ball = [](const Exact& L_believed) {
    return [L_believed](Ledger& ledger) {
      Problem problem = ball(2, 2);
      problem.L = L_believed;
      const Vector<Exact> x = Vector<Exact>::Ones(2);
      BiasedOracle oracle = relative_bias(2, Exact(-1, 2));
      add_noise(oracle, x);
      descends(problem, oracle.law(problem.gradient(x)), x, Exact(1, 3), ledger);
    };
  };
  attained({"mse_lemma", "attained on a ball"}, on_a_ball(2));
  must_fail({"mse_lemma", "the bound less 1 %"}, "E f(x+) - f(x)", on_a_ball(2));
  must_fail({"mse_lemma", "L less 1 %"}, "E f(x+) - f(x)", on_a_ball(Exact(198, 100)), 1);
}

TEST_CASE("mse_lemma: a compressor in C(delta) decreases f by (gamma delta/2)|grad f|^2",
          "[mse_lemma]") {
  check({"mse_lemma", "compressed gradients"}, [](Given& given, Ledger& ledger) {
    const Problem problem = any_problem(given, Shape::smooth, 4);
    const std::size_t k = given.size("k", 1, problem.d());
    const Vector<Exact> x = any_point(given, problem.d());
    const Exact step = given.fraction("step L") / problem.L;
    if (given.flag("top-k"))
      compressed_descends(problem, TopK{k}, x, step, ledger);
    else
      compressed_descends(problem, RandK{k}, x, step, ledger);
  });
  attained({"mse_lemma", "rand-1 at gamma = 1/L"},
           [](Ledger& ledger) { rand_1_descends(1, ledger); });
  must_fail({"mse_lemma", "delta plus 1 %"}, "E f(x+) - f(x) of C in C(delta)",
            [](Ledger& ledger) { rand_1_descends(1, ledger); });
  must_fail(
      {"mse_lemma", "gamma = 1.01/L"}, "E f(x+) - f(x) of C in C(delta)",
      [](Ledger& ledger) { rand_1_descends(Exact(101, 100), ledger); }, 1);
}
