// Lemma 2, Lemma 3, (6) and Theorem 6: the bounds hold along exact trajectories, are attained where
// the theory says so, and fail when tightened by 1 % there.
#include "support.hpp"

using namespace biasbound;
using namespace biasbound::test;

namespace {

/// A bound tightened by 1 % of its size.
Exact tightened(const Exact& bound) { return bound - abs(bound) / 100; }

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

TEST_CASE("Lemma 2 holds on a quadratic and with equality at the largest step size", "[theory]") {
  CHECK(rc::check([] {
    // f = L/2 |x|^2 in the plane, grad f = G, bias b in any direction: the expected change is
    // -step <G, G + b> + step^2 L/2 (|G + b|^2 + E|n|^2).
    const Exact L = positive_rational();
    const auto entry = [] { return small_rational() - 1; };
    const std::vector<Exact> G{entry(), entry()};
    const std::vector<Exact> b{entry(), entry()};
    const std::vector<Exact> mean{G[0] + b[0], G[1] + b[1]};
    const auto norm_sq = [](const std::vector<Exact>& v) {
      return squared_norm(std::span<const Exact>(v));
    };
    const Exact product = G[0] * mean[0] + G[1] * mean[1];
    Bounds bounds{small_rational(), small_rational(), below_one(), 0};
    if (norm_sq(b) < bounds.m * norm_sq(G)) bounds.m = 0;
    bounds.zeta2 = norm_sq(b) - bounds.m * norm_sq(G);
    const auto change = [&](const Exact& step) {
      const Exact noise_sq = bounds.M * norm_sq(mean) + bounds.sigma2;
      return Exact(-step * product + step * step * L / 2 * (norm_sq(mean) + noise_sq));
    };

    const Exact largest = max_step_size(bounds, L);
    const Exact tight = descent_bound(bounds, L, largest, norm_sq(G));
    RC_ASSERT(change(largest) == tight);
    if (tight != 0) RC_ASSERT(change(largest) > tightened(tight));
    const Exact step = largest * fraction();
    const Exact bound = descent_bound(bounds, L, step, norm_sq(G));
    RC_ASSERT(change(step) <= bound);
    RC_ASSERT((change(step) == bound) == (step == largest || norm_sq(mean) == 0));
  }));
}

TEST_CASE("Lemma 2 by hand", "[theory]") {
  // step = 1/12 = 1/((2 + 1) 4): -1/24 3/4 8 + 1/24 5 + 1/288 4 6 = -1/4 + 5/24 + 1/12.
  const Bounds bounds{2, 6, Exact(1, 4), 5};
  CHECK(max_step_size(bounds, 4) == Exact(1, 12));
  CHECK(descent_bound(bounds, 4, Exact(1, 12), 8) == Exact(1, 24));
}

TEST_CASE("Lemma 3 holds along exact trajectories", "[theory]") {
  CHECK(rc::check([] {
    const Line line = any_line();
    const Exact step = max_step_size(line.bounds(), line.L) * fraction();
    LineTrajectory trajectory(line, small_rational() - 1);
    const Exact initial_gap = trajectory.gap();
    Exact sum = 0;
    for (std::uint64_t T = 1; T <= 5; ++T) {
      sum += trajectory.gradient_sq();
      trajectory.step(step);
      RC_ASSERT(sum / T <= gradient_norm_bound(line.bounds(), line.L, step, initial_gap, T));
    }
  }));
}

TEST_CASE("Lemma 3 by hand and its floor attained by a constant bias", "[theory]") {
  // 2 3 / (8 1/4 1/2) + 1/4 2 1 / (1/2) + 1 / (1/2)
  CHECK(gradient_norm_bound({0, 1, Exact(1, 2), 1}, 2, Exact(1, 4), 3, 8) == 9);
  // At the fixed point grad f = -b the gradient stays, so Psi_T = zeta2 / (1 - m) for every T; what
  // the bound adds is the initial gap's share, which vanishes with T.
  const Line line{2, 0, 3, 0, 0};
  LineTrajectory trajectory(line, Exact(-3, 2));
  trajectory.step(Exact(1, 7));
  const Exact psi = trajectory.gradient_sq();
  CHECK(psi == gradient_norm_floor(line.bounds()));
  const auto bound = [&](std::uint64_t T) {
    return gradient_norm_bound(line.bounds(), line.L, Exact(1, 7), trajectory.gap(), T);
  };
  CHECK(bound(1'000'000) - psi == 2 * trajectory.gap() * 7 / 1'000'000);
  CHECK(psi > tightened(bound(1'000'000)));
}

TEST_CASE("the one-step bound is Lemma 2 with the PL inequality", "[theory]") {
  CHECK(rc::check([] {
    const Bounds bounds = any_bounds();
    const Exact L = positive_rational();
    const Exact mu = L * fraction();
    const Exact step = max_step_size(bounds, L) * fraction();
    const Exact gap = small_rational();
    RC_ASSERT(one_step_bound(bounds, L, mu, step, gap) ==
              gap + descent_bound(bounds, L, step, 2 * mu * gap));
  }));
}

TEST_CASE("Theorem 6 is the one-step bound iterated and below the printed form", "[theory]") {
  CHECK(rc::check([] {
    const Bounds bounds = any_bounds();
    const Exact L = positive_rational();
    const Exact mu = L * fraction();
    const Exact step = max_step_size(bounds, L) * fraction();
    const Exact initial_gap = small_rational();
    Exact gap = initial_gap;
    for (std::uint64_t T = 0; T <= 5; ++T) {
      RC_ASSERT(gap_bound(bounds, L, mu, step, initial_gap, T) == gap);
      RC_ASSERT(gap_bound_printed(bounds, L, mu, step, initial_gap, T) >= gap);
      gap = one_step_bound(bounds, L, mu, step, gap);
    }
  }));
}

TEST_CASE("Theorem 6 holds along exact trajectories", "[theory]") {
  CHECK(rc::check([] {
    const Line line = any_line();
    const Exact step = max_step_size(line.bounds(), line.L) * fraction();
    LineTrajectory trajectory(line, small_rational() - 1);
    const Exact initial_gap = trajectory.gap();
    for (std::uint64_t T = 0; T <= 5; ++T) {
      RC_ASSERT(trajectory.gap() <= gap_bound(line.bounds(), line.L, line.L, step, initial_gap, T));
      trajectory.step(step);
    }
  }));
}

TEST_CASE("Theorem 6 is an equality for condition number 1 at the largest step size", "[theory]") {
  CHECK(rc::check([] {
    Line line = any_line();
    if (line.r != 0) line.c = 0;
    const Exact step = max_step_size(line.bounds(), line.L);
    LineTrajectory trajectory(line, positive_rational());
    const Exact initial_gap = trajectory.gap();
    for (std::uint64_t T = 0; T <= 5; ++T) {
      const Exact bound = gap_bound(line.bounds(), line.L, line.L, step, initial_gap, T);
      RC_ASSERT(trajectory.gap() == bound);
      if (bound != 0) RC_ASSERT(trajectory.gap() > tightened(bound));
      trajectory.step(step);
    }
  }));
}

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
