// Words that the page and the terminal share. None is escaped.
#pragma once

#include <string>
#include <vector>

#include "experiments/figure.hpp"

namespace biasbound::experiments {

/// A number in brief, a text as it is, nothing as nothing.
std::string cell_text(const Cell& cell);

/// "3 sentences: 2 HOLDS, 1 DEPENDS"
std::string counts(const std::vector<Check>& checks);

/// "figure-1: 3 sentences: 2 HOLDS, 1 DEPENDS (12 s)"
std::string summary(const Figure& figure);

/// Check::depends_on where the cases differ.
std::string shown_dependence(const Check& check);

}  // namespace biasbound::experiments
