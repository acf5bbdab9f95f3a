// Lines, points, areas and words as commands of gnuplot.
#include "experiments/canvas.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/plot.hpp"
#include "report/text.hpp"

namespace biasbound::experiments {
namespace {

std::string tic_list(const std::vector<Tic>& tics) {
  std::string list;
  for (const auto& tic : tics)
    list += fmt::format("{}{} {:.6f} {}", list.empty() ? "" : ", ",
                        detail::single_quoted(tic.label), tic.position, tic.label.empty() ? 1 : 0);
  return list;
}

}  // namespace

Palette Palette::file() {
  Palette palette{"#1d2125", "#dfe2e5", "#ffffff", {}};
  for (std::size_t i = 0; i < kColours; ++i) palette.series[i] = kPalette[i];
  return palette;
}

Palette Palette::page() {
  Palette palette{"#010101", "#020202", "", {}};
  for (std::size_t i = 0; i < kColours; ++i)
    palette.series[i] = fmt::format("#{0:02x}{0:02x}{0:02x}", 7 + i);
  return palette;
}

std::size_t columns_in(double pixels, double font) {
  return static_cast<std::size_t>(std::max(1.0, pixels / (0.58 * font)));
}

double width_of(std::string_view text, double font) {
  return 0.58 * font * static_cast<double>(detail::columns(text));
}

int point_type(std::size_t colour, bool open) {
  // Circle, square, triangles up and down, diamond, pentagon; gnuplot has no more that are filled.
  static constexpr std::array types = {7, 5, 9, 11, 13, 15, 6, 4};
  const int type = types[colour % kColours];
  return open && type % 2 == 1 ? type - 1 : type;
}

Canvas::Canvas(double width, double height, double font, const Palette& palette)
    : width_(width), height_(height), font_(font), palette_(palette) {}

std::string Canvas::block(const std::vector<Place>& places) {
  std::string name = fmt::format("$d{}", blocks_++);
  data_ += name + " << EOD\n";
  for (const auto& [u, v] : places) data_ += fmt::format("{:.5f} {:.5f}\n", u, v);
  data_ += "EOD\n";
  return name;
}

void Canvas::line(const Path& path, std::string_view colour, const LineStyle& style) {
  std::string dashes = "solid";
  if (!style.dashes.empty()) dashes = fmt::format("({})", fmt::join(style.dashes, ","));
  plots_ += fmt::format(", {} with lines linewidth {} dashtype {} linecolor rgb '{}' notitle",
                        block(path), style.width, dashes, colour);
}

void Canvas::fill(const Path& outline, std::string_view colour) {
  plots_ += fmt::format(
      ", {} with filledcurves closed fillstyle transparent solid 0.22 noborder linecolor rgb '{}' "
      "notitle",
      block(outline), colour);
}

void Canvas::points(const std::vector<Place>& places, std::string_view colour, int type,
                    double size) {
  if (places.empty()) return;
  plots_ += fmt::format(
      ", {} with points pointtype {} pointsize {} * unit linewidth 1.6 linecolor rgb '{}' notitle",
      block(places), type, size, colour);
}

void Canvas::text(std::string_view words, double x, double y, Align align, bool upwards) {
  const auto [u, v] = at(x, y);
  labels_ += fmt::format("set label {} at screen {:.5f},{:.5f} {}{} textcolor rgb '{}' front\n",
                         detail::single_quoted(detail::printable(words)), u, v,
                         align == Align::left     ? "left"
                         : align == Align::centre ? "center"
                                                  : "right",
                         upwards ? " rotate by 90" : "", palette_.ink);
}

void Canvas::finish(const Area& area, const std::vector<Tic>& x_tics,
                    const std::vector<Tic>& y_tics) {
  plot(area,
       fmt::format("set border 3 linecolor rgb '{0}' linewidth 1\n"
                   "set grid xtics ytics linecolor rgb '{1}' dashtype solid linewidth 1\n"
                   "set xtics out nomirror scale 0.7,0.4 offset 0,0.4 textcolor rgb '{0}' ({2})\n"
                   "set ytics out nomirror scale 0.7,0.4 offset 0.6,0 textcolor rgb '{0}' ({3})\n",
                   palette_.ink, palette_.grid, tic_list(x_tics), tic_list(y_tics)));
}

void Canvas::finish() {
  plot({0, 0, width_, height_}, "unset border\nunset grid\nunset xtics\nunset ytics\n");
}

void Canvas::plot(const Area& area, const std::string& axes) {
  done_ += data_ + labels_ + axes +
           fmt::format(
               "set lmargin at screen {:.6f}\nset rmargin at screen {:.6f}\n"
               "set tmargin at screen {:.6f}\nset bmargin at screen {:.6f}\n",
               area.x / width_, (area.x + area.width) / width_, 1 - area.y / height_,
               1 - (area.y + area.height) / height_) +
           "plot [0:1] [0:1] NaN notitle" + plots_ + "\nunset label\n";
  data_.clear();
  labels_.clear();
  plots_.clear();
}

std::string Canvas::script(Target target) const {
  const std::string background =
      palette_.background.empty() ? "" : fmt::format(" background rgb '{}'", palette_.background);
  // Fonts: pngcairo takes points, of which there are 72 to 96 pixels, svg takes pixels. Points are
  // larger in svg.
  const std::string terminal =
      target == Target::png
          ? fmt::format(
                "pngcairo size {:.0f},{:.0f} noenhanced font 'sans-serif,{}' fontscale 2 "
                "linewidth 2 pointscale 2",
                2 * width_, 2 * height_, 0.75 * font_)
          : fmt::format("svg size {:.0f},{:.0f} {} noenhanced font 'sans-serif,{}'", width_,
                        height_, target == Target::page ? "dynamic" : "fixed", font_);
  return "set encoding utf8\nset terminal " + terminal + background +
         (target == Target::png ? "\nunit = 0.9" : "\nunit = 0.55") +
         "\nset key off\nset multiplot\n" + done_ + "unset multiplot\n";
}

}  // namespace biasbound::experiments
