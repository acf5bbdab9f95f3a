// Lemma 3: Psi_T <= (2 F_0/(gamma T) + gamma L sigma2 + zeta2)/(1 - m), Psi_T the mean of E|grad
// f(x_t)|^2 over t < T. True. Sharper: the same with F_0 - F_T in place of F_0, an equality for f =
// (L/2)|x|^2 at gamma = 1/L' and every T. Its floor zeta2/(1 - m) is attained. The text's min over
// t in [T] is at most Psi_T for [T] = {0, ..., T - 1}, and need not be for {1, ..., T}.
#include "biasbound/rates.hpp"
#include "biased_oracle.hpp"
#include "catch.hpp"
#include "diagonal_recursion.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

Exact right_side(const Bounds& bounds, const Exact& L, const Exact& step, const Exact& gap,
                 std::size_t T) {
  return (2 * gap / (step * T) + step * L * bounds.sigma2 + bounds.zeta2) / (1 - bounds.m);
}

void gradients_are_bounded(const Run& at, Ledger& ledger) {
  const Bounds& bounds = at.oracle.bounds;
  const Exact& L = at.problem.L;
  const auto along = along_all_paths(at.problem, at.oracle, at.start, at.step, at.T);
  const Exact initial_gap = along.front().gap;
  Exact sum = 0;
  Exact least = along.front().gradient_sq;
  for (std::size_t T = 1; T <= at.T; ++T) {
    sum += along[T - 1].gradient_sq;
    least = std::min(least, along[T - 1].gradient_sq);
    const Exact bound = right_side(bounds, L, at.step, initial_gap, T);
    if (at.step <= max_step_size(bounds, L))
      ledger.eq("Lemma 3 of the library", gradient_norm_bound(bounds, L, at.step, initial_gap, T),
                bound);
    ledger.le("Psi_T", sum / T, bound);
    ledger.le("Psi_T, with F_0 - F_T", sum / T,
              right_side(bounds, L, at.step, initial_gap - along[T].gap, T));
    ledger.le("min over t < T", least, sum / T);
  }
}

Run any_run(Given& given, bool with_bias = true) {
  Run at{any_problem(given, Shape::smooth), {}, {}, 0};
  at.oracle = any_oracle(given, at.problem.d(), with_bias);
  at.start = any_point(given, at.problem.d());
  at.step = max_step_size(at.oracle.bounds, at.problem.L) * given.fraction("step L'");
  at.T = affordable_steps(at.oracle);
  return at;
}

/// L' = 4, bias and noise, T = 3.
Run on_a_ball(const Exact& share = 1) {
  Run at{ball(1, 2), relative_bias(1, Exact(-1, 2)), Vector<Exact>::Ones(1), share / 4, 3};
  at.oracle.s = 1;
  at.oracle.bounds.M = 1;
  add_noise(at.oracle, Vector<Exact>::Ones(1));
  return at;
}

}  // namespace

TEST_CASE("lemma_3: the gradients are bounded along every trajectory", "[lemma_3]") {
  check({"lemma_3", "every horizon"},
        [](Given& given, Ledger& ledger) { gradients_are_bounded(any_run(given), ledger); });
  // f = x^2, gamma = 1/L: x_1 is the minimiser, so F_T = 0.
  const auto plain = [](Ledger& ledger) {
    const Run at{ball(1, 2), exact_oracle(1), Vector<Exact>::Ones(1), Exact(1, 2), 4};
    gradients_are_bounded(at, ledger);
  };
  attained({"lemma_3", "gradient descent that arrives"}, plain, {"Psi_T", "Psi_T, with F_0 - F_T"});
  must_fail({"lemma_3", "the bound less 1 %"}, "Psi_T", plain);
  must_fail(
      {"lemma_3", "gamma = 1.01/L'"}, "Psi_T, with F_0 - F_T",
      [](Ledger& ledger) { gradients_are_bounded(on_a_ball(Exact(101, 100)), ledger); }, 1);
}

TEST_CASE("lemma_3: with F_0 - F_T it is an equality on a ball", "[lemma_3]") {
  attained({"lemma_3", "bias and noise, gamma = 1/L'"},
           [](Ledger& ledger) { gradients_are_bounded(on_a_ball(), ledger); },
           {"Psi_T, with F_0 - F_T"});
  const auto sharper = [](Ledger& ledger) {
    const Run at = on_a_ball();
    const auto along = along_all_paths(at.problem, at.oracle, at.start, at.step, 1);
    ledger.le("Psi_T, with F_0 - F_T", along[0].gradient_sq,
              right_side(at.oracle.bounds, 2, at.step, along[0].gap - along[1].gap, 1));
  };
  must_fail({"lemma_3", "the sharper bound less 1 %"}, "Psi_T, with F_0 - F_T", sharper);
}

TEST_CASE("lemma_3: the floor zeta2/(1 - m) is attained for every T", "[lemma_3]") {
  // At the fixed point grad f = -b the gradient stays; what the bound adds is F_0's share, which
  // falls as 1/T.
  const BiasedOracle oracle = constant_bias(Vector<Exact>::Constant(1, Exact(3)));
  const Vector<Exact> start = Vector<Exact>::Constant(1, Exact(-3, 2));
  const auto rest = [&](std::size_t T, Ledger& ledger) {
    const auto along = along_all_paths(ball(1, 2), oracle, start, Exact(1, 7), 5);
    for (const Along& t : along)
      ledger.eq("E|grad f(x_t)|^2", t.gradient_sq, gradient_norm_floor(oracle.bounds));
    ledger.le("Psi_T", along.front().gradient_sq,
              gradient_norm_bound(oracle.bounds, 2, Exact(1, 7), along.front().gap, T) -
                  14 * along.front().gap / static_cast<unsigned>(T));
  };
  attained({"lemma_3", "the fixed point"}, [&](Ledger& ledger) { rest(1000000, ledger); });
  must_fail({"lemma_3", "a floor lower by 1 %"}, "Psi_T",
            [&](Ledger& ledger) { rest(1000000, ledger); });
}

TEST_CASE("lemma_3: the min over t in {1..T} can be above Psi_T", "[lemma_3]") {
  // f = x^2 / 2 from its minimiser, n = +-1, gamma = 1, T = 1: Psi_1 = 0 and E|grad f(x_1)|^2 = 1.
  must_fail(
      {"lemma_3", "min over {1, ..., T}"}, "min over t = 1, ..., T",
      [](Ledger& ledger) {
        BiasedOracle oracle = exact_oracle(1);
        add_noise(oracle, Vector<Exact>::Ones(1));
        const auto along = along_all_paths(ball(1, 1), oracle, Vector<Exact>::Zero(1), 1, 1);
        ledger.eq("Psi_1", along[0].gradient_sq, 0);
        ledger.eq("E|grad f(x_1)|^2", along[1].gradient_sq, 1);
        ledger.le("min over t = 0, ..., T - 1", along[0].gradient_sq, along[0].gradient_sq);
        ledger.le("min over t = 1, ..., T", along[1].gradient_sq, along[0].gradient_sq);
      },
      1);
}

TEST_CASE("lemma_3: by hand", "[lemma_3]") {
  // 2 3 / (8 1/4 1/2) + 1/4 2 1 / (1/2) + 1 / (1/2)
  CHECK(gradient_norm_bound({0, 1, Exact(1, 2), 1}, 2, Exact(1, 4), 3, 8) == 9);
}

TEST_CASE("lemma_3: every horizon up to 10^4 in intervals", "[lemma_3]") {
  const auto run = [](const char* name, const DiagonalCase& at, const Exact& share) {
    holds({"lemma_3", name, Arithmetic::interval}, [&](Ledger& ledger) {
      const Bounds bounds = at.bounds();
      const Exact step = share * max_step_size(bounds, at.L());
      DiagonalTrajectory<Interval> trajectory(at, step);
      const Exact initial_gap = at.initial_gap();
      const Interval per_gap = Interval(2) / Interval(Exact(step * (1 - bounds.m)));
      Interval sum(0);
      for (std::uint64_t T = 1; T <= 10000; ++T) {
        sum += trajectory.gradient_sq();
        trajectory.step();
        const Interval psi = sum / Interval(T);
        const Interval bound(gradient_norm_bound(bounds, at.L(), step, initial_gap, T));
        ledger.le("Psi_T", in_intervals(psi, bound));
        ledger.le("Psi_T, with F_0 - F_T",
                  in_intervals(psi, bound - per_gap * trajectory.gap() / Interval(T)));
      }
    });
  };
  run("constant bias, both kinds of noise, kappa = 100", long_case(0, 1), Exact(9, 10));
  run("relative bias, m = 81/100", long_case(Exact(9, 10), 0), Exact(1, 2));
  run("both kinds of bias, m = 1/2", long_case(Exact(1, 2), Exact(1, 10)), 1);
}
