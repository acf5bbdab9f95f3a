// Statements -> one HTML file in the style of the audit's report.
#include <fmt/format.h>

#include <algorithm>

#include "biasbound/build_info.hpp"
#include "report/html_parts.hpp"
#include "report/text.hpp"
#include "statements/statements.hpp"

namespace biasbound {
namespace {

using detail::brief;
using detail::escape_markup;
using detail::fact;
using detail::paragraph;

// The chips of the audit's verdicts have classes of their own.
constexpr std::string_view kStyle =
    R"css(.holds, .passed { color: var(--good); background: var(--good-back); }
.repaired { color: var(--fair); background: var(--fair-back); }
.wrong, .failed { color: var(--bad); background: var(--bad-back); }
.loose, .ill-posed, .missing { color: var(--warn); background: var(--warn-back); }
table.summary td { overflow-wrap: break-word; }
h3 .mark { white-space: normal; }
)css";

std::string chip(StatementVerdict verdict) {
  const std::string_view kind = verdict == StatementVerdict::holds      ? "holds"
                                : verdict == StatementVerdict::repaired ? "repaired"
                                : verdict == StatementVerdict::wrong    ? "wrong"
                                                                        : to_text(verdict);
  return fmt::format("<span class=\"chip {}\">{}</span>", kind, to_text(verdict));
}

std::string verdict_chip(const Statement& statement) {
  return statement.is_support() ? "" : chip(statement.verdict);
}

std::string chip(std::string_view outcome) {
  if (outcome.empty()) return "";
  return fmt::format("<span class=\"chip {}\">{}</span>",
                     outcome == "no results" ? "missing" : outcome, outcome);
}

std::string code(const std::string& formula) {
  return formula.empty() ? "" : "<code>" + escape_markup(formula) + "</code>";
}

std::string head(const StatementsReport& report) {
  const bool missing = std::ranges::any_of(report.shown, [&](const Statement* entry) {
    return outcome(report, *entry) == "no results";
  });
  const std::string_view lead = exit_code(report) != 0 ? "A property failed."
                                : missing ? "No property failed; some statements have no results."
                                          : "Every property and every control passed.";
  std::string text = "<header>\n<h1>The statements of the paper</h1>\n";
  text += fmt::format("<p class=\"lead\"><strong>{}</strong> {}.</p>\n", lead,
                      escape_markup(summary(report)));
  text += "<details><summary>How to read this page, and how it was made</summary>\n<dl>\n";
  text += fact(chip(StatementVerdict::holds), "holds as printed; new results are marked so too");
  text += fact(chip(StatementVerdict::repaired),
               "holds once a hypothesis, an index or a wording is mended");
  text += fact(chip(StatementVerdict::loose),
               "holds, but a smaller constant does too where the printed one is called tight");
  text += fact(chip(StatementVerdict::wrong), "a counterexample is given and tested");
  text += fact(chip(StatementVerdict::ill_posed), "says nothing in a case that it allows");
  text += fact("property", "holds on every generated instance, in the arithmetic named");
  text += fact("instance", "holds on one instance, a long run");
  text += fact("attained", "an instance at which the bound is met with equality");
  text += fact("must fail",
               "a negative control: the same comparisons with the bound tightened or a hypothesis "
               "dropped, which have to fail");
  text += fact("slack", "(bound - measured) / |bound|, the smallest that was seen");
  const BuildInfo& info = build_info();
  text += fact("tool", escape_markup("biasbound " + info.version + ", " + info.compiler + ", " +
                                     info.instruction_set));
  return text + "</dl></details>\n</header>\n";
}

std::string summary_row(const StatementsReport& report, const Statement& statement) {
  const auto cell = [](std::string_view title, const std::string& text) {
    return fmt::format("<td data-title=\"{}\">{}</td>", title, text);
  };
  const auto slack = smallest_slack(report.runs(statement));
  std::string breakable;  // between its words only
  for (const char c : statement.id) breakable += c == '_' ? "_<wbr>" : std::string(1, c);
  return fmt::format("<tr><td><a href=\"#{}\">{}</a></td>{}{}{}{}{}</tr>\n", statement.id,
                     breakable, cell("place", escape_markup(statement.place)),
                     cell("verdict", verdict_chip(statement)),
                     cell("results", chip(outcome(report, statement))),
                     cell("slack", slack ? fmt::format("{:.3g}", *slack) : ""),
                     cell("what holds", code(statement.corrected)));
}

std::string summary_table(const StatementsReport& report) {
  std::string text =
      "<section class=\"card\"><h2>Summary</h2>\n<div class=\"scroll\"><table class=\"summary\">"
      "<thead><tr><th>statement</th><th>place</th><th>verdict</th><th>results</th><th>slack</th>"
      "<th>what holds</th></tr></thead>\n<tbody>\n";
  for (const Statement* entry : report.shown) text += summary_row(report, *entry);
  return text + "</tbody></table></div>\n</section>\n";
}

std::string comparisons(const PropertyRun& run) {
  if (run.comparisons.empty()) return "";
  std::string text =
      "<div class=\"scroll\"><table><thead><tr><th>comparison</th><th>smallest slack</th>"
      "<th>measured</th><th>bound</th><th>comparisons</th></tr></thead>\n<tbody>\n";
  for (const auto& entry : run.comparisons)
    text += fmt::format(
        "<tr><td>{}</td><td class=\"number\">{}</td><td>{}</td><td>{}</td>"
        "<td class=\"number\">{}</td></tr>\n",
        escape_markup(entry.name),
        entry.equality ? "equal"
        : entry.slack  ? brief(*entry.slack)
                       : "every bound was 0",
        escape_markup(entry.measured), escape_markup(entry.bound), detail::grouped(entry.count));
  return text + "</tbody></table></div>\n";
}

std::string section(const PropertyRun& run) {
  std::string how = fmt::format("{}, {} arithmetic", run.kind, run.arithmetic);
  if (run.kind == "property")
    how += fmt::format(", {} from seed {}", detail::counted(run.cases, "case"), run.seed);
  std::string text =
      fmt::format("<h3>{} <span class=\"mark{}\">{}{}</span></h3>\n", escape_markup(run.property),
                  run.passed ? "" : " off", escape_markup(how), run.passed ? "" : ": FAILED");
  if (!run.refuted.empty()) text += paragraph("Fails as it must: " + run.refuted);
  text += comparisons(run);
  if (!run.failure.empty()) text += "<pre>" + escape_markup(run.failure) + "</pre>\n";
  return text;
}

std::string section(const StatementsReport& report, const Statement& statement) {
  std::string text = fmt::format("<section class=\"card\" id=\"{}\">\n<h2>{}</h2>\n<p>{} {}</p>\n",
                                 escape_markup(statement.id),
                                 escape_markup(statement.place + ": " + statement.title),
                                 verdict_chip(statement), chip(outcome(report, statement)));
  text += "<dl>\n";
  text += fact("name", code(statement.id));
  text += fact("printed", code(statement.printed));
  text += fact("what holds", code(statement.corrected));
  text += fact("counterexample", code(statement.counterexample));
  text += fact("remarks", escape_markup(statement.remarks));
  std::string tests;
  for (const auto& test : statement.properties)
    tests += (tests.empty() ? "" : "<br>") + escape_markup(test.name) + " <span class=\"soft\">" +
             escape_markup(test.file) + "</span>";
  text += fact("tests", tests.empty() ? "none yet" : tests);
  std::string proofs;
  for (const auto& proof : statement.proofs)
    proofs += (proofs.empty() ? "" : "<br>") + code(proof.theorem) + " <span class=\"soft\">" +
              escape_markup(proof.file) + "</span>";
  text += fact("theorems", proofs.empty() ? escape_markup(statement.unproved) : proofs);
  text += fact("experiment", escape_markup(statement.experiment));
  text += "</dl>\n";
  const auto& runs = report.runs(statement);
  if (runs.empty())
    text += paragraph("No results: none of its properties left a report in this folder.", "note");
  for (const auto& run : runs) text += section(run);
  return text + "</section>\n";
}

}  // namespace

std::string to_html(const StatementsReport& report) {
  std::string text = detail::page_begin("biasbound statements", kStyle);
  text += head(report);
  text += summary_table(report);
  for (const Statement* entry : report.shown) text += section(report, *entry);
  return text + detail::page_end();
}

}  // namespace biasbound
