// The rates of section 5.1.
//
// Top-k: gradient descent with top-k converges to a stationary point on smooth functions, and under
// PL in O((d/k) kappa log(1/epsilon)) iterations. True, by Lemma 3 and Theorem 6 with m = 1 - k/d
// and M = 0; with every step size below 2/L the contraction is 1 - 2 gamma mu p (1 - gamma L/2).
//
// Rand-k: "as m = 1 - k/d, this implies a d/k slowdown over the corresponding rates of GD and SGD".
// False as a derivation: with Lemma 10's constants Theorem 6 slows down by (M + 1)/(1 - m) =
// (1 + Mb)(d/k)^2, with the true m by (1 + Mb)(d/k)^2/(2 - k/d). True as a fact: at SGD's step size
//   E f(x+) - f(x) <= -gamma p (1 - gamma L (1 + Mb)/2)|grad f|^2 + gamma^2 L p sb2 / 2, p = k/d,
// so d/k times SGD's iterations reach SGD's target.
#include "biasbound/compressed_rates.hpp"
#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/compressors/top_k.hpp"
#include "biasbound/oracles/compressed.hpp"
#include "biasbound/rates.hpp"
#include "catch.hpp"
#include "compressor_instances.hpp"

using namespace biasbound;
using namespace biasbound::property;

namespace {

struct SparsifiedStep {
  std::size_t k;
  QuadraticPoint at;
  StochasticGradient stochastic;  ///< its gradient is that of `at`

  [[nodiscard]] Exact p() const { return share(k, static_cast<std::size_t>(at.x.size())); }
};

SparsifiedStep any_step(Given& given, bool noisy) {
  const std::size_t d = given.size("d", 1, 4);
  const std::size_t k = given.size("k", 1, d);
  QuadraticPoint at = any_quadratic_point(given, d);
  StochasticGradient stochastic{at.gradient(), {}, 0, 0};
  if (noisy) stochastic = with_noise(at.gradient(), given);
  return {k, std::move(at), std::move(stochastic)};
}

/// f = |x|^2 at (1, ..., 1), no noise; L = 2.
SparsifiedStep ones(std::size_t d, std::size_t k) {
  QuadraticPoint at = round_quadratic(2, Vector<Exact>::Ones(static_cast<Eigen::Index>(d)));
  StochasticGradient stochastic{at.gradient(), {{1, Vector<Exact>::Zero(at.x.size())}}, 0, 0};
  return {k, std::move(at), std::move(stochastic)};
}

// ---- top-k

void top_k_descent(const SparsifiedStep& of, const Exact& step, Ledger& ledger) {
  const Vector<Exact> gradient = of.at.gradient();
  const Exact after = expected_value(of.at, law_of(TopK{of.k}, gradient), step);
  const Exact change = after - of.at.value();
  ledger.le("f(x+) - f(x)", change,
            sparsified_descent_bound(of.p(), 0, 0, of.at.L, step, square(gradient)));
  const Exact q = 1 - 2 * step * of.at.mu * of.p() * (1 - step * of.at.L / 2);
  ledger.le("F+", after, q * of.at.value());
  if (step * of.at.L > 1) return;
  const Bounds bounds{.m = 1 - of.p()};
  ledger.le("f(x+) - f(x), Lemma 2", change,
            descent_bound(bounds, of.at.L, step, square(gradient)));
}

/// F_t and Psi_t along `steps` iterations, by Theorem 6 and Lemma 3, and F_t by the contraction
/// that is sharper for small steps.
void top_k_trajectory(const SparsifiedStep& of, const Exact& step, std::size_t steps,
                      Ledger& ledger) {
  const Bounds bounds{.m = 1 - of.p()};
  const Exact q = 1 - 2 * step * of.at.mu * of.p() * (1 - step * of.at.L / 2);
  QuadraticPoint now = of.at;
  Exact squares = 0;
  Exact sharper = of.at.value();
  for (std::uint64_t t = 1; t <= steps; ++t) {
    const Vector<Exact> gradient = now.gradient();
    squares += square(gradient);
    const Vector<Exact> g = law_of(TopK{of.k}, gradient).front().value;
    for (Eigen::Index i = 0; i < g.size(); ++i) now.x(i) -= step * g(i);
    ledger.le("F_t", now.value(), gap_bound(bounds, of.at.L, of.at.mu, step, of.at.value(), t));
    sharper *= q;
    ledger.le("F_t, sharper", now.value(), sharper);
    ledger.le("Psi_t", squares / t, gradient_norm_bound(bounds, of.at.L, step, of.at.value(), t));
  }
}

/// Psi_t along `steps` iterations on a function that is neither convex nor PL, by Lemma 3, and each
/// step's descent.
void top_k_on_wave(WavePoint now, std::size_t k, const Exact& step, std::size_t steps,
                   Ledger& ledger) {
  const Exact p = share(k, static_cast<std::size_t>(now.x.size()));
  const Exact gap = now.value();
  Exact squares = 0;
  for (std::uint64_t t = 1; t <= steps; ++t) {
    const Vector<Exact> gradient = now.gradient();
    squares += square(gradient);
    const Vector<Exact> g = law_of(TopK{k}, gradient).front().value;
    const Exact before = now.value();
    for (Eigen::Index i = 0; i < g.size(); ++i) now.x(i) -= step * g(i);
    ledger.le("f(x+) - f(x)", now.value() - before,
              sparsified_descent_bound(p, 0, 0, 1, step, square(gradient)));
    ledger.le("Psi_t", squares / t, gradient_norm_bound({.m = 1 - p}, 1, step, gap, t));
  }
}

/// T of Theorem 6, at most (d/k) kappa log+(2 F_0 / epsilon) + 1, reaches epsilon.
void top_k_plan(const SparsifiedStep& of, const Exact& epsilon, Ledger& ledger) {
  const Exact kappa = of.at.L / of.at.mu;
  const Plan plan = plan_gap({.m = 1 - of.p()}, of.at.L, of.at.mu, of.at.value(), epsilon);
  ledger.le("T", [&](auto one) {
    using I = decltype(one);
    return std::pair<I, I>{I(plan.iterations),
                           I(kappa / of.p()) * log(I(2 * of.at.value() / epsilon)) + I(1)};
  });
  QuadraticPoint now = of.at;
  for (std::uint64_t t = 0; t < plan.iterations; ++t) {
    const Vector<Exact> g = law_of(TopK{of.k}, now.gradient()).front().value;
    for (Eigen::Index i = 0; i < g.size(); ++i) now.x(i) -= plan.step_size * g(i);
  }
  ledger.le("F_T", now.value(), epsilon);
}

// ---- rand-k

void rand_k_descent(const SparsifiedStep& of, const Exact& step, Ledger& ledger) {
  const Exact after = expected_value(of.at, compressed_law(RandK{of.k}, of.stochastic), step);
  const Exact Mb = of.stochastic.Mb;
  const Exact sb2 = of.stochastic.sb2;
  ledger.le(
      "E f(x+) - f(x)", after - of.at.value(),
      sparsified_descent_bound(of.p(), Mb, sb2, of.at.L, step, square(of.stochastic.gradient)));
  if (step * (1 + Mb) * of.at.L > 1) return;
  // PL: gradient descent's contraction with p mu in place of mu.
  ledger.le(
      "E F+", after,
      (1 - step * of.p() * of.at.mu) * of.at.value() + step * step * of.at.L * of.p() * sb2 / 2);
}

/// The same on a function that is neither convex nor PL, at any step size.
void rand_k_on_wave(const WavePoint& at, std::size_t k, const StochasticGradient& stochastic,
                    const Exact& step, Ledger& ledger) {
  const Exact p = share(k, static_cast<std::size_t>(at.x.size()));
  ledger.le("E f(x+) - f(x)",
            expected_value(at, compressed_law(RandK{k}, stochastic), step) - at.value(),
            sparsified_descent_bound(p, stochastic.Mb, stochastic.sb2, 1, step,
                                     square(stochastic.gradient)));
}

/// Rand-k of a gradient with independent noise of variance v_i on the quadratic with spectrum h.
struct RandKRun {
  std::size_t k;
  Vector<Exact> spectrum;
  Vector<Exact> x;
  Vector<Exact> variances;
};

/// E f(x_T) - f*: E x_i^2 is multiplied by 1 - 2 gamma p h_i + gamma^2 p h_i^2, plus gamma^2 p v_i.
template <class I>
I expected_gap(const RandKRun& run, const Exact& step, std::uint64_t T) {
  const Exact p = share(run.k, static_cast<std::size_t>(run.x.size()));
  I sum(0);
  for (Eigen::Index i = 0; i < run.x.size(); ++i) {
    const Exact& h = run.spectrum(i);
    const Exact factor = 1 - 2 * step * p * h + step * step * p * h * h;
    const I decay = pow(I(factor), T);
    const I rest(Exact(step * step * p * run.variances(i) / (1 - factor)));
    sum += I(h / 2) * (decay * (I(run.x(i) * run.x(i)) - rest) + rest);
  }
  return sum;
}

struct Target {
  Exact gap;  ///< F_0
  Exact epsilon;
  Plan sgd;  ///< of the same problem, uncompressed
};

Target target(const RandKRun& run, const Exact& epsilon) {
  Exact gap = 0;
  Exact sb2 = 0;
  Exact L = 0;
  Exact mu = run.spectrum(0);
  for (Eigen::Index i = 0; i < run.x.size(); ++i) {
    gap += run.spectrum(i) * run.x(i) * run.x(i) / 2;
    sb2 += run.variances(i);
    L = std::max(L, run.spectrum(i));
    mu = std::min(mu, run.spectrum(i));
  }
  return {gap, epsilon * gap, plan_gap({.sigma2 = sb2}, L, mu, gap, epsilon * gap)};
}

/// `times` d/k times SGD's iterations, rounded up, at SGD's step size.
void reaches_target(const RandKRun& run, const Exact& epsilon, const Exact& times, Ledger& ledger) {
  const Target to = target(run, epsilon);
  const Exact T = times * Exact(run.x.size()) / Exact(run.k) * Exact(to.sgd.iterations);
  const auto iterations =
      decltype(numerator(T))((numerator(T) + denominator(T) - 1) / denominator(T))
          .convert_to<std::uint64_t>();
  ledger.le("F_T", [&](auto one) {
    using I = decltype(one);
    return std::pair<I, I>{expected_gap<I>(run, to.sgd.step_size, iterations), I(to.epsilon)};
  });
}

RandKRun any_run(Given& given) {
  const std::size_t d = given.size("d", 1, 5);
  RandKRun run;
  run.k = given.size("k", 1, d);
  const Exact L = given.rational("L", Exact(1, 4), 6);
  run.spectrum = given.spectrum("spectrum", d, L * given.rational("mu / L", Exact(1, 20), 1), L);
  run.x = any_direction(given, "x", d);
  // Up to a size where T is of the noise, and far from 2^64.
  Exact scale = 0;
  for (std::size_t i = 0; i < d; ++i) {
    const auto entry = static_cast<Eigen::Index>(i);
    scale += run.spectrum(entry) * run.x(entry) * run.x(entry);
  }
  run.variances = Vector<Exact>(run.x.size());
  for (Exact& v : run.variances) v = scale * given.rational("variance / F_0", 0, 10);
  return run;
}

}  // namespace

TEST_CASE("rate_5_1_top_k: one step of top-k descends k/d as much as gradient descent",
          "[rate_5_1_top_k]") {
  check({"rate_5_1_top_k", "one step"}, [](Given& given, Ledger& ledger) {
    const SparsifiedStep of = any_step(given, false);
    top_k_descent(of, 2 * given.fraction("step L / 2") / of.at.L, ledger);
  });
  attained({"rate_5_1_top_k", "equal entries, step size 1/L"},
           [](Ledger& ledger) { top_k_descent(ones(3, 1), Exact(1, 2), ledger); });
  attained({"rate_5_1_top_k", "equal entries, step size 3/(2L)"},
           [](Ledger& ledger) { top_k_descent(ones(3, 1), Exact(3, 4), ledger); });
  must_fail({"rate_5_1_top_k", "the descent 1 % more"}, "f(x+) - f(x)",
            [](Ledger& ledger) { top_k_descent(ones(3, 1), Exact(1, 2), ledger); });
  must_fail(
      {"rate_5_1_top_k", "a step size 1 % above 2/L"}, "f(x+) - f(x)",
      [](Ledger& ledger) {
        SparsifiedStep of = ones(3, 1);
        of.at.x(1) = of.at.x(2) = 0;
        top_k_descent(of, Exact(101, 100), ledger);
      },
      1);
}

TEST_CASE("rate_5_1_top_k: gradient norms and gaps fall along the iterations", "[rate_5_1_top_k]") {
  check({"rate_5_1_top_k", "trajectories"}, [](Given& given, Ledger& ledger) {
    const SparsifiedStep of = any_step(given, false);
    top_k_trajectory(of, given.fraction("step L") / of.at.L, given.size("steps", 1, 5), ledger);
  });
  attained({"rate_5_1_top_k", "the first step"},
           [](Ledger& ledger) { top_k_trajectory(ones(3, 1), Exact(1, 2), 1, ledger); }, {"F_t"});
  must_fail({"rate_5_1_top_k", "the contraction 1 % stronger"}, "F_t",
            [](Ledger& ledger) { top_k_trajectory(ones(3, 1), Exact(1, 2), 1, ledger); });
  // Small steps on |x|^2 take the entries in turn: (1 - 2 gamma)^2 each round of d, for the bound
  // (1 - 2 gamma + O(gamma^2))^2, all along.
  must_fail(
      {"rate_5_1_top_k", "the sharper contraction by 1 % of its exponent, 30 steps"},
      "F_t <= (q - (1 - q)/100)^t F_0",
      [](Ledger& ledger) {
        const SparsifiedStep of = ones(3, 1);
        const Exact step(1, 2000);
        top_k_trajectory(of, step, 30, ledger);
        const Exact q = 1 - 2 * step * of.at.mu * of.p() * (1 - step * of.at.L / 2);
        QuadraticPoint now = of.at;
        Exact bound = now.value();
        for (int t = 0; t < 30; ++t) {
          const Vector<Exact> g = law_of(TopK{1}, now.gradient()).front().value;
          for (Eigen::Index i = 0; i < g.size(); ++i) now.x(i) -= step * g(i);
          bound *= q - (1 - q) / 100;
        }
        ledger.le("F_t <= (q - (1 - q)/100)^t F_0", now.value(), bound);
      },
      1);
}

TEST_CASE("rate_5_1_top_k: gradient norms fall also where f is neither convex nor PL",
          "[rate_5_1_top_k]") {
  check({"rate_5_1_top_k", "a wave"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 4);
    const std::size_t k = given.size("k", 1, d);
    top_k_on_wave({given.vector("x", d)}, k, given.fraction("step"), given.size("steps", 1, 4),
                  ledger);
  });
  const auto one_step = [](Ledger& ledger) {
    top_k_on_wave({Vector<Exact>::Ones(2)}, 1, 1, 1, ledger);
  };
  attained({"rate_5_1_top_k", "a wave, from (1, 1)"}, one_step, {"f(x+) - f(x)"});
  must_fail({"rate_5_1_top_k", "a wave, 1 % more"}, "f(x+) - f(x)", one_step);
}

TEST_CASE("rate_5_1_top_k: (d/k) kappa log(2 F_0/epsilon) iterations reach epsilon",
          "[rate_5_1_top_k]") {
  check({"rate_5_1_top_k", "T of Theorem 6"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 3);
    const std::size_t k = given.size("k", 1, d);
    const Exact L = given.rational("L", Exact(1, 4), 6);
    QuadraticSpec spec;
    for (const Exact& h :
         given.spectrum("spectrum", d, L * given.rational("mu / L", Exact(1, 2), 1), L))
      spec.spectrum.push_back(h);
    QuadraticPoint at{Quadratic<Exact>(spec), L, d == 1 ? L : spec.spectrum[1],
                      any_direction(given, "x", d)};
    const Exact epsilon = given.rational("epsilon / F_0", Exact(1, 5), 1) * at.value();
    top_k_plan({k, std::move(at), {}}, epsilon, ledger);
  });
  // kappa = 10, d = 4, k = 1: 305 iterations.
  attained({"rate_5_1_top_k", "a long run"},
           [](Ledger& ledger) {
             const QuadraticPoint at{Quadratic<Exact>({.spectrum = {10, 1, 4, 2}}), 10, 1,
                                     Vector<Exact>::Ones(4)};
             const SparsifiedStep of{1, at, {}};
             const Plan plan = plan_gap({.m = Exact(3, 4)}, 10, 1, at.value(), at.value() / 1000);
             ledger.le("T", Exact(plan.iterations), 305);
             top_k_plan(of, at.value() / 1000, ledger);
           },
           {"T"});
}

TEST_CASE("rate_5_1_rand_k: Theorem 6 with the constants of Lemma 10 slows down by (d/k)^2",
          "[rate_5_1_rand_k]") {
  check({"rate_5_1_rand_k", "(M + 1)/(1 - m)"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 50);
    const std::size_t k = given.size("k", 1, d);
    const Exact Mb = given.positive("Mb");
    const Exact p = share(k, d);
    const auto slowdown = [](const Bounds& b) { return Exact((b.M + 1) / (1 - b.m)); };
    ledger.eq("with the printed m", slowdown(rand_k_bounds_printed(d, k, Mb, 0)),
              (1 + Mb) / (p * p));
    ledger.eq("with the true m", slowdown(rand_k_bounds(d, k, Mb, 0)),
              (1 + Mb) / (p * p * (2 - p)));
    ledger.le("d/k (1 + Mb)", (1 + Mb) / p, slowdown(rand_k_bounds(d, k, Mb, 0)));
  });
  must_fail(
      {"rate_5_1_rand_k", "d/k from Theorem 6, d = 10, k = 1, kappa = 1"},
      "Theorem 6's contraction is that of the fact",
      [](Ledger& ledger) {
        const auto q = [](const Bounds& bounds) {
          return one_step_bound(bounds, 1, 1, max_step_size(bounds, 1), 1);
        };
        const Exact printed = q(rand_k_bounds_printed(10, 1, 0, 0));
        const Exact sharp = q(rand_k_bounds(10, 1, 0, 0));
        ledger.eq("q with the printed m", printed, Exact(99, 100));
        ledger.eq("q with the true m", sharp, Exact(981, 1000));
        const QuadraticPoint at = round_quadratic(1, Vector<Exact>::Ones(10));
        const Exact fact = expected_value(at, law_of(RandK{1}, at.gradient()), 1) / at.value();
        ledger.eq("the fact", fact, Exact(9, 10));
        ledger.eq("Theorem 6's contraction is that of the fact", sharp, fact);
      },
      1);
}

TEST_CASE("rate_5_1_rand_k: one step of rand-k descends k/d as much as SGD", "[rate_5_1_rand_k]") {
  check({"rate_5_1_rand_k", "one step"}, [](Given& given, Ledger& ledger) {
    const SparsifiedStep of = any_step(given, true);
    const Exact limit = 1 / ((1 + of.stochastic.Mb) * of.at.L);
    rand_k_descent(of, 2 * given.fraction("step / 2 limit") * limit, ledger);
  });
  check({"rate_5_1_rand_k", "one step on a wave"}, [](Given& given, Ledger& ledger) {
    const std::size_t d = given.size("d", 1, 4);
    const std::size_t k = given.size("k", 1, d);
    const WavePoint at{given.vector("x", d)};
    rand_k_on_wave(at, k, with_noise(at.gradient(), given), 2 * given.fraction("step / 2"), ledger);
  });
  attained({"rate_5_1_rand_k", "f = |x|^2, step size 1/L"},
           [](Ledger& ledger) { rand_k_descent(ones(3, 2), Exact(1, 2), ledger); });
  must_fail({"rate_5_1_rand_k", "the descent 1 % more"}, "E f(x+) - f(x)",
            [](Ledger& ledger) { rand_k_descent(ones(3, 2), Exact(1, 2), ledger); });
}

TEST_CASE("rate_5_1_rand_k: d/k times the iterations of SGD reach its target",
          "[rate_5_1_rand_k]") {
  check({"rate_5_1_rand_k", "T = (d/k) T of SGD", Arithmetic::interval},
        [](Given& given, Ledger& ledger) {
          const RandKRun run = any_run(given);
          reaches_target(run, given.rational("epsilon / F_0", Exact(1, 1000), 1), 1, ledger);
        });
  must_fail(
      {"rate_5_1_rand_k", "half as many, d = 10, k = 1, kappa = 1", Arithmetic::interval}, "F_T",
      [](Ledger& ledger) {
        const Vector<Exact> one = Vector<Exact>::Ones(10);
        reaches_target({1, one, one, Vector<Exact>::Zero(10)}, Exact(1, 1000), Exact(1, 2), ledger);
      },
      1);
}
