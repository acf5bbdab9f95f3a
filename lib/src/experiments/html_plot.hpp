// A figure's plot on the page: each panel drawn apart, so that they stand below each other on a
// phone, and the legend as text that wraps.
#pragma once

#include <string>
#include <string_view>

#include "experiments/figure.hpp"

namespace biasbound::experiments {

/// For the page's style sheet: light and dark, wide, narrow and printed.
extern const std::string_view plot_style;

/// The figure element, or a note in its place where gnuplot is missing or fails; nothing where
/// there is no panel. `prefix` makes ids unique on the page.
std::string html_plot(const Figure& figure, const std::string& prefix);

}  // namespace biasbound::experiments
