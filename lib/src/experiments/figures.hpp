// The experiments of section 6 of the paper, on f(x) = 1/2 |A x|^2 (figures 1 to 5).
#pragma once

#include <string_view>
#include <vector>

#include "experiments/choices.hpp"
#include "experiments/curves.hpp"
#include "experiments/figure.hpp"
#include "experiments/progress.hpp"

namespace biasbound::experiments {

Figure figure_1(const Choices& choices, const Watch& watch);  ///< constant bias, noise
Figure figure_2(const Choices& choices, const Watch& watch);  ///< rand-k
Figure figure_3(const Choices& choices, const Watch& watch);  ///< top-k
Figure figure_4(const Choices& choices, const Watch& watch);  ///< Gaussian smoothing
Figure figure_5(const Choices& choices, const Watch& watch);  ///< tuned step sizes

/// What figure 5 asks of the choices besides check(): a k below d, a target below f(x0) - f*.
/// Throws InvalidInput.
void check_figure_5(const Choices& choices);

struct SyntheticFigure {
  std::string_view id;     ///< "figure-1"
  std::string_view title;  ///< what it shows
  Figure (*run)(const Choices&, const Watch&);
};
const std::vector<SyntheticFigure>& synthetic_figures();

}  // namespace biasbound::experiments
