// Three rows of Table 1: Gaussian smoothing, which needs an L-Lipschitz gradient; the (delta, L)-
// oracle and its stochastic version, which need a convex f. True with these, and loose: see
// gaussian_smoothing_sharp_bias and inexact_sharp_bias.
#include "biasbound/objectives/huber.hpp"
#include "catch.hpp"
#include "inexact_instances.hpp"
#include "smoothing_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

/// M, sigma2, 1 - m, zeta2 as the row has them.
Bounds smoothing_row(std::size_t d, const Exact& L, const Exact& tau) {
  const auto cube = [](const Exact& x) { return Exact(x * x * x); };
  const Exact c = tau * tau * L * L;
  return {4 * (Exact(d) + 4), 3 * c * cube(Exact(d) + 4), 0, c / 4 * cube(Exact(d) + 3)};
}

/// The library's oracle, of any convex f with a rational gradient: Definition 5 at x, and the row.
void inexact_row(const AnyObjective<Exact>& f, const std::vector<Exact>& shift,
                 const Exact& stretch, const Noise& noise, const std::vector<Exact>& y,
                 const std::vector<Exact>& x, Ledger& ledger) {
  const InexactOracle<Exact> oracle(f, shift, stretch, noise);
  const InexactPair<Exact> pair = oracle.inexact(y);
  Exact middle = f.value(x) - pair.value;
  for (std::size_t i = 0; i < x.size(); ++i)
    middle -= pair.gradient(static_cast<Eigen::Index>(i)) * (x[i] - y[i]);
  ledger.le("0 <= middle", 0, middle);
  ledger.le("middle <= L/2 |x - y|^2 + delta", middle,
            oracle.inexact_L() / 2 *
                    squared_distance(std::span<const Exact>(x), std::span<const Exact>(y)) +
                oracle.inexact_delta());
  std::vector<Exact> gradient(y.size());
  std::vector<Exact> mean(y.size());
  oracle.gradient(y, gradient);
  oracle.mean(y, mean);
  const PointMoments<Exact> moments = exact_moments(mean, oracle.second_moment(y), gradient);
  ledger.le("E|n|^2", moments.noise_sq, noise.sigma2);
  ledger.le("|b|^2", moments.bias_sq,
            inexact_bias_bound_printed(oracle.inexact_delta(), oracle.inexact_L()));
}

void any_inexact_row(Given& given, bool noisy, Ledger& ledger) {
  const SmoothedQuadratic at = any_smoothed_quadratic(given, 3);
  const AnyObjective<Exact> f = given.flag("Huber")
                                    ? AnyObjective<Exact>(Huber<Exact>(at.d()))
                                    : AnyObjective<Exact>(Quadratic<Exact>(at.spec));
  const Vector<Exact> shift = given.vector("shift", at.d());
  const Exact stretch = given.positive("stretch");
  // The upper side is attained at y - shift / stretch on L/2 |x|^2; far from it elsewhere.
  std::vector<Exact> x = at.x;
  const Vector<Exact> other = given.vector("x - y", at.d());
  const bool far = given.flag("opposite the shift");
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto j = static_cast<Eigen::Index>(i);
    x[i] += far ? Exact(-shift(j) / stretch) : other(j);
  }
  Noise noise;
  if (noisy) noise = {.kind = Noise::Kind::gaussian, .sigma2 = given.positive("sigma2")};
  inexact_row(f, {shift.begin(), shift.end()}, stretch, noise, at.x, x, ledger);
}

/// L/2 |x|^2 at y - shift / stretch, where the upper side of Definition 5 is attained.
void inexact_ball(Ledger& ledger) {
  const Exact stretch(3, 2);
  const std::vector<Exact> shift{1, Exact(-1, 2)};
  const std::vector<Exact> y{2, 5};
  std::vector<Exact> x = y;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] -= shift[i] / stretch;
  inexact_row(Quadratic<Exact>({.spectrum = {3, 3}}), shift, stretch, {}, y, x, ledger);
}

const FiniteLaw<Exact> no_noise{{Exact(1), Vector<Exact>::Zero(1)}};
const FiniteLaw<Exact> coin{{Exact(1, 2), Vector<Exact>::Ones(1)},
                            {Exact(1, 2), -Vector<Exact>::Ones(1)}};

}  // namespace

TEST_CASE("table_1_gaussian_smoothing: the row holds for Lipschitz gradients",
          "[table_1_gaussian_smoothing]") {
  const auto row = [](const auto& at, Ledger& ledger) {
    within(at, smoothing_row(at.d(), at.L, at.tau), ledger);
  };
  check({"table_1_gaussian_smoothing", "the row holds", Arithmetic::interval},
        [&](Given& given, Ledger& ledger) { row(any_smoothed_sum(given, 2), ledger); });
  check({"table_1_gaussian_smoothing", "the row holds on quadratics"},
        [&](Given& given, Ledger& ledger) {
          const SmoothedQuadratic at = any_smoothed_quadratic(given);
          ledger.holds("the library's printed bounds",
                       smoothing_row(at.d(), at.L, at.tau) ==
                           gaussian_smoothing_bounds_printed(at.L, at.d(), at.tau));
          row(at, ledger);
        });
  must_fail(
      {"table_1_gaussian_smoothing", "a gradient that is not Lipschitz", Arithmetic::interval},
      "|b|^2", [&](Ledger& ledger) { row(ridge(Exact(1, 10000), Exact(1, 100)), ledger); }, 1);
}

TEST_CASE("table_1_inexact: the row holds for convex f", "[table_1_inexact]") {
  check({"table_1_inexact", "the row holds"}, [](Given& given, Ledger& ledger) {
    any_inexact_row(given, false, ledger);
    const InexactPoint at = any_inexact_point(given, 1);
    within_printed(at, no_noise, ledger);
  });
  attained({"table_1_inexact", "delta and L are attained"}, inexact_ball,
           {"middle <= L/2 |x - y|^2 + delta"});
  must_fail({"table_1_inexact", "delta and L less 1 %"}, "middle <= L/2 |x - y|^2 + delta",
            inexact_ball);
  must_fail({"table_1_inexact", "zeta2 less 1 %"}, "|b|^2", [](Ledger& ledger) {
    within_printed(sharp_inexact_point(1, 1000, 2), no_noise, ledger);
  });
  must_fail(
      {"table_1_inexact", "f is not convex"}, "|b|^2",
      [](Ledger& ledger) { within_printed(bump(), no_noise, ledger); }, 1);
}

TEST_CASE("table_1_inexact_stochastic: the row holds for convex f",
          "[table_1_inexact_stochastic]") {
  check({"table_1_inexact_stochastic", "the row holds"}, [](Given& given, Ledger& ledger) {
    any_inexact_row(given, true, ledger);
    const InexactPoint at = any_inexact_point(given, 1);
    within_printed(at, coin, ledger);
  });
  const auto near = [](Ledger& ledger) {
    within_printed(sharp_inexact_point(1, 1000, 2), coin, ledger);
  };
  attained({"table_1_inexact_stochastic", "sigma2 is attained"}, near, {"E|n|^2"});
  must_fail({"table_1_inexact_stochastic", "sigma2 less 1 %"}, "E|n|^2", near);
  must_fail(
      {"table_1_inexact_stochastic", "f is not convex"}, "|b|^2",
      [](Ledger& ledger) { within_printed(bump(), coin, ledger); }, 1);
}
