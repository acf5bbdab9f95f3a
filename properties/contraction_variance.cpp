// Definition 2: C in C(delta), E|C(x) - x|^2 <= (1 - delta)|x|^2, has m <= 1 - delta and zeta2 = 0.
// True, and attained by every C that is not random.
//
// What it implies for the noise: M = 1/delta - 1, sigma2 = 0. With |b|^2 = beta |x|^2 the noise is
// at most (1 - delta - beta)|x|^2 and |E C(x)| at least (1 - sqrt beta)|x|; the quotient is largest
// at sqrt beta = 1 - delta, where it is (1 - delta)/delta. All or nothing with probability delta
// attains it at every x, so no smaller M holds for the class.
#include "biasbound/compressors/bernoulli.hpp"
#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/compressors/sign.hpp"
#include "biasbound/compressors/top_k.hpp"
#include "biasbound/oracles/compressed.hpp"
#include "catch.hpp"
#include "compressor_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

ContractedVector any_contracted_vector(Given& given) {
  return any_contraction(given, any_direction(given, "x", given.size("d", 1, 4)));
}

/// (1, 2) or nothing.
ContractedVector all_or_nothing(const Exact& delta) {
  Vector<Exact> x(2);
  x << 1, 2;
  return contracted(x, law_of(Bernoulli(delta), x));
}

/// Top-1 of (1, 1): delta = 1/2.
ContractedVector certain() {
  const Vector<Exact> x = Vector<Exact>::Ones(2);
  return contracted(x, law_of(TopK{1}, x));
}

/// 3 (1, 2) with probability 1/3: unbiased, in no C(delta).
ContractedVector expanded() {
  Vector<Exact> x(2);
  x << 1, 2;
  FiniteLaw<Exact> law = law_of(Bernoulli(Exact(1, 3)), x);
  for (Exact& entry : law[0].value) entry *= 3;
  return contracted(x, law);
}

PointMoments<Exact> moments(const ContractedVector& at) {
  return exact_moments(at.law, as_span(at.x));
}

void definition_2(const ContractedVector& at, Ledger& ledger) {
  const auto of = moments(at);
  ledger.le("|b|^2", of.bias_sq, (1 - at.delta) * of.gradient_sq);
  ledger.eq("|b|^2 + E|n|^2", of.bias_sq + of.noise_sq, (1 - at.delta) * of.gradient_sq);
  ledger.holds("delta is at most 1", at.delta <= 1);
}

template <class C>
void is_contraction(const C& compressor, const Vector<Exact>& x, Ledger& ledger) {
  const Exact delta = compressor.bounds(static_cast<std::size_t>(x.size())).delta.value();
  const auto of = moments_of(compressor, x);
  ledger.le(compressor.name().substr(0, 4) + ": E|C(x) - x|^2", of.error_sq,
            (1 - delta) * of.gradient_sq);
}

void variance(const ContractedVector& at, const Exact& delta, Ledger& ledger) {
  const Bounds bounds = contraction_bounds(delta, 0, 0).value();
  ledger.eq("M = 1/delta - 1", bounds.M, 1 / delta - 1);
  const auto of = moments(at);
  ledger.le("E|n|^2", of.noise_sq, bounds.M * of.mean_sq + bounds.sigma2);
}

template <class C>
void with_noise(const C& compressor, const Exact& delta, const StochasticGradient& at,
                Ledger& ledger) {
  if (const auto bounds = contraction_bounds(delta, at.Mb, at.sb2))
    assumptions(exact_moments(compressed_law(compressor, at), as_span(at.gradient)), *bounds,
                ledger);
}

}  // namespace

TEST_CASE("definition_2: a delta-compressor has m = 1 - delta and zeta2 = 0", "[definition_2]") {
  check({"definition_2", "m = 1 - delta"},
        [](Given& given, Ledger& ledger) { definition_2(any_contracted_vector(given), ledger); });
  attained({"definition_2", "a compressor that is not random"},
           [](Ledger& ledger) { definition_2(certain(), ledger); });
  must_fail({"definition_2", "m less 1 %"}, "|b|^2",
            [](Ledger& ledger) { definition_2(certain(), ledger); });
}

TEST_CASE("definition_2: top-k and rand-k are in C(k/d) and scaled signs in C(1/d)",
          "[definition_2]") {
  check({"definition_2", "the compressors at hand"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 5);
    const std::size_t k = given.size("k", 1, d);
    const Vector<Exact> x = given.vector("x", d);
    is_contraction(TopK{k}, x, ledger);
    is_contraction(RandK{k}, x, ledger);
    is_contraction(ScaledSign{}, x, ledger);
    is_contraction(Bernoulli(given.fraction("delta")), x, ledger);
  });
  must_fail({"definition_2", "1 - k/d less 1 %"}, "top-: E|C(x) - x|^2",
            [](Ledger& ledger) { is_contraction(TopK{1}, certain().x, ledger); });
}

TEST_CASE("contraction_variance: C(delta) has M = 1/delta - 1 and needs all of it",
          "[contraction_variance]") {
  check({"contraction_variance", "M = 1/delta - 1"}, [](Given& given, Ledger& ledger) {
    const ContractedVector at = any_contracted_vector(given);
    variance(at, at.delta, ledger);
  });
  for (const Exact& delta : {Exact(1, 10), Exact(1, 2), Exact(9, 10)}) {
    const auto instance = [&](Ledger& ledger) { variance(all_or_nothing(delta), delta, ledger); };
    attained({"contraction_variance", "all or nothing, delta = " + to_text(delta)}, instance);
    must_fail({"contraction_variance", "M less 1 %, delta = " + to_text(delta)}, "E|n|^2",
              instance);
  }
  must_fail(
      {"contraction_variance", "an expansion said to be in C(1/2)"}, "E|n|^2",
      [](Ledger& ledger) {
        ledger.holds("in no C(delta)", expanded().delta <= 0);
        variance(expanded(), Exact(1, 2), ledger);
      },
      1);
}

TEST_CASE(
    "contraction_variance: with noise of any kind C(delta) has bounds where "
    "(1 - delta)(1 + Mb) < 1",
    "[contraction_variance]") {
  check({"contraction_variance", "any noise"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 4);
    const std::size_t k = given.size("k", 1, d);
    const StochasticGradient at = any_stochastic_gradient(given, d);
    with_noise(RandK{k}, share(k, d), at, ledger);
    const Exact delta = given.fraction("delta");
    with_noise(Bernoulli(delta), delta, at, ledger);
  });
}
