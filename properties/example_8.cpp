// Example 8: on the Huber loss h, g = h' - 2 has zeta2 <= 4 and SGD diverges for every gamma > 0
// "given x_0 > 1". True and too weak: g <= -1 everywhere, so x_t >= x_0 + gamma t from every start,
// and zeta2 = 4 exactly. |h'|^2 stays below zeta2, so Lemma 3 is not contradicted.
#include "biasbound/rates.hpp"
#include "biased_oracle.hpp"
#include "catch.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

constexpr std::uint64_t kSteps = 12;

void diverges(const Exact& start, const Exact& step, const Exact& bias, Ledger& ledger) {
  const Problem h = huber(1);
  const BiasedOracle oracle = constant_bias(Vector<Exact>::Constant(1, bias));
  Vector<Exact> x = Vector<Exact>::Constant(1, start);
  for (std::uint64_t t = 0; t <= kSteps; ++t) {
    const Vector<Exact> gradient = h.gradient(x);
    const PointMoments<Exact> moments = exact_moments(oracle.law(gradient), as_span(gradient));
    ledger.le("|b|^2 <= 4", moments.bias_sq, 4);
    ledger.le("|grad h|^2 <= 1", moments.gradient_sq, 1);
    // Both sides from 0 on, so that a tighter bound is a smaller one.
    ledger.le("gamma t <= x_t - x_0", step * t, x(0) - start);
    ledger.le("x_t - 1/2 <= F_t", x(0) - Exact(1, 2), h.gap(x));
    x = moved(x, step, oracle.mean(gradient));
  }
}

}  // namespace

TEST_CASE("example_8: SGD runs away from every start at every step size", "[example_8]") {
  check({"example_8", "divergence"}, [](Given& given, Ledger& ledger) {
    const Exact start = given.flag("far")
                            ? given.positive("size of x_0") * (given.flag("left") ? -1 : 1)
                            : given.rational("x_0", -5, 5);
    diverges(start, given.positive("step"), -2, ledger);
  });
  // From x_0 = 1 on every gradient is 1: all are equalities.
  attained({"example_8", "from x_0 = 1"},
           [](Ledger& ledger) { diverges(1, Exact(1, 3), -2, ledger); });
  must_fail({"example_8", "faster by 1 %"}, "gamma t <= x_t - x_0", [](Ledger& ledger) {
    const Vector<Exact> one = Vector<Exact>::Ones(1);
    const Exact step(1, 3);
    const Exact moved_by = -step * (huber(1).gradient(one)(0) - 2);
    ledger.le("gamma t <= x_t - x_0", step, moved_by);
  });
  // With a bias of size 1 the start -1 is one where nothing moves, and with less SGD converges.
  must_fail(
      {"example_8", "g = h' - 99/100"}, "gamma t <= x_t - x_0",
      [](Ledger& ledger) { diverges(1, Exact(1, 3), Exact(-99, 100), ledger); }, 1);
}

TEST_CASE("example_8: Lemma 3 holds along the way", "[example_8]") {
  check({"example_8", "Lemma 3 along the divergence"}, [](Given& given, Ledger& ledger) {
    const Exact step = given.fraction("step");
    const Vector<Exact> x = any_point(given, 1);
    const Problem h = huber(1);
    const BiasedOracle oracle = constant_bias(Vector<Exact>::Constant(1, Exact(-2)));
    const auto along = along_all_paths(h, oracle, x, step, 6);
    Exact sum = 0;
    for (std::size_t T = 1; T < along.size(); ++T) {
      sum += along[T - 1].gradient_sq;
      ledger.le("Psi_T", sum / T, gradient_norm_bound(oracle.bounds, 1, step, h.gap(x), T));
      ledger.le("Psi_T <= zeta2", sum / T, oracle.bounds.zeta2);
    }
  });
}
