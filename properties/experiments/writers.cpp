// The writers of a figure: what is in it can be read back, no text escapes from any view, and plots
// show what deserves to be seen.
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>

#include "biasbound/error.hpp"
#include "catch.hpp"
#include "experiments/axes.hpp"
#include "experiments/drawing.hpp"
#include "experiments/figure.hpp"
#include "report/text.hpp"

namespace biasbound::experiments {
namespace {

using nlohmann::json;
using Kind = Series::Kind;

const std::string kHostile =
    "<script src='http://x.test'>alert(1)</script> \"a\",b\r\n'; !touch x `id` @m &amp; \x1b[31m "
    "\xff "
    "\xe2\x80\xae {/Symbol a}_b";

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size())
    ++found;
  return found;
}

Series decay(const std::string& name, Kind kind, std::size_t colour, double floor) {
  Series series;
  series.name = name;
  series.kind = kind;
  series.colour = colour;
  for (int t = 0; t <= 200; ++t) {
    series.x.push_back(t);
    series.y.push_back(floor + std::pow(0.9, t) / 3);
    if (kind != Kind::monte_carlo) continue;
    series.lower.push_back(series.y.back() - 0.1);
    series.upper.push_back(series.y.back() * 1.1);
  }
  return series;
}

Series constant(Kind kind, double value) {
  return {"c", kind, 0, {0, 200}, {value, value}, {}, {}, ""};
}

Check check(const std::string& name, std::vector<bool> holds) {
  Check result;
  result.statement = name;
  result.sentence = "what " + name + " says";
  for (const bool one : holds) result.cases.push_back({one ? "as is" : "otherwise", one, "1 < 2"});
  return result;
}

Figure sample(const std::string& text) {
  Figure figure;
  figure.id = "figure-1" + text;
  figure.title = "title " + text;
  figure.about = "about " + text;
  figure.choices = {{"gamma" + text, "0.01" + text}};
  Panel panel{"left" + text, "iterations t" + text, "gap" + text, false, true, {}};
  panel.series = {decay("zeta" + text, Kind::exact, 0, 1e-3),
                  decay("zeta" + text, Kind::monte_carlo, 0, 1e-3),
                  decay("other" + text, Kind::bound, 1, 1e-2)};
  panel.series[0].y[3] = NAN;
  panel.series[0].y[4] = -INFINITY;
  panel.series[2].end = "diverges" + text;
  figure.panels = {panel, {}};
  figure.tables = {
      {"table" + text, {"name" + text, "value"}, {{"row" + text, 0.1}, {{}, INFINITY}}}};
  figure.checks = {check("section_6_one" + text, {true, true}),
                   check("section_6_two" + text, {true, false}),
                   check("section_6_three" + text, {false})};
  figure.checks[1].depends_on = "the Hessian" + text;
  figure.notes = {"note" + text};
  figure.replay = "biasbound" + text;
  figure.seconds = 12;
  return figure;
}

/// Records of a CSV text, read as RFC 4180 has it.
std::vector<std::vector<std::string>> read_csv(const std::string& text) {
  std::vector<std::vector<std::string>> records = {{""}};
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string& field = records.back().back();
    if (inside && text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"')
      field += text[i++];
    else if (text[i] == '"')
      inside = !inside;
    else if (inside || (text[i] != ',' && text[i] != '\n'))
      field += text[i];
    else if (text[i] == ',')
      records.back().emplace_back();
    else
      records.push_back({""});
  }
  records.pop_back();
  return records;
}

/// gnuplot is not found while it lives.
class EmptyPath {
 public:
  EmptyPath() : before_(std::getenv("PATH")) { setenv("PATH", "", 1); }
  EmptyPath(const EmptyPath&) = delete;
  EmptyPath& operator=(const EmptyPath&) = delete;
  ~EmptyPath() { setenv("PATH", before_.c_str(), 1); }

 private:
  std::string before_;
};

bool has_gnuplot() { return std::system("command -v gnuplot >/dev/null") == 0; }

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

}  // namespace

TEST_CASE("CSV gives back every point exactly whatever the names", "[experiments][csv]") {
  const Figure figure = sample(kHostile);
  const auto records = read_csv(to_csv(figure));
  const std::vector<std::string> header = {"figure", "panel", "series", "kind",
                                           "x",      "y",     "lower",  "upper"};
  CHECK(records.at(0) == header);
  std::size_t row = 1;
  for (const auto& series : figure.panels[0].series)
    for (std::size_t i = 0; i < series.x.size(); ++i, ++row) {
      const auto& record = records.at(row);
      REQUIRE(record.size() == header.size());
      CHECK(record[0] == detail::valid_utf8(figure.id));
      CHECK(record[1] == detail::valid_utf8(figure.panels[0].title));
      CHECK(record[2] == detail::valid_utf8(series.name));
      CHECK(record[3] == to_text(series.kind));
      CHECK(std::stod(record[4]) == series.x[i]);
      CHECK(same(std::stod(record[5]), series.y[i]));
      CHECK(record[6].empty() == series.lower.empty());
      if (!series.lower.empty()) CHECK(std::stod(record[6]) == series.lower[i]);
      if (!series.upper.empty()) CHECK(std::stod(record[7]) == series.upper[i]);
    }
  CHECK(row == records.size());
}

TEST_CASE("JSON holds every field of a figure", "[experiments][json]") {
  const Figure figure = sample(kHostile);
  const json tree = json::parse(to_json(figure));
  CHECK(tree["id"] == detail::valid_utf8(figure.id));
  CHECK(tree["title"] == detail::valid_utf8(figure.title));
  CHECK(tree["about"] == detail::valid_utf8(figure.about));
  CHECK(tree["choices"][0]["name"] == detail::valid_utf8(figure.choices[0].first));
  CHECK(tree["choices"][0]["value"] == detail::valid_utf8(figure.choices[0].second));
  CHECK(tree["panels_a_row"] == 2);
  REQUIRE(tree["panels"].size() == 2);
  const json& panel = tree["panels"][0];
  CHECK(panel["title"] == detail::valid_utf8(figure.panels[0].title));
  CHECK(panel["x_label"] == detail::valid_utf8(figure.panels[0].x_label));
  CHECK(panel["y_label"] == detail::valid_utf8(figure.panels[0].y_label));
  CHECK(panel["log_x"] == false);
  CHECK(panel["log_y"] == true);
  REQUIRE(panel["series"].size() == 3);
  for (std::size_t s = 0; s < 3; ++s) {
    const Series& series = figure.panels[0].series[s];
    const json& entry = panel["series"][s];
    CHECK(entry["name"] == detail::valid_utf8(series.name));
    CHECK(entry["kind"] == to_text(series.kind));
    CHECK(entry["colour"] == series.colour);
    CHECK(entry["x"] == json(series.x));
    CHECK(entry["lower"] == json(series.lower));
    CHECK(entry["upper"] == json(series.upper));
    CHECK(entry["end"] == detail::valid_utf8(series.end));
    if (s > 0) CHECK(entry["y"] == json(series.y));
  }
  CHECK(panel["series"][0]["y"][3] == "nan");
  CHECK(panel["series"][0]["y"][4] == "-inf");
  CHECK(panel["series"][0]["y"][5] == figure.panels[0].series[0].y[5]);
  const json& table = tree["tables"][0];
  CHECK(table["title"] == detail::valid_utf8(figure.tables[0].title));
  CHECK(table["columns"][1] == "value");
  CHECK(table["rows"][0][1] == 0.1);
  CHECK(table["rows"][1] == json({nullptr, "inf"}));
  REQUIRE(tree["checks"].size() == 3);
  CHECK(tree["checks"][0]["verdict"] == "HOLDS");
  CHECK(tree["checks"][1]["verdict"] == "DEPENDS");
  CHECK(tree["checks"][2]["verdict"] == "FAILS");
  CHECK(tree["checks"][1]["statement"] == detail::valid_utf8(figure.checks[1].statement));
  CHECK(tree["checks"][1]["depends_on"] == detail::valid_utf8(figure.checks[1].depends_on));
  CHECK(tree["checks"][1]["cases"][1] ==
        json({{"choice", "otherwise"}, {"holds", false}, {"numbers", "1 < 2"}}));
  CHECK(tree["notes"][0] == detail::valid_utf8(figure.notes[0]));
  CHECK(tree["replay"] == detail::valid_utf8(figure.replay));
  CHECK(tree["seconds"] == 12);
}

TEST_CASE("the page lets no markup through and loads nothing", "[experiments][html]") {
  const std::string page = to_html({sample(kHostile), sample("")});
  CHECK_FALSE(contains(page, "<script"));
  CHECK(contains(page, "&lt;script src="));
  CHECK_FALSE(contains(page, "\x1b"));
  const std::regex loads(R"((src|href|xlink:href|data)\s*=\s*['"][^#'"])");
  CHECK_FALSE(std::regex_search(page, loads));
  CHECK_FALSE(std::regex_search(page, std::regex(R"(url\(|@import)")));
  CHECK_FALSE(std::regex_search(page, std::regex(R"(<[a-z]+[^>]*\son[a-z]+=)")));
  CHECK(contains(page, "default-src 'none'"));
}

TEST_CASE("the page tells all of a figure and no id of it occurs twice", "[experiments][html]") {
  const std::string page = to_html({sample(""), sample("")});
  for (const char* part : {"title ", "about ", "gamma", "0.01", "table", "section_<wbr>6_<wbr>two",
                           "what section_6_three says", "the Hessian", "note", "biasbound",
                           "diverges", "chip HOLDS", "chip FAILS", "chip DEPENDS", "12 s",
                           "2 figures", "6 sentences: 2 HOLDS, 2 FAILS, 2 DEPENDS"})
    CHECK(contains(page, part));
  CHECK(count(page, "<svg \n") + count(page, "<p class=\"note\">The plot is left out") >= 2);
  std::vector<std::string> ids;
  const std::regex id(R"(\sid=['"]([^'"]+)['"])");
  for (std::sregex_iterator at(page.begin(), page.end(), id), end; at != end; ++at)
    ids.push_back((*at)[1]);
  std::ranges::sort(ids);
  CHECK(ids.size() > 2);
  CHECK(std::ranges::adjacent_find(ids) == ids.end());
}

TEST_CASE("without gnuplot a plot is refused and the page says so", "[experiments][plot]") {
  const EmptyPath path;
  for (const PlotFormat format : {PlotFormat::svg, PlotFormat::png})
    CHECK_THROWS_WITH(plot(sample(""), format), Catch::Matchers::Contains("gnuplot was not found"));
  CHECK_THROWS_AS(plot(sample(""), PlotFormat::svg), InvalidInput);
  const std::string page = to_html({sample("")});
  CHECK(contains(page, "The plot is left out"));
  CHECK(contains(page, "chip DEPENDS"));
}

TEST_CASE("plots are files of their format and equal for equal figures", "[experiments][plot]") {
  if (!has_gnuplot()) return;
  const Figure figure = sample(kHostile);
  const std::string svg = plot(figure, PlotFormat::svg), png = plot(figure, PlotFormat::png);
  CHECK(contains(svg, "<svg"));
  CHECK(contains(svg, "</svg>"));
  CHECK_FALSE(contains(svg, "<script"));
  CHECK(contains(svg, "10⁻¹"));
  CHECK(png.substr(0, 8) == "\x89PNG\r\n\x1a\n");
  CHECK(contains(png, "IEND"));
  CHECK(plot(figure, PlotFormat::svg) == svg);
  CHECK(plot(figure, PlotFormat::png) == png);
}

TEST_CASE("no text ends the string of gnuplot that it stands in", "[experiments][plot]") {
  Figure figure = sample("");
  figure.panels[0].title = "' at 0,0\nset output 'x'; !touch y '";
  figure.panels[0].series[0].name = "'";
  figure.panels[0].x_label = "''";
  const std::string script = figure_script(figure, PlotFormat::svg);
  CHECK(contains(script, "set label '’ at 0,0 set output ’x’; !touch y ’' at screen"));
  CHECK_FALSE(contains(script, "\nset output"));
  if (has_gnuplot()) CHECK(contains(plot(figure, PlotFormat::svg), "!touch y"));
}

TEST_CASE("figures without panels or points or names are written all the same",
          "[experiments][plot]") {
  const Figure empty;
  CHECK(count(to_csv(empty), "\n") == 1);
  CHECK(json::parse(to_json(empty))["panels"].empty());
  CHECK(contains(to_terminal(empty, {}), "0 sentences"));
  CHECK(contains(to_html({empty}), "</html>"));
  CHECK(contains(to_html({}), "</html>"));
  CHECK_THROWS_AS(plot(empty, PlotFormat::svg), InvalidInput);
  Figure blank;
  blank.panels.resize(3);
  blank.panels[1].series.resize(2);
  blank.panels[2].series = {constant(Kind::exact, NAN)};
  blank.panels_a_row = 0;
  blank.tables.resize(1);
  blank.checks.resize(1);
  CHECK(contains(figure_script(blank, PlotFormat::svg), "nothing to show"));
  CHECK(contains(to_html({blank}), "</html>"));
  CHECK(to_terminal(blank, {}).size() > 1);
  if (has_gnuplot()) CHECK(contains(plot(blank, PlotFormat::svg), "</svg>"));
}

TEST_CASE("a floor far below and a series that diverges squash no curve", "[experiments][axes]") {
  Panel panel;
  panel.series = {decay("a", Kind::exact, 0, 1e-4), constant(Kind::floor, 1e-300)};
  Series wild = decay("b", Kind::exact, 1, 0);
  for (std::size_t i = 0; i < wild.y.size(); ++i)
    wild.y[i] = std::pow(30.0, static_cast<double>(i));
  CHECK(std::isfinite(wild.y[190]));
  panel.series.push_back(wild);
  const auto fits = [&] {
    const Axis axis = y_axis(panel);
    CHECK(axis.low < 1e-4);
    CHECK(axis.low > 1e-6);
    CHECK(axis.high > 1);
    CHECK(axis.high < 1e4);
  };
  fits();
  panel.series[2].y.resize(3);  // too short to be seen to diverge, but it says so
  panel.series[2].y[2] = 1e9;
  panel.series[2].end = "diverges";
  fits();
  panel.series.erase(panel.series.begin());
  CHECK(y_axis(panel).high < 1e13);
}

TEST_CASE("what falls to nothing is cut sixteen decades below the top", "[experiments][axes]") {
  Panel panel;
  panel.series = {decay("a", Kind::exact, 0, 0)};
  for (std::size_t i = 100; i < panel.series[0].y.size(); ++i) panel.series[0].y[i] = 1e-250;
  CHECK(y_axis(panel).low > 1e-18);
  CHECK(y_axis(panel).low < 1e-15);
  panel.series = {constant(Kind::exact, 1e-200)};
  CHECK(y_axis(panel).low < 1e-200);
  CHECK(y_axis(panel).high > 1e-200);
}

TEST_CASE("a logarithmic axis breaks curves at zeros and negatives", "[experiments][axes]") {
  Panel panel;
  panel.log_x = true;
  panel.series = {
      {"a", Kind::exact, 0, {0, 1, 2, 3, 4, 5, 6}, {9, 1, 0.1, 0, -1, 0.5, 1}, {}, {}, ""}};
  const Axis x = x_axis(panel), y = y_axis(panel);
  CHECK(x.low == 1);
  CHECK(x.high == 6);
  CHECK(y.low > 0.05);
  const auto paths = curve(panel.series[0], x, y);
  REQUIRE(paths.size() == 2);
  CHECK(paths[0].size() == 2);
  CHECK(paths[1].size() == 2);
  for (const auto& path : paths)
    for (const auto& [u, v] : path) {
      CHECK((u >= 0 && u <= 1));
      CHECK((v >= 0 && v <= 1));
    }
}

TEST_CASE("curves are cut where they leave the plot", "[experiments][axes]") {
  const Series series = {"a", Kind::exact, 0, {0, 1, 2, 3, 4}, {0, 2, 0.5, -3, 4}, {}, {}, ""};
  const auto paths = curve(series, {0, 4, false}, {0, 1, false});
  REQUIRE(paths.size() == 3);
  CHECK(paths[0].back().v == Approx(1));
  CHECK(paths[0].back().u == Approx(0.125));
  CHECK(paths[1].front().v == Approx(1));
  CHECK(paths[1].back().v == Approx(0).margin(1e-15));
  CHECK(paths[2].front().v == Approx(0).margin(1e-15));
  CHECK(paths[2].back().v == Approx(1));
}

TEST_CASE("a confidence band below zero reaches the lower edge of a logarithmic plot",
          "[experiments][axes]") {
  const Series series = {"a",
                         Kind::monte_carlo,
                         0,
                         {0, 1, 2, 3},
                         {1, 1, 1, NAN},
                         {0.5, -1, -INFINITY, 0},
                         {2, INFINITY, 2, 1},
                         ""};
  const auto outlines = band(series, {0, 3, false}, {0.1, 10, true});
  REQUIRE(outlines.size() == 1);
  REQUIRE(outlines[0].size() == 6);
  CHECK(outlines[0][1].v == 1);
  CHECK(outlines[0][3].v == 0);
  CHECK(outlines[0][4].v == 0);
  CHECK(outlines[0][5].v == Approx(0.5 + std::log10(0.5) / 2));
}

TEST_CASE("a thinned curve keeps its ends and stays within the tolerance", "[experiments][axes]") {
  Path path;
  for (int i = 0; i <= 1000; ++i) path.push_back({i / 1000.0, i == 500 ? 1 : std::exp(-i / 200.0)});
  const Path thin = simplified(path, 400, 300);
  CHECK(thin.size() < 100);
  CHECK(thin.front().u == 0);
  CHECK(thin.back().u == 1);
  CHECK(
      std::ranges::any_of(thin, [](const Place& place) { return place.v == 1 && place.u == 0.5; }));
  for (const auto& [u, v] : path)
    for (std::size_t i = 0; i + 1 < thin.size(); ++i)
      if (thin[i].u <= u && u <= thin[i + 1].u && std::abs(u - 0.5) > 0.002) {
        const double share = (u - thin[i].u) / (thin[i + 1].u - thin[i].u);
        CHECK(std::abs(thin[i].v + share * (thin[i + 1].v - thin[i].v) - v) * 300 < 1);
      }
}

TEST_CASE("every axis has a range and labels inside it", "[experiments][axes]") {
  for (const bool log : {false, true})
    for (const double low : {1e-300, 1e-20, 0.013, 0.9, 7.0, 1e12})
      for (const double factor : {1.0, 1.2, 3.0, 40.0, 1e6, 1e15}) {
        Panel panel;
        panel.log_x = panel.log_y = log;
        panel.series = {
            {"a", Kind::exact, 0, {low, low * factor}, {low, low * factor}, {}, {}, ""}};
        for (const Axis& axis : {x_axis(panel), y_axis(panel)}) {
          CAPTURE(log, low, factor, axis.low, axis.high);
          REQUIRE(axis.low < axis.high);
          REQUIRE(std::isfinite(axis.high - axis.low));
          const auto list = tics(axis, 5);
          const auto labelled =
              std::ranges::count_if(list, [](const Tic& t) { return !t.label.empty(); });
          CHECK(labelled >= 1);
          CHECK(labelled <= 12);
          CHECK(list.size() <= 80);
          for (const Tic& tic : list) {
            CHECK(tic.position >= -1e-6);
            CHECK(tic.position <= 1 + 1e-6);
          }
        }
      }
}

TEST_CASE("the terminal's lines fit every width and no number is cut", "[experiments][terminal]") {
  Figure figure = sample(" " + kHostile);
  Table wide{"wide", {}, {{}, {}}};
  for (int i = 0; i < 30; ++i) {
    wide.columns.push_back("a column with a long name " + std::to_string(i));
    wide.rows[0].emplace_back(-1.23457e-300);
    wide.rows[1].emplace_back(std::string(i % 7 == 0 ? "several words in a cell of a table" : "x"));
  }
  figure.tables.push_back(wide);
  for (unsigned width = 40; width <= 200; ++width)
    for (const bool quiet : {false, true}) {
      const std::string text = to_terminal(figure, {.width = width, .quiet = quiet});
      std::size_t begin = 0;
      for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
        if (detail::columns(text.substr(begin, end - begin)) > width)
          FAIL(text.substr(begin, end - begin));
      CHECK(begin == text.size());
      // The first column stands again before each piece of the table.
      if (!quiet) CHECK(count(text, "-1.23457e-300") >= 30);
      CHECK_FALSE(std::ranges::any_of(text, [](char c) { return c == '\x1b' || c == '\r'; }));
    }
}

TEST_CASE("the terminal counts verdicts and shows cases that differ or fail",
          "[experiments][terminal]") {
  const std::string text = to_terminal(sample(""), {});
  CHECK(contains(text, "\nfigure-1: 3 sentences: 1 HOLDS, 1 FAILS, 1 DEPENDS (12 s)\n"));
  CHECK(contains(text, "HOLDS    section_6_one"));
  CHECK(contains(text, "DEPENDS  section_6_two"));
  CHECK(contains(text, "FAILS    section_6_three"));
  CHECK(contains(text, "depends on the Hessian"));
  CHECK(count(text, "holds  as is: 1 < 2") == 1);
  CHECK(count(text, "fails  otherwise: 1 < 2") == 2);
  CHECK(contains(text, "gamma = 0.01"));
  CHECK(contains(text, "note"));
}

TEST_CASE("quiet prints what does not hold and the last line", "[experiments][terminal]") {
  Figure figure = sample("");
  const std::string text = to_terminal(figure, {.quiet = true});
  CHECK_FALSE(contains(text, "section_6_one"));
  CHECK_FALSE(contains(text, "gamma"));
  CHECK(contains(text, "section_6_two"));
  CHECK(contains(text, "section_6_three"));
  figure.checks.resize(1);
  CHECK(to_terminal(figure, {.quiet = true}) == "figure-1: 1 sentence: 1 HOLDS (12 s)\n");
}

TEST_CASE("a figure is coloured where asked for and only there", "[experiments][terminal]") {
  CHECK(contains(to_terminal(sample(""), {.colour = true}), "\x1b[33mDEPENDS"));
  CHECK_FALSE(contains(to_terminal(sample(""), {}), "\x1b["));
}

}  // namespace biasbound::experiments
