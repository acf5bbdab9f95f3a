// Huber (Example 8) and the non-convex PL function: constants that hold, and fail when off by 1 %.
#include <cmath>

#include "biasbound/objectives/huber.hpp"
#include "biasbound/objectives/pl_sine.hpp"
#include "support.hpp"

using namespace biasbound;
using namespace biasbound::test;

TEST_CASE("Huber satisfies (3) at rational pairs with L = 1", "[objectives]") {
  CHECK(rc::check([] {
    const Huber<Exact> f(*rc::gen::inRange<std::size_t>(1, 4));
    const Point<Exact> x = *rational_points(f.dimension());
    const Point<Exact> y = *rational_points(f.dimension());
    RC_ASSERT(smoothness_excess(f, Exact(1), x, y) <= 0);
    RC_ASSERT(lipschitz_excess(f, Exact(1), x, y) <= 0);
    RC_ASSERT(f.value(std::span<const Exact>(x)) >= *f.regularity().f_star);
  }));
}

TEST_CASE("Huber's gradient is its central difference away from the kink of h'", "[objectives]") {
  const Huber<Exact> f(1);
  const Exact h = Exact(1) / 100;
  for (const Exact& x : {Exact(-3), Exact(-3) / 2, Exact(-1) / 2, Exact(0), Exact(2) / 3, Exact(7)})
    CHECK(gradient_at(f, Point<Exact>{x})[0] == central_difference(f, Point<Exact>{x}, 0, h));
}

TEST_CASE("Huber attains L = 1 and is not PL", "[objectives]") {
  const Huber<Exact> f(1);
  CHECK(smoothness_excess(f, Exact(1), Point<Exact>{0}, Point<Exact>{1}) == 0);
  CHECK(smoothness_excess(f, Exact(99) / 100, Point<Exact>{0}, Point<Exact>{1}) > 0);
  CHECK_FALSE(f.regularity().mu.has_value());
  for (const Exact& mu : {Exact(1), Exact(1) / 1000})
    CHECK(pl_excess(f, mu, Exact(1) / 2, Point<Exact>{2 / mu}) > 0);
  CHECK_THROWS_AS(Huber<double>(0), InvalidInput);
}

TEST_CASE("the PL function's gradient is its central difference in 100 digits", "[objectives]") {
  const PlSine<High> f(1);
  const High h("1e-25");
  // |f'''| <= 12, so the difference errs by at most 2 h^2, and by the rounding of f / h.
  const High tolerance = 2 * h * h + High("1e-70");
  for (int i = -40; i <= 40; ++i) {
    const Point<High> x{High(i) / 7};
    CHECK(abs(High(gradient_at(f, x)[0] - central_difference(f, x, 0, h))) <= tolerance);
  }
}

TEST_CASE("the PL function attains L = 8 at its minimum and nowhere exceeds it", "[objectives]") {
  const PlSine<High> f(1);
  for (int i = -60; i <= 60; ++i)
    for (int j = -60; j <= 60; ++j) {
      const Point<High> x{High(i) / 9};
      const Point<High> y{High(j) / 11};
      CHECK(smoothness_excess(f, Exact(8), x, y) <= High("1e-90"));
      CHECK(lipschitz_excess(f, Exact(8), x, y) <= High("1e-90"));
    }
  CHECK(smoothness_excess(f, Exact(99) * 8 / 100, Point<High>{High(0)},
                          Point<High>{High(1) / 100}) > 0);
}

// Where |x| <= 1/2, sin 2x >= 2x sin 1 gives |f'| >= (2 + 6 sin 1) |x| > 7 |x| and f <= 4 x^2, so
// f'^2 > 12 f. Where |x| >= 6, |f'| >= 2 |x| - 3 and f <= x^2 + 3, so f'^2 / f >= 81 / 39. Between,
// phi = f'^2 - 2 mu f has |phi'| <= |f'| (2 |f''| + 2 mu) <= 15 (16 + 1) = 255, so that its minimum
// on a grid of step h is within 255 h / 2 of its infimum; a double's rounding is below 1e-10 there.
TEST_CASE("the PL function's mu holds everywhere and is tight within 1 percent", "[objectives]") {
  const PlSine<double> f(1);
  const Exact mu = *f.regularity().mu;
  const double h = 1e-5;
  double smallest = 1;
  double tighter = 1;
  for (int i = 0; i <= 550'000; ++i) {
    const Point<double> x{0.5 + i * h};
    smallest = std::min(smallest, -pl_excess(f, mu, Exact(0), x));
    tighter = std::min(tighter, -pl_excess(f, Exact(mu * 101 / 100), Exact(0), x));
  }
  INFO("least f'^2 - 2 mu f on the grid: " << smallest);
  CHECK(smallest > 255 * h / 2 + 1e-10);
  CHECK(tighter < 0);
  CHECK(2 * mu < Exact(81) / 39);
}

TEST_CASE("the PL function is not convex", "[objectives]") {
  const PlSine<double> f(1);
  const std::vector<double> a{1.0};
  const std::vector<double> b{2.4};
  const std::vector<double> middle{1.7};
  CHECK_FALSE(f.regularity().convex);
  CHECK(f.value(middle) > (f.value(a) + f.value(b)) / 2);
}
