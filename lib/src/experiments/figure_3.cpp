// Figure 3: top-k of a stochastic gradient.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "biasbound/compressors/top_k.hpp"
#include "experiments/synthetic.hpp"
#include "report/text.hpp"

namespace biasbound::experiments {
namespace {

using detail::brief;

constexpr double same = 0.05;
/// Standard errors within which a simulated mean may be on the wrong side.
constexpr double tolerance = 4;

const Curve& curve_of(const std::vector<Curve>& curves, const Oracle& oracle) {
  return *std::ranges::find_if(curves, [&](const Curve& curve) {
    const Oracle& other = curve.setting.oracle;
    return other.kind == oracle.kind && other.k == oracle.k && other.energy == oracle.energy;
  });
}

/// The mean over the last quarter of what was drawn, and the largest standard error there.
std::pair<double, double> long_run(const Curve& curve) {
  const std::size_t from = curve.gap.size() * 3 / 4;
  double sum = 0;
  double error = 0;
  for (std::size_t i = from; i < curve.gap.size(); ++i) {
    sum += curve.gap[i];
    error = std::max(error, curve.standard_error[i]);
  }
  return {sum / static_cast<double>(curve.gap.size() - from), error};
}

Check same_floor(const Choices& choices, const Synthetic& done, std::size_t k,
                 const std::vector<Exact>& sigma2) {
  Check check{
      .statement = "section_6_2_top_k_floor",
      .sentence = "Under noise, top-k still converges to the level of no compression.",
      .test = fmt::format("The simulated mean of top-{} over the last quarter of its run is "
                          "within {:.0f} % and {:.0f} standard errors of the exact floor of "
                          "no compression.",
                          k, 100 * same, tolerance),
      .depends_on =
          "the step size: near floor, top-k passes the same share of gradient and "
          "of noise, to first order in gamma only"};
  for (std::size_t i = 0; i < done.problems.size(); ++i)
    for (const Exact& noise : sigma2) {
      if (noise == 0) continue;
      const Problem& on = done.problems[i];
      const Curve& curve =
          curve_of(done.curves[i], sparsified(Oracle::Kind::top_k, choices, noise, k));
      if (curve.diverged) continue;
      const auto [mean, error] = long_run(curve);
      const double none = floor_of(on, additive(choices, noise, 0), choices.step_size);
      check.cases.push_back({fmt::format("{}, sigma2 = {}", on.name, to_text(noise)),
                             std::abs(mean - none) <= same * none + tolerance * error,
                             fmt::format("{} +- {:.2g} beside {} ({})", brief(mean), error,
                                         brief(none), relative_change(none, mean))});
    }
  return check;
}

/// f = (x_1^2 + 100 x_2^2)/2 with a step size that makes x_2 swing: top-1 follows its large
/// gradient and leaves x_1, where nearly all of the gap is.
Check::Case counterexample() {
  constexpr double gamma = 0.0196;
  Matrix<double> H(2, 2);
  H << 1, 0, 0, 100;
  Vector<double> x(2);
  x << 1, 0.05;
  Moments<double> random(H, x);
  const double target = random.gap() / 4;
  std::uint64_t rand_k = 0;
  for (; random.gap() > target; ++rand_k) random.step(RandKModel<double>{.k = 1}, gamma);
  std::uint64_t top_k = 0;
  const auto gap = [&] { return (H * x).dot(x) / 2; };
  for (; gap() > target; ++top_k) {
    const Vector<double> gradient = H * x;
    Eigen::Index largest = 0;
    gradient.cwiseAbs().maxCoeff(&largest);
    x(largest) -= gamma * gradient(largest);
  }
  return {"H = diag(1, 100), x0 = (1, 1/20), gamma = 0.0196, k = 1, no noise", top_k <= rand_k,
          fmt::format("a quarter of the gap is left after {} iterations of top-1 and {} of rand-1",
                      top_k, rand_k)};
}

Check faster(const Choices& choices, const Synthetic& done, std::size_t k,
             const std::vector<Exact>& sigma2) {
  Check check{.statement = "section_6_2_top_k_faster",
              .sentence = "Top-k consistently converges faster than rand-k for the same k.",
              .test = fmt::format("E f(x_t) - f* of top-{0} is at most that of rand-{0} (exact) at "
                                  "every t that is drawn, within {1:.0f} standard errors.",
                                  k, tolerance),
              .depends_on =
                  "the start and the objective: where the floor is above f(x0) - f*, top-k "
                  "climbs to it faster as well; and no greedy choice is best in the long "
                  "run on every objective"};
  for (std::size_t i = 0; i < done.problems.size(); ++i)
    for (const Exact& noise : sigma2) {
      const Problem& on = done.problems[i];
      const Curve& top =
          curve_of(done.curves[i], sparsified(Oracle::Kind::top_k, choices, noise, k));
      const std::vector<double> random = exact_gaps(
          on, sparsified(Oracle::Kind::rand_k, choices, noise, k), choices.step_size, top.t);
      std::size_t worse = 0;
      std::size_t better = 0;
      double worst = 0;
      double at = 0;
      for (std::size_t j = 1; j < random.size(); ++j) {
        const double error = top.standard_error.empty() ? 0 : top.standard_error[j];
        if (top.gap[j] < random[j] - tolerance * error) ++better;
        if (top.gap[j] <= random[j] * (1 + 1e-9) + tolerance * error) continue;
        ++worse;
        if (top.gap[j] / random[j] > worst) {
          worst = top.gap[j] / random[j];
          at = top.t[j];
        }
      }
      check.cases.push_back(
          {fmt::format("{}, sigma2 = {}", on.name, to_text(noise)), worse == 0,
           fmt::format("lower at {} and higher at {} of {} points{}", better, worse,
                       random.size() - 1,
                       worse == 0 ? std::string()
                                  : fmt::format("; {:.3g} times as high at t = {}", worst,
                                                detail::grouped(static_cast<std::uint64_t>(at))))});
    }
  check.cases.push_back(counterexample());
  return check;
}

/// |E C(a + n) - a|^2 / ((1 - k/d) |a|^2), over gradients of many sizes and shapes.
Check needs_no_zeta(const Choices& choices, std::size_t k, const Exact& sigma2) {
  Check check{
      .statement = "section_6_2_zeta",
      .sentence =
          "Compressed stochastic gradients have zeta2 = 0 for rand-k and zeta2 > 0 for "
          "top-k, with m = 1 - k/d.",
      .test =
          "Bias of the compressed gradient a + n, by quadrature: the claim is false for top-k "
          "if |b|^2 <= (1 - k/d) |a|^2 at every a tried, near 0 and far from it, as Proposition "
          "A proves for every a.",
      .depends_on =
          "the compressor: with the Gaussian noise of these experiments top-k has zeta2 = "
          "0 as well"};
  const double variance = to_double(noise_energy(choices, sigma2) / Exact(choices.dimension));
  const std::size_t d = choices.dimension;
  const double p = static_cast<double>(k) / static_cast<double>(d);
  check.cases.push_back(
      {fmt::format("rand-{}", k), true,
       fmt::format("|b|^2 = (1 - k/d)^2 |a|^2 = {} |a|^2 at every a (equation 11)",
                   brief((1 - p) * (1 - p)))});
  double worst = 0;
  std::string where;
  std::size_t tried = 0;
  const auto at = [&](std::vector<double> a, double size, const char* shape) {
    const double norm = std::sqrt(squared_norm(std::span<const double>(a)));
    for (double& entry : a) entry *= size / norm;
    const std::vector<double> mean = gaussian_top_k_mean(a, variance, k);
    const double ratio =
        squared_distance(std::span<const double>(mean), std::span<const double>(a)) /
        ((1 - p) * size * size);
    ++tried;
    if (ratio <= worst) return;
    worst = ratio;
    where = fmt::format("{}, |a| = {}", shape, brief(size));
  };
  const double scale = std::sqrt(variance);
  for (const double size : {1e-2, 1e-1, 1.0, 10.0, 100.0}) {
    std::vector<double> slope(d);
    for (std::size_t i = 0; i < d; ++i) slope[i] = 1 + static_cast<double>(i);
    at(std::vector<double>(d, 1.0), size * scale, "all entries equal");
    at(slope, size * scale, "entries 1 to d");
    std::vector<double> single(d, 0.0);
    single[0] = 1;
    at(single, size * scale, "one entry");
    for (const Problem& on : problems_of(choices)) {
      std::vector<double> gradient(d);
      NesterovWorst<double>(d, on.reading).gradient(on.x0, gradient);
      at(gradient, size * scale, "grad f(x0)");
    }
  }
  check.cases.push_back(
      {fmt::format("top-{}", k), worst > 1,
       fmt::format("largest |b|^2 / ((1 - k/d) |a|^2) of {} vectors: {:.6f} ({}), "
                   "so zeta2 = 0 is enough",
                   tried, worst, where)});
  return check;
}

}  // namespace

Figure figure_3(const Choices& choices, const Watch& watch) {
  check(choices);
  const SparsifiedSettings drawn = sparsified_settings(Oracle::Kind::top_k, choices);

  Figure figure{
      .id = "figure-3",
      .title = "Top-k of a stochastic gradient at a fixed step size",
      .about =
          "g = top-k(grad f + n), Gaussian n; k = d is no compression. Without noise the curve "
          "is the one path there is, for k = d the exact expectation. Else there is no "
          "recursion: means over simulated paths, with a band of 99 % at each point."};
  const Synthetic done = run_synthetic(choices, drawn.settings, watch, figure);

  if (!can_check(drawn, choices, figure)) return figure;
  figure.checks = {same_floor(choices, done, drawn.least_k, drawn.sigma2),
                   faster(choices, done, drawn.least_k, drawn.sigma2),
                   needs_no_zeta(choices, drawn.least_k, drawn.most_noise)};
  std::erase_if(figure.checks, [&](const Check& check) {
    if (check.cases.empty())
      figure.notes.push_back(check.statement + ": every curve diverges, so it is not checked.");
    return check.cases.empty();
  });
  return figure;
}

}  // namespace biasbound::experiments
