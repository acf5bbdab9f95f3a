// What an experiment leaves behind: curves, the theory's lines beside them, a table, and a verdict
// on each sentence that the paper says about the figure. The writers know nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "biasbound/report_writers.hpp"

namespace biasbound::experiments {

using biasbound::to_text;  // beside those of this namespace

/// One curve or line of a plot.
struct Series {
  enum class Kind {
    exact,        ///< the exact expectation
    monte_carlo,  ///< a mean over simulated paths, with its confidence band
    bound,        ///< an upper bound of the paper
    sharper,      ///< a sharper upper bound
    floor,        ///< a stationary value, or what a bound tends to
    measured,     ///< one run
  };
  /// The setting, for the legend: "zeta^2 = 0.01". The kind has a key of its own.
  std::string name = {};
  Kind kind = Kind::exact;
  std::size_t colour = 0;  ///< series of one setting share it; 0 to 7
  std::vector<double> x = {};
  std::vector<double> y = {};
  std::vector<double> lower = {}, upper = {};  ///< a confidence band; empty where there is none
  std::string end = {};  ///< why it stops early: "diverges after 812 iterations"; may be empty
};

/// "exact", "monte_carlo", ...
std::string_view to_text(Series::Kind kind);

struct Panel {
  std::string title = {};
  std::string x_label = {}, y_label = {};  ///< with units
  bool log_x = false;
  bool log_y = true;
  std::vector<Series> series = {};
};

/// A number, a text, or nothing.
using Cell = std::variant<std::monostate, double, std::string>;

struct Table {
  std::string title = {};
  std::vector<std::string> columns = {};
  std::vector<std::vector<Cell>> rows = {};
};

/// A choice that the paper leaves open, and what was taken: {"step size gamma", "0.01"}.
using Choice = std::pair<std::string, std::string>;

/// A sentence of section 6 as a check.
struct Check {
  enum class Verdict { holds, fails, depends };
  /// One reading, and what it gives.
  struct Case {
    std::string choice = {};  ///< "H = T, noise per coordinate"
    bool holds = false;
    std::string numbers = {};
  };
  std::string statement = {};  ///< its name in `biasbound statements`: "section_6_1_small_bias"
  std::string sentence = {};   ///< what the paper says, in our words
  std::string test = {};       ///< what is compared with what, and when it counts as true
  std::vector<Case> cases = {};
  std::string depends_on = {};  ///< the choice that decides, where cases differ: "the Hessian"

  /// HOLDS where all cases hold, FAILS where none does, DEPENDS otherwise.
  [[nodiscard]] Verdict verdict() const;
};
/// "HOLDS", "FAILS", "DEPENDS"
std::string_view to_text(Check::Verdict verdict);

struct Figure {
  std::string id = {};     ///< "figure-1"
  std::string title = {};  ///< one line: what is shown
  std::string about = {};  ///< a paragraph: how it is computed
  std::vector<Choice> choices = {};
  std::vector<Panel> panels = {};  ///< left to right, then down
  std::size_t panels_a_row = 2;
  std::vector<Table> tables = {};
  std::vector<Check> checks = {};
  std::vector<std::string> notes =
      {};  ///< what a reader should know: divergence, hypotheses not met
  /// A theorem's bound fell below an exact curve: the library, or a proof, is wrong.
  bool contradiction = false;
  std::string replay = {};  ///< the command that repeats it
  double seconds = 0;
};

// ---- Writers. Each takes any text and escapes it for its format.

/// One row a point: figure, panel, series, kind, x, y, lower, upper. Numbers with 17 digits.
std::string to_csv(const Figure& figure);
/// Everything, field by field as above; numbers that are not finite are the strings "nan", "inf",
/// "-inf".
std::string to_json(const Figure& figure);
/// The tables, checks and notes.
std::string to_terminal(const Figure& figure, const TerminalOptions& options);
/// One self-contained page: a summary of all checks, then each figure with its plot, choices,
/// tables, checks, notes.
std::string to_html(const std::vector<Figure>& figures);

enum class PlotFormat { svg, png };
/// The plot as a file's content, drawn by gnuplot. Throws InvalidInput where gnuplot is missing or
/// fails.
std::string plot(const Figure& figure, PlotFormat format);

}  // namespace biasbound::experiments
