// The refusals of compressed_rates.hpp. What its bounds say is tested in properties/rate_5_1.cpp
// and rate_5_4.cpp.
#include "biasbound/compressed_rates.hpp"

#include "catch.hpp"

using namespace biasbound;

TEST_CASE("descents of compressed gradients refuse constants they do not admit", "[theory]") {
  const Exact half(1, 2);
  CHECK(contraction_descent_bound(half, 2, half, 4) == -half);
  CHECK_THROWS_WITH(contraction_descent_bound(0, 2, half, 4), "delta: 0, expected 0 < delta <= 1");
  CHECK_THROWS_WITH(contraction_descent_bound(half, 2, 1, 4), "step size: 1, expected at most 1/L");
  CHECK_THROWS_WITH(contraction_descent_bound(half, 2, 0, 4),
                    "step size: 0, expected a positive number");
  CHECK(sparsified_descent_bound(half, 1, 3, 2, half, 4) == Exact(3, 8));
  CHECK_THROWS_WITH(sparsified_descent_bound(2, 0, 0, 2, half, 4), "k/d: 2, expected 0 < k/d <= 1");
  CHECK_THROWS_WITH(sparsified_descent_bound(half, -1, 0, 2, half, 4),
                    "Mb: -1, expected at least 0");
  CHECK_THROWS_WITH(sparsified_descent_bound(half, 0, -1, 2, half, 4),
                    "sb2: -1, expected at least 0");
  CHECK_THROWS_WITH(sparsified_descent_bound(half, 0, 0, 0, half, 4),
                    "L: 0, expected a positive number");
  CHECK_THROWS_WITH(sparsified_descent_bound(half, 0, 0, 2, half, -1),
                    "squared gradient norm: -1, expected at least 0");
}
