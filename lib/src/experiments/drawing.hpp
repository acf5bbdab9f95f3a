// A figure's panels and legend as a gnuplot script.
#pragma once

#include <string>

#include "experiments/canvas.hpp"
#include "experiments/figure.hpp"

namespace biasbound::experiments {

/// All panels, above them their legend, on white.
std::string figure_script(const Figure& figure, PlotFormat format);

/// One of its panels without a legend, in the page's colours. All panels of a figure have the same
/// size and the same room for words.
std::string panel_script(const Figure& figure, std::size_t panel);

}  // namespace biasbound::experiments
