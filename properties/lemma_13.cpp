// Lemma 13: the zeroth-order oracle (8) has m = 0, zeta2 = tau^2 L^2 (d+3)^3 / 4, M = 4 (d+4) and
// sigma2 = 3 tau^2 L^2 (d+4)^3. True where the gradient is L-Lipschitz, and loose: the bias by a
// factor of (d+3)^3 / (4 d) at least, and the noise on quadratics by 4. False where only (3) is
// known, which is all that the paper assumes of f.
#include "catch.hpp"
#include "smoothing_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

template <class F>
void printed(const Smoothed<F>& at, Ledger& ledger) {
  within(at, gaussian_smoothing_bounds_printed(at.L, at.d(), at.tau), ledger);
}

/// |b|^2 of the ridge x^2/2 - 8 sqrt(x^2 + 1e-8) at 1/100 with tau = 1. By parts E g = E f'(x + u),
/// so b = 8 (s(x) - E s(x + u)) for s(y) = y / sqrt(y^2 + 1e-8), which is increasing: over each
/// cell it lies between its values at the ends.
template <class I>
I ridge_bias_sq() {
  const Exact x(1, 100);
  const auto s = [](const Exact& y) { return I(y) / sqrt(I(Exact(y * y + Exact(1, 100000000)))); };
  std::vector<Exact> ends;
  for (Exact y = 2; y > Exact(1, 1000000); y *= Exact(4, 5)) ends.push_back(-y);
  for (std::size_t i = ends.size(); i-- > 0;) ends.push_back(-ends[i]);
  I mean = I(-1, s(ends.front()).upper_exact()) * normal_cdf<I>(ends.front() - x);
  for (std::size_t i = 0; i + 1 < ends.size(); ++i)
    mean += I(s(ends[i]).lower_exact(), s(ends[i + 1]).upper_exact()) *
            (normal_cdf<I>(ends[i + 1] - x) - normal_cdf<I>(ends[i] - x));
  mean += I(s(ends.back()).lower_exact(), 1) * (I(1) - normal_cdf<I>(ends.back() - x));
  return sqr(I(8) * (s(x) - mean));
}

}  // namespace

TEST_CASE("lemma_13: the printed bounds hold for Lipschitz gradients", "[lemma_13]") {
  check({"lemma_13", "the printed bounds hold", Arithmetic::interval},
        [](Given& given, Ledger& ledger) { printed(any_smoothed_sum(given), ledger); });
  check({"lemma_13", "the printed bounds hold on waves", Arithmetic::interval},
        [](Given& given, Ledger& ledger) { printed(any_smoothed_waves(given), ledger); });
}

TEST_CASE("lemma_13: on quadratics a quarter of the printed noise is enough", "[lemma_13]") {
  check({"lemma_13", "a quarter of the printed noise on quadratics"},
        [](Given& given, Ledger& ledger) {
          const SmoothedQuadratic at = any_smoothed_quadratic(given);
          Bounds bounds = gaussian_smoothing_bounds_printed(at.L, at.d(), at.tau);
          bounds.M /= 4;
          bounds.sigma2 /= 4;
          within(at, bounds, ledger);
        });
}

TEST_CASE("lemma_13: (3) alone is not enough", "[lemma_13]") {
  // A piecewise quadratic in the place of the smooth ridge: the same body, |f''| <= L dropped.
  must_fail(
      {"lemma_13", "a gradient that is not Lipschitz", Arithmetic::interval}, "|b|^2",
      [](Ledger& ledger) { printed(ridge(Exact(1, 10000), Exact(1, 100)), ledger); }, 1);
  // f = x^2/2 - 8 sqrt(x^2 + 1e-8) itself: f - x^2/2 is concave, hence (3) with L = 1; |b|^2
  // = 62.98.
  Ledger ledger;
  const auto bias_sq = [](auto one) { return ridge_bias_sq<decltype(one)>(); };
  ledger.le("62 <= |b|^2", [&](auto one) {
    using I = decltype(one);
    return std::pair<I, I>{I(62), bias_sq(one)};
  });
  ledger.le("|b|^2 <= 64", [&](auto one) {
    using I = decltype(one);
    return std::pair<I, I>{bias_sq(one), I(64)};
  });
  CHECK(gaussian_smoothing_bounds_printed(1, 1, 1).zeta2 == 16);
  CHECK(ledger.lines().size() == 2);
}

TEST_CASE("lemma_13: the printed zeta2 is (d+3)^3 / (4 d) times a valid one", "[lemma_13]") {
  check({"lemma_13", "how loose the printed constants are"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 1000);
    const Exact L = given.positive("L");
    const Exact tau = given.positive("tau");
    const Bounds printed_bounds = gaussian_smoothing_bounds_printed(L, d, tau);
    const Bounds sharp = gaussian_smoothing_bounds(L, d, tau);
    const Exact n(d);
    ledger.eq("zeta2", printed_bounds.zeta2, (n + 3) * (n + 3) * (n + 3) / (4 * n) * sharp.zeta2);
    ledger.le("M", sharp.M, printed_bounds.M);
    ledger.le("sigma2", sharp.sigma2, printed_bounds.sigma2);
  });
}
