// The statements of the paper: what proofs/statements.toml says of each, the test cases that carry
// its name, and what a run of their properties has measured. Compiled into the program, which needs
// no file of the repository.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "biasbound/audit.hpp"
#include "biasbound/report_writers.hpp"

namespace biasbound {

/// On the form that the paper prints.
enum class StatementVerdict { holds, repaired, loose, wrong, ill_posed };

/// "true", "true with repair", "loose", "false", "ill-posed"
std::string_view to_text(StatementVerdict verdict);
/// Throws InvalidInput where it is none of them.
StatementVerdict statement_verdict(std::string_view text);

/// A test case whose tags name the statement.
struct StatementTest {
  std::string file;  ///< "properties/lemma_10.cpp"
  std::string name;
};

/// A theorem of proofs/, which Coq has checked.
struct StatementProof {
  std::string theorem;  ///< "lemma_10_tight"
  std::string file;     ///< "proofs/lemma_10.v"
  /// Of its statement and of every definition that it mentions: ci/checks/proofs compares it.
  std::string digest;
};

/// An oracle of the catalogue that a theorem covers.
struct Coverage {
  std::string theorem;
  std::string oracle;     ///< as in Known::kind: "rand-k"
  std::string constants;  ///< as in the catalogue: "delta = k/d"
};

struct Statement {
  std::string id;  ///< "lemma_10"
  std::string title;
  /// "Lemma 10"; "new" for a result that the paper does not have, "support" for what properties
  /// rest on and is no statement
  std::string place;
  std::string printed;  ///< empty for a new result
  StatementVerdict verdict = StatementVerdict::holds;
  std::string corrected;       ///< one line: what holds
  std::string remarks;         ///< may be empty
  std::string counterexample;  ///< may be empty
  std::vector<StatementTest> properties;
  std::vector<StatementProof> proofs;
  std::vector<Coverage> covers;
  std::string unproved;    ///< why there are no proofs; empty where there are
  std::string experiment;  ///< may be empty

  [[nodiscard]] bool is_new() const { return place == "new"; }
  [[nodiscard]] bool is_support() const { return place == "support"; }
};

/// Statements in the order of the text, then what supports them. Throws InvalidInput, `name` being
/// the file's, where a key is missing, unknown or of the wrong type.
std::vector<Statement> parse_statements(std::string_view text, std::string_view name);

/// The manifest that the program was built with.
const std::vector<Statement>& statements();

/// What PROVED rests on: for each coverage of the manifest, the claims about that oracle that
/// follow from the constants which the library has for it.
std::vector<Theorem> theorems();

/// What one run of a property left behind, as properties/support/property.cpp writes it.
struct PropertyRun {
  struct Comparison {
    std::string name;
    std::uint64_t count = 0;
    bool equality = false;
    std::optional<double> slack;  ///< the smallest (bound - measured) / |bound|
    std::string measured, bound;  ///< where it was smallest
  };
  std::string statement;
  std::string property;
  std::string kind;        ///< "property", "instance", "attained", "must fail"
  std::string arithmetic;  ///< "exact", "interval", "high"
  std::uint64_t cases = 0;
  std::uint64_t seed = 0;  ///< of a property
  bool passed = false;
  std::string failure;
  std::string refuted;  ///< of a control: the comparison that failed, as it has to
  std::vector<Comparison> comparisons;

  /// The smallest slack of its inequalities.
  [[nodiscard]] std::optional<double> slack() const;
};

/// By statement; within one the properties first, then the tight instances and the negative
/// controls.
using PropertyResults = std::map<std::string, std::vector<PropertyRun>, std::less<>>;

/// Every *.json of the folder. Throws InvalidInput where the folder is missing or holds none, a
/// file is malformed, or one names no statement of the manifest.
PropertyResults read_results(const std::string& folder);

struct StatementsReport {
  std::vector<const Statement*> shown;
  std::optional<PropertyResults> results;

  /// Of a statement; empty where there are none.
  [[nodiscard]] const std::vector<PropertyRun>& runs(const Statement& statement) const;
};

/// "passed", "failed", "no results"; "" where no results were asked for.
std::string_view outcome(const StatementsReport& report, const Statement& statement);
/// How many of its runs passed.
std::size_t passed(const std::vector<PropertyRun>& runs);
/// The smallest slack that its properties (not tight instances, not controls) saw.
std::optional<double> smallest_slack(const std::vector<PropertyRun>& runs);
/// "54 statements: 27 true, ...", and what the results say.
std::string summary(const StatementsReport& report);
/// 1 where a property failed, else 0.
int exit_code(const StatementsReport& report);

/// One row a statement; `details` prints everything about each instead.
std::string to_terminal(const StatementsReport& report, bool details,
                        const TerminalOptions& options);
std::string to_json(const StatementsReport& report);
/// One suite a statement, one case a run; a statement without results is a case that was skipped.
std::string to_junit(const StatementsReport& report);
std::string to_html(const StatementsReport& report);

}  // namespace biasbound
