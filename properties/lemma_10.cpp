// Lemma 10: rand-k of a stochastic gradient with E|n|^2 <= Mb |grad f|^2 + sb2 satisfies
// Assumptions 3 and 4 with M = (1 + Mb) d/k - 1 and sigma2 = (k/d) sb2, both attained; the printed
// m = 1 - k/d is loose, and the equality that its proof claims is false: |b|^2 = (1 - k/d)^2 |grad
// f|^2 for every gradient and noise (rand_k_sharp_m).
#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/oracles/compressed.hpp"
#include "catch.hpp"
#include "oracle_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

/// d = 2, k = 1, gradient (1, 1), noise +-(1, 0).
StochasticRandK small_instance() {
  const Vector<Exact> one = Vector<Exact>::Ones(2);
  Vector<Exact> n = Vector<Exact>::Zero(2);
  n(0) = 1;
  return {1, {one, {{Exact(1, 2), n}, {Exact(1, 2), -n}}, 0, 1}};
}

void within(const StochasticRandK& at, const Bounds& bounds, Ledger& ledger) {
  const FiniteLaw<Exact> law = compressed_law(RandK{at.k}, at.stochastic);
  const PointMoments<Exact> moments = exact_moments(law, as_span(at.stochastic.gradient));
  ledger.le("E|n|^2", moments.noise_sq, bounds.M * moments.mean_sq + bounds.sigma2);
  ledger.le("|b|^2", moments.bias_sq, bounds.m * moments.gradient_sq + bounds.zeta2);
}

void printed(const StochasticRandK& at, Ledger& ledger) {
  within(at, rand_k_bounds_printed(at.d(), at.k, at.stochastic.Mb, at.stochastic.sb2), ledger);
}
void sharp(const StochasticRandK& at, Ledger& ledger) {
  within(at, rand_k_bounds(at.d(), at.k, at.stochastic.Mb, at.stochastic.sb2), ledger);
}

}  // namespace

TEST_CASE("lemma_10: the printed bounds hold", "[lemma_10]") {
  check({"lemma_10", "the printed bounds hold"},
        [](Given& given, Ledger& ledger) { printed(any_stochastic_rand_k(given), ledger); });
  attained({"lemma_10", "the printed M and sigma2 are attained"},
           [](Ledger& ledger) { printed(small_instance(), ledger); }, {"E|n|^2"});
  must_fail({"lemma_10", "M and sigma2 less 1 %"}, "E|n|^2",
            [](Ledger& ledger) { printed(small_instance(), ledger); });
}

TEST_CASE("rand_k_sharp_m: m = (1 - k/d)^2 is enough and needed", "[rand_k_sharp_m]") {
  check({"rand_k_sharp_m", "the sharp bounds hold"},
        [](Given& given, Ledger& ledger) { sharp(any_stochastic_rand_k(given), ledger); });
  check({"rand_k_sharp_m", "every gradient needs it, whatever the noise"},
        [](Given& given, Ledger& ledger) {
          const StochasticRandK at = any_stochastic_rand_k(given);
          const auto moments = exact_moments(compressed_law(RandK{at.k}, at.stochastic),
                                             as_span(at.stochastic.gradient));
          const Bounds bounds = rand_k_bounds(at.d(), at.k, at.stochastic.Mb, at.stochastic.sb2);
          ledger.eq("|b|^2", moments.bias_sq, bounds.m * moments.gradient_sq);
        });
  attained({"rand_k_sharp_m", "all sharp bounds are attained"},
           [](Ledger& ledger) { sharp(small_instance(), ledger); });
  must_fail(
      {"rand_k_sharp_m", "the sharp m less 1 %"}, "|b|^2",
      [](Ledger& ledger) {
        Bounds bounds = rand_k_bounds(2, 1, 0, 1);
        bounds.m *= Exact(99, 100);
        within(small_instance(), bounds, ledger);
      },
      1);
}

TEST_CASE("lemma_10: |b|^2 = (1 - k/d)|grad f|^2 of the proof is false", "[lemma_10]") {
  must_fail(
      {"lemma_10", "the equality of the proof"}, "|b|^2 = (1 - k/d)|grad f|^2",
      [](Ledger& ledger) {
        const StochasticRandK at = small_instance();
        const auto moments = exact_moments(compressed_law(RandK{at.k}, at.stochastic),
                                           as_span(at.stochastic.gradient));
        ledger.eq("|b|^2 = 1/4 |grad f|^2", moments.bias_sq, moments.gradient_sq / 4);
        ledger.eq("|b|^2 = (1 - k/d)|grad f|^2", moments.bias_sq, moments.gradient_sq / 2);
      },
      1);
}
