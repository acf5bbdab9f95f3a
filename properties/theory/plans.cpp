// Theorems 4 and 6 as plans: the step size and the iterations reach the target, and not much later
// than they must.
#include <limits>

#include "biasbound/interval.hpp"
#include "support.hpp"

using namespace biasbound;
using namespace biasbound::test;

namespace {

constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

struct Question {
  Bounds bounds;
  Exact L;
  Exact mu;
  Exact initial_gap;
  Exact epsilon;
};

Question any_question() {
  Question q{any_bounds(), positive_rational(), 1, small_rational(), small_rational() / 100};
  q.mu = q.L * fraction();
  if (q.bounds.zeta2 == 0) q.epsilon += Exact(1, 1000);
  return q;
}

Plan gradient_plan(const Question& q) {
  return plan_gradient_norm(q.bounds, q.L, q.initial_gap, q.epsilon);
}
Plan gap_plan(const Question& q) { return plan_gap(q.bounds, q.L, q.mu, q.initial_gap, q.epsilon); }

}  // namespace

TEST_CASE("Theorem 4 reaches its target by Lemma 3", "[theory]") {
  CHECK(rc::check([] {
    const Question q = any_question();
    const Plan plan = gradient_plan(q);
    RC_ASSERT(plan.target == q.epsilon + 2 * q.bounds.zeta2 / (1 - q.bounds.m));
    RC_ASSERT(plan.floor == gradient_norm_floor(q.bounds));
    RC_ASSERT(gradient_norm_bound(q.bounds, q.L, plan.step_size, q.initial_gap, plan.iterations) <=
              plan.target);
    // T = max{1, ceil(L F_0 max{4 (M + 1) / a, 8 sigma2 / a^2})}, and no integer below is enough.
    const Exact a = q.epsilon * (1 - q.bounds.m) + q.bounds.zeta2;
    const Exact needed =
        q.L * q.initial_gap *
        std::max(Exact(4 * (q.bounds.M + 1) / a), Exact(8 * q.bounds.sigma2 / (a * a)));
    RC_ASSERT(Exact(plan.iterations) >= needed);
    if (plan.iterations > 1) RC_ASSERT(Exact(plan.iterations - 1) < needed);
  }));
}

TEST_CASE("Theorem 6 reaches its target", "[theory]") {
  CHECK(rc::check([] {
    const Question q = any_question();
    const Plan plan = gap_plan(q);
    const Exact rate = q.mu * (1 - q.bounds.m);
    RC_ASSERT(plan.target == q.epsilon + 3 * q.bounds.zeta2 / (2 * rate));
    RC_ASSERT(plan.floor == gap_floor(q.bounds, q.mu));
    RC_ASSERT(gap_bound_printed(q.bounds, q.L, q.mu, plan.step_size, q.initial_gap,
                                plan.iterations) <= plan.target);
    // T >= max{M + 1, sigma2 / A} L / (mu (1 - m)) log(2 F_0 mu (1 - m) / A) > T - 1.
    const Exact A = q.epsilon * rate + q.bounds.zeta2;
    const Exact factor = std::max(Exact(q.bounds.M + 1), Exact(q.bounds.sigma2 / A)) * q.L / rate;
    const Exact ratio = 2 * q.initial_gap * rate / A;
    if (ratio <= 1) {
      RC_ASSERT(plan.iterations == 0u);
    } else {
      const Interval needed = Interval(factor) * log(Interval(ratio));
      RC_ASSERT(certainly_le(needed, Interval(plan.iterations)) == Decision::yes);
      RC_ASSERT(certainly_le(needed, Interval(plan.iterations - 1)) == Decision::no);
    }
  }));
}

TEST_CASE("plans by hand", "[theory]") {
  // a = 1/100: step = min{1/8, (1/100) / (2 4 2)}, T = 4 3 max{8/(1/100), 16/(1/100)^2}.
  Plan plan = plan_gradient_norm({1, 2, Exact(1, 2), 0}, 4, 3, Exact(1, 50));
  CHECK(plan.step_size == Exact(1, 1600));
  CHECK(plan.iterations == 1'920'000);
  CHECK(plan.target == Exact(1, 50));
  CHECK(plan.floor == 0);
  // kappa / (1 - m) log(2 F_0 / epsilon) = 500 log(2000) = 500 7.6009...
  plan = plan_gap({0, 0, Exact(9, 10), 0}, 4, Exact(2, 25), 1, Exact(1, 1000));
  CHECK(plan.step_size == Exact(1, 4));
  CHECK(plan.iterations == 3801);
  CHECK(plan.target == Exact(1, 1000));
  // Noise decides: A = 1/10, sigma2 / A = 30 > M + 1; 30 2 log(20) = 179.7...
  plan = plan_gap({0, 3, 0, 0}, 2, 1, 1, Exact(1, 10));
  CHECK(plan.step_size == Exact(1, 60));
  CHECK(plan.iterations == 180);
}

TEST_CASE("plans at the edges of their constants", "[theory]") {
  // No noise and no initial gap.
  CHECK(plan_gradient_norm({3, 0, 0, 0}, 2, 0, 1).iterations == 1);
  CHECK(plan_gradient_norm({3, 0, 0, 0}, 2, 0, 1).step_size == Exact(1, 8));
  CHECK(plan_gap({3, 0, 0, 0}, 2, 1, 0, 1).iterations == 0);
  // The start is good enough: 2 F_0 = epsilon.
  CHECK(plan_gap({}, 2, 1, Exact(1, 2), 1).iterations == 0);
  CHECK(plan_gap({}, 2, 1, Exact(501, 1000), 1).iterations == 1);
  // epsilon = 0 is admitted where the bias leaves a floor, and only there.
  CHECK(plan_gradient_norm({0, 0, 0, 1}, 1, 1, 0).iterations == 4);
  CHECK(plan_gap({0, 0, 0, 1}, 1, 1, 1, 0).iterations == 1);
  CHECK_THROWS_WITH(plan_gradient_norm({}, 1, 1, 0),
                    "epsilon: 0, expected a positive number where zeta2 is 0");
  CHECK_THROWS_WITH(plan_gap({}, 1, 1, 1, 0),
                    "epsilon: 0, expected a positive number where zeta2 is 0");
  CHECK_THROWS_WITH(plan_gap({}, 1, 1, 1, -1), "epsilon: -1, expected at least 0");
  CHECK_THROWS_WITH(plan_gap({}, 1, 2, 1, 1), "mu: 2, expected at most L = 1");
  CHECK_THROWS_WITH(plan_gradient_norm({}, 1, -1, 1), "initial gap: -1, expected at least 0");
  // More iterations than can be counted.
  const Exact tiny = parse_exact("1e-4000");
  CHECK(plan_gradient_norm({}, 1, 1, tiny).iterations == most);
  CHECK(plan_gap({0, 1, 0, 0}, 1, 1, 1, tiny).iterations == most);
  // A logarithm of so small an accuracy is no difficulty: log(2e4000) = 9211.03...
  CHECK(plan_gap({}, 1, 1, 1, tiny).iterations == 9212);
}

TEST_CASE("iterations grow with every difficulty", "[theory]") {
  CHECK(rc::check([] {
    const Question easy = any_question();
    Question hard = easy;
    const Exact more = positive_rational();
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        hard.epsilon = easy.epsilon / (1 + more);
        break;
      case 1:
        hard.initial_gap += more;
        break;
      case 2:
        hard.bounds.M += more;
        break;
      default:
        hard.bounds.sigma2 += more;
    }
    RC_ASSERT(gradient_plan(easy).iterations <= gradient_plan(hard).iterations);
    RC_ASSERT(gap_plan(easy).iterations <= gap_plan(hard).iterations);
    RC_ASSERT(gradient_plan(easy).step_size >= gradient_plan(hard).step_size);
    RC_ASSERT(gap_plan(easy).step_size >= gap_plan(hard).step_size);
  }));
}
