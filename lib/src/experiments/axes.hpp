// Where the points of a panel lie: axes whose ranges a reader can use, and curves in units of the
// plot's area. gnuplot is given these alone, so no number of a stranger, however large, small or
// not a number, decides what it draws.
#pragma once

#include <string>
#include <vector>

#include "experiments/figure.hpp"

namespace biasbound::experiments {

/// A point of the plot's area: (0, 0) is its lower left corner, (1, 1) its upper right one.
struct Place {
  double u = 0, v = 0;
};
using Path = std::vector<Place>;

struct Axis {
  double low = 0, high = 1;
  bool log = false;

  /// Finite, and positive on a logarithmic axis.
  [[nodiscard]] bool shows(double value) const;
  /// 0 at `low`, 1 at `high`; for values that it shows.
  [[nodiscard]] double position(double value) const;
};

struct Tic {
  double position = 0;
  std::string label;  ///< empty for a small tic
};
/// About `most` labels at most; small tics between them where there is room.
std::vector<Tic> tics(const Axis& axis, std::size_t most);

/// The range of all points. Never empty.
Axis x_axis(const Panel& panel);

/// The range of what deserves to be seen. A series that diverges (says why it ends early, or grows
/// by twelve decades) gets three decades above the others, on a linear axis half their height; on a
/// logarithmic axis nothing below 1e-16 times the top counts. Never empty.
Axis y_axis(const Panel& panel);

/// The curve inside the area; broken where a point cannot be shown.
std::vector<Path> curve(const Series& series, const Axis& x, const Axis& y);

/// The confidence band, as closed outlines. What lies below the area is drawn to its edge.
std::vector<Path> band(const Series& series, const Axis& x, const Axis& y);

/// Fewer points, each point of the path at most `tolerance` from what is drawn; in pixels of an
/// area of that size.
Path simplified(const Path& path, double width, double height, double tolerance = 0.2);

/// Points on the curve, evenly spaced from left to right, `shift` (0 to 1) of a gap from the left.
std::vector<Place> markers(const std::vector<Path>& curve, std::size_t count, double shift);

}  // namespace biasbound::experiments
