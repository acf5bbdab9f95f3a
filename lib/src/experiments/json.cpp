// Figure -> JSON, field by field.
#include <cmath>
#include <nlohmann/json.hpp>

#include "experiments/figure.hpp"

namespace biasbound::experiments {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return value;
}

Json numbers(const std::vector<double>& values) {
  Json tree = Json::array();
  for (const double value : values) tree.push_back(number(value));
  return tree;
}

/// An array of what `tree_of` makes of each entry.
template <class Entries, class TreeOf>
Json array_of(const Entries& entries, TreeOf tree_of) {
  Json tree = Json::array();
  for (const auto& entry : entries) tree.push_back(tree_of(entry));
  return tree;
}

Json series_tree(const Series& series) {
  return {{"name", series.name},
          {"kind", std::string(to_text(series.kind))},
          {"colour", series.colour},
          {"x", numbers(series.x)},
          {"y", numbers(series.y)},
          {"lower", numbers(series.lower)},
          {"upper", numbers(series.upper)},
          {"end", series.end}};
}

Json panel_tree(const Panel& panel) {
  return {{"title", panel.title},     {"x_label", panel.x_label},
          {"y_label", panel.y_label}, {"log_x", panel.log_x},
          {"log_y", panel.log_y},     {"series", array_of(panel.series, series_tree)}};
}

Json cell_tree(const Cell& cell) {
  if (const auto* value = std::get_if<double>(&cell)) return number(*value);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  return nullptr;
}

Json row_tree(const std::vector<Cell>& row) { return array_of(row, cell_tree); }

Json table_tree(const Table& table) {
  return {{"title", table.title},
          {"columns", Json(table.columns)},
          {"rows", array_of(table.rows, row_tree)}};
}

Json check_tree(const Check& check) {
  const auto case_tree = [](const Check::Case& one) {
    return Json{{"choice", one.choice}, {"holds", one.holds}, {"numbers", one.numbers}};
  };
  return {{"statement", check.statement},
          {"verdict", std::string(to_text(check.verdict()))},
          {"sentence", check.sentence},
          {"test", check.test},
          {"cases", array_of(check.cases, case_tree)},
          {"depends_on", check.depends_on}};
}

}  // namespace

std::string to_json(const Figure& figure) {
  const auto choice_tree = [](const Choice& choice) {
    return Json{{"name", choice.first}, {"value", choice.second}};
  };
  const Json tree = {{"id", figure.id},
                     {"title", figure.title},
                     {"about", figure.about},
                     {"choices", array_of(figure.choices, choice_tree)},
                     {"panels", array_of(figure.panels, panel_tree)},
                     {"panels_a_row", figure.panels_a_row},
                     {"tables", array_of(figure.tables, table_tree)},
                     {"checks", array_of(figure.checks, check_tree)},
                     {"notes", Json(figure.notes)},
                     {"replay", figure.replay},
                     {"seconds", number(figure.seconds)}};
  return tree.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace biasbound::experiments
