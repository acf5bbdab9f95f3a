// The functions of descent.hpp by hand and at the edges of their constants.
#include "biasbound/descent.hpp"

#include "catch.hpp"

using namespace biasbound;

TEST_CASE("descent bounds by hand", "[theory]") {
  // |G|^2 = 8, |b|^2 = 5, |G + b|^2 = 6; L' = 12, step 1/24: 1/48 (5 - 8 - 1/2 6 + 1/24 4 6).
  const PointMoments<Exact> at{8, 6, 5, 2, 9};
  CHECK(refined_descent_bound({2, 6, 0, 0}, 4, Exact(1, 24), at) == Exact(-5, 48));
  // 1/48 (9 - 8 - (1 - 1/6) 8)
  CHECK(mse_descent_bound(4, Exact(1, 24), at) == Exact(-17, 144));
  // sqrt m = 1/2, L' = 4: r = 1/2 at 1/8, 3/2 at 3/10.
  CHECK(guaranteed_decrease(Exact(4), Exact(1, 8), Exact(1, 2)) == Exact(7, 128));
  CHECK(guaranteed_decrease(Exact(4), Exact(3, 10), Exact(1, 2)) == Exact(9, 200));
  CHECK(descent_limit(Exact(4), Exact(1, 2)) == Exact(1, 3));
  const AbcBounds abc = abc_bounds({1, 2, Exact(1, 2), 3});
  CHECK(abc.b == Exact(1, 4));
  CHECK(abc.c == Exact(3, 2));
  CHECK(abc.B == 6);
  CHECK(abc.C == 14);
  // -1/24 (1/4 - 1/24) 8 + 1/24 3/2 + (1/24)^2 1/3 14/2, since L B = 2.
  CHECK(abc_descent_bound(abc, Exact(1, 3), Exact(1, 24), 8) ==
        -Exact(5, 72) + Exact(1, 16) + Exact(14, 3456));
  CHECK(averaged_gap_bound(2, Exact(1, 4), 3, 5, 10) == Exact(11, 8));
  CHECK(iterate_bias_threshold(1, 4) == Exact(16, 25));
  // Without bias: step 1/(mu + L), factor 1 - 2/(mu + L) mu L/(mu + L).
  CHECK(iterate_contraction(1, 4, 0).step == Exact(1, 5));
  CHECK(iterate_contraction(1, 4, 0).factor == Exact(17, 25));
}

TEST_CASE("descent bounds refuse by name what they do not admit", "[theory]") {
  const PointMoments<Exact> at{1, 1, 0, 0, 0};
  CHECK_THROWS_WITH(refined_descent_bound({}, 0, 1, at), "L: 0, expected a positive number");
  CHECK_THROWS_WITH(mse_descent_bound(1, 0, at), "step size: 0, expected a positive number");
  CHECK_THROWS_WITH(abc_descent_bound({}, 1, -1, 1), "step size: -1, expected a positive number");
  CHECK_THROWS_WITH(abc_one_step_bound({}, 1, 1, 3, 1),
                    "step size: 3, expected at most 2b/(LB) = 2");
  CHECK_THROWS_WITH(abc_one_step_bound({}, 1, 2, 1, 1), "mu: 2, expected at most L = 1");
  CHECK_THROWS_WITH(rand_k_abc_bounds(2, 3, 0, 0), "k: 3, expected 1 <= k <= d = 2");
  CHECK_THROWS_WITH(averaged_gap_bound(2, 1, 0, 1, 1), "step size: 1, expected at most 1/L = 0.5");
  CHECK_THROWS_WITH(averaged_gap_bound(1, 1, 0, 1, 0), "iterations: 0, expected at least 1");
  CHECK_THROWS_WITH(iterate_bias_threshold(2, 1), "mu: 2, expected at most L = 1");
  CHECK_THROWS_WITH(iterate_contraction(1, 4, Exact(4, 5)),
                    "m: 0.64, expected below 4 kappa/(1 + kappa)^2 = 0.64");
  CHECK_THROWS_WITH(iterate_contraction(1, 4, -1), "sqrt m: -1, expected at least 0");
}
