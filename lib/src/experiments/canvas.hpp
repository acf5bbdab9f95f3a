// gnuplot commands for lines, points, areas and words at given places of a picture.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/axes.hpp"
#include "experiments/legend.hpp"

namespace biasbound::experiments {

/// Colours as gnuplot takes them.
struct Palette {
  std::string ink, grid, background;  ///< no background where it is empty
  std::array<std::string, kColours> series;

  /// Real colours on white.
  static Palette file();
  /// The placeholders that detail::gnuplot_svg turns into the page's colours.
  static Palette page();
};

/// A rectangle in pixels, from the upper left corner.
struct Area {
  double x = 0, y = 0, width = 0, height = 0;
};

/// Columns of text that fit into so many pixels.
std::size_t columns_in(double pixels, double font);
/// Pixels that the text takes at most, in the usual fonts.
double width_of(std::string_view text, double font);

/// Collects what belongs to one area, then the next.
class Canvas {
 public:
  enum class Align { left, centre, right };

  Canvas(double width, double height, double font, const Palette& palette);

  /// Places are in units of the area; `colour` is one of the palette's.
  void line(const Path& path, std::string_view colour, const LineStyle& style);
  void fill(const Path& outline, std::string_view colour);
  void points(const std::vector<Place>& places, std::string_view colour, int type, double size);
  /// In pixels of the picture; y is the middle of the line. Any text.
  void text(std::string_view words, double x, double y, Align align, bool upwards = false);

  /// Draws what was collected into the area, with axes where there are tics.
  void finish(const Area& area, const std::vector<Tic>& x_tics, const std::vector<Tic>& y_tics);
  /// The same into the whole picture, without axes.
  void finish();

  [[nodiscard]] const Palette& palette() const { return palette_; }
  [[nodiscard]] double font() const { return font_; }
  [[nodiscard]] double width() const { return width_; }
  /// A pixel of the picture in units of the whole picture.
  [[nodiscard]] Place at(double x, double y) const { return {x / width_, 1 - y / height_}; }

  /// The script, drawn to standard output as an SVG that fits its surroundings, an SVG of a fixed
  /// size, or a PNG of twice the size.
  enum class Target { page, svg, png };
  [[nodiscard]] std::string script(Target target) const;

 private:
  std::string block(const std::vector<Place>& places);
  void plot(const Area& area, const std::string& axes);

  double width_, height_, font_;
  Palette palette_;
  std::size_t blocks_ = 0;
  std::string labels_, data_, plots_, done_;
};

/// gnuplot's point type of a setting, filled or open.
int point_type(std::size_t colour, bool open);
/// Where a series ends early.
constexpr int kEndPoint = 2;

}  // namespace biasbound::experiments
