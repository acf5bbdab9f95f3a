// Figure -> CSV: a row for each point of each curve.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "experiments/figure.hpp"
#include "report/text.hpp"

namespace biasbound::experiments {
namespace {

/// As RFC 4180 has it: quoted where it must be, quotes doubled.
std::string field(std::string_view text) {
  std::string valid = detail::valid_utf8(text);
  if (valid.find_first_of(",\"\r\n") == std::string::npos) return valid;
  std::string out = "\"";
  for (const char c : valid) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string number(double value) {
  return std::isnan(value) ? "nan" : fmt::format("{:.17g}", value);
}

std::string entry(const std::vector<double>& values, std::size_t i) {
  return i < values.size() ? number(values[i]) : "";
}

}  // namespace

std::string to_csv(const Figure& figure) {
  std::string text = "figure,panel,series,kind,x,y,lower,upper\n";
  for (std::size_t p = 0; p < figure.panels.size(); ++p) {
    const Panel& panel = figure.panels[p];
    const std::string head = field(figure.id) + "," +
                             field(panel.title.empty() ? std::to_string(p + 1) : panel.title) + ",";
    for (const auto& series : panel.series) {
      const std::string name = head + field(series.name) + "," + std::string(to_text(series.kind));
      for (std::size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i)
        text += fmt::format("{},{},{},{},{}\n", name, number(series.x[i]), number(series.y[i]),
                            entry(series.lower, i), entry(series.upper, i));
    }
  }
  return text;
}

}  // namespace biasbound::experiments
