// The sharp constants of the zeroth-order oracle (8), in the place of Lemma 13's:
// - with an L-Lipschitz gradient E g = E grad f(x + tau u), so |b|^2 <= d tau^2 L^2; on the line
//   the best constant is 2/pi, and no zeta2 below (2/pi) d tau^2 L^2 covers sum_i x_i |x_i|;
// - E|g|^2 <= (1 + a)(d+2)|G|^2 + (1 + 1/a) tau^2 L^2 d(d+2)(d+4)/4 for every a > 0, and
//   E|g|^2 <= 4(d+2)|E g|^2 + tau^2 L^2 d(d+2)(d+12)/2, that is M = 4 d + 7;
// - on quadratics b = 0 and E|n|^2 = (d+1)|G|^2 + (tau^2/4)(d+4)((tr H)^2 + 2 tr H^2), so that
//   M >= d + 1 and sigma2 >= tau^2 L^2 d(d+2)(d+4)/4 are needed for any class that contains them.
#include "catch.hpp"
#include "gaussian_law.hpp"
#include "smoothing_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

const char* const stem = "gaussian_smoothing_sharp_bias";

template <class F>
void sharp(const Smoothed<F>& at, Ledger& ledger) {
  within(at, gaussian_smoothing_bounds(at.L, at.d(), at.tau), ledger);
}

/// |b|^2 <= (2/pi) d tau^2 L^2, in units of it less 1e-60: the kink attains it, and no interval
/// tells a number from itself.
template <class F>
void within_two_over_pi(const Smoothed<F>& at, Ledger& ledger) {
  const ProvedMoments moments(at);
  ledger.le("|b|^2", [&](auto one) {
    using I = decltype(one);
    const Exact unit = Exact(2 * at.d()) * at.tau * at.tau * at.L * at.L;
    return std::pair<I, I>{moments(one).bias_sq,
                           I(unit) / pi<I>() * (I(1) + I(parse_exact("1e-60")))};
  });
}

/// E|g|^2 <= (1 + a)(d+2)|G|^2 + (1 + 1/a) tau^2 L^2 d(d+2)(d+4)/4.
template <class F>
void second_moment(const Smoothed<F>& at, const Exact& a, Ledger& ledger) {
  const ProvedMoments moments(at);
  const Exact d(at.d());
  const Exact c = at.tau * at.tau * at.L * at.L;
  ledger.le("E|g|^2", [&](auto one) {
    using I = decltype(one);
    return std::pair<I, I>{moments(one).second,
                           I(Exact((1 + a) * (d + 2))) * moments(one).gradient_sq +
                               I(Exact((1 + 1 / a) * c * d * (d + 2) * (d + 4) / 4))};
  });
}

/// The bounds for all quadratics with this L: those of L/2 |x|^2.
Bounds bounds_of_quadratics(const SmoothedQuadratic& at) {
  const Exact d(at.d());
  return gaussian_smoothing_bounds({d * at.L, d * at.L * at.L}, at.d(), at.tau);
}
void as_a_quadratic(const SmoothedQuadratic& at, Ledger& ledger) {
  within(at, bounds_of_quadratics(at), ledger);
}

/// The moments by enumeration of a law that has the normal's up to order seven.
PointMoments<Exact> enumerated(const SmoothedQuadratic& at) {
  const Quadratic<Exact> f(at.spec);
  FiniteLaw<Exact> law = gaussian_law(at.d());
  const Exact here = f.value(std::span<const Exact>(at.x));
  for (auto& outcome : law) {
    std::vector<Exact> shifted = at.x;
    for (std::size_t i = 0; i < shifted.size(); ++i)
      shifted[i] += at.tau * outcome.value(static_cast<Eigen::Index>(i));
    const Exact slope = (f.value(std::span<const Exact>(shifted)) - here) / at.tau;
    for (Exact& entry : outcome.value) entry *= slope;
  }
  std::vector<Exact> gradient(at.d());
  f.gradient(std::span<const Exact>(at.x), std::span<Exact>(gradient));
  return exact_moments(law, gradient);
}

}  // namespace

TEST_CASE("gaussian_smoothing_sharp_bias: zeta2 = d tau^2 L^2 and M = 4 d + 7 hold",
          "[gaussian_smoothing_sharp_bias]") {
  check({stem, "the sharper bounds hold", Arithmetic::interval},
        [](Given& given, Ledger& ledger) { sharp(any_smoothed_sum(given), ledger); });
  check({stem, "the sharper bounds hold on waves", Arithmetic::interval},
        [](Given& given, Ledger& ledger) { sharp(any_smoothed_waves(given), ledger); });
  // They follow from the second moment for a = 1 and |G|^2 <= 2 |E g|^2 + 2 |b|^2.
  check({stem, "where the sharper bounds come from"}, [](Given& given, Ledger& ledger) {
    const std::size_t n = given.size("d", 1, 1000);
    const Exact L = given.positive("L");
    const Exact tau = given.positive("tau");
    const Bounds bounds = gaussian_smoothing_bounds(L, n, tau);
    const Exact d(n);
    const Exact c = tau * tau * L * L;
    ledger.eq("m", bounds.m, 0);
    ledger.eq("zeta2", bounds.zeta2, c * d);
    ledger.eq("1 + M", 1 + bounds.M, 4 * (d + 2));
    ledger.eq("sigma2", bounds.sigma2, 4 * (d + 2) * bounds.zeta2 + c * d * (d + 2) * (d + 4) / 2);
  });
  must_fail(
      {stem, "zeta2 less 37 %", Arithmetic::interval}, "|b|^2",
      [](Ledger& ledger) { sharp(signed_squares(3, 2, Exact(1, 2)), ledger); }, Exact(63, 100));
  must_fail(
      {stem, "a gradient that is not Lipschitz", Arithmetic::interval}, "|b|^2",
      [](Ledger& ledger) { sharp(ridge(Exact(1, 10000), Exact(1, 100)), ledger); }, 1);
}

TEST_CASE(
    "gaussian_smoothing_sharp_bias: 2/pi is the constant for sums of functions of one variable",
    "[gaussian_smoothing_sharp_bias]") {
  check({stem, "the best constant on the line", Arithmetic::interval},
        [](Given& given, Ledger& ledger) { within_two_over_pi(any_smoothed_sum(given), ledger); });
  check(
      {stem, "the best constant on the line, waves", Arithmetic::interval},
      [](Given& given, Ledger& ledger) { within_two_over_pi(any_smoothed_waves(given), ledger); });
  // Attained at the kink of x |x|, to the 60 digits in which it is stated.
  Ledger ledger;
  for (const std::size_t d : {1u, 2u, 3u}) {
    const ProvedMoments moments(signed_squares(d, 3, Exact(1, 7)));
    ledger.close("|b|^2 at the kink", moments(WideInterval{}).bias_sq.upper_high(),
                 (WideInterval(Exact(2 * d * 9, 49)) / pi<WideInterval>()).lower_high(), 60);
  }
  must_fail({stem, "2/pi less 1 %", Arithmetic::interval}, "|b|^2", [](Ledger& control) {
    within_two_over_pi(signed_squares(2, 3, Exact(1, 7)), control);
  });
}

TEST_CASE("gaussian_smoothing_sharp_bias: moments of a wave", "[gaussian_smoothing_sharp_bias]") {
  // Without its cosine a wave is a quadratic, whose moments are rational.
  check({stem, "a wave of height 0 is a quadratic", Arithmetic::interval}, [](Given& given,
                                                                              Ledger& ledger) {
    SmoothedWaves at = any_smoothed_waves(given);
    SmoothedQuadratic same{{{}, {}, {}}, at.L, at.x, at.tau};
    for (std::size_t i = 0; i < at.d(); ++i) {
      Wave& f = at.f[i];
      f.a = 0;
      f.q = abs(f.q) + 1;
      same.spec.spectrum.push_back(f.q);
      same.spec.linear.push_back(f.s);
    }
    const PointMoments<Exact> expected = same.moments();
    const auto moments = smoothing_moments<WideInterval>(at);
    ledger.close("E|n|^2", moments.noise_sq.lower_high(), from_exact<High>(expected.noise_sq), 60);
    ledger.close("|E g|^2", moments.mean_sq.lower_high(), from_exact<High>(expected.mean_sq), 60);
  });
  // With it, against the trapezoidal rule, whose error on an entire function under the normal
  // density is exp(-2 pi^2 / step^2).
  Ledger ledger;
  const Exact step(1, 12);
  for (const Wave& f : {Wave{2, 1, 0, 0}, {Exact(-3, 2), 4, 1, Exact(1, 3)}, {1, 2, -3, 1}}) {
    const SmoothedWaves at{{f}, {Exact(2, 5)}, Exact(3, 4), 1};
    const auto value = [&](const High& y) {
      return High(from_exact<High>(f.a) * cos(from_exact<High>(f.w) * y) +
                  from_exact<High>(f.q) * y * y / 2 + from_exact<High>(f.s) * y);
    };
    const High x = from_exact<High>(at.x[0]);
    const High tau = from_exact<High>(at.tau);
    High mean = 0;
    High second = 0;
    for (int i = -300; i <= 300; ++i) {
      const High u = from_exact<High>(Exact(i * step));
      const High weight = exp(-u * u / 2) * from_exact<High>(step) / sqrt(2 * acos(High(-1)));
      const High g = (value(x + tau * u) - value(x)) / tau * u;
      mean += weight * g;
      second += weight * g * g;
    }
    const auto moments = smoothing_moments<WideInterval>(at);
    ledger.close("|E g|^2", moments.mean_sq.lower_high(), mean * mean, 60);
    ledger.close("E|g|^2", moments.second.lower_high(), second, 60);
  }
  CHECK(ledger.lines().size() == 2);
}

TEST_CASE("gaussian_smoothing_sharp_bias: the second moment is bounded for every a",
          "[gaussian_smoothing_sharp_bias]") {
  check({stem, "E|g|^2 by the gradient", Arithmetic::interval}, [](Given& given, Ledger& ledger) {
    const SmoothedSum at = any_smoothed_sum(given);
    second_moment(at, given.positive("a"), ledger);
  });
  check({stem, "E|g|^2 by the gradient, waves", Arithmetic::interval},
        [](Given& given, Ledger& ledger) {
          const SmoothedWaves at = any_smoothed_waves(given);
          second_moment(at, given.positive("a"), ledger);
        });
  // G + L x |x| / 2 at 0 with G = sqrt(5)/2 tau L, where a = 1 is best: within 3 % on the line.
  must_fail(
      {stem, "E|g|^2 less 3 %", Arithmetic::interval}, "E|g|^2",
      [](Ledger& ledger) {
        second_moment(SmoothedSum{{{{0}, {-1, 1}, Exact(11, 10)}}, {0}, 1, 1}, Exact(1), ledger);
      },
      Exact(97, 100));
}

TEST_CASE("gaussian_smoothing_sharp_bias: on quadratics the moments are exact",
          "[gaussian_smoothing_sharp_bias]") {
  check({stem, "moments on quadratics"}, [](Given& given, Ledger& ledger) {
    const SmoothedQuadratic at = any_smoothed_quadratic(given, 2);
    const PointMoments<Exact> moments = enumerated(at);
    const Bounds bounds = *at.oracle().bounds();
    ledger.eq("|b|^2", moments.bias_sq, 0);
    ledger.eq("E|n|^2", moments.noise_sq, bounds.M * moments.mean_sq + bounds.sigma2);
    ledger.eq("M", bounds.M, Exact(at.d() + 1));
  });
  Ledger ledger;
  SmoothedQuadratic at = ball(3, 2, Exact(1, 3), 5);
  at.spec.spectrum = {1, Exact(7, 2), 5};
  at.spec.reflections = {{1, 2, -1}};
  const PointMoments<Exact> moments = enumerated(at);
  const Bounds bounds = *at.oracle().bounds();
  ledger.eq("|b|^2 for d = 3", moments.bias_sq, 0);
  ledger.eq("E|n|^2 for d = 3", moments.noise_sq, bounds.M * moments.mean_sq + bounds.sigma2);
}

TEST_CASE("gaussian_smoothing_sharp_bias: the constants of quadratics are needed",
          "[gaussian_smoothing_sharp_bias]") {
  check({stem, "all quadratics"}, [](Given& given, Ledger& ledger) {
    as_a_quadratic(any_smoothed_quadratic(given), ledger);
  });
  attained({stem, "L/2 |x|^2 attains them"},
           [](Ledger& ledger) { as_a_quadratic(ball(3, 2, Exact(1, 3), 7), ledger); }, {"E|n|^2"});
  must_fail({stem, "sigma2 less 1 %"}, "E|n|^2",
            [](Ledger& ledger) { as_a_quadratic(ball(3, 2, Exact(1, 3)), ledger); });
  // Whatever sigma2: far out no M below d + 1 will do.
  check({stem, "any valid M is at least d + 1"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 5);
    const Exact L = given.positive("L");
    const Exact tau = given.positive("tau");
    const Exact M = Exact(d + 1) * given.below_one("M / (d + 1)");
    const Exact sigma2 = given.positive("sigma2");
    const Exact x1 = (1 + sigma2 / (Exact(d + 1) - M)) / L;  // |G|^2 = (L x1)^2 >= L x1 >= 1
    const PointMoments<Exact> moments = ball(d, L, tau, x1).moments();
    ledger.le("M |E g|^2 + sigma2", M * moments.mean_sq + sigma2, moments.noise_sq);
  });
}
