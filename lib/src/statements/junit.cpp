// Statements -> JUnit XML: a suite a statement, a case a run of a property.
#include <fmt/format.h>

#include "biasbound/build_info.hpp"
#include "report/text.hpp"
#include "statements/statements.hpp"

namespace biasbound {
namespace {

using detail::escape_markup;

std::string measured(const PropertyRun& run) {
  std::string text = fmt::format("{}, {} arithmetic, {}", run.kind, run.arithmetic,
                                 detail::counted(run.cases, "case"));
  if (run.kind == "property") text += fmt::format(", seed {}", run.seed);
  text += "\n";
  for (const auto& entry : run.comparisons) {
    text += fmt::format("{}: {}, measured {}, {} {}", entry.name,
                        detail::counted(entry.count, "comparison"), entry.measured,
                        entry.equality ? "expected" : "bound", entry.bound);
    if (entry.slack) text += fmt::format(", smallest slack {}", detail::brief(*entry.slack));
    text += "\n";
  }
  if (!run.refuted.empty()) text += "fails as it must: " + run.refuted + "\n";
  return text;
}

std::string test_case(const PropertyRun& run) {
  std::string text = fmt::format(
      "    <testcase name=\"{}\" classname=\"biasbound.{}\" time=\"0\">\n",
      escape_markup(run.property + " (" + run.kind + ")"), escape_markup(run.statement));
  if (!run.passed)
    text += fmt::format(
        "      <failure type=\"{}\" message=\"{}\">{}</failure>\n", escape_markup(run.kind),
        escape_markup(run.failure.substr(0, run.failure.find('\n'))), escape_markup(run.failure));
  return text + "      <system-out>" + escape_markup(measured(run)) +
         "</system-out>\n    </testcase>\n";
}

}  // namespace

std::string to_junit(const StatementsReport& report) {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t skipped = 0;
  std::string suites;
  for (const Statement* statement : report.shown) {
    const auto& runs = report.runs(*statement);
    const std::size_t failed = runs.size() - passed(runs);
    const std::size_t missing = runs.empty() ? 1 : 0;
    suites += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" "
        "time=\"0\">\n    <properties>\n      <property name=\"place\" value=\"{}\"/>\n"
        "      <property name=\"verdict\" value=\"{}\"/>\n"
        "      <property name=\"corrected\" value=\"{}\"/>\n    </properties>\n",
        escape_markup(statement->id), runs.size() + missing, failed, missing,
        escape_markup(statement->place), to_text(statement->verdict),
        escape_markup(statement->corrected));
    for (const auto& run : runs) suites += test_case(run);
    if (runs.empty())
      suites += fmt::format(
          "    <testcase name=\"no results\" classname=\"biasbound.{}\" time=\"0\">\n"
          "      <skipped message=\"no results of its properties\"/>\n    </testcase>\n",
          escape_markup(statement->id));
    suites += "  </testsuite>\n";
    tests += runs.size() + missing;
    failures += failed;
    skipped += missing;
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"biasbound statements {}\" tests=\"{}\" failures=\"{}\" errors=\"0\" "
      "skipped=\"{}\" time=\"0\">\n{}</testsuites>\n",
      escape_markup(build_info().version), tests, failures, skipped, suites);
}

}  // namespace biasbound
