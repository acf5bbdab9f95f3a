// Four rows of Table 1.
//   top-k of the gradient               (M, sigma2, 1 - m, zeta2) = (0, 0, k/d, 0): true, tight.
//   rand-k of the gradient              (0, 0, k/d, 0): false, rand-k is random. M = d/k - 1, and
//                                       every vector but 0 needs it; m = (1 - k/d)^2 is enough.
//   rand-k of a stochastic gradient     ((1 + Mb) d/k - 1, (k/d) sb2, k/d, 0): true, m loose.
//   C of the gradient, C in C(delta)    (0, 0, delta, 0): true of a C that is not random, false of
//                                       a random one, which needs M = 1/delta - 1.
#include "biasbound/compressors/bernoulli.hpp"
#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/compressors/top_k.hpp"
#include "biasbound/oracles/compressed.hpp"
#include "catch.hpp"
#include "compressor_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

/// (1, 1), k = 1: the noise of rand-k is half of |grad f|^2, as is |E g|^2.
VectorAndK ones() { return {Vector<Exact>::Ones(2), 1}; }

void top_k_row(const VectorAndK& at, Ledger& ledger) {
  assumptions(moments_of(TopK{at.k}, at.x), {.m = 1 - at.p()}, ledger);
}

void rand_k_row(const VectorAndK& at, const Exact& M, const Exact& m, Ledger& ledger) {
  assumptions(moments_of(RandK{at.k}, at.x), {.M = M, .m = m}, ledger);
}

struct StochasticAndK {
  std::size_t k;
  StochasticGradient stochastic;
};

/// Gradient (1, 1), k = 1, noise +-(1, 1) of E|n|^2 = 2 = Mb 2 + sb2.
StochasticAndK mixed_noise() {
  const Vector<Exact> one = Vector<Exact>::Ones(2);
  return {1, {one, {{Exact(1, 2), one}, {Exact(1, 2), -one}}, Exact(1, 2), 1}};
}

void stochastic_row(const StochasticAndK& at, const Exact& factor_of_m, Ledger& ledger) {
  const auto d = static_cast<std::size_t>(at.stochastic.gradient.size());
  const Exact p = share(at.k, d);
  const Bounds bounds{.M = (1 + at.stochastic.Mb) / p - 1,
                      .sigma2 = p * at.stochastic.sb2,
                      .m = (1 - p) * factor_of_m};
  assumptions(
      exact_moments(compressed_law(RandK{at.k}, at.stochastic), as_span(at.stochastic.gradient)),
      bounds, ledger);
}

void compressed_row(const ContractedVector& at, const Exact& M, Ledger& ledger) {
  assumptions(exact_moments(at.law, as_span(at.x)), {.M = M, .m = 1 - at.delta}, ledger);
}

ContractedVector any_contracted_vector(Given& given) {
  return any_contraction(given, any_direction(given, "gradient", given.size("d", 1, 4)));
}

ContractedVector all_or_nothing() {
  return contracted(ones().x, law_of(Bernoulli(Exact(1, 4)), ones().x));
}

}  // namespace

TEST_CASE("table_1_top_k: the row holds and its m is attained", "[table_1_top_k]") {
  check({"table_1_top_k", "as printed"}, [](Given& given, Ledger& ledger) {
    top_k_row(any_vector_and_k(given, "gradient"), ledger);
  });
  attained({"table_1_top_k", "equal entries"}, [](Ledger& ledger) { top_k_row(ones(), ledger); },
           {"|b|^2"});
  must_fail({"table_1_top_k", "m less 1 %"}, "|b|^2",
            [](Ledger& ledger) { top_k_row(ones(), ledger); });
}

TEST_CASE("table_1_rand_k: the printed M = 0 is false", "[table_1_rand_k]") {
  must_fail(
      {"table_1_rand_k", "as printed, gradient (1, 1), k = 1"}, "E|n|^2",
      [](Ledger& ledger) {
        const auto moments = moments_of(RandK{1}, ones().x);
        ledger.eq("E|n|^2 = |E g|^2", moments.noise_sq, Exact(1, 2));
        ledger.eq("|E g|^2", moments.mean_sq, Exact(1, 2));
        rand_k_row(ones(), 0, Exact(1, 2), ledger);
      },
      1);
  check({"table_1_rand_k", "every vector needs M = d/k - 1"}, [](Given& given, Ledger& ledger) {
    const VectorAndK at = any_vector_and_k(given, "gradient");
    const auto moments = moments_of(RandK{at.k}, at.x);
    ledger.eq("E|n|^2", moments.noise_sq, (1 / at.p() - 1) * moments.mean_sq);
  });
}

TEST_CASE("table_1_rand_k: corrected to M = d/k - 1", "[table_1_rand_k]") {
  check({"table_1_rand_k", "M = d/k - 1, the printed m and the true one"},
        [](Given& given, Ledger& ledger) {
          const VectorAndK at = any_vector_and_k(given, "gradient");
          rand_k_row(at, 1 / at.p() - 1, 1 - at.p(), ledger);
          const Bounds known = RandK{at.k}.bounds(at.d()).bounds.value();
          ledger.eq("the library's M", known.M, 1 / at.p() - 1);
          rand_k_row(at, known.M, known.m, ledger);
        });
  const auto sharp = [](Ledger& ledger) { rand_k_row(ones(), 1, Exact(1, 4), ledger); };
  attained({"table_1_rand_k", "M = 1, m = 1/4 for d = 2, k = 1"}, sharp);
  must_fail({"table_1_rand_k", "M less 1 %"}, "E|n|^2", sharp);
}

TEST_CASE("table_1_rand_k_stochastic: the row holds and is tight but for m",
          "[table_1_rand_k_stochastic]") {
  check({"table_1_rand_k_stochastic", "as printed"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 5);
    const std::size_t k = given.size("k", 1, d);
    const StochasticAndK at{k, any_stochastic_gradient(given, d)};
    stochastic_row(at, 1, ledger);
  });
  check({"table_1_rand_k_stochastic", "with the true m"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 5);
    const std::size_t k = given.size("k", 1, d);
    const StochasticAndK at{k, any_stochastic_gradient(given, d)};
    stochastic_row(at, 1 - share(k, d), ledger);
  });
  attained({"table_1_rand_k_stochastic", "M and sigma2"},
           [](Ledger& ledger) { stochastic_row(mixed_noise(), 1, ledger); }, {"E|n|^2"});
  attained({"table_1_rand_k_stochastic", "all of it, with the true m"},
           [](Ledger& ledger) { stochastic_row(mixed_noise(), Exact(1, 2), ledger); });
  must_fail({"table_1_rand_k_stochastic", "M and sigma2 less 1 %"}, "E|n|^2",
            [](Ledger& ledger) { stochastic_row(mixed_noise(), 1, ledger); });
  must_fail(
      {"table_1_rand_k_stochastic", "the true m less 1 %"}, "|b|^2",
      [](Ledger& ledger) { stochastic_row(mixed_noise(), Exact(99, 200), ledger); }, 1);
}

TEST_CASE("table_1_compressed: the printed M = 0 is false of a random compressor",
          "[table_1_compressed]") {
  must_fail(
      {"table_1_compressed", "as printed, all or nothing with probability 1/4"}, "E|n|^2",
      [](Ledger& ledger) {
        const auto moments = exact_moments(all_or_nothing().law, as_span(ones().x));
        ledger.eq("E|n|^2", moments.noise_sq, Exact(3, 8));
        ledger.eq("|E g|^2", moments.mean_sq, Exact(1, 8));
        compressed_row(all_or_nothing(), 0, ledger);
      },
      1);
  check({"table_1_compressed", "as printed, where C is not random"}, [](Given& given,
                                                                        Ledger& ledger) {
    const ContractedVector at = any_contracted_vector(given);
    // One outcome for certain, the nearest to x: it errs by at most (1 - delta)|x|^2.
    const auto nearest = std::ranges::min_element(at.law, {}, [&](const Outcome<Exact>& outcome) {
      return distance_sq(outcome.value, at.x);
    });
    compressed_row(contracted(at.x, {{1, nearest->value}}), 0, ledger);
  });
}

TEST_CASE("table_1_compressed: corrected to M = 1/delta - 1", "[table_1_compressed]") {
  check({"table_1_compressed", "M = 1/delta - 1"}, [](Given& given, Ledger& ledger) {
    const ContractedVector at = any_contracted_vector(given);
    compressed_row(at, 1 / at.delta - 1, ledger);
  });
  const auto tight = [](Ledger& ledger) { compressed_row(all_or_nothing(), 3, ledger); };
  attained({"table_1_compressed", "all or nothing"}, tight, {"E|n|^2"});
  must_fail({"table_1_compressed", "M less 1 %"}, "E|n|^2", tight);
}
