// Writers of a Report. JSON is the canonical form, described field by field in report.schema.json;
// JUnit, HTML and the terminal are views of the same value.
//
// Names and messages come from strangers' oracles: every writer escapes them for its own format,
// and the terminal writer replaces control characters.
#pragma once

#include <string>
#include <string_view>

#include "biasbound/report.hpp"

namespace biasbound {

/// The report as JSON text, UTF-8, indented by two spaces. Keys stand in a fixed order, exact
/// numbers are strings, NaN and infinities are the strings "nan", "inf", "-inf", an absent value is
/// null. Durations are in fields named `seconds` and nowhere else.
std::string to_json(const Report& report);

/// JUnit XML: one test case an audit. What counts 1 is a failure, what counts 3 or 4 an error.
std::string to_junit(const Report& report);

/// One HTML file with its style and plots inside. Plots are drawn by gnuplot, found in PATH;
/// without it each plot is replaced by a note that says so.
std::string to_html(const Report& report);

/// A Coq file that states an exact refutation and proves it by computation: `coqc` needs nothing
/// but Coq's standard library for it. Empty where the audit has no Refutation.
std::string to_certificate(const AuditResult& audit);

struct TerminalOptions {
  bool colour = false;
  unsigned width = 100;  ///< columns; at least 40 are used
  bool quiet = false;    ///< only the problems and the last line
};

/// The table of verdicts, the details of the audits that need a reader's attention (of all, if
/// there are at most four), and one line of summary.
std::string to_terminal(const Report& report, const TerminalOptions& options = {});

/// Writes `text` to `path` whole or not at all: a temporary file beside it, fsync, rename. Throws
/// InvalidInput naming the file and the reason.
void write_file(const std::string& path, std::string_view text);

/// Throws InvalidInput, as write_file would, if `path` cannot be written; leaves nothing behind.
void check_writable(const std::string& path);

}  // namespace biasbound
