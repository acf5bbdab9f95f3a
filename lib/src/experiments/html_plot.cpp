// A figure's plot on the page.
#include "experiments/html_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "experiments/drawing.hpp"
#include "report/plot.hpp"
#include "report/text.hpp"

namespace biasbound::experiments {

using detail::escape_markup;

const std::string_view plot_style = R"css(:root {
  --series-0: #0072b2; --series-1: #d55e00; --series-2: #009e73; --series-3: #cc79a7;
  --series-4: #e69f00; --series-5: #56b4e9; --series-6: #000000; --series-7: #a89000;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --series-0: #4aa3df; --series-1: #f07a2a; --series-2: #1dc495; --series-3: #dd97bd;
    --series-4: #f2b632; --series-5: #86ccf7; --series-6: #f2f2f2; --series-7: #cdb93a;
  }
}
.panels { display: grid; grid-template-columns: repeat(var(--a-row), minmax(0, 1fr)); gap: .6rem; }
.panels > div { min-width: 0; break-inside: avoid; }
.panels svg { max-width: 100%; }
.legend { display: flex; flex-wrap: wrap; gap: .15rem 1.2rem; list-style: none; margin: .3rem 0; padding: 0; font-size: .9rem; }
.legend li { display: flex; align-items: center; gap: .45rem; }
.legend svg { flex: none; width: 40px; height: 16px; }
.one .panels { max-width: 46rem; }
@media screen and (max-width: 44rem) { .panels { grid-template-columns: minmax(0, 1fr); } }
)css";

namespace {

/// The markers that gnuplot draws, around (20, 8).
std::string marker(std::size_t colour, bool open) {
  static constexpr std::array<std::string_view, kColours> shapes = {
      "M15.5,8a4.5,4.5 0 1 0 9,0a4.5,4.5 0 1 0 -9,0z",
      "M15.8,3.8h8.4v8.4h-8.4z",
      "M20,2.8l5,8.6h-10z",
      "M20,13.2l5,-8.6h-10z",
      "M20,2.5l5.5,5.5l-5.5,5.5l-5.5,-5.5z",
      "M20,3l4.9,3.6l-1.9,5.7h-6l-1.9,-5.7z",
      "M15.5,8a4.5,4.5 0 1 0 9,0a4.5,4.5 0 1 0 -9,0z",
      "M15.8,3.8h8.4v8.4h-8.4z"};
  const bool filled = !open && point_type(colour, false) % 2 == 1;
  return fmt::format("<path d=\"{}\" stroke=\"currentColor\" stroke-width=\"1.3\" fill=\"{}\"/>",
                     shapes[colour], filled ? "currentColor" : "none");
}

std::string line(const LineStyle& style) {
  const std::string dashes =
      style.dashes.empty() ? ""
                           : fmt::format(" stroke-dasharray=\"{}\"", fmt::join(style.dashes, ","));
  return fmt::format("<path d=\"M0,8H40\" stroke=\"currentColor\" stroke-width=\"{}\"{}/>",
                     style.width, dashes);
}

std::string entry(const std::string& colour, const std::string& sample, std::string_view label) {
  return fmt::format(
      "<li><svg viewBox=\"0 0 40 16\" fill=\"none\" style=\"color:{}\" aria-hidden=\"true\">{}"
      "</svg>{}</li>\n",
      colour, sample, escape_markup(label));
}

std::string list(const std::string& entries) {
  return entries.empty() ? "" : "<ul class=\"legend\">\n" + entries + "</ul>\n";
}

std::string legend(const std::vector<LegendEntry>& settings) {
  std::string entries;
  for (const auto& [colour, label] : settings)
    entries += entry(fmt::format("var(--series-{})", colour),
                     line(line_style(Series::Kind::exact)) + marker(colour, false), label);
  return list(entries);
}

std::string key(const Figure& figure) {
  std::string entries;
  for (const auto kind : kinds(figure)) {
    const LineStyle& style = line_style(kind);
    std::string sample = line(style);
    if (kind == Series::Kind::monte_carlo)
      sample = "<path d=\"M0,1H40V15H0z\" fill=\"currentColor\" fill-opacity=\"0.22\"/>" + sample +
               marker(0, true);
    entries += entry("var(--ink)", sample, style.label);
  }
  if (has_ends(figure))
    entries += entry("var(--ink)",
                     "<path d=\"M15,3l10,10M25,3l-10,10\" stroke=\"currentColor\" "
                     "stroke-width=\"1.6\"/>",
                     "ends early");
  return list(entries);
}

/// What the axes show, where all panels show the same, and why curves end early.
std::string caption(const Figure& figure) {
  const Panel& first = figure.panels.front();
  const bool same = std::ranges::all_of(figure.panels, [&](const Panel& panel) {
    return panel.x_label == first.x_label && panel.y_label == first.y_label;
  });
  std::string text;
  if (same && !first.x_label.empty() && !first.y_label.empty())
    text = escape_markup(first.y_label + " against " + first.x_label + ".");
  for (const auto& panel : figure.panels)
    for (const auto& series : panel.series)
      if (!series.end.empty())
        text += "<br>" + escape_markup(panel.title + (panel.title.empty() ? "" : ", ") +
                                       series.name + ": " + series.end);
  return text.starts_with("<br>") ? text.substr(4) : text;
}

}  // namespace

std::string html_plot(const Figure& figure, const std::string& prefix) {
  if (figure.panels.empty()) return "";
  const std::size_t a_row = panels_a_row(figure);
  const auto shared = shared_settings(figure);
  std::string panels;
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    const Panel& panel = figure.panels[i];
    const auto svg =
        detail::gnuplot_svg(panel_script(figure, i), fmt::format("{}-{}", prefix, i + 1));
    if (!svg)
      return "<p class=\"note\">The plot is left out: gnuplot was not found or failed. The numbers "
             "are in the CSV and JSON files.</p>\n";
    panels +=
        fmt::format("<div><div role=\"img\" aria-label=\"{}\">\n{}\n</div>\n{}</div>\n",
                    escape_markup(panel.title + ": " + panel.y_label + " against " + panel.x_label),
                    *svg, shared.empty() ? legend(settings(panel)) : "");
  }
  return fmt::format(
      "<figure{}>\n{}{}<div class=\"panels\" style=\"--a-row: {}\">\n{}</div>\n"
      "<figcaption>{}</figcaption>\n</figure>\n",
      a_row == 1 ? " class=\"one\"" : "", legend(shared), key(figure), a_row, panels,
      caption(figure));
}

}  // namespace biasbound::experiments
