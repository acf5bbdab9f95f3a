// The functions of rates.hpp: floors, long powers and refusals. What the statements themselves say
// is tested in properties/lemma_2.cpp, lemma_3.cpp, equation_6.cpp and theorem_6.cpp.
#include "support.hpp"

using namespace biasbound;
using namespace biasbound::test;

namespace {

template <class Call>
std::string refusal(const Call& call) {
  try {
    call();
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("Theorem 6 by hand", "[theory]") {
  // q = 1 - 1/4 1 1/2 = 7/8, Xi / 2 = (1 + 1/4 2 2) / (2 1 1/2) = 2; F_0 = 10, T = 2.
  const Bounds bounds{1, 2, Exact(1, 2), 1};
  CHECK(gap_bound_printed(bounds, 2, 1, Exact(1, 4), 10, 2) == 10 * Exact(49, 64) + 2);
  CHECK(gap_bound(bounds, 2, 1, Exact(1, 4), 10, 2) == 8 * Exact(49, 64) + 2);
}

TEST_CASE("the floors are what the bias alone leaves", "[theory]") {
  CHECK(rc::check([] {
    Bounds bounds = any_bounds();
    bounds.sigma2 = 0;
    const Exact L = positive_rational();
    const Exact mu = L * fraction();
    const Exact step = max_step_size(bounds, L) * fraction();
    const Exact floor = gap_floor(bounds, mu);
    RC_ASSERT(floor == gradient_norm_floor(bounds) / (2 * mu));
    RC_ASSERT(one_step_bound(bounds, L, mu, step, floor) == floor);
    RC_ASSERT(descent_bound(bounds, L, step, gradient_norm_floor(bounds)) == 0);
  }));
}

TEST_CASE("powers too long to write down are enclosed from the right side", "[theory]") {
  // q = 999/1000 takes 10 bits, so the exact range ends at T = 6553.
  const Bounds bounds{0, 0, 0, 2};
  const Exact rest = gap_floor(bounds, 1);
  const auto power = [](std::uint64_t T) {
    Exact value = 1;
    for (std::uint64_t t = 0; t < T; ++t) value *= Exact(999, 1000);
    return value;
  };
  const Exact closeness = exact(0x1p-180);
  for (const std::uint64_t T : {std::uint64_t{6553}, std::uint64_t{6554}, std::uint64_t{9000}}) {
    CAPTURE(T);
    const Exact decay = power(T);
    for (const Exact& initial_gap : {Exact(0), Exact(1, 2), Exact(1), Exact(3)}) {
      const Exact truth = rest + decay * (initial_gap - rest);
      const Exact bound = gap_bound(bounds, 1, 1, Exact(1, 1000), initial_gap, T);
      CHECK(bound >= truth);
      CHECK(bound <= truth + closeness * decay * 3);
      CHECK((bound == truth) == (T == 6553 || initial_gap == rest));
    }
  }
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  const Exact last = gap_bound(bounds, 1, 1, Exact(1, 1000), 3, most);
  CHECK(last > rest);
  CHECK(to_double(last - rest) == 0);
  CHECK(gap_bound(bounds, 1, 1, Exact(1, 1000), 0, most) == rest);
  CHECK(gap_bound(bounds, 1, 1, 1, 3, most) == rest);
  CHECK(gap_bound(bounds, 1, 1, 1, 3, 0) == 3);
}

TEST_CASE("constants the theorems do not admit are refused by name", "[theory]") {
  const Bounds fine{1, 1, Exact(1, 2), 1};
  const auto bound = [](const Bounds& bounds, const Exact& L, const Exact& mu, const Exact& step,
                        const Exact& gap) {
    return refusal([&] { gap_bound(bounds, L, mu, step, gap, 3); });
  };
  const Exact step(1, 4);
  CHECK(bound(fine, 2, 1, step, 1).empty());
  CHECK(bound({-1, 1, 0, 1}, 2, 1, step, 1) == "M: -1, expected at least 0");
  CHECK(bound({1, -1, 0, 1}, 2, 1, step, 1) == "sigma2: -1, expected at least 0");
  CHECK(bound({1, 1, 1, 1}, 2, 1, step, 1) == "m: 1, expected 0 <= m < 1");
  CHECK(bound({1, 1, -1, 1}, 2, 1, step, 1) == "m: -1, expected 0 <= m < 1");
  CHECK(bound({1, 1, 0, -1}, 2, 1, step, 1) == "zeta2: -1, expected at least 0");
  CHECK(bound(fine, 0, 1, step, 1) == "L: 0, expected a positive number");
  CHECK(bound(fine, 2, 0, step, 1) == "mu: 0, expected a positive number");
  CHECK(bound(fine, 2, 3, step, 1) == "mu: 3, expected at most L = 2");
  CHECK(bound(fine, 2, 1, 0, 1) == "step size: 0, expected a positive number");
  CHECK(bound(fine, 2, 1, Exact(1, 3), 1) ==
        "step size: 1/3, expected at most 1/((M + 1) L) = 0.25");
  CHECK(bound(fine, 2, 1, step, -1) == "initial gap: -1, expected at least 0");
  CHECK(refusal([&] { gradient_norm_bound(fine, 2, step, 1, 0); }) ==
        "iterations: 0, expected at least 1");
  CHECK(refusal([&] { descent_bound(fine, 2, step, -1); }) ==
        "squared gradient norm: -1, expected at least 0");
  CHECK(refusal([&] { one_step_bound(fine, 2, 1, step, -1); }) == "gap: -1, expected at least 0");
  CHECK(refusal([&] { gap_floor(fine, 0); }) == "mu: 0, expected a positive number");
}
