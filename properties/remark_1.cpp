// Remark 1: E|n|^2 <= 2 M (1 + m)|grad f|^2 + sigma2 + 2 M zeta2. True and attained (b = grad f,
// |b|^2 = 1/2 |grad f|^2 + zeta2). Sharper, for any a > 0: M (1 + a)|grad f|^2 + M (1 + 1/a)(m
// |grad f|^2 + zeta2) + sigma2, the printed form being a = 1; and M (1 + sqrt m)^2 |grad f|^2 +
// sigma2 for zeta2 = 0.
#include "biasbound/rates.hpp"
#include "biased_oracle.hpp"
#include "catch.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

struct Noisy {
  Vector<Exact> gradient;
  BiasedOracle oracle;
  Exact a = 1;
};

void noise_is_bounded(const Noisy& at, Ledger& ledger) {
  const Bounds& bounds = at.oracle.bounds;
  const PointMoments<Exact> moments =
      exact_moments(at.oracle.law(at.gradient), as_span(at.gradient));
  const auto with = [&](const Exact& a) {
    return Exact(bounds.M * (1 + a) * moments.gradient_sq +
                 bounds.M * (1 + 1 / a) * (bounds.m * moments.gradient_sq + bounds.zeta2) +
                 bounds.sigma2);
  };
  ledger.eq("a = 1", with(1),
            2 * bounds.M * (1 + bounds.m) * moments.gradient_sq + bounds.sigma2 +
                2 * bounds.M * bounds.zeta2);
  ledger.le("as printed", moments.noise_sq, with(1));
  ledger.le("4 M in place of 2 M (1 + m)", moments.noise_sq,
            4 * bounds.M * moments.gradient_sq + bounds.sigma2 + 2 * bounds.M * bounds.zeta2);
  ledger.le("for a", moments.noise_sq, with(at.a));
}

void without_zeta2(const Noisy& at, Ledger& ledger) {
  const Bounds& bounds = at.oracle.bounds;
  const PointMoments<Exact> moments =
      exact_moments(at.oracle.law(at.gradient), as_span(at.gradient));
  const Exact root_m = abs(at.oracle.r);
  const Exact factor = bounds.M * (1 + root_m) * (1 + root_m);
  ledger.le("M (1 + sqrt m)^2", moments.noise_sq, factor * moments.gradient_sq + bounds.sigma2);
  ledger.le("not above 2 M (1 + m)", factor, 2 * bounds.M * (1 + bounds.m));
}

/// M = 4 and b = share * grad f, of which m = 1/2 share^2.
Noisy doubled(const Exact& share) {
  Noisy at{Vector<Exact>::Ones(2), relative_bias(2, share)};
  at.oracle.s = 2;
  at.oracle.bounds = {.M = 4, .sigma2 = 0, .m = share * share / 2, .zeta2 = share * share};
  add_noise(at.oracle, Vector<Exact>::Ones(2) / Exact(3));
  return at;
}

}  // namespace

TEST_CASE("remark_1: the noise against the gradient alone", "[remark_1]") {
  check({"remark_1", "the noise against the gradient"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 4);
    Noisy at{given.vector("gradient", d), any_oracle(given, d, true, true), given.positive("a")};
    noise_is_bounded(at, ledger);
    if (at.oracle.bounds.zeta2 == 0) without_zeta2(at, ledger);
  });
  attained({"remark_1", "b = grad f"}, [](Ledger& ledger) { noise_is_bounded(doubled(1), ledger); },
           {"as printed", "for a"});
  must_fail({"remark_1", "the printed bound less 1 %"}, "as printed",
            [](Ledger& ledger) { noise_is_bounded(doubled(1), ledger); });
}

TEST_CASE("remark_1: a = |b|/|grad f| is sharper than the printed form", "[remark_1]") {
  const auto half = [](Ledger& ledger) {
    Noisy at = doubled(Exact(1, 2));
    at.a = Exact(1, 2);
    noise_is_bounded(at, ledger);
  };
  attained({"remark_1", "b = grad f / 2, a = 1/2"}, half, {"for a"});
  must_fail({"remark_1", "a = 1/2 less 1 %"}, "for a", half);
  const auto relative = [](Ledger& ledger) {
    Noisy at = doubled(Exact(1, 2));
    at.oracle.bounds.m = Exact(1, 4);
    at.oracle.bounds.zeta2 = 0;
    without_zeta2(at, ledger);
  };
  attained({"remark_1", "b = grad f / 2, zeta2 = 0"}, relative, {"M (1 + sqrt m)^2"});
  must_fail({"remark_1", "(1 + sqrt m)^2 less 1 %"}, "M (1 + sqrt m)^2", relative);
  must_fail(
      {"remark_1", "Assumption 3 alone, without the bias"}, "as printed",
      [](Ledger& ledger) {
        Noisy at = doubled(1);
        at.oracle.bounds.m = at.oracle.bounds.zeta2 = 0;
        noise_is_bounded(at, ledger);
      },
      1);
}
