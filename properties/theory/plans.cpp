// Theorems 4 and 6 as plans, by hand and at the edges. That they reach their targets is tested in
// properties/theorem_4.cpp and theorem_6.cpp.
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
