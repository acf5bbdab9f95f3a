// The exact paths of an audit: where the oracle gives its law or its moments, or is deterministic,
// expectations are finite sums of rationals and every comparison is decided.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "audit/internal.hpp"

namespace biasbound::detail {

/// Where an exact expectation comes from, strongest first.
enum class Route {
  twin,     // the oracle over rationals, its law first: nothing is rounded
  moments,  // the same by closed forms alone, where the law is long
  law,  // outcomes or closed-form moments in doubles: each double is exact, its arithmetic was not
  draws,  // declared deterministic: one draw is the law
};

/// A point over rationals; on the routes in doubles every entry is a double.
struct Candidate {
  Vector<Exact> x;
  std::string pattern;
};

/// What is known of the oracle at one point.
struct Evaluation {
  PointMoments<Exact> moments;
  Method method = Method::none;
  std::size_t dimension = 0;
  std::size_t cost = 0;            ///< entries of vectors gone through
  bool rounded = false;            ///< the vectors came as doubles
  bool closed_form = false;        ///< the variance is a difference of rounded moments
  bool summed_in_doubles = false;  ///< the squares carry (d + 4) 2^-53 relative of their own
  double scale = 0;                ///< sqrt(E|g|^2) + |grad f|
};

/// One inequality at one point, decided.
struct Checked {
  Inequality<Exact> inequality;
  bool violated = false;
  bool attained = false;  ///< equality with a bound that is not 0
  bool open = false;      ///< undecided by sums in doubles
  double ratio = 0;       ///< measured / bound; infinite over a bound of 0
  double severity = -1;   ///< (measured - bound) / (measured + bound), -1 at 0 <= 0
};

/// The oracle at x along a route, or nothing where it has no answer there. `precise` forbids sums
/// in doubles.
std::optional<Evaluation> evaluate(const Subject& subject, Session& session, Route route,
                                   const Vector<Exact>& x, bool precise);

/// What doubles are forgiven in `measured <= bound`: each of the vectors behind the two norms may
/// be off by 4 d 2^-53 (sqrt(E|g|^2) + |grad f|), which is 8 d 2^-53 relative of the squares
/// compared.
double allowance(const Evaluation& at, double bound);

/// Every inequality of the claim at one evaluation.
std::vector<Checked> check(const Claim& claim, const Evaluation& at, Rounding rounding);

/// Is the claim violated at x? Exact or beyond the allowance.
bool violated(const Claim& claim, const Subject& subject, Session& session, Route route,
              const Vector<Exact>& x, Rounding rounding);

/// The nearest vector whose entries over a power of two are p / q with q <= `denominators`.
Vector<Exact> rationalised(const std::vector<double>& x, int denominators);

/// The points of the exact paths: those of the statistical search and points of small rationals.
/// Each is made when it is asked for, since an entry over rationals is dear.
class Candidates {
 public:
  Candidates(const Options& options, const Subject& subject, Route route);
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] Candidate operator[](std::size_t i) const;
  /// Index of a point with no entry zero or a power of two: a law has all its outcomes there.
  [[nodiscard]] std::size_t generic() const;

 private:
  const Options& options_;
  TestPoints points_;
  std::size_t rationals_;
};

/// The oracle at many points along one route.
struct Scan {
  Route route = Route::twin;
  std::vector<Candidate> points;
  std::vector<Evaluation> evaluations;  ///< one for each point
  bool complete = false;                ///< every point that was asked had an answer
  bool thinned = false;                 ///< too costly for all the points there are
};

Scan scan(Workers& workers, const Options& options, Route route);

/// Adds points found by a derivative-free search for the largest severity.
void search_violation(Workers& workers, const Claim& claim, const Options& options, Scan& scan);

/// Moves x towards a maximum of the objective within [-reach, reach]^d, derivative-free, with at
/// most `evaluations` calls; x is the best point seen. What the objective throws comes through.
void maximise(const std::function<double(const std::vector<double>&)>& objective,
              std::vector<double>& x, double reach, double step, std::size_t evaluations);

/// Judges the claim on a scan: halves, tightness, estimates, worst point; the verdict where it is
/// REFUTED, or SUPPORTED by a complete scan.
void judge(Workers& workers, const Claim& claim, const Options& options, Scan& scan,
           AuditResult& result);

/// Throws OracleError where draws of the double implementation lie outside the support of the law
/// that its exact twin (or the law it declares) has.
void check_support(Workers& workers, const Options& options, Route route);

Point make_point(std::span<const Exact> x, std::string pattern);
Vector<Exact> read_point(const Point& point);

}  // namespace biasbound::detail
