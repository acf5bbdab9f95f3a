#include "experiments/figures.hpp"

namespace biasbound::experiments {

const std::vector<SyntheticFigure>& synthetic_figures() {
  static const std::vector<SyntheticFigure> figures = {
      {"figure-1", "a constant bias and noise", figure_1},
      {"figure-2", "rand-k of a stochastic gradient", figure_2},
      {"figure-3", "top-k of a stochastic gradient", figure_3},
      {"figure-4", "the zeroth-order oracle", figure_4},
      {"figure-5", "iterations with tuned step sizes", figure_5},
  };
  return figures;
}

}  // namespace biasbound::experiments
