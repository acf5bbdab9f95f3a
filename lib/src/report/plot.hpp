// Plots for the HTML report, drawn by gnuplot as SVG that takes its colours from the page.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "biasbound/report.hpp"

namespace biasbound::detail {

/// What gnuplot writes to standard output for a script, or nullopt where gnuplot is missing, fails
/// or takes longer than 20 s.
std::optional<std::string> gnuplot_output(const std::string& script);

/// The SVG element that gnuplot makes of a script, or nullopt as above. `prefix` makes the
/// element's ids unique on the page. Colours #010101 to #060606 of the script become the page's:
/// text, grid, points, hull, claim, refuted; #070707 to #0e0e0e the page's --series-0 to
/// --series-7.
std::optional<std::string> gnuplot_svg(const std::string& script, const std::string& prefix);

/// The text as a string of a gnuplot script, in which nothing is special: without control
/// characters, and with apostrophes for single quotes.
std::string single_quoted(std::string_view text);

/// The evidence plane of a frontier: points, their hull, the claim's line across it; with y / x in
/// place of y where x spans more than three decades.
std::string frontier_script(const Frontier& frontier);

/// The constants that are left open: the Pareto set, with the claim as a point. Empty where there
/// is too little to draw.
std::string pareto_script(const Frontier& frontier);

/// The largest measured / claimed of each audit that has one, against 1. Empty for fewer than two.
std::string overview_script(const std::vector<AuditResult>& audits);

}  // namespace biasbound::detail
