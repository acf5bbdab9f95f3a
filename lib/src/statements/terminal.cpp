// Statements -> text for a terminal: a row each, or everything about each.
#include <fmt/format.h>

#include <algorithm>

#include "report/text.hpp"
#include "statements/statements.hpp"

namespace biasbound {
namespace {

using detail::columns;
using detail::printable;

constexpr unsigned kLeastWidth = 40;
constexpr std::size_t kLabelWidth = 18;  // "  counterexample  "

std::string_view colour_of(const StatementsReport& report, const Statement& statement) {
  if (outcome(report, statement) == "failed") return "\x1b[31m";
  switch (statement.verdict) {
    case StatementVerdict::holds:
      return "\x1b[32m";
    case StatementVerdict::repaired:
      return "\x1b[36m";
    case StatementVerdict::wrong:
      return "\x1b[31m";
    default:
      return "\x1b[33m";
  }
}

class Page {
 public:
  Page(const StatementsReport& report, const TerminalOptions& options)
      : report_(report), options_(options), width_(std::max(kLeastWidth, options.width)) {}

  std::string table() {
    std::vector<std::vector<std::string>> rows = {{"statement", "place", "verdict", "what holds"}};
    if (report_.results)
      rows[0] = {"statement", "place", "verdict", "results", "slack", "what holds"};
    for (const Statement* entry : report_.shown) {
      rows.push_back({entry->id, entry->place,
                      entry->is_support() ? "" : std::string(to_text(entry->verdict))});
      if (report_.results) {
        rows.back().push_back(results_cell(*entry));
        const auto slack = smallest_slack(report_.runs(*entry));
        rows.back().push_back(slack ? fmt::format("{:.3g}", *slack) : "");
      }
      rows.back().push_back(entry->corrected);
    }
    std::vector<std::size_t> widths(rows[0].size() - 1);
    for (const auto& row : rows)
      for (std::size_t i = 0; i < widths.size(); ++i)
        widths[i] = std::max(widths[i], columns(row[i]));
    for (std::size_t r = 0; r < rows.size(); ++r) {
      std::string line;
      for (std::size_t i = 0; i < widths.size(); ++i)
        line += rows[r][i] + std::string(widths[i] - columns(rows[r][i]) + 2, ' ');
      line += rows[r].back();
      line = detail::shorten(line, width_);
      if (options_.colour)
        line = (r == 0 ? "\x1b[2m" : std::string(colour_of(report_, *report_.shown[r - 1]))) +
               line + "\x1b[0m";
      out_ += line + "\n";
    }
    return out_ + strong(summary(report_)) + "\n";
  }

  std::string details() {
    for (const Statement* entry : report_.shown) {
      if (!out_.empty()) out_ += '\n';
      describe(*entry);
    }
    return out_;
  }

 private:
  [[nodiscard]] std::string strong(const std::string& text) const {
    return options_.colour ? "\x1b[1m" + text + "\x1b[0m" : text;
  }
  [[nodiscard]] std::string results_cell(const Statement& statement) const {
    const auto& runs = report_.runs(statement);
    return runs.empty() ? "no results" : fmt::format("{} of {} passed", passed(runs), runs.size());
  }

  void field(std::string_view name, const std::string& value) {
    if (value.empty()) return;
    std::string head = fmt::format("  {:<16}", name);
    for (const auto& line : detail::wrap(printable(value), width_ - kLabelWidth)) {
      out_ += head + line + "\n";
      head = std::string(kLabelWidth, ' ');
    }
  }

  /// Each file, and below it what it holds.
  template <class Entry>
  void by_file(std::string_view label, const std::vector<Entry>& entries,
               std::string Entry::*name) {
    std::string file;
    for (const Entry& entry : entries) {
      if (entry.file != file) field(label, entry.file);
      file = entry.file;
      field("", entry.*name);
    }
  }

  void describe(const Statement& statement) {
    out_ += fmt::format("{}: {}\n", strong(statement.id), printable(statement.title));
    field("place", statement.is_new()       ? "a new result, not in the paper"
                   : statement.is_support() ? "no statement: several properties rest on it"
                                            : statement.place);
    field("printed", statement.printed);
    if (!statement.printed.empty()) field("verdict", std::string(to_text(statement.verdict)));
    field("what holds", statement.corrected);
    field("counterexample", statement.counterexample);
    field("remarks", statement.remarks);
    by_file("properties", statement.properties, &StatementTest::name);
    if (statement.properties.empty()) field("properties", "none yet");
    by_file("theorems", statement.proofs, &StatementProof::theorem);
    for (const auto& coverage : statement.covers)
      field("covers", coverage.oracle + ": " + coverage.constants + " (" + coverage.theorem + ")");
    field("theorems", statement.unproved.empty() ? "" : "none: " + statement.unproved);
    field("experiment", statement.experiment);
    if (!report_.results) return;
    field("results", results_cell(statement));
    for (const auto& run : report_.runs(statement)) measured(run);
  }

  void measured(const PropertyRun& run) {
    out_ += '\n';
    std::string how = fmt::format("{}, {}", run.kind, run.arithmetic);
    if (run.kind == "property")
      how += fmt::format(", {} from seed {}", detail::counted(run.cases, "case"), run.seed);
    field(run.passed ? "passed" : "FAILED", run.property + " (" + how + ")");
    for (const auto& entry : run.comparisons) {
      std::string text = entry.name + ": ";
      if (entry.equality)
        text += "equal";
      else if (entry.slack)
        text += fmt::format("smallest slack {} (measured {}, bound {})",
                            detail::brief(*entry.slack), entry.measured, entry.bound);
      else
        text += "every bound was 0";
      field("", text + ", " + detail::counted(entry.count, "comparison"));
    }
    if (!run.refuted.empty()) field("", "fails as it must: " + run.refuted);
    for (std::size_t begin = 0; begin < run.failure.size();) {
      const std::size_t end = std::min(run.failure.find('\n', begin), run.failure.size());
      field("", run.failure.substr(begin, end - begin));
      begin = end + 1;
    }
  }

  const StatementsReport& report_;
  TerminalOptions options_;
  std::size_t width_;
  std::string out_;
};

}  // namespace

std::string to_terminal(const StatementsReport& report, bool details,
                        const TerminalOptions& options) {
  Page page(report, options);
  return details ? page.details() : page.table();
}

}  // namespace biasbound
