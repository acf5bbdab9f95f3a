// The layout of a figure: panels in rows, words around them, a legend above.
#include "experiments/drawing.hpp"

#include <algorithm>

#include "report/text.hpp"

namespace biasbound::experiments {
namespace {

using Align = Canvas::Align;

constexpr double kFont = 17;
constexpr double kLine = 23;    // from one line of text to the next
constexpr double kSample = 40;  // a piece of line in the legend
constexpr double kGap = 26;     // between entries of the legend
constexpr double kEdge = 12;    // around the picture
constexpr double kRight = 26;   // of a plot: half a label of its axis
constexpr std::size_t kTics = 5;
constexpr std::size_t kTitleLines = 3;

/// The plot's area without words.
Area plot_size(std::size_t a_row) {
  if (a_row <= 1) return {0, 0, 600, 380};
  return a_row == 2 ? Area{0, 0, 430, 320} : Area{0, 0, 310, 250};
}

std::vector<std::string> title_lines(const std::string& title, double width) {
  if (title.empty()) return {};
  const std::size_t columns = columns_in(width, kFont);
  auto lines = detail::wrap(detail::printable(title), columns);
  if (lines.size() > kTitleLines) {
    lines.resize(kTitleLines);
    lines.back() = detail::shorten(lines.back() + " …", columns);
  }
  return lines;
}

/// An entry of the legend: a setting, a kind, or what marks an early end.
struct Entry {
  enum class What { setting, kind, end } what;
  std::size_t colour = 0;
  Series::Kind kind = Series::Kind::exact;
  std::string label;

  [[nodiscard]] double width() const { return kSample + 9 + width_of(label, kFont) + kGap; }
};

std::vector<Entry> setting_entries(const std::vector<LegendEntry>& settings, double width) {
  std::vector<Entry> entries;
  entries.reserve(settings.size());
  for (const auto& [colour, label] : settings)
    entries.push_back(
        {Entry::What::setting,
         colour,
         {},
         detail::shorten(detail::printable(label), columns_in(width - kSample - 9, kFont))});
  return entries;
}

std::vector<Entry> kind_entries(const Figure& figure) {
  std::vector<Entry> entries;
  for (const auto kind : kinds(figure))
    entries.push_back({Entry::What::kind, 0, kind, std::string(line_style(kind).label)});
  if (has_ends(figure)) entries.push_back({Entry::What::end, 0, {}, "ends early"});
  return entries;
}

/// Rows of entries; `columns` of equal width, or each entry after the other.
struct Rows {
  std::vector<std::pair<Entry, Place>> entries;  ///< with its place in pixels
  double height = 0;
};

Rows flow(const std::vector<Entry>& entries, double width, bool columns) {
  Rows rows;
  if (entries.empty()) return rows;
  double widest = 0;
  for (const auto& entry : entries) widest = std::max(widest, entry.width());
  std::size_t a_row = entries.size();
  if (columns) {
    // As many as fit, but no more than rows of equal length need.
    const auto fit = std::max<std::size_t>(1, static_cast<std::size_t>((width + kGap) / widest));
    const std::size_t count = (a_row + fit - 1) / fit;
    a_row = (a_row + count - 1) / count;
  }
  double x = 0;
  std::size_t in_row = 0;
  for (const auto& entry : entries) {
    if (in_row > 0 && (in_row == a_row || (!columns && x + entry.width() - kGap > width))) {
      x = 0;
      in_row = 0;
      rows.height += kLine;
    }
    rows.entries.push_back({entry, {x, rows.height}});
    x += columns ? widest : entry.width();
    ++in_row;
  }
  rows.height += kLine;
  return rows;
}

void draw(Canvas& canvas, const Rows& rows, double left, double top) {
  const auto& ink = canvas.palette().ink;
  for (const auto& [entry, place] : rows.entries) {
    const double x = left + place.u, y = top + place.v + kLine / 2;
    const Path sample = {canvas.at(x, y), canvas.at(x + kSample, y)};
    const std::vector<Place> middle = {canvas.at(x + kSample / 2, y)};
    if (entry.what == Entry::What::end) {
      canvas.points(middle, ink, kEndPoint, 1.4);
    } else if (entry.what == Entry::What::setting) {
      const auto& colour = canvas.palette().series[entry.colour];
      canvas.line(sample, colour, line_style(Series::Kind::exact));
      canvas.points(middle, colour, point_type(entry.colour, false), 1.2);
    } else {
      if (entry.kind == Series::Kind::monte_carlo)
        canvas.fill({canvas.at(x, y - 7), canvas.at(x + kSample, y - 7),
                     canvas.at(x + kSample, y + 7), canvas.at(x, y + 7)},
                    ink);
      canvas.line(sample, ink, line_style(entry.kind));
      if (entry.kind == Series::Kind::monte_carlo)
        canvas.points(middle, ink, point_type(0, true), 1.2);
    }
    canvas.text(entry.label, x + kSample + 9, y, Align::left);
  }
}

void draw_curves(Canvas& canvas, const Panel& panel, const Axis& x, const Axis& y, double width,
                 double height) {
  const auto colour_of = [&](const Series& series) -> const std::string& {
    return canvas.palette().series[series.colour % kColours];
  };
  for (const auto& series : panel.series)
    for (const auto& outline : band(series, x, y))
      canvas.fill(simplified(outline, width, height), colour_of(series));
  for (const auto& style : line_styles())
    for (const auto& series : panel.series) {
      if (series.kind != style.kind) continue;
      const auto paths = curve(series, x, y);
      for (const auto& path : paths)
        canvas.line(simplified(path, width, height), colour_of(series), style);
    }
  for (const auto& style : line_styles())
    for (const auto& series : panel.series) {
      if (series.kind != style.kind) continue;
      const std::size_t colour = series.colour % kColours;
      const auto paths = curve(series, x, y);
      // Each setting's points stand elsewhere, so that curves that coincide are seen.
      const double shift = (0.5 + static_cast<double>(colour)) / kColours;
      canvas.points(markers(paths, style.markers, shift), colour_of(series),
                    point_type(colour, style.open), style.open ? 1.2 : 1);
      if (!series.end.empty() && !paths.empty())
        canvas.points({paths.back().back()}, canvas.palette().ink, kEndPoint, 1.4);
    }
}

/// Panels in rows, each as large as its words and its plot need; what stands in one row or column
/// is aligned.
class Sheet {
 public:
  Sheet(std::vector<const Panel*> panels, std::size_t a_row, Area plot, Rows legend,
        bool own_legends)
      : a_row_(a_row), plot_(plot), legend_(std::move(legend)) {
    for (const Panel* panel : panels) {
      cells_.push_back(cell_of(*panel));
      if (own_legends)
        cells_.back().legend =
            flow(setting_entries(settings(*panel), plot.width), plot.width, true);
    }
    share_labels();
    columns_.resize(a_row);
    rows_.resize((cells_.size() + a_row - 1) / a_row);
    for (std::size_t i = 0; i < cells_.size(); ++i)
      measure(cells_[i], columns_[i % a_row], rows_[i / a_row]);
  }

  /// Room in the first row and column for the words of another panel, so that both plots are alike.
  void make_room(const Panel& panel) { measure(cell_of(panel), columns_.front(), rows_.front()); }

  [[nodiscard]] double width() const {
    double sum = 2 * kEdge;
    for (const double left : columns_) sum += left + plot_.width + kRight;
    return sum;
  }
  [[nodiscard]] double height() const {
    double sum = 2 * kEdge + legend_height();
    for (const auto& row : rows_) sum += row.above + plot_.height + row.below;
    return sum;
  }

  void draw_on(Canvas& canvas) const {
    draw(canvas, legend_, kEdge, kEdge);
    canvas.finish();
    double y = kEdge + legend_height();
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      double x = kEdge;
      y += rows_[row].above;
      for (std::size_t column = 0; column < a_row_; ++column) {
        const std::size_t i = row * a_row_ + column;
        if (i == cells_.size()) break;
        x += columns_[column];
        draw_cell(canvas, cells_[i], {x, y, plot_.width, plot_.height}, columns_[column]);
        x += plot_.width + kRight;
      }
      y += plot_.height + rows_[row].below;
    }
  }

 private:
  struct Cell {
    const Panel* panel;
    Axis x, y;
    std::vector<std::string> title;
    Rows legend;
    bool x_label = true, y_label = true;
  };
  struct Row {
    double above = 0, below = 0;
  };

  [[nodiscard]] double legend_height() const {
    return legend_.entries.empty() ? 0 : legend_.height + kLine / 2;
  }

  [[nodiscard]] Cell cell_of(const Panel& panel) const {
    return {&panel, x_axis(panel), y_axis(panel), title_lines(panel.title, plot_.width), {}};
  }

  /// A label that all panels share stands at the left or at the bottom only.
  void share_labels() {
    const auto all = [this](std::string Panel::*label) {
      return std::ranges::all_of(cells_, [&](const Cell& cell) {
        return cell.panel->*label == cells_.front().panel->*label;
      });
    };
    const bool x_shared = all(&Panel::x_label), y_shared = all(&Panel::y_label);
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      cells_[i].x_label = !x_shared || i + a_row_ >= cells_.size();
      cells_[i].y_label = !y_shared || i % a_row_ == 0;
    }
  }

  static void measure(const Cell& cell, double& left, Row& row) {
    double widest = 0;
    for (const auto& tic : tics(cell.y, kTics))
      widest = std::max(widest, width_of(tic.label, kFont));
    left = std::max(left, widest + 22 + (cell.y_label ? kLine : 0));
    row.above = std::max(
        row.above, kLine * static_cast<double>(cell.title.size()) + cell.legend.height + kLine / 2);
    row.below = std::max(row.below, kLine + 16 + (cell.x_label ? kLine : 0));
  }

  static void draw_cell(Canvas& canvas, const Cell& cell, const Area& area, double left) {
    double y = area.y - kLine / 2 - cell.legend.height -
               kLine * static_cast<double>(cell.title.size()) + kLine / 2;
    for (const auto& line : cell.title) {
      canvas.text(line, area.x, y, Align::left);
      y += kLine;
    }
    if (!cell.legend.entries.empty()) {
      draw(canvas, cell.legend, area.x, y - kLine / 2);
      canvas.finish();
    }
    const auto label = [](const std::string& text, double room) {
      return detail::shorten(detail::printable(text), columns_in(room, kFont));
    };
    if (cell.x_label)
      canvas.text(label(cell.panel->x_label, area.width + left), area.x + area.width / 2,
                  area.y + area.height + kLine + 16 + kLine / 2, Align::centre);
    if (cell.y_label)
      canvas.text(label(cell.panel->y_label, area.height + kLine), area.x - left + kLine / 2,
                  area.y + area.height / 2, Align::centre, true);
    if (std::ranges::all_of(cell.panel->series, [&](const Series& series) {
          return curve(series, cell.x, cell.y).empty();
        }))
      canvas.text("nothing to show", area.x + area.width / 2, area.y + area.height / 2,
                  Align::centre);
    draw_curves(canvas, *cell.panel, cell.x, cell.y, area.width, area.height);
    const auto x_tics = static_cast<std::size_t>(area.width / 75);
    canvas.finish(area, tics(cell.x, x_tics), tics(cell.y, kTics));
  }

  std::size_t a_row_;
  Area plot_;
  Rows legend_;
  std::vector<Cell> cells_;
  std::vector<double> columns_;  ///< room left of each column's plots
  std::vector<Row> rows_;
};

}  // namespace

std::string figure_script(const Figure& figure, PlotFormat format) {
  const std::size_t a_row = panels_a_row(figure);
  std::vector<const Panel*> panels;
  for (const auto& panel : figure.panels) panels.push_back(&panel);
  const Area plot = plot_size(a_row);
  const double width = static_cast<double>(a_row) * (plot.width + 60);
  const auto shared = shared_settings(figure);
  Rows legend = flow(setting_entries(shared, width), width, true);
  for (auto& [entry, place] : flow(kind_entries(figure), width, false).entries)
    legend.entries.push_back({entry, {place.u, place.v + legend.height}});
  if (!legend.entries.empty()) legend.height = legend.entries.back().second.v + kLine;
  const Sheet sheet(panels, a_row, plot, legend, shared.empty());
  Canvas canvas(sheet.width(), sheet.height(), kFont, Palette::file());
  sheet.draw_on(canvas);
  return canvas.script(format == PlotFormat::svg ? Canvas::Target::svg : Canvas::Target::png);
}

std::string panel_script(const Figure& figure, std::size_t panel) {
  Sheet sheet({&figure.panels[panel]}, 1, plot_size(panels_a_row(figure)), {}, false);
  for (const auto& other : figure.panels) sheet.make_room(other);
  Canvas canvas(sheet.width(), sheet.height(), kFont, Palette::page());
  sheet.draw_on(canvas);
  return canvas.script(Canvas::Target::page);
}

}  // namespace biasbound::experiments
