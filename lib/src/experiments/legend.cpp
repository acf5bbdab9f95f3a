// Colours, point types and dashes, and which setting and kind has which.
#include "experiments/legend.hpp"

#include <algorithm>
#include <map>

namespace biasbound::experiments {
namespace {

using Kind = Series::Kind;

/// Smaller is more telling.
int rank(Kind kind) {
  static constexpr std::array order = {Kind::exact,   Kind::monte_carlo, Kind::measured,
                                       Kind::sharper, Kind::bound,       Kind::floor};
  return static_cast<int>(std::ranges::find(order, kind) - order.begin());
}

}  // namespace

const std::vector<LineStyle>& line_styles() {
  static const std::vector<LineStyle> styles = {
      {Kind::floor, 2.2, {1.5, 4}, 2, false, "floor"},
      {Kind::bound, 2, {9, 5}, 4, false, "bound"},
      {Kind::sharper, 2, {10, 4, 2, 4}, 4, false, "sharper bound"},
      {Kind::measured, 1, {}, 4, false, "one run"},
      {Kind::monte_carlo, 1.3, {}, 8, true, "simulation and its band"},
      {Kind::exact, 2.6, {}, 5, false, "exact"},
  };
  return styles;
}

const LineStyle& line_style(Kind kind) {
  return *std::ranges::find(line_styles(), kind, &LineStyle::kind);
}

std::vector<LegendEntry> settings(const Panel& panel) {
  struct Found {
    int rank;
    std::vector<std::string> names;
  };
  std::map<std::size_t, Found> found;
  for (const auto& series : panel.series) {
    const int here = rank(series.kind);
    auto& entry = found.try_emplace(series.colour % kColours, Found{here, {}}).first->second;
    if (here > entry.rank) continue;
    if (here < entry.rank) entry = {here, {}};
    if (std::ranges::find(entry.names, series.name) == entry.names.end())
      entry.names.push_back(series.name);
  }
  std::vector<LegendEntry> result;
  for (const auto& [colour, entry] : found) {
    LegendEntry setting{colour, ""};
    for (const auto& name : entry.names)
      setting.label += (setting.label.empty() ? "" : " / ") + name;
    result.push_back(setting);
  }
  return result;
}

std::vector<LegendEntry> shared_settings(const Figure& figure) {
  std::map<std::size_t, std::string> labels;
  for (const auto& panel : figure.panels)
    for (const auto& [colour, label] : settings(panel))
      if (labels.try_emplace(colour, label).first->second != label) return {};
  std::vector<LegendEntry> result;
  result.reserve(labels.size());
  for (const auto& [colour, label] : labels) result.push_back({colour, label});
  return result;
}

std::vector<Kind> kinds(const Figure& figure) {
  std::vector<Kind> result;
  for (const Kind kind :
       {Kind::exact, Kind::monte_carlo, Kind::measured, Kind::bound, Kind::sharper, Kind::floor})
    for (const auto& panel : figure.panels)
      if (std::ranges::find(panel.series, kind, &Series::kind) != panel.series.end()) {
        result.push_back(kind);
        break;
      }
  return result;
}

std::size_t panels_a_row(const Figure& figure) {
  return std::clamp<std::size_t>(figure.panels_a_row, 1,
                                 std::max<std::size_t>(1, figure.panels.size()));
}

bool has_ends(const Figure& figure) {
  return std::ranges::any_of(figure.panels, [](const Panel& panel) {
    return std::ranges::any_of(panel.series, [](const Series& s) { return !s.end.empty(); });
  });
}

}  // namespace biasbound::experiments
