// What a reader needs to tell curves apart: a colour and a point type for each setting, a dash for
// each kind. Both plots and the page draw from it.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/figure.hpp"

namespace biasbound::experiments {

constexpr std::size_t kColours = 8;

/// Okabe and Ito's colours, with their yellow, which is too faint on white, darkened.
constexpr std::array<std::string_view, kColours> kPalette = {
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#a89000"};

/// How the lines of a kind look. Lengths in pixels.
struct LineStyle {
  Series::Kind kind;
  double width;
  std::vector<double> dashes;  ///< drawn, left out, ...; empty for a solid line
  std::size_t markers;         ///< points on each curve that tell its setting without colour
  bool open;                   ///< the points are outlines
  std::string_view label;      ///< for the key
};
/// In the order in which they are drawn, so that the exact curve lies on top.
const std::vector<LineStyle>& line_styles();
const LineStyle& line_style(Series::Kind kind);

/// A setting of the legend.
struct LegendEntry {
  std::size_t colour = 0;  ///< below kColours
  std::string label;
};
/// The settings of a panel, by colour. A setting has the name of its exact curve where it has one,
/// else of the next kind in the order exact, monte_carlo, measured, sharper, bound, floor.
std::vector<LegendEntry> settings(const Panel& panel);

/// The settings of all panels where no two panels disagree about a colour's name; else empty, and
/// each panel needs a legend of its own.
std::vector<LegendEntry> shared_settings(const Figure& figure);

/// The kinds that occur in the figure.
std::vector<Series::Kind> kinds(const Figure& figure);

/// At least 1, at most the number of panels.
std::size_t panels_a_row(const Figure& figure);

/// Some series says why it ends early.
bool has_ends(const Figure& figure);

}  // namespace biasbound::experiments
