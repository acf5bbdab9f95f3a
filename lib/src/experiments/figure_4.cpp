// Figure 4: the zeroth-order oracle with smoothing parameter tau.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "biasbound/oracles/gaussian_smoothing.hpp"
#include "experiments/synthetic.hpp"
#include "report/text.hpp"

namespace biasbound::experiments {
namespace {

using detail::brief;

Check proportional(const Choices& choices, const Exact& small, const Exact& large) {
  Check check{.statement = "section_6_3_tau",
              .sentence = "The floors differ as theory says: sigma2 + zeta2 = O(tau^2).",
              .test =
                  "Exact floors divided by tau^2 agree to 1e-10, and so do sigma2 + zeta2 of "
                  "Lemma 13."};
  const High ratio = High(Exact(large / small));
  for (const Problem& on : problems_of(choices)) {
    const High low = resting_gap(on, smoothing(small), choices.step_size);
    const High high = resting_gap(on, smoothing(large), choices.step_size);
    check.cases.push_back(
        {on.name + ", exact floors", abs(high / (low * ratio * ratio) - 1) <= High(1e-10),
         fmt::format("tau = {}: {}; tau = {}: {}, {} times", to_text(small),
                     brief(static_cast<double>(low)), to_text(large),
                     brief(static_cast<double>(high)), brief(static_cast<double>(high / low)))});
    const auto constants = [&](const Exact& tau) {
      const Bounds at = gaussian_smoothing_bounds_printed(on.L, on.dimension, tau);
      return Exact(at.sigma2 + at.zeta2);
    };
    check.cases.push_back(
        {on.name + ", Lemma 13",
         constants(large) * small * small == constants(small) * large * large,
         fmt::format("sigma2 + zeta2: {} and {}", brief(to_double(constants(small))),
                     brief(to_double(constants(large))))});
  }
  return check;
}

}  // namespace

Figure figure_4(const Choices& choices, const Watch& watch) {
  check(choices);
  const auto taus = or_default<Exact>(choices.tau, {Exact(1, 1000), Exact(1, 100), Exact(1, 10)});
  std::vector<Setting> settings;
  settings.reserve(taus.size());
  for (const Exact& tau : taus) settings.push_back({"tau = " + to_text(tau), smoothing(tau)});

  Figure figure{
      .id = "figure-4",
      .title = "The zeroth-order oracle at a fixed step size",
      .about =
          "g = (f(x + tau u) - f(x)) / tau u, u standard normal (8). On a quadratic it is "
          "unbiased (zeta2 = 0), with M = d + 1 and sigma2 of order tau^2, whatever Lemma 13 "
          "allows. Each curve is the exact expectation, by the recursion of its second moments; "
          "the simulation is beside it with a band of 99 % at each point."};
  const Synthetic done = run_synthetic(choices, settings, watch, figure);
  for (const Problem& on : done.problems)
    if (!std::isfinite(floor_of(on, smoothing(1), choices.step_size))) {
      figure.notes.push_back(
          fmt::format("{}: gamma = {} is beyond the stability of the zeroth-order oracle, sum of "
                      "gamma h / (2 (1 "
                      "- gamma h)) < 1; no floor, and its sentence is not checked.",
                      on.name, to_text(choices.step_size)));
      return figure;
    }
  const auto [small, large] = std::ranges::minmax(taus);
  if (small == large) {
    figure.notes.emplace_back("The sentence needs two values of tau: not checked.");
    return figure;
  }
  figure.checks = {proportional(choices, small, large)};
  return figure;
}

}  // namespace biasbound::experiments
