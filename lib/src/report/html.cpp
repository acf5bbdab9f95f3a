// Report -> one HTML file with its style and plots inside.
#include <fmt/format.h>

#include <algorithm>

#include "biasbound/report_writers.hpp"
#include "report/html_parts.hpp"
#include "report/plot.hpp"
#include "report/text.hpp"

namespace biasbound {
namespace {

using detail::brief;
using detail::escape_markup;
using detail::fact;
using detail::paragraph;

constexpr std::size_t kShownEntries = 64;

std::string chip(Verdict verdict) {
  std::string words(to_text(verdict));
  std::replace(words.begin(), words.end(), '_', ' ');
  return fmt::format("<span class=\"chip {}\">{}</span>", to_text(verdict), words);
}

std::string expectation(const Report& report, const AuditResult& audit) {
  if (!audit.expect) return "";
  if (audit_code(report, audit) == 0) return "<span class=\"mark\">as expected</span>";
  return fmt::format("<span class=\"mark off\">expected {}</span>", to_text(*audit.expect));
}

std::string figure(const std::string& script, const std::string& prefix, const std::string& label,
                   const std::string& caption) {
  if (script.empty()) return "";
  const auto svg = detail::gnuplot_svg(script, prefix);
  if (!svg)
    return "<p class=\"note\">The plot is left out: gnuplot was not found or failed. The numbers "
           "are in the JSON report.</p>\n";
  return fmt::format(
      "<figure role=\"img\" aria-label=\"{}\">\n{}\n<figcaption>{}</figcaption>"
      "</figure>\n",
      escape_markup(label), *svg, escape_markup(caption));
}

std::string summary_row(const Report& report, std::size_t i) {
  const AuditResult& audit = report.audits[i];
  const auto cell = [](std::string_view title, const std::string& text) {
    return text.empty() ? std::string("<td></td>")
                        : fmt::format("<td data-title=\"{}\">{}</td>", title, text);
  };
  return fmt::format(
      "<tr><td>{}</td><td><a href=\"#audit-{}\">{}</a> {}</td>{}{}{}</tr>\n", chip(audit.verdict),
      i + 1, escape_markup(fmt::format("#{} {}", i + 1, audit.name)), expectation(report, audit),
      cell("claim", audit.claim
                        ? "<code>" + escape_markup(detail::short_claim(*audit.claim)) + "</code>"
                        : "inferred, none claimed"),
      cell("tightness", escape_markup(detail::describe(audit.tightness))),
      cell("evidence", escape_markup(detail::evidence(audit))));
}

std::string head(const Report& report) {
  const int code = exit_code(report);
  const std::string_view outcome =
      code == 0   ? "Every audit ended as it should."
      : code == 1 ? "A claim was refuted, or a verdict is not the expected one."
      : code == 4 ? "An oracle misbehaved."
                  : "Some audits are inconclusive.";
  std::string text = "<header>\n<h1>biasbound report</h1>\n";
  text += fmt::format("<p class=\"lead\"><strong>{}</strong> {}.</p>\n", outcome,
                      escape_markup(detail::summary(report)));
  if (report.interrupted)
    text +=
        "<p class=\"note\">The run was interrupted: what follows is what was known by then.</p>\n";
  text += "<details><summary>How to read this report, and how it was made</summary>\n<dl>\n";
  text += fact("seed", std::to_string(report.seed));
  text += fact("alpha", to_text(report.alpha) + ", " + escape_markup(report.alpha_split));
  text += fact("false alarms", escape_markup(report.false_alarm));
  text += fact("strict", report.strict ? "yes: NOT_REFUTED counts as inconclusive" : "");
  text += fact("tool", escape_markup("biasbound " + report.tool_version + ", " + report.compiler +
                                     ", " + report.instruction_set));
  text += fact(chip(Verdict::proved), "a theorem covers the oracle for every x");
  text += fact(chip(Verdict::supported),
               "within the claim at every tested x, exactly or by an upper confidence bound");
  text += fact(chip(Verdict::not_refuted),
               "no evidence against the claim within the sample budget; no confirmation");
  text += fact(chip(Verdict::refuted), "an exact witness, or an e-value of at least 1/alpha");
  text += fact(chip(Verdict::inconclusive), "stopped before a decision; never a pass");
  text += fact(chip(Verdict::oracle_error), "the oracle crashed, hung, or broke the protocol");
  return text + "</dl></details>\n</header>\n";
}

std::string summary_table(const Report& report) {
  std::string text =
      "<section class=\"card\"><h2>Summary</h2>\n<div class=\"scroll\"><table class=\"summary\">"
      "<thead><tr><th>verdict</th><th>audit</th><th>claim</th><th>tightness</th><th>evidence</th>"
      "</tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < report.audits.size(); ++i) text += summary_row(report, i);
  text += "</tbody></table></div>\n";
  text +=
      figure(detail::overview_script(report.audits), "overview",
             "Largest measured over claimed constant of each audit",
             "The largest measured / claimed constant of each audit. At 1 a claim is tight, left "
             "of it loose, right of it exceeded.");
  return text + "</section>\n";
}

std::string halves_table(const std::vector<Half>& halves) {
  if (halves.empty()) return "";
  std::string text =
      "<h3>Inequalities</h3>\n<div class=\"scroll\"><table><thead><tr><th>inequality</th>"
      "<th>verdict</th><th>measured</th><th>bound</th><th>excess</th><th>e-value</th>"
      "<th>largest ratio</th></tr></thead>\n<tbody>\n";
  for (const auto& half : halves)
    text += fmt::format(
        "<tr><td>{}</td><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
        "<td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
        escape_markup(half.name), chip(half.verdict), brief(half.measured), brief(half.bound),
        escape_markup(half.excess), half.e_value ? fmt::format("{:.3g}", *half.e_value) : "",
        brief(half.ratio));
  return text + "</tbody></table></div>\n";
}

std::string estimates_table(const std::vector<ConstantEstimate>& estimates) {
  if (estimates.empty()) return "";
  std::string text =
      "<h3>Constants, as measured at the worst point</h3>\n<div class=\"scroll\"><table><thead><tr>"
      "<th>constant</th><th>estimate</th><th>lower bound</th><th>upper bound</th></tr></thead>\n"
      "<tbody>\n";
  for (const auto& entry : estimates)
    text += fmt::format(
        "<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
        "<td class=\"number\">{}</td></tr>\n",
        escape_markup(entry.constant), brief(entry.estimate),
        entry.lower ? brief(*entry.lower) : "", entry.upper ? brief(*entry.upper) : "");
  return text + "</tbody></table></div>\n";
}

std::string point_text(const std::vector<std::string>& entries) {
  std::string text;
  for (std::size_t i = 0; i < entries.size() && i < kShownEntries; ++i)
    text += (i == 0 ? "" : ", ") + entries[i];
  if (entries.size() > kShownEntries)
    text += fmt::format(", … and {} more in the JSON report", entries.size() - kShownEntries);
  return escape_markup(text);
}

std::string point(std::string_view name, const std::string& title, const Point& x) {
  if (x.empty()) return "";
  return fmt::format(
      "<h3>{}</h3>\n<p>{} = (<code>{}</code>){}</p>\n<details><summary>as hexadecimal "
      "floating-point "
      "numbers</summary><p><code>{}</code></p></details>\n",
      escape_markup(title), name, point_text(x.decimal),
      x.pattern.empty() ? "" : " <span class=\"soft\">" + escape_markup(x.pattern) + "</span>",
      point_text(x.hex));
}

std::string pairs_table(const Frontier& frontier) {
  if (frontier.pareto.empty()) return "";
  const bool noise = frontier.name == "noise";
  std::string text = fmt::format(
      "<details><summary>The smallest constants left open, as numbers</summary>\n"
      "<div class=\"scroll\"><table><thead><tr><th>{}</th><th>{}</th></tr></thead>\n"
      "<tbody>\n",
      noise ? "M" : "m", noise ? "sigma2" : "zeta2");
  for (const auto& [slope, intercept] : frontier.pareto)
    text += fmt::format("<tr><td class=\"number\">{}</td><td class=\"number\">{}</td></tr>\n",
                        brief(slope), brief(intercept));
  return text + "</tbody></table></div></details>\n";
}

std::string frontiers(const AuditResult& audit, std::size_t number) {
  std::string text;
  for (const auto& frontier : audit.frontiers) {
    const std::string prefix =
        fmt::format("plot-{}-{}", number, frontier.name == "noise" ? "n" : "b");
    text += fmt::format("<h3>Frontier of the {}{}</h3>\n", escape_markup(frontier.name),
                        frontier.exact ? ", exact" : ", estimated");
    text += figure(
        detail::frontier_script(frontier), prefix, frontier.y_name + " against " + frontier.x_name,
        "Each point is one x. Constants are valid for these points where their line lies on "
        "or above the upper hull.");
    text +=
        figure(detail::pareto_script(frontier), prefix + "-pareto", "Smallest constants left open",
               frontier.exact ? "On or above this curve the constants hold at every tested point."
                              : "The curve is drawn through point estimates; what is refuted at "
                                "level alpha is shown apart.");
    text += pairs_table(frontier);
  }
  return text;
}

std::string implications(const std::vector<Implication>& entries) {
  if (entries.empty()) return "";
  std::string text = "<h3>What it implies for SGD</h3>\n";
  for (const auto& entry : entries) {
    text += paragraph(entry.text);
    if (entry.values.empty()) continue;
    text += "<dl>\n";
    for (const auto& [name, value] : entry.values) text += fact(escape_markup(name), brief(value));
    text += "</dl>\n";
  }
  return text;
}

std::string method(const AuditResult& audit) {
  std::string text(to_text(audit.method));
  if (audit.points > 0) text += fmt::format(", {} points", detail::grouped(audit.points));
  if (audit.samples > 0)
    text += fmt::format(", {} samples of which {} in the search", detail::grouped(audit.samples),
                        detail::grouped(audit.search_samples));
  return text + ", " + detail::duration(audit.seconds);
}

std::string section(const Report& report, std::size_t i) {
  const AuditResult& audit = report.audits[i];
  std::string text =
      fmt::format("<section class=\"card\" id=\"audit-{0}\">\n<h2>{1}</h2>\n<p>{2} {3}</p>\n",
                  i + 1, escape_markup(fmt::format("#{} {}", i + 1, audit.name)),
                  chip(audit.verdict), expectation(report, audit));
  text += paragraph(audit.reason, "lead");
  text += paragraph(detail::meaning(audit));
  text += paragraph(detail::caveat(audit), "note");
  text += "<dl>\n";
  text += fact("oracle", escape_markup(audit.oracle));
  text += fact("objective", escape_markup(audit.objective));
  text += fact("dimension", std::to_string(audit.dimension));
  if (audit.claim) {
    text += fact("claim", "<code>" + escape_markup(to_text(*audit.claim)) + "</code>");
    text += fact("that is", escape_markup(formula(*audit.claim)));
    text += fact("source", escape_markup(source(*audit.claim)));
  }
  text += fact("theorem", escape_markup(audit.theorem));
  text += fact("tightness", escape_markup(detail::describe(audit.tightness)));
  text += fact("detectable", escape_markup(audit.detectable));
  text += fact("method", escape_markup(method(audit)));
  text += fact("e-value", audit.e_value ? fmt::format("{:.3g} (refutes from {:.3g})",
                                                      *audit.e_value, 1 / audit.alpha)
                                        : "");
  text += fact("rounding", escape_markup(audit.rounding));
  text += "</dl>\n";
  text += halves_table(audit.halves);
  text += estimates_table(audit.estimates);
  const bool refuted = audit.verdict == Verdict::refuted;
  text += point("x", refuted ? "Witness, shrunk" : "Worst point, shrunk", audit.shrunk);
  text += point("y", "with", audit.shrunk_pair);
  text += point("x", refuted ? "Witness, as found" : "Worst point", audit.worst);
  text += point("y", "with", audit.worst_pair);
  text += frontiers(audit, i + 1);
  text += implications(audit.implications);
  if (!audit.detail.empty())
    text += "<h3>What the oracle said</h3>\n<pre>" + escape_markup(audit.detail) + "</pre>\n";
  if (!audit.replay.empty())
    text += "<h3>Replay</h3>\n<pre><code>" + escape_markup(audit.replay) + "</code></pre>\n";
  return text + "</section>\n";
}

}  // namespace

std::string to_html(const Report& report) {
  std::string text = detail::page_begin("biasbound report");
  text += head(report);
  text += summary_table(report);
  for (std::size_t i = 0; i < report.audits.size(); ++i) text += section(report, i);
  return text + detail::page_end();
}

}  // namespace biasbound
