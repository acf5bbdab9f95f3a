// Report -> JUnit XML, as CI systems read it.
#include <fmt/format.h>

#include <algorithm>

#include "biasbound/report_writers.hpp"
#include "report/text.hpp"

namespace biasbound {
namespace {

using detail::escape_markup;

std::string evidence_lines(const AuditResult& audit) {
  std::string text;
  const auto line = [&text](std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format("{}: {}\n", name, value);
  };
  line("oracle", audit.oracle);
  line("objective", audit.objective);
  if (audit.claim) {
    line("claim", to_text(*audit.claim));
    line("formula", formula(*audit.claim));
  }
  line("reason", audit.reason);
  line("evidence", detail::evidence(audit));
  line("tightness", detail::describe(audit.tightness));
  line("detectable", audit.detectable);
  if (const Point& point = detail::shown_point(audit); !point.empty())
    line("point", detail::describe(point, 16));
  line("detail", audit.detail);
  line("replay", audit.replay);
  return text;
}

std::string problem(const Report& report, const AuditResult& audit) {
  const int code = audit_code(report, audit);
  if (code == 0) return "";
  const std::string_view element = code == 1 ? "failure" : "error";
  std::string message = audit.reason;
  if (audit.expect && !as_expected(audit))
    message = fmt::format("expected {}; {}", to_text(*audit.expect), message);
  return fmt::format("    <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n", element,
                     to_text(audit.verdict), escape_markup(message),
                     escape_markup(evidence_lines(audit)));
}

}  // namespace

std::string to_junit(const Report& report) {
  std::size_t failures = 0, errors = 0;
  double seconds = 0;
  std::string cases;
  for (const auto& audit : report.audits) {
    const int code = audit_code(report, audit);
    failures += code == 1 ? 1 : 0;
    errors += code > 1 ? 1 : 0;
    seconds += audit.seconds;
    cases += fmt::format(
        "  <testcase name=\"{}\" classname=\"biasbound.{}\" time=\"{:.3f}\">\n{}"
        "    <system-out>{}</system-out>\n  </testcase>\n",
        escape_markup(audit.name), escape_markup(audit.kind.empty() ? "oracle" : audit.kind),
        audit.seconds, problem(report, audit),
        escape_markup(fmt::format("verdict: {}\n", to_text(audit.verdict)) +
                      evidence_lines(audit)));
  }
  const std::string counts =
      fmt::format("tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\"",
                  report.audits.size(), failures, errors, seconds);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"biasbound\" {0}>\n"
      "<testsuite name=\"biasbound audit\" {0} skipped=\"0\">\n"
      "  <properties>\n    <property name=\"seed\" value=\"{1}\"/>\n"
      "    <property name=\"alpha\" value=\"{2}\"/>\n"
      "    <property name=\"version\" value=\"{3}\"/>\n  </properties>\n"
      "{4}</testsuite>\n</testsuites>\n",
      counts, report.seed, to_text(report.alpha), escape_markup(report.tool_version), cases);
}

}  // namespace biasbound
