// Ranges, tics, and curves cut to the area of a plot.
#include "experiments/axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace biasbound::experiments {
namespace {

constexpr double kDecadesOfGrowth = 1e12;  // more is taken for divergence
constexpr double kHuge = 1e100;            // on a linear axis, where curves may begin at 0
constexpr double kRoomAbove = 1e3;         // for what diverges
constexpr double kRoomBelow = 1e-16;       // of the top
constexpr double kSmallest = 1e-300;       // of a logarithmic axis
constexpr double kLargest = 1e300;         // of any axis

struct Extent {
  double low = INFINITY, high = -INFINITY;
  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  void add(const Extent& other) {
    low = std::min(low, other.low);
    high = std::max(high, other.high);
  }
  [[nodiscard]] bool empty() const { return low > high; }
};

/// Both ends a little further apart, so that no curve lies on the frame.
Axis with_margin(Extent extent, bool log) {
  if (extent.empty()) return log ? Axis{0.1, 1, true} : Axis{0, 1, false};
  if (log) {
    const double low = std::clamp(extent.low, kSmallest, kLargest);
    const double high = std::clamp(extent.high, low, kLargest);
    const double factor = std::max(std::pow(high / low, 0.03), 1.15);
    return {low / factor, high * factor, true};
  }
  const double low = std::clamp(extent.low, -kLargest, kLargest);
  const double high = std::clamp(extent.high, low, kLargest);
  const double span = high > low ? high - low : std::max(std::abs(high), 1e-300);
  // Near 0 the axis starts at 0, which is worth more than a margin.
  const bool from_zero = low >= 0 && low < 0.3 * high;
  return {from_zero ? 0 : low - 0.05 * span, high + 0.05 * span, false};
}

std::size_t points(const Series& series) { return std::min(series.x.size(), series.y.size()); }

bool shows(double value, bool log) { return std::isfinite(value) && (!log || value > 0); }

bool has_band(const Series& series) {
  return !series.lower.empty() && series.lower.size() == series.upper.size();
}

/// The values of a series that a reader should see; of its band on a logarithmic axis, what lies
/// below the curve is left out.
Extent values(const Series& series, bool log) {
  Extent extent;
  for (std::size_t i = 0; i < points(series); ++i) {
    if (!shows(series.y[i], log)) continue;
    extent.add(series.y[i]);
    if (!has_band(series) || i >= series.lower.size()) continue;
    if (shows(series.upper[i], log)) extent.add(series.upper[i]);
    if (!log && shows(series.lower[i], log)) extent.add(series.lower[i]);
  }
  return extent;
}

double first_value(const Series& series, bool log) {
  for (const double y : series.y)
    if (shows(y, log)) return std::abs(y);
  return 0;
}

bool diverges(const Series& series, const Extent& extent, bool log) {
  if (!series.end.empty()) return true;
  return extent.high > (log ? kDecadesOfGrowth * first_value(series, log) : kHuge);
}

std::string superscript(int value) {
  static constexpr const char* digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text;
  for (const char c : std::to_string(value)) text += c == '-' ? "⁻" : digits[c - '0'];
  return text;
}

std::string minus_sign(const std::string& number) {
  return number.starts_with('-') ? "−" + number.substr(1) : number;
}

/// 1, 2 or 5 times a power of ten.
double round_step(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

std::vector<Tic> linear_tics(const Axis& axis, std::size_t most) {
  const double step = round_step((axis.high - axis.low) / static_cast<double>(most));
  std::vector<Tic> result;
  const double first = std::ceil(axis.low / step - 1e-9);
  for (double k = first; k * step <= axis.high + 1e-9 * step && result.size() <= 2 * most; ++k)
    result.push_back({axis.position(k * step), minus_sign(fmt::format("{:.6g}", k * step + 0.0))});
  return result;
}

std::vector<Tic> log_tics(const Axis& axis, std::size_t most) {
  const int first = static_cast<int>(std::ceil(std::log10(axis.low) - 1e-9));
  const int last = static_cast<int>(std::floor(std::log10(axis.high) + 1e-9));
  const bool few = last <= first;  // of the powers of ten: others get labels too
  const int stride = std::max(1, static_cast<int>(round_step(static_cast<double>(last - first) /
                                                             static_cast<double>(most))));
  std::vector<Tic> result;
  for (int k = first - 1; k <= last; ++k) {
    const double power = std::pow(10.0, k);
    for (int digit = 1; digit < 10; ++digit) {
      const double value = digit * power;
      if (value < axis.low * (1 - 1e-9) || value > axis.high * (1 + 1e-9)) continue;
      std::string label;
      if (few && (digit == 1 || digit == 2 || digit == 5 || axis.high < 3 * axis.low))
        label = fmt::format("{:.6g}", value);
      else if (!few && digit == 1 && k % stride == 0)
        label = "10" + superscript(k);
      if (label.empty() && (last - first > 6) && (digit != 1 || last - first > 20)) continue;
      result.push_back({axis.position(value), label});
    }
  }
  return result;
}

/// Cuts a segment at the lower and upper edge; false where nothing is left.
bool cut(Place& from, Place& to) {
  for (const double edge : {0.0, 1.0}) {
    const auto outside = [edge](const Place& place) {
      return edge == 0 ? place.v < 0 : place.v > 1;
    };
    if (outside(from) && outside(to)) return false;
    if (!outside(from) && !outside(to)) continue;
    Place& out = outside(from) ? from : to;
    const Place& in = outside(from) ? to : from;
    out.u += (in.u - out.u) * ((edge - out.v) / (in.v - out.v));
    out.v = edge;
  }
  return true;
}

}  // namespace

bool Axis::shows(double value) const { return experiments::shows(value, log); }

double Axis::position(double value) const {
  if (log) return (std::log(value) - std::log(low)) / (std::log(high) - std::log(low));
  return value / (high - low) - low / (high - low);
}

std::vector<Tic> tics(const Axis& axis, std::size_t most) {
  auto result = axis.log ? log_tics(axis, most) : linear_tics(axis, most);
  const auto labelled = [](const Tic& tic) { return !tic.label.empty(); };
  // Half a decade may hold no round number: then the ends themselves.
  if (std::ranges::none_of(result, labelled))
    result = {{0, fmt::format("{:.4g}", axis.low)}, {1, fmt::format("{:.4g}", axis.high)}};
  return result;
}

Axis x_axis(const Panel& panel) {
  Extent extent;
  for (const auto& series : panel.series)
    for (std::size_t i = 0; i < points(series); ++i)
      if (shows(series.x[i], panel.log_x) && shows(series.y[i], panel.log_y))
        extent.add(series.x[i]);
  if (!(extent.low < extent.high)) return with_margin(extent, panel.log_x);
  // Curves run from edge to edge.
  const double least = panel.log_x ? kSmallest : -kLargest;
  return {std::clamp(extent.low, least, kLargest), std::clamp(extent.high, least, kLargest),
          panel.log_x};
}

Axis y_axis(const Panel& panel) {
  const bool log = panel.log_y;
  Extent calm, wild;
  std::vector<double> floors;
  double start = kSmallest;
  for (const auto& series : panel.series) {
    const Extent extent = values(series, log);
    if (extent.empty()) continue;
    if (series.kind == Series::Kind::floor) {
      floors.insert(floors.end(), {extent.low, extent.high});
      continue;
    }
    (diverges(series, extent, log) ? wild : calm).add(extent);
    start = std::max(start, first_value(series, log));
  }
  Extent all = calm;
  all.add(wild);
  if (all.empty())
    for (const double floor : floors) all.add(floor);
  if (all.empty()) return with_margin(all, log);
  if (!calm.empty()) {
    const double room = std::max(calm.high - calm.low, std::abs(calm.high)) / 2;
    all.high = std::min(all.high, log ? kRoomAbove * calm.high : calm.high + room);
    if (!log) all.low = std::max(all.low, calm.low - room);
  } else {
    all.high = std::min(all.high, kDecadesOfGrowth * start);
  }
  const double top = calm.empty() ? all.high : calm.high;
  const double lowest = log ? kRoomBelow * top : -kLargest;
  all.low = std::max(all.low, lowest);
  for (const double floor : floors)
    if (floor >= lowest && floor <= all.high) all.low = std::min(all.low, floor);
  return with_margin(all, log);
}

std::vector<Path> curve(const Series& series, const Axis& x, const Axis& y) {
  std::vector<Path> paths;
  bool joined = false;  // the last path ends where the next segment begins
  const std::size_t count = points(series);
  for (std::size_t i = 0; i < count; ++i) {
    if (!x.shows(series.x[i]) || !y.shows(series.y[i])) {
      joined = false;
      continue;
    }
    const Place here = {x.position(series.x[i]), y.position(series.y[i])};
    const bool alone = (i == 0 || !x.shows(series.x[i - 1]) || !y.shows(series.y[i - 1]));
    if (alone) {
      if (here.v >= 0 && here.v <= 1) paths.push_back({here});
      joined = here.v >= 0 && here.v <= 1;
      continue;
    }
    Place from = {x.position(series.x[i - 1]), y.position(series.y[i - 1])}, to = here;
    if (!cut(from, to)) {
      joined = false;
      continue;
    }
    if (!joined) paths.push_back({from});
    paths.back().push_back(to);
    joined = here.v >= 0 && here.v <= 1;
  }
  return paths;
}

std::vector<Path> band(const Series& series, const Axis& x, const Axis& y) {
  std::vector<Path> outlines;
  if (!has_band(series)) return outlines;
  const auto edge = [&y](double value) {
    if (y.log && value <= 0) return 0.0;
    return std::clamp(y.position(value), 0.0, 1.0);
  };
  Path above, below;
  const auto close = [&] {
    above.insert(above.end(), below.rbegin(), below.rend());
    if (below.size() > 1) outlines.push_back(above);
    above.clear();
    below.clear();
  };
  for (std::size_t i = 0; i < std::min(points(series), series.lower.size()); ++i) {
    const double low = series.lower[i], high = series.upper[i];
    if (!x.shows(series.x[i]) || std::isnan(low) || std::isnan(high) || !y.shows(series.y[i])) {
      close();
      continue;
    }
    above.push_back({x.position(series.x[i]), edge(high)});
    below.push_back({x.position(series.x[i]), edge(low)});
  }
  close();
  return outlines;
}

Path simplified(const Path& path, double width, double height, double tolerance) {
  if (path.size() < 3) return path;
  const auto distance = [&](const Place& place, const Place& a, const Place& b) {
    const double x = (b.u - a.u) * width, y = (b.v - a.v) * height;
    const double px = (place.u - a.u) * width, py = (place.v - a.v) * height;
    const double square = x * x + y * y;
    const double t = square > 0 ? std::clamp((px * x + py * y) / square, 0.0, 1.0) : 0;
    return std::hypot(px - t * x, py - t * y);
  };
  // Douglas and Peucker: a stretch is a segment unless one of its points lies too far from it.
  std::vector<bool> kept(path.size());
  kept.front() = kept.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> stretches = {{0, path.size() - 1}};
  while (!stretches.empty()) {
    const auto [first, last] = stretches.back();
    stretches.pop_back();
    double most = tolerance;
    std::size_t farthest = first;
    for (std::size_t i = first + 1; i < last; ++i) {
      const double here = distance(path[i], path[first], path[last]);
      if (here > most) {
        most = here;
        farthest = i;
      }
    }
    if (farthest == first) continue;
    kept[farthest] = true;
    stretches.emplace_back(first, farthest);
    stretches.emplace_back(farthest, last);
  }
  Path result;
  for (std::size_t i = 0; i < path.size(); ++i)
    if (kept[i]) result.push_back(path[i]);
  return result;
}

std::vector<Place> markers(const std::vector<Path>& curve, std::size_t count, double shift) {
  std::vector<Place> result;
  for (std::size_t k = 0; k < count; ++k) {
    const double u = (static_cast<double>(k) + shift) / static_cast<double>(count);
    const auto place = [&]() -> std::optional<Place> {
      for (const Path& path : curve)
        for (std::size_t i = 0; i + 1 < path.size(); ++i) {
          const Place &a = path[i], &b = path[i + 1];
          if (a.u <= u && u < b.u) return Place{u, a.v + (b.v - a.v) * ((u - a.u) / (b.u - a.u))};
        }
      return std::nullopt;
    }();
    if (place) result.push_back(*place);
  }
  // A curve that is too short to be met: its ends.
  if (result.empty())
    for (const Path& path : curve) result.push_back(path.back());
  return result;
}

}  // namespace biasbound::experiments
