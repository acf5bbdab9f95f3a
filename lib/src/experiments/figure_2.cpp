// Figure 2: rand-k of a stochastic gradient.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "experiments/synthetic.hpp"
#include "report/text.hpp"

namespace biasbound::experiments {
namespace {

using detail::brief;

/// How far a floor may be from another and still be the same.
constexpr double same = 0.05;

Check same_floor(const Choices& choices, std::size_t k, const Exact& sigma2) {
  Check check{.statement = "section_6_2_rand_k_floor",
              .sentence = "Under noise, rand-k still converges to the level of no compression.",
              .test = fmt::format("Exact floors of rand-{} and of no compression differ by at most "
                                  "{:.0f} %; for rand-k' = (d/k) rand-k too.",
                                  k, 100 * same),
              .depends_on =
                  "which rand-k is used: rand-k' rests about d/k times as high at the same "
                  "step size (Footnote 1)"};
  for (const Problem& on : problems_of(choices)) {
    const double none = floor_of(on, additive(choices, sigma2, 0), choices.step_size);
    for (const auto kind : {Oracle::Kind::rand_k, Oracle::Kind::scaled_rand_k}) {
      const double floor = floor_of(on, sparsified(kind, choices, sigma2, k), choices.step_size);
      check.cases.push_back(
          {fmt::format("{}, rand-{}{}", on.name, k, kind == Oracle::Kind::rand_k ? "" : "'"),
           std::abs(floor / none - 1) <= same,
           fmt::format("sigma2 = {}: {} beside {} ({})", to_text(sigma2), brief(floor), brief(none),
                       relative_change(none, floor))});
    }
  }
  return check;
}

Check noise_determines(const Choices& choices, std::size_t k, const std::vector<Exact>& sigma2) {
  Check check{.statement = "section_6_2_noise_floor",
              .sentence = "The floor of both schemes is mainly determined by the noise sigma2.",
              .test =
                  "Exact floors of rand-k: 0 without noise, and in proportion to sigma2 to "
                  "1e-10. (Those of top-k, simulated: section_6_2_top_k_floor.)"};
  for (const Problem& on : problems_of(choices)) {
    const auto floor = [&](const Exact& noise) {
      return resting_gap(on, sparsified(Oracle::Kind::rand_k, choices, noise, k),
                         choices.step_size);
    };
    const High unit = floor(1);
    bool proportional = floor(0) == 0;
    std::string numbers = "sigma2 = 0: " + brief(static_cast<double>(floor(0)));
    for (const Exact& noise : sigma2) {
      if (noise == 0) continue;
      const High at = floor(noise);
      proportional = proportional && abs(at / (High(noise) * unit) - 1) <= High(1e-10);
      numbers += fmt::format("; {}: {}", to_text(noise), brief(static_cast<double>(at)));
    }
    check.cases.push_back({fmt::format("{}, rand-{}", on.name, k), proportional, numbers});
  }
  return check;
}

}  // namespace

Figure figure_2(const Choices& choices, const Watch& watch) {
  check(choices);
  const SparsifiedSettings drawn = sparsified_settings(Oracle::Kind::rand_k, choices);

  Figure figure{
      .id = "figure-2",
      .title = "Rand-k of a stochastic gradient at a fixed step size",
      .about =
          "g = rand-k(grad f + n), Gaussian n; k = d is no compression. Each curve is the exact "
          "expectation, by the recursion of its first two moments; the simulation is beside it "
          "with a band of 99 % at each point."};
  run_synthetic(choices, drawn.settings, watch, figure);

  if (!can_check(drawn, choices, figure)) return figure;
  figure.checks = {same_floor(choices, drawn.least_k, drawn.most_noise),
                   noise_determines(choices, drawn.least_k, drawn.sigma2)};
  return figure;
}

}  // namespace biasbound::experiments
