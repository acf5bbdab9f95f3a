// Figures -> one HTML file in the style of the audit's report.
#include <fmt/format.h>

#include <algorithm>

#include "biasbound/build_info.hpp"
#include "experiments/figure.hpp"
#include "experiments/html_plot.hpp"
#include "experiments/words.hpp"
#include "report/html_parts.hpp"
#include "report/text.hpp"

namespace biasbound::experiments {
namespace {

using detail::escape_markup;
using detail::fact;
using detail::paragraph;

constexpr std::string_view kStyle =
    R"css(main { max-width: 76rem; }
.HOLDS { color: var(--good); background: var(--good-back); }
.FAILS { color: var(--bad); background: var(--bad-back); }
.DEPENDS { color: var(--warn); background: var(--warn-back); }
p, .card > dl, figcaption { max-width: 62rem; }
table.summary td { overflow-wrap: break-word; }
table.numbers { width: auto; min-width: min(100%, 24rem); }
table.numbers td, table.numbers th { white-space: nowrap; }
table.numbers td.words { white-space: normal; min-width: 8rem; }
.number { text-align: right; }
table.summary a { white-space: nowrap; }
.check { border-top: 1px solid var(--line); margin-top: 1rem; padding-top: .7rem; }
.check table { max-width: 62rem; }
.check h3 { margin-top: 0; }
h3 code { font-weight: 400; color: var(--ink); }
@media print {
  main { max-width: none; padding: 0; }
  .card { break-inside: auto; border: 0; padding: 0; }
  .check, tr, figcaption, .legend, pre { break-inside: avoid; }
  h2, h3, .legend { break-after: avoid; }
  .scroll { overflow: visible; }
  table.numbers { font-size: 7pt; }
  table.numbers td, table.numbers th { white-space: normal; overflow-wrap: break-word; padding: .15rem .2rem; }
  table.numbers td.number { white-space: nowrap; }
  .card, body { background: #ffffff; }
  .chip { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
)css";

std::string chip(std::string_view word) {
  return fmt::format("<span class=\"chip {0}\">{0}</span>", word);
}

std::string code(const std::string& name) {
  if (name.empty()) return "";
  std::string breakable;  // between its words only
  for (const char c : escape_markup(name)) breakable += c == '_' ? "_<wbr>" : std::string(1, c);
  return "<code>" + breakable + "</code>";
}

std::string lead(const std::vector<Figure>& figures) {
  std::vector<Check> all;
  for (const auto& figure : figures)
    all.insert(all.end(), figure.checks.begin(), figure.checks.end());
  return detail::counted(figures.size(), "figure") + ", " + counts(all) + ".";
}

std::string head(const std::vector<Figure>& figures) {
  std::string text = "<header>\n<h1>The paper's experiments</h1>\n";
  text += paragraph(lead(figures), "lead");
  text += "<details><summary>How to read this page, and how it was made</summary>\n<dl>\n";
  text += fact(chip("HOLDS"), "the sentence is true under every reading that was tested");
  text += fact(chip("DEPENDS"),
               "true under some readings of what the paper leaves open, false under others");
  text += fact(chip("FAILS"), "false under every reading that was tested");
  const BuildInfo& info = build_info();
  text += fact("tool", escape_markup("biasbound " + info.version + ", " + info.compiler + ", " +
                                     info.instruction_set));
  return text + "</dl></details>\n</header>\n";
}

std::string anchor(std::size_t figure) { return fmt::format("plot-{}", figure + 1); }

std::string summary_row(const Figure& figure, std::size_t number, const Check& check) {
  const auto cell = [](std::string_view title, const std::string& text) {
    return text.empty() ? std::string("<td></td>")
                        : fmt::format("<td data-title=\"{}\">{}</td>", title, text);
  };
  return fmt::format("<tr><td>{}</td><td><a href=\"#{}\">{}</a></td>{}{}{}</tr>\n",
                     chip(to_text(check.verdict())), anchor(number), escape_markup(figure.id),
                     cell("sentence", escape_markup(check.sentence)),
                     cell("statement", code(check.statement)),
                     cell("depends on", escape_markup(shown_dependence(check))));
}

std::string summary_table(const std::vector<Figure>& figures) {
  std::string rows;
  for (std::size_t i = 0; i < figures.size(); ++i)
    for (const auto& check : figures[i].checks) rows += summary_row(figures[i], i, check);
  if (rows.empty()) return "";
  return "<section class=\"card\"><h2>Summary</h2>\n<div class=\"scroll\"><table class=\"summary\">"
         "<thead><tr><th>verdict</th><th>figure</th><th>sentence</th><th>statement</th>"
         "<th>depends on</th></tr></thead>\n<tbody>\n" +
         rows + "</tbody></table></div>\n</section>\n";
}

std::string cell_markup(const Cell& cell) {
  const bool words = std::holds_alternative<std::string>(cell);
  const std::string text = cell_text(cell);
  // A text is words unless it is short, as "3/4" and "diverges" are.
  return fmt::format("<td class=\"{}\">{}</td>",
                     !words                       ? "number"
                     : detail::columns(text) > 16 ? "words"
                                                  : "short",
                     escape_markup(text));
}

std::string table(const Table& table) {
  if (table.columns.empty()) return "";
  std::string text = table.title.empty() ? "" : "<h3>" + escape_markup(table.title) + "</h3>\n";
  text += "<div class=\"scroll\"><table class=\"numbers\"><thead><tr>";
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const bool numbers = std::ranges::any_of(table.rows, [c](const std::vector<Cell>& row) {
      return c < row.size() && std::holds_alternative<double>(row[c]);
    });
    text += fmt::format("<th{}>{}</th>", numbers ? " class=\"number\"" : "",
                        escape_markup(table.columns[c]));
  }
  text += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    text += "<tr>";
    for (const auto& cell : row) text += cell_markup(cell);
    text += "</tr>\n";
  }
  return text + "</tbody></table></div>\n";
}

std::string check_markup(const Check& check) {
  std::string text = fmt::format("<div class=\"check\">\n<h3>{} {}</h3>\n",
                                 chip(to_text(check.verdict())), code(check.statement));
  text += paragraph(check.sentence, "lead");
  text += "<dl>\n";
  text += fact("test", escape_markup(check.test));
  text += fact("depends on", escape_markup(shown_dependence(check)));
  text += "</dl>\n";
  if (!check.cases.empty()) {
    text +=
        "<div class=\"scroll\"><table><thead><tr><th>reading</th><th>sentence</th>"
        "<th>numbers</th></tr></thead>\n<tbody>\n";
    for (const auto& one : check.cases)
      text += fmt::format("<tr><td>{}</td><td><span class=\"{}\">{}</span></td><td>{}</td></tr>\n",
                          escape_markup(one.choice), one.holds ? "chip HOLDS" : "chip FAILS",
                          one.holds ? "holds" : "fails", escape_markup(one.numbers));
    text += "</tbody></table></div>\n";
  }
  return text + "</div>\n";
}

std::string section(const Figure& figure, std::size_t number) {
  std::string text = fmt::format("<section class=\"card\" id=\"{}\">\n<h2>{}</h2>\n",
                                 anchor(number), escape_markup(figure.id + ": " + figure.title));
  text += paragraph(figure.about);
  text += html_plot(figure, anchor(number));
  if (!figure.choices.empty()) {
    text += "<h3>Choices</h3>\n<dl>\n";
    for (const auto& [name, value] : figure.choices)
      text += fact(escape_markup(name), escape_markup(value));
    text += "</dl>\n";
  }
  for (const auto& entry : figure.tables) text += table(entry);
  for (const auto& check : figure.checks) text += check_markup(check);
  if (!figure.notes.empty()) text += "<h3>Notes</h3>\n";
  for (const auto& note : figure.notes) text += paragraph(note, "note");
  if (!figure.replay.empty())
    text += "<h3>Replay</h3>\n<pre><code>" + escape_markup(figure.replay) + "</code></pre>\n";
  text += paragraph("Took " + detail::duration(figure.seconds) + ".", "soft");
  return text + "</section>\n";
}

}  // namespace

std::string to_html(const std::vector<Figure>& figures) {
  std::string text =
      detail::page_begin("biasbound experiments", std::string(kStyle) + std::string(plot_style));
  text += head(figures);
  text += summary_table(figures);
  for (std::size_t i = 0; i < figures.size(); ++i) text += section(figures[i], i);
  return text + detail::page_end();
}

}  // namespace biasbound::experiments
