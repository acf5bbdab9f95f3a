// Figure 1: a constant bias of size zeta and noise of variance sigma2.
#include <fmt/format.h>

#include <algorithm>

#include "experiments/synthetic.hpp"
#include "report/text.hpp"

namespace biasbound::experiments {
namespace {

using detail::brief;

/// How much a floor may move and still count as unaffected.
constexpr double unaffected = 0.05;

/// "A small bias only affects the neighbourhood where there is no noise."
Check small_bias(const Choices& choices, const Exact& zeta, const Exact& sigma2) {
  Check check{
      .statement = "section_6_1_small_bias",
      .sentence =
          "A small bias changes the neighbourhood that is reached only where there is no "
          "noise.",
      .test = fmt::format("Exact floors with zeta = {0} and without: with sigma2 = {1} they differ "
                          "by at most {2:.0f} %, without noise by more.",
                          to_text(zeta), to_text(sigma2), 100 * unaffected),
      .depends_on =
          "how the sizes are read and on the Hessian: the bias adds b^T H^-1 b / 2 to "
          "the floor, with and without noise"};
  for (const Variant& variant : variants(choices)) {
    const auto floor = [&](const Exact& noise, const Exact& bias) {
      return floor_of(variant.problem, additive(variant.choices, noise, bias),
                      variant.choices.step_size);
    };
    const double without = floor(sigma2, 0);
    const double with = floor(sigma2, zeta);
    const double alone = floor(0, zeta);
    check.cases.push_back(
        {variant.name, with <= (1 + unaffected) * without && alone > 0,
         fmt::format("with noise {} to {} ({}); without noise 0 to {}", brief(without), brief(with),
                     relative_change(without, with), brief(alone))});
  }
  return check;
}

/// "This matches the error floor (7)", term by term.
Check floor_matches(const Choices& choices, const Exact& zeta, const Exact& sigma2) {
  Check check{.statement = "section_6_1_floor",
              .sentence = "The floors match the floor (7).",
              .test =
                  "(7) / exact floor, for the bias alone and for the noise alone: at least 1 as "
                  "an upper bound, at most 2 as a value.",
              .depends_on =
                  "the term, and on what is meant: (7) is a bound for both and near the "
                  "value for the bias, but off by about kappa for the noise"};
  for (const Problem& on : problems_of(choices)) {
    const auto ratio = [&](const Oracle& oracle) {
      return floor_of_equation_7(on, oracle, choices.step_size) /
             floor_of(on, oracle, choices.step_size);
    };
    const double bias = ratio(additive(choices, 0, zeta));
    const double noise = ratio(additive(choices, sigma2, 0));
    check.cases.push_back(
        {on.name + ", as a bound", bias >= 1 && noise >= 1,
         fmt::format("(7) / exact: bias {}, noise {}", brief(bias), brief(noise))});
    check.cases.push_back({on.name + ", value of the bias term", bias >= 1 && bias <= 2,
                           fmt::format("{} times", brief(bias))});
    check.cases.push_back({on.name + ", value of the noise term", noise >= 1 && noise <= 2,
                           fmt::format("{} times", brief(noise))});
  }
  return check;
}

Check large_bias(const Choices& choices, const Exact& zeta, const Exact& sigma2) {
  Check check{
      .statement = "section_6_1_large_bias",
      .sentence =
          "Where zeta is large, the first term of (7) dominates the second and "
          "determines the neighbourhood.",
      .test = fmt::format("zeta = {}, sigma2 = {}: the term of the bias is larger than that "
                          "of the noise, in (7) and in the exact floor.",
                          to_text(zeta), to_text(sigma2)),
      .depends_on =
          "whether one reads it off the curves or off (7), whose noise term is too "
          "large by about kappa, and on how the sizes are read"};
  for (const Variant& variant : variants(choices)) {
    const Oracle bias = additive(variant.choices, 0, zeta);
    const Oracle noise = additive(variant.choices, sigma2, 0);
    const Exact& step = variant.choices.step_size;
    const double exact_bias = floor_of(variant.problem, bias, step);
    const double exact_noise = floor_of(variant.problem, noise, step);
    const double printed_bias = floor_of_equation_7(variant.problem, bias, step);
    const double printed_noise = floor_of_equation_7(variant.problem, noise, step);
    check.cases.push_back(
        {variant.name + ", exact floor", exact_bias > exact_noise,
         fmt::format("bias {}, noise {}", brief(exact_bias), brief(exact_noise))});
    check.cases.push_back(
        {variant.name + ", (7)", printed_bias > printed_noise,
         fmt::format("bias {}, noise {}", brief(printed_bias), brief(printed_noise))});
  }
  return check;
}

Check step_size(const Choices& choices, const Exact& zeta, const Exact& sigma2) {
  Check check{.statement = "section_6_1_step_size",
              .sentence =
                  "A larger step size increases the effect of the noise on the "
                  "neighbourhood, a smaller one decreases it.",
              .test =
                  "Exact floors at gamma and gamma / 2: that of the noise grows with gamma, that "
                  "of the bias stays."};
  for (const Problem& on : problems_of(choices)) {
    const auto at = [&](const Oracle& oracle, const Exact& step) {
      return floor_of(on, oracle, step);
    };
    const Exact half = choices.step_size / 2;
    const Oracle noise = additive(choices, sigma2, 0);
    const Oracle bias = additive(choices, 0, zeta);
    const double small = at(noise, half);
    const double large = at(noise, choices.step_size);
    const double bias_small = at(bias, half);
    const double bias_large = at(bias, choices.step_size);
    check.cases.push_back(
        {on.name, large > small && bias_small == bias_large,
         fmt::format("noise {} to {} ({:.4g} times), bias {} and {}", brief(small), brief(large),
                     large / small, brief(bias_small), brief(bias_large))});
  }
  return check;
}

}  // namespace

Figure figure_1(const Choices& choices, const Watch& watch) {
  check(choices);
  const auto sigma2 = or_default<Exact>(choices.sigma2, {0, 1});
  const auto zeta = or_default<Exact>(choices.zeta, {0, Exact(1, 1000), Exact(1, 10)});
  std::vector<Setting> settings;
  for (const Exact& noise : sigma2)
    for (const Exact& bias : zeta)
      settings.push_back({fmt::format("sigma2 = {}, zeta = {}", to_text(noise), to_text(bias)),
                          additive(choices, noise, bias)});

  Figure figure{
      .id = "figure-1",
      .title = "A constant bias zeta and noise sigma2 at a fixed step size",
      .about =
          "g = grad f + b + n with b = zeta (1, ..., 1) and Gaussian n (Assumptions 3 and 4 with M "
          "= "
          "m = 0). Each curve is the exact expectation, by the recursion of its first two moments; "
          "the simulation is beside it with a band of 99 % at each point."};
  run_synthetic(choices, settings, watch, figure);

  const auto positive = [](const Exact& value) { return value > 0; };
  const auto noisy = std::ranges::find_if(sigma2, positive);
  std::vector<Exact> biases;
  std::ranges::copy_if(zeta, std::back_inserter(biases), positive);
  if (noisy == sigma2.end() || biases.empty()) {
    figure.notes.emplace_back(
        "The sentences need a positive sigma2 and a positive zeta: not checked.");
    return figure;
  }
  const auto [small, large] = std::ranges::minmax(biases);
  figure.checks = {small_bias(choices, small, *noisy), floor_matches(choices, large, *noisy),
                   large_bias(choices, large, *noisy), step_size(choices, large, *noisy)};
  return figure;
}

}  // namespace biasbound::experiments
