// Appendix B.2: for rand-k the step size "could be relaxed to gamma <= d/(kL)", with the rate of
// rand-k'. False: f = |x|^2/2, k = 1 and gamma = d give E f(x+) = (d - 1) f(x), no progress at d =
// 2 and growth above. Corrected: gamma <= 1/((1 + Mb) L), which is d/k above Theorem 6's own limit
// k/((1 + Mb) d L) for rand-k, is the limit of rand-k' rescaled, and gives the rate of rand-k':
//   E f(x+) - f(x) <= -(gamma p/2)|grad f|^2 + gamma^2 L p sb2/2, p = k/d.
#include "biasbound/compressed_rates.hpp"
#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/oracles/compressed.hpp"
#include "biasbound/rates.hpp"
#include "catch.hpp"
#include "compressor_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

struct RandKStep {
  std::size_t k;
  QuadraticPoint at;
  StochasticGradient stochastic;  ///< its gradient is that of `at`

  [[nodiscard]] std::size_t d() const { return static_cast<std::size_t>(at.x.size()); }
  [[nodiscard]] Exact p() const { return share(k, d()); }
  /// 1 / ((1 + Mb) L)
  [[nodiscard]] Exact limit() const { return 1 / ((1 + stochastic.Mb) * at.L); }
  [[nodiscard]] FiniteLaw<Exact> law() const { return compressed_law(RandK{k}, stochastic); }
};

RandKStep any_step(Given& given) {
  const std::size_t d = given.size("d", 1, 4);
  const std::size_t k = given.size("k", 1, d);
  QuadraticPoint at = any_quadratic_point(given, d);
  StochasticGradient stochastic = with_noise(at.gradient(), given);
  return {k, std::move(at), std::move(stochastic)};
}

/// f = |x|^2/2 at (1, ..., 1), no noise.
RandKStep ones(std::size_t d, std::size_t k) {
  const Vector<Exact> one = Vector<Exact>::Ones(static_cast<Eigen::Index>(d));
  return {k, round_quadratic(1, one), {one, {{1, Vector<Exact>::Zero(one.size())}}, 0, 0}};
}

/// f = |x|^2/2 at (1, 1), k = 1, noise +-(1, 1) of E|n|^2 = 2 = Mb 2 + sb2.
RandKStep mixed_noise() {
  RandKStep step = ones(2, 1);
  const Vector<Exact> one = Vector<Exact>::Ones(2);
  step.stochastic = {one, {{Exact(1, 2), one}, {Exact(1, 2), -one}}, Exact(1, 2), 1};
  return step;
}

/// The rate of rand-k' at the step size gamma p.
void corrected(const RandKStep& of, const Exact& step, Ledger& ledger) {
  const Exact square_of_gradient = square(of.stochastic.gradient);
  ledger.le("E f(x+) - f(x)", expected_value(of.at, of.law(), step) - of.at.value(),
            -step * of.p() / 2 * square_of_gradient +
                step * step * of.at.L * of.p() * of.stochastic.sb2 / 2);
}

/// What "exactly the same convergence rate as with rand-k'" needs at least: descent without noise.
void descends(const RandKStep& of, const Exact& step, Ledger& ledger) {
  ledger.le("E f(x+)", expected_value(of.at, of.law(), step), of.at.value());
}

}  // namespace

TEST_CASE("rescaling_b_2: up to 1/((1 + Mb) L) rand-k has the rate of scaled rand-k",
          "[rescaling_b_2]") {
  check({"rescaling_b_2", "the corrected step size"}, [](Given& given, Ledger& ledger) {
    const RandKStep of = any_step(given);
    const Exact step = given.fraction("step / limit") * of.limit();
    // Lemma 2 for rand-k' at the step size gamma p, whose limit is p / ((1 + Mb) L).
    const Bounds unbiased =
        unbiased_compressor_bounds(1 / of.p() - 1, of.stochastic.Mb, of.stochastic.sb2);
    ledger.eq("the limit of rand-k', rescaled", max_step_size(unbiased, of.at.L) / of.p(),
              of.limit());
    ledger.eq(
        "the limit of rand-k in Theorem 6",
        max_step_size(rand_k_bounds(of.d(), of.k, of.stochastic.Mb, of.stochastic.sb2), of.at.L),
        of.p() * of.limit());
    corrected(of, step, ledger);
    ledger.le("E f(x+) - f(x), Lemma 2 for rand-k'",
              expected_value(of.at, of.law(), step) - of.at.value(),
              descent_bound(unbiased, of.at.L, step * of.p(), square(of.stochastic.gradient)));
  });
  attained({"rescaling_b_2", "at the limit"}, [](Ledger& ledger) {
    corrected(mixed_noise(), mixed_noise().limit(), ledger);
    corrected(ones(3, 2), ones(3, 2).limit(), ledger);
  });
  must_fail({"rescaling_b_2", "the rate 1 % better"}, "E f(x+) - f(x)", [](Ledger& ledger) {
    const RandKStep of = ones(3, 2);
    // The bound is negative: 1 % better is 1 % more of it.
    corrected(of, of.limit(), ledger);
  });
  must_fail(
      {"rescaling_b_2", "a step size 1 % above the limit"}, "E f(x+) - f(x)",
      [](Ledger& ledger) {
        const RandKStep of = mixed_noise();
        corrected(of, of.limit() * Exact(101, 100), ledger);
      },
      1);
}

TEST_CASE("rescaling_b_2: at the printed d/(kL) rand-1 makes no progress or diverges",
          "[rescaling_b_2]") {
  attained({"rescaling_b_2", "d = 2, k = 1: no progress"},
           [](Ledger& ledger) { descends(ones(2, 1), 2, ledger); });
  for (const int d : {3, 4, 10})
    must_fail(
        {"rescaling_b_2", "k = 1 and d = " + std::to_string(d)}, "E f(x+)",
        [d](Ledger& ledger) {
          const RandKStep of = ones(static_cast<std::size_t>(d), 1);
          ledger.eq("E f(x+) / f(x)", expected_value(of.at, of.law(), d) / of.at.value(), d - 1);
          descends(of, d, ledger);
        },
        1);
  // Also where d/k < 2, so that E f descends, the rate is not that of rand-k'.
  must_fail(
      {"rescaling_b_2", "d = 3, k = 2: not the rate of rand-k'"}, "E f(x+) - f(x)",
      [](Ledger& ledger) {
        descends(ones(3, 2), Exact(3, 2), ledger);
        corrected(ones(3, 2), Exact(3, 2), ledger);
      },
      1);
}
