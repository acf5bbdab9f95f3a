// Section 5.4: for C in C(delta), noiseless, "our results show convergence for arbitrary small
// delta > 0 and we recover the rates" of order (1/delta) kappa log(1/epsilon). True, but for random
// C not by Theorem 6: a random C needs M = 1/delta - 1, with which its slowdown (M + 1)/(1 - m) is
// 1/delta^2. The mean square error alone gives, with no M and for step sizes up to 1/L,
//   E f(x+) - f(x) <= -(gamma delta / 2)|grad f|^2, attained on L/2 |x|^2 at gamma = 1/L.
#include "biasbound/compressed_rates.hpp"
#include "biasbound/compressors/bernoulli.hpp"
#include "biasbound/oracles/compressed.hpp"
#include "biasbound/rates.hpp"
#include "catch.hpp"
#include "compressor_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

struct CompressedStep {
  QuadraticPoint at;
  ContractedVector compressed;  ///< the gradient and its law
};

CompressedStep any_step(Given& given) {
  const std::size_t d = given.size("d", 1, 4);
  QuadraticPoint at = any_quadratic_point(given, d);
  if (square(at.x) == 0) at.x(0) = 1;
  ContractedVector compressed = any_contraction(given, at.gradient());
  return {std::move(at), std::move(compressed)};
}

/// f = |x|^2 (L = 2) at (1, 2), all or nothing with probability delta.
CompressedStep all_or_nothing(const Exact& delta) {
  Vector<Exact> x(2);
  x << 1, 2;
  QuadraticPoint at = round_quadratic(2, x);
  const Vector<Exact> gradient = at.gradient();
  return {std::move(at), contracted(gradient, law_of(Bernoulli(delta), gradient))};
}

void descent(const CompressedStep& of, const Exact& step, Ledger& ledger) {
  const Exact delta = of.compressed.delta;
  const Exact after = expected_value(of.at, of.compressed.law, step);
  // Above 1/L only to be shown false there.
  const Exact bound = step * of.at.L <= 1
                          ? contraction_descent_bound(delta, of.at.L, step, square(of.compressed.x))
                          : Exact(-step * delta * square(of.compressed.x) / 2);
  ledger.le("E f(x+) - f(x)", after - of.at.value(), bound);
  ledger.le("E F+", after, (1 - step * of.at.mu * delta) * of.at.value());
}

Exact slowdown(const Bounds& bounds) { return (bounds.M + 1) / (1 - bounds.m); }

/// All or nothing at step size 1/L on a quadratic: E x_i^2 is multiplied by
/// 1 - delta + delta (1 - h_i/L)^2.
struct Run {
  Exact delta;
  Exact L;
  Exact mu;
  Vector<Exact> spectrum;
  Vector<Exact> x;

  [[nodiscard]] Exact gap() const {
    Exact sum = 0;
    for (Eigen::Index i = 0; i < x.size(); ++i) sum += spectrum(i) * x(i) * x(i) / 2;
    return sum;
  }
};

/// T = ceil(`times` (kappa/delta) log(F_0/epsilon)).
void reaches_target(const Run& run, const Exact& epsilon, const Exact& times, Ledger& ledger) {
  const Interval T = Interval(times * run.L / (run.mu * run.delta)) * log(Interval(1 / epsilon));
  const auto iterations = static_cast<std::uint64_t>(std::ceil(T.upper()));
  ledger.le("F_T", [&](auto one) {
    using I = decltype(one);
    I sum(0);
    for (Eigen::Index i = 0; i < run.x.size(); ++i) {
      const Exact left = 1 - run.spectrum(i) / run.L;
      const Exact factor = 1 - run.delta + run.delta * left * left;
      sum += I(run.spectrum(i) * run.x(i) * run.x(i) / 2) * pow(I(factor), iterations);
    }
    return std::pair<I, I>{sum, I(epsilon * run.gap())};
  });
}

}  // namespace

TEST_CASE("rate_5_4: any compressor of C(delta) descends delta times as much as gradient descent",
          "[rate_5_4]") {
  check({"rate_5_4", "one step"}, [](Given& given, Ledger& ledger) {
    const CompressedStep of = any_step(given);
    descent(of, given.fraction("step L") / of.at.L, ledger);
  });
  check({"rate_5_4", "one step where f is neither convex nor PL"},
        [](Given& given, Ledger& ledger) {
          const WavePoint at{given.vector("x", given.size("d", 1, 4))};
          const Vector<Exact> gradient = at.gradient();
          if (square(gradient) == 0) return;
          const ContractedVector compressed = any_contraction(given, gradient);
          const Exact step = given.fraction("step");
          ledger.le("E f(x+) - f(x)", expected_value(at, compressed.law, step) - at.value(),
                    contraction_descent_bound(compressed.delta, 1, step, square(gradient)));
        });
  attained({"rate_5_4", "L/2 |x|^2 at 1/L"},
           [](Ledger& ledger) { descent(all_or_nothing(Exact(1, 3)), Exact(1, 2), ledger); });
  must_fail({"rate_5_4", "the descent 1 % more"}, "E f(x+) - f(x)",
            [](Ledger& ledger) { descent(all_or_nothing(Exact(1, 3)), Exact(1, 2), ledger); });
  must_fail(
      {"rate_5_4", "a step size 1 % above 1/L"}, "E f(x+) - f(x)",
      [](Ledger& ledger) { descent(all_or_nothing(Exact(1, 3)), Exact(101, 200), ledger); }, 1);
}

TEST_CASE("rate_5_4: (kappa/delta) log(F_0/epsilon) iterations reach epsilon", "[rate_5_4]") {
  check({"rate_5_4", "T for all or nothing", Arithmetic::interval}, [](Given& given,
                                                                       Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 4);
    Run run;
    run.delta = given.fraction("delta");
    run.L = given.rational("L", Exact(1, 4), 6);
    run.mu = d == 1 ? run.L : Exact(run.L * given.rational("mu / L", Exact(1, 20), 1));
    run.spectrum = given.spectrum("spectrum", d, run.mu, run.L);
    run.x = any_direction(given, "x", d);
    reaches_target(run, given.rational("epsilon / F_0", Exact(1, 1000), Exact(1, 2)), 1, ledger);
  });
  // kappa = 1: log(1 - delta) is -delta to first order, so 1/delta is needed.
  must_fail(
      {"rate_5_4", "1 % fewer, delta = 1/1000", Arithmetic::interval}, "F_T",
      [](Ledger& ledger) {
        const Vector<Exact> one = Vector<Exact>::Ones(1);
        const Run run{Exact(1, 1000), 1, 1, one, one};
        reaches_target(run, Exact(1, 1000), 1, ledger);
        reaches_target(run, Exact(1, 1000), Exact(99, 100), ledger);
      },
      1);
}

TEST_CASE("rate_5_4: Theorem 6 gives 1/delta for a certain C and 1/delta^2 for a random one",
          "[rate_5_4]") {
  check({"rate_5_4", "(M + 1)/(1 - m)"}, [](Given& given, Ledger& ledger) {
    const Exact delta = given.fraction("delta");
    ledger.eq("certain C", slowdown({.m = 1 - delta}), 1 / delta);
    ledger.eq("random C", slowdown(contraction_bounds(delta, 0, 0).value()), 1 / (delta * delta));
    // All or nothing: M cannot be less, and the true m = (1 - delta)^2 helps by a factor below 2.
    ledger.eq("all or nothing", slowdown(Bernoulli(delta).bounds(1).bounds.value()),
              1 / (delta * delta * (2 - delta)));
  });
  must_fail(
      {"rate_5_4", "1/delta from Theorem 6 for a random C"}, "(M + 1)/(1 - m)",
      [](Ledger& ledger) {
        ledger.le("(M + 1)/(1 - m)", slowdown(Bernoulli(Exact(1, 3)).bounds(1).bounds.value()), 3);
      },
      1);
}
