// Sentences of section 4. "The number of iterations increases by a factor of (1 - m)", or (1 - m)^2
// where the noise dominates: false as worded, 1 - m < 1; the factors are 1/(1 - m) and 1/(1 - m)^2,
// and SGD itself is slower by 1/(1 - m). "Recovers": Lemma 2 without bias is the descent lemma E
// f(x+) - f(x) <=
// -(gamma/2)|grad f|^2 + (gamma^2 L/2) sigma2, Theorem 4 gives 4 L F_0/eps iterations of gradient
// descent, Theorem 6 the rate 1 - 1/kappa: true. The sharper -gamma (1 - gamma L/2)|grad f|^2 for
// gamma < 1/L is not recovered.
#include "biasbound/descent.hpp"
#include "biasbound/rates.hpp"
#include "biased_oracle.hpp"
#include "catch.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

/// The iterations of Theorem 4 with this m and with m = 0, zeta2 = 0: how often more.
struct Slowdown {
  Bounds bounds;
  Exact L;
  Exact gap;
  Exact epsilon;

  [[nodiscard]] Exact iterations(const Exact& m) const {
    Bounds with = bounds;
    with.m = m;
    return plan_gradient_norm(with, L, gap, epsilon).iterations;
  }
};

/// T = ceil(T_0 / factor), so T and T_0 / factor are one iteration apart, for each of both
/// roundings.
void slows_down(const Slowdown& at, const Exact& factor, Ledger& ledger) {
  const Exact biased = at.iterations(at.bounds.m);
  const Exact unbiased = at.iterations(0);
  ledger.le("T - 1 <= T_0/(1 - m)", biased - 1, unbiased / factor);
  ledger.le("T_0 - 1 <= (1 - m) T", unbiased - 1, factor * biased);
}

/// The first T with Psi_T <= eps for f = L/2 x^2, gamma = 1/L, b = -sqrt m grad f: x_t = sqrt m^t
/// x_0, so Psi_T = L^2 x_0^2 (1 - m^T)/((1 - m) T).
std::uint64_t first_T(const Exact& m, const Exact& L, const Exact& start, const Exact& epsilon) {
  Exact sum = 0;
  Exact square = L * L * start * start;
  for (std::uint64_t T = 1;; ++T, square *= m) {
    sum += square;
    if (sum <= epsilon * T) return T;
  }
}

}  // namespace

TEST_CASE("section_4_increases: the iterations increase by 1/(1 - m) and with noise by 1/(1 - m)^2",
          "[section_4_increases]") {
  check({"section_4_increases", "without noise"}, [](Given& given, Ledger& ledger) {
    const Slowdown at{{given.rational("M", 0, 9), 0, given.below_one("m"), 0},
                      given.rational("L", Exact(1, 4), 6),
                      given.rational("F_0", Exact(1, 12), 9),
                      given.rational("eps", Exact(1, 1000), 1)};
    slows_down(at, 1 - at.bounds.m, ledger);
  });
  check({"section_4_increases", "noise dominates"}, [](Given& given, Ledger& ledger) {
    Slowdown at{{given.rational("M", 0, 9), 0, given.rational("m", 0, Exact(99, 100)), 0},
                given.rational("L", Exact(1, 4), 6),
                given.rational("F_0", Exact(1, 12), 9),
                given.rational("eps", Exact(1, 1000), 1)};
    // 8 sigma2/(eps (1 - m))^2 >= 4 (M + 1)/(eps (1 - m)), also for m = 0.
    at.bounds.sigma2 = (at.bounds.M + 1) * at.epsilon * given.rational("noise", Exact(1, 2), 5);
    slows_down(at, (1 - at.bounds.m) * (1 - at.bounds.m), ledger);
  });
  // m = 1/2: 4 L F_0/eps = 400 becomes 800, not 200; with noise 80000 becomes 320000.
  const Slowdown quiet{{0, 0, Exact(1, 2), 0}, 1, 1, Exact(1, 100)};
  const Slowdown noisy{{0, 1, Exact(1, 2), 0}, 1, 1, Exact(1, 100)};
  CHECK(quiet.iterations(0) == 400);
  CHECK(quiet.iterations(Exact(1, 2)) == 800);
  CHECK(noisy.iterations(0) == 80000);
  CHECK(noisy.iterations(Exact(1, 2)) == 320000);
  const auto as_worded = [](const Slowdown& at, const Exact& factor) {
    return [&at, factor](Ledger& ledger) {
      ledger.le("T <= (1 - m) T_0", at.iterations(at.bounds.m), factor * at.iterations(0));
    };
  };
  must_fail({"section_4_increases", "as worded"}, "T <= (1 - m) T_0", as_worded(quiet, Exact(1, 2)),
            1);
  must_fail({"section_4_increases", "as worded, with noise"}, "T <= (1 - m) T_0",
            as_worded(noisy, Exact(1, 4)), 1);
  const auto exactly = [&](Ledger& ledger) {
    ledger.le("T", quiet.iterations(Exact(1, 2)), 2 * quiet.iterations(0));
    ledger.le("T, with noise", noisy.iterations(Exact(1, 2)), 4 * noisy.iterations(0));
  };
  attained({"section_4_increases", "2 and 4 for m = 1/2"}, exactly);
  must_fail({"section_4_increases", "2 less 1 %"}, "T", exactly);
}

TEST_CASE("section_4_increases: gradient descent with b = -sqrt m grad f is slower by 1/(1 - m)",
          "[section_4_increases]") {
  check({"section_4_increases", "SGD itself"}, [](Given& given, Ledger& ledger) {
    const Exact m = Exact(given.integer("1 / m", 2, 9));
    const Exact L = given.rational("L", Exact(1, 4), 6);
    const Exact start = given.rational("x_0", Exact(1, 12), 3);
    // T_0 = N (1/m - 1) without bias, N/m with.
    const auto N = static_cast<std::uint64_t>(given.integer("N", 8, 20));
    const Exact epsilon = L * L * start * start / (N * (m - 1));
    ledger.eq("T without bias", first_T(0, L, start, epsilon), N * (m - 1));
    ledger.eq("T = T_0/(1 - m)", first_T(1 / m, L, start, epsilon), N * m);
  });
}

TEST_CASE("section_4_recovers: Lemma 2 without bias is the descent lemma", "[section_4_recovers]") {
  check({"section_4_recovers", "Lemma 2"}, [](Given& given, Ledger& ledger) {
    const Problem problem = any_problem(given, Shape::smooth);
    BiasedOracle oracle = any_oracle(given, problem.d(), false);
    oracle.s = oracle.bounds.M = 0;
    const Vector<Exact> x = any_point(given, problem.d());
    const Exact step = given.fraction("step L") / problem.L;
    const Vector<Exact> gradient = problem.gradient(x);
    const FiniteLaw<Exact> law = oracle.law(gradient);
    const PointMoments<Exact> moments = exact_moments(law, as_span(gradient));
    const Exact noise = step * step * problem.L / 2 * oracle.bounds.sigma2;
    ledger.eq("the same constants",
              descent_bound(oracle.bounds, problem.L, step, moments.gradient_sq),
              -step / 2 * moments.gradient_sq + noise);
    // For gamma < 1/L the descent lemma says more; the refined bound is that.
    const Exact more = -step * (1 - step * problem.L / 2) * moments.gradient_sq + noise;
    ledger.le("E f(x+) - f(x) by the descent lemma", expected_change(problem, law, x, step), more);
    ledger.eq("the refined bound", refined_descent_bound(oracle.bounds, problem.L, step, moments),
              more);
  });
  const auto below = [](Ledger& ledger) {
    const Exact step(1, 2);
    ledger.le("descent lemma", -step * (1 - step / 2), descent_bound({}, 1, step, 1));
    ledger.le("Lemma 2 <= descent lemma", descent_bound({}, 1, step, 1), -step * (1 - step / 2));
  };
  must_fail({"section_4_recovers", "the descent lemma for gamma < 1/L"}, "Lemma 2 <= descent lemma",
            below, 1);
}

TEST_CASE("section_4_recovers: Theorem 4 without bias is the rate of gradient descent and SGD",
          "[section_4_recovers]") {
  check({"section_4_recovers", "Theorem 4"}, [](Given& given, Ledger& ledger) {
    const Exact L = given.positive("L");
    const Exact gap = given.positive("F_0");
    const Exact epsilon = gap * L * given.rational("eps", Exact(1, 1000), 1);
    const Exact sigma2 = epsilon * given.rational("sigma2 / eps", 0, 9);
    const Plan quiet = plan_gradient_norm({}, L, gap, epsilon);
    ledger.eq("gamma = 1/L", quiet.step_size, 1 / L);
    ledger.eq("target eps", quiet.target, epsilon);
    ledger.le("T - 1 <= 4 L F_0/eps", Exact(quiet.iterations) - 1, 4 * L * gap / epsilon);
    ledger.le("4 L F_0/eps <= T", 4 * L * gap / epsilon, quiet.iterations);
    // SGD: O(L F_0/eps + L F_0 sigma2/eps^2) at a step size of order min{1/L, eps/(L sigma2)}.
    const Plan noisy = plan_gradient_norm({0, sigma2, 0, 0}, L, gap, epsilon);
    ledger.le("T - 1 <= 4 L F_0/eps + 8 L F_0 sigma2/eps^2", Exact(noisy.iterations) - 1,
              4 * L * gap / epsilon + 8 * L * gap * sigma2 / (epsilon * epsilon));
  });
}

TEST_CASE("section_4_recovers: Theorem 6 without bias is the rate under the PL condition",
          "[section_4_recovers]") {
  // Gradient descent: F_T <= (1 - mu/L)^T F_0, and SGD with a constant step leaves gamma L
  // sigma2/(2 mu).
  check({"section_4_recovers", "Theorem 6"}, [](Given& given, Ledger& ledger) {
    const Exact L = given.positive("L");
    const Exact mu = L * given.fraction("mu / L");
    const Exact gap = given.positive("F_0");
    const Exact sigma2 = given.positive("sigma2");
    const Exact step = given.fraction("step L") / L;
    Exact descent = 1;
    Exact stochastic = 1;
    for (std::uint64_t T = 0; T < 4; ++T) {
      ledger.eq("gradient descent", gap_bound({}, L, mu, 1 / L, gap, T), descent * gap);
      ledger.eq("SGD", gap_bound_printed({0, sigma2, 0, 0}, L, mu, step, gap, T),
                stochastic * gap + step * L * sigma2 / (2 * mu));
      descent *= 1 - mu / L;
      stochastic *= 1 - step * mu;
    }
  });
  // T of gradient descent: kappa log(2 F_0/eps).
  const Plan plan = plan_gap({}, 10, 1, 1, Exact(1, 1000));
  CHECK(plan.iterations == 77);  // 10 log 2000 = 76.009...
}
