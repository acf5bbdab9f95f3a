#include "experiments/figures.hpp"

namespace biasbound::experiments {

const std::vector<SyntheticFigure>& synthetic_figures() {
  static const std::vector<SyntheticFigure> figures = {
      {"figure-1",
       "a constant bias and noise",
       figure_1,
       {"section_6_1_small_bias", "section_6_1_floor", "section_6_1_large_bias",
        "section_6_1_step_size"}},
      {"figure-2",
       "rand-k of a stochastic gradient",
       figure_2,
       {"section_6_2_rand_k_floor", "section_6_2_noise_floor"}},
      {"figure-3",
       "top-k of a stochastic gradient",
       figure_3,
       {"section_6_2_top_k_floor", "section_6_2_top_k_faster", "section_6_2_zeta"}},
      {"figure-4", "the zeroth-order oracle", figure_4, {"section_6_3_tau"}},
      {"figure-5",
       "iterations with tuned step sizes",
       figure_5,
       {"section_6_2_same_level", "section_6_2_slower", "section_6_2_rate_matches"}},
  };
  return figures;
}

}  // namespace biasbound::experiments
