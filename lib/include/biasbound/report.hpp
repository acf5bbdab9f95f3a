// The report of an audit: plain values. JSON is its canonical form; JUnit, HTML and the terminal
// are drawn from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "biasbound/claim.hpp"

namespace biasbound {

enum class Verdict { proved, supported, not_refuted, refuted, inconclusive, oracle_error };

/// "PROVED", "SUPPORTED", "NOT_REFUTED", "REFUTED", "INCONCLUSIVE", "ORACLE_ERROR".
std::string_view to_text(Verdict verdict);
/// Reads the same words back; throws InvalidInput.
Verdict parse_verdict(std::string_view text);

enum class Method { none, theorem, enumeration, closed_form, deterministic, statistical };
std::string_view to_text(Method method);

/// One inequality of the claim with what was found for it.
struct Half {
  std::string name;  ///< as in Inequality
  Verdict verdict = Verdict::inconclusive;
  double measured = 0;            ///< at the worst point
  double bound = 0;               ///< at the worst point
  std::string excess;             ///< exact measured - bound at the worst point, where exact
  std::optional<double> e_value;  ///< statistical evidence against this half alone
  double ratio = 0;               ///< largest measured / bound seen
};

/// A point, as exact decimals (or p/q) and as hex floats. A witness of many entries is stored
/// whole.
struct Point {
  std::vector<std::string> decimal;
  std::vector<std::string> hex;
  std::string pattern;  ///< how the point was made: "equal entries, scale 1e-3"; "shrunk"
  [[nodiscard]] bool empty() const { return decimal.empty(); }
};

/// How close the claim is to what was measured; absent where the claimed constant is 0.
struct Tightness {
  std::string constant;  ///< "M", "sigma2", "m", "zeta2", "delta", ...
  double ratio = 0;      ///< largest measured / claimed seen
  bool tight = false;    ///< an exact instance attains the claim
};

/// A confidence interval or an exact value at the worst point.
struct ConstantEstimate {
  std::string constant;
  double estimate = 0;
  std::optional<double> lower;
  std::optional<double> upper;
};

/// --infer: the upper concave hull of (x, y) = (|grad f|^2, |b|^2) or (|E g|^2, E|n|^2).
struct Frontier {
  std::string name;    ///< "bias" or "noise"
  std::string x_name;  ///< "|grad f|^2", "|E g|^2"
  std::string y_name;
  bool exact = false;
  std::vector<std::pair<double, double>> points;
  std::vector<std::pair<double, double>> hull;  ///< vertices by ascending x
  /// The Pareto set left open: pairs (slope, intercept), that is (m, zeta2) or (M, sigma2).
  std::vector<std::pair<double, double>> pareto;
  /// The boundary of what is refuted at level alpha, as (slope, intercept); empty where exact.
  std::vector<std::pair<double, double>> refuted;
  std::optional<std::pair<double, double>> claim;  ///< (slope, intercept)
};

/// What the verdict implies for SGD: Theorems 4 and 6 with the claim's constants.
struct Implication {
  std::string text;
  std::vector<std::pair<std::string, double>> values;  ///< ("step_size", ..), ("floor", ..)
};

/// An exact refutation: at x, where grad f(x) is `gradient`, the oracle has this law, and one of
/// the claim's inequalities fails.
struct Refutation {
  Vector<Exact> x;
  Vector<Exact> gradient;
  FiniteLaw<Exact> law;
  std::string inequality;  ///< as in Inequality
};

struct AuditResult {
  std::string name;
  std::string oracle;
  std::string objective;  ///< empty where there is none
  std::string kind;       ///< "oracle" or "compressor"
  std::size_t dimension = 0;
  std::optional<Claim> claim;  ///< absent with --infer alone
  Verdict verdict = Verdict::inconclusive;
  std::optional<Verdict> expect;
  std::string reason;   ///< one line: why this verdict
  std::string detail;   ///< for ORACLE_ERROR: the request, the reply's first bytes, stderr's tail
  std::string theorem;  ///< id of the theorem behind PROVED
  Method method = Method::none;
  double alpha = 0;  ///< this audit's share
  std::uint64_t seed = 0;
  std::size_t points = 0;
  std::uint64_t samples = 0;
  std::uint64_t search_samples = 0;
  std::optional<double> e_value;
  std::vector<Half> halves;
  std::vector<Tightness> tightness;
  std::vector<ConstantEstimate> estimates;
  std::string detectable;  ///< "refutes any sigma2 below 0.97", for NOT_REFUTED
  std::string rounding;    ///< the allowance used, in words; empty where none
  Point worst;
  Point worst_pair;  ///< y, where the claim is about pairs (x, y); `worst` is then x
  std::optional<Refutation> refutation;  ///< where Options::certificates asks for it
  Point shrunk;
  Point shrunk_pair;
  std::vector<Frontier> frontiers;
  std::vector<Implication> implications;
  std::string replay;
  double seconds = 0;
};

struct Report {
  int schema = 1;
  std::string tool_version;
  std::string instruction_set;
  std::string compiler;
  std::uint64_t seed = 0;
  double alpha = 0;
  std::string alpha_split;  ///< in words
  std::string false_alarm;  ///< in words: what alpha is a probability over
  bool strict = false;
  bool interrupted = false;
  std::vector<AuditResult> audits;
};

/// Is the verdict the one it expects? PROVED is SUPPORTED too, so that a new theorem breaks no
/// spec.
bool as_expected(const AuditResult& audit);

/// What one audit counts towards the exit code: 0, 1, 3 or 4. With `expect` it counts 0 where its
/// verdict matches and 1 where not, except that an audit cut short by an interrupt counts 3 always.
int audit_code(const Report& report, const AuditResult& audit);

/// Exit code of the run: the first of 1, 4, 3, 0 that occurs.
int exit_code(const Report& report);

}  // namespace biasbound
