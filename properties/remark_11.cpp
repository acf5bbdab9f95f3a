// Remark 11: "these bounds [of Lemma 10] are tight in general". True of M and sigma2: neither can
// be any smaller, and both are attained wherever the noise attains its own bound. False of m: for k
// < d no gradient but 0 attains m = 1 - k/d, since |b|^2 = (1 - k/d)^2 |grad f|^2 always. The two
// special cases it names hold: k = d gives back Mb and sb2, no noise gives d/k - 1 and 0.
#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/oracles/compressed.hpp"
#include "catch.hpp"
#include "compressor_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

struct RandKInstance {
  std::size_t k;
  StochasticGradient stochastic;

  [[nodiscard]] std::size_t d() const {
    return static_cast<std::size_t>(stochastic.gradient.size());
  }
  [[nodiscard]] Bounds printed() const {
    return rand_k_bounds_printed(d(), k, stochastic.Mb, stochastic.sb2);
  }
  [[nodiscard]] PointMoments<Exact> moments() const {
    return exact_moments(compressed_law(RandK{k}, stochastic), as_span(stochastic.gradient));
  }
};

RandKInstance any_instance(Given& given) {
  const std::size_t d = given.size("d", 1, 5);
  const std::size_t k = given.size("k", 1, d);
  RandKInstance result{k, any_stochastic_gradient(given, d)};
  if (square(result.stochastic.gradient) == 0) result.stochastic.gradient(0) = 1;
  return result;
}

/// d = 2, k = 1, gradient (1, 1), noise +-(1, 1) of E|n|^2 = 2 = Mb 2 + sb2.
RandKInstance mixed_noise() {
  const Vector<Exact> one = Vector<Exact>::Ones(2);
  return {1, {one, {{Exact(1, 2), one}, {Exact(1, 2), -one}}, Exact(1, 2), 1}};
}

/// M and sigma2 leave no room, m does.
void tightness(const RandKInstance& at, Ledger& ledger) {
  const auto moments = at.moments();
  const Bounds bounds = at.printed();
  const Exact p = share(at.k, at.d());
  ledger.eq("E|n|^2", moments.noise_sq, bounds.M * moments.mean_sq + bounds.sigma2);
  ledger.eq("|b|^2 = (1 - k/d)^2 |grad f|^2", moments.bias_sq,
            (1 - p) * (1 - p) * moments.gradient_sq);
  if (at.k < at.d())
    ledger.holds("m is not attained", moments.bias_sq < bounds.m * moments.gradient_sq);
}

}  // namespace

TEST_CASE(
    "remark_11: M and sigma2 are attained wherever the noise attains its bound and m never is",
    "[remark_11]") {
  check({"remark_11", "M and sigma2 tight, m not"}, [](Given& given, Ledger& ledger) {
    RandKInstance at = any_instance(given);
    // The noise attains E|n|^2 = Mb |grad f|^2 + sb2 also after a change of the gradient.
    Exact variance = 0;
    for (const auto& n : at.stochastic.noise) variance += n.weight * square(n.value);
    at.stochastic.sb2 = variance - at.stochastic.Mb * square(at.stochastic.gradient);
    if (at.stochastic.sb2 < 0) {
      at.stochastic.Mb = 0;
      at.stochastic.sb2 = variance;
    }
    tightness(at, ledger);
  });
  const auto less = [](const Exact& M, const Exact& sigma2, const Exact& m) {
    return [=](Ledger& ledger) {
      Bounds bounds = mixed_noise().printed();
      bounds.M *= M;
      bounds.sigma2 *= sigma2;
      bounds.m *= m;
      assumptions(mixed_noise().moments(), bounds, ledger);
    };
  };
  attained({"remark_11", "noise of both kinds"}, less(1, 1, 1), {"E|n|^2"});
  must_fail({"remark_11", "M alone less 1 %"}, "E|n|^2", less(Exact(99, 100), 1, 1), 1);
  must_fail({"remark_11", "sigma2 alone less 1 %"}, "E|n|^2", less(1, Exact(99, 100), 1), 1);
}

TEST_CASE("remark_11: m = 1 - k/d is not tight and half of it is enough for d = 2 and k = 1",
          "[remark_11]") {
  must_fail(
      {"remark_11", "m = 1 - k/d attained"}, "|b|^2 = m |grad f|^2",
      [](Ledger& ledger) {
        const auto moments = mixed_noise().moments();
        ledger.eq("|b|^2", moments.bias_sq, Exact(1, 2));
        ledger.eq("m |grad f|^2 / 2", mixed_noise().printed().m * moments.gradient_sq / 2,
                  Exact(1, 2));
        ledger.eq("|b|^2 = m |grad f|^2", moments.bias_sq,
                  mixed_noise().printed().m * moments.gradient_sq);
      },
      1);
}

TEST_CASE("remark_11: the special cases k = d and no noise", "[remark_11]") {
  check({"remark_11", "special cases"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 50);
    const std::size_t k = given.size("k", 1, d);
    const Exact Mb = given.positive("Mb");
    const Exact sb2 = given.positive("sb2");
    const Bounds whole = rand_k_bounds_printed(d, d, Mb, sb2);
    ledger.eq("k = d: M", whole.M, Mb);
    ledger.eq("k = d: sigma2", whole.sigma2, sb2);
    ledger.eq("k = d: m", whole.m, 0);
    const Bounds quiet = rand_k_bounds_printed(d, k, 0, 0);
    ledger.eq("no noise: M", quiet.M, Exact(d) / Exact(k) - 1);
    ledger.eq("no noise: sigma2", quiet.sigma2, 0);
  });
}
