#include "experiments/synthetic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "report/text.hpp"

namespace biasbound::experiments {

std::vector<Problem> problems_of(const Choices& choices) {
  std::vector<Problem> problems;
  for (const NesterovReading reading : readings_of(choices))
    problems.push_back(problem(choices, reading));
  return problems;
}

Synthetic run_synthetic(const Choices& choices, const std::vector<Setting>& settings,
                        const Watch& watch, Figure& figure) {
  Synthetic result{.problems = problems_of(choices), .curves = {}};
  std::string iterations;
  const auto count = static_cast<double>(result.problems.size());
  for (std::size_t i = 0; i < result.problems.size(); ++i) {
    const Problem& on = result.problems[i];
    const std::uint64_t T = choices.iterations != 0
                                ? choices.iterations
                                : default_iterations(on, settings, choices.step_size);
    iterations += (i == 0 ? "" : ", ") + detail::grouped(T) + " for " + on.name;
    result.curves.push_back(run_curves(on, choices, settings, T, watch,
                                       static_cast<double>(i) / count,
                                       static_cast<double>(i + 1) / count));
    figure.panels.push_back(panel_of(on, result.curves.back(), on.name));
  }
  std::vector<NesterovReading> readings;
  for (const Problem& on : result.problems) readings.push_back(on.reading);
  figure.choices = describe(choices, readings);
  figure.choices.emplace_back("step size gamma", to_text(choices.step_size));
  const auto any = [&](auto has) {
    return std::ranges::any_of(settings, [&](const Setting& one) { return has(one.oracle); });
  };
  if (any([](const Oracle& oracle) { return oracle.energy != 0; }))
    figure.choices.push_back(describe_noise(choices));
  if (any([](const Oracle& oracle) { return oracle.bias != 0; }))
    figure.choices.push_back(describe_bias(choices));
  figure.choices.emplace_back("iterations T", iterations);
  figure.tables = {ends_table(result.problems, result.curves),
                   bounds_table(result.problems, result.curves)};
  add_notes(result.problems, result.curves, figure);
  return result;
}

std::vector<Variant> variants(const Choices& choices) {
  std::vector<Variant> result;
  for (const NesterovReading reading : readings_of(choices))
    for (const auto& [noise, bias, name] :
         {std::tuple{Scaling::per_coordinate, Scaling::per_coordinate, "sizes per coordinate"},
          std::tuple{Scaling::vector, Scaling::vector, "sizes of the vector"},
          std::tuple{Scaling::vector, Scaling::per_coordinate,
                     "noise of the vector, bias per coordinate"}}) {
      Choices taken = choices;
      taken.noise = noise;
      taken.bias = bias;
      const Problem on = problem(taken, reading);
      result.push_back({on.name + ", " + name, std::move(taken), on});
    }
  return result;
}

double floor_of(const Problem& problem, const Oracle& oracle, const Exact& step_size) {
  return static_cast<double>(resting_gap(problem, oracle, step_size));
}

Oracle additive(const Choices& choices, const Exact& sigma2, const Exact& zeta) {
  return {.kind = Oracle::Kind::additive,
          .bias = bias_entry(choices, zeta),
          .bias_energy = bias_energy(choices, zeta),
          .energy = noise_energy(choices, sigma2)};
}

Oracle sparsified(Oracle::Kind kind, const Choices& choices, const Exact& sigma2, std::size_t k) {
  // All coordinates kept is no compression, whose recursion is exact.
  if (k == choices.dimension) return additive(choices, sigma2, 0);
  return {.kind = kind, .energy = noise_energy(choices, sigma2), .k = k};
}

Oracle smoothing(const Exact& tau) { return {.kind = Oracle::Kind::smoothing, .tau = tau}; }

SparsifiedSettings sparsified_settings(Oracle::Kind kind, const Choices& choices) {
  const std::size_t d = choices.dimension;
  const std::size_t tenth = std::max<std::size_t>(1, d / 10);
  const auto ks = or_default(choices.k, tenth == d ? std::vector{d} : std::vector{tenth, d});
  const auto sigma2 = or_default<Exact>(choices.sigma2, {0, 1, 100});
  SparsifiedSettings drawn{.sigma2 = sigma2,
                           .settings = {},
                           .least_k = *std::ranges::min_element(ks),
                           .most_noise = *std::ranges::max_element(sigma2)};
  for (const Exact& noise : sigma2)
    for (const std::size_t k : ks)
      drawn.settings.push_back({fmt::format("sigma2 = {}, k = {}", to_text(noise), k),
                                sparsified(kind, choices, noise, k)});
  return drawn;
}

bool can_check(const SparsifiedSettings& drawn, const Choices& choices, Figure& figure) {
  const bool can = drawn.least_k < choices.dimension && drawn.most_noise > 0;
  if (!can)
    figure.notes.emplace_back("The sentences need a k below d and a positive sigma2: not checked.");
  return can;
}

std::string relative_change(double from, double to) {
  if (from == 0) return to == 0 ? "no change" : "from 0";
  const double ratio = to / from;
  if (ratio >= 3) return fmt::format("{:.3g} times", ratio);
  return fmt::format("{:+.2g} %", 100 * (ratio - 1));
}

}  // namespace biasbound::experiments
