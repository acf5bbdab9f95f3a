// Where the exact routes look: the points of the statistical search, points of small rationals, and
// what a derivative-free search finds from the best of them.
#include <algorithm>
#include <cmath>
#include <limits>
#include <nlopt.hpp>

#include "audit/exact.hpp"

namespace biasbound::detail {
namespace {

/// Entries of vectors that a scan may go through, and the search after it. An operation on
/// rationals takes about a microsecond. A count, not a time, so that a run is the same on every
/// machine.
constexpr std::size_t kScanCost = 1'000'000;
constexpr std::size_t kSearchCost = 400'000;
/// The least number of points, whatever they cost.
constexpr std::size_t kLeastPoints = 8;
constexpr std::size_t kSearchDimension = 64;
/// Beyond this a law is asked for at one point before it is asked for everywhere: an oracle that
/// has none there is left to the draws.
constexpr std::size_t kProbedDimension = 1000;
/// A law that costs more than this at a generic point gives way to closed forms, where they agree.
constexpr std::size_t kLongLaw = 20'000;

Vector<Exact> filled(std::size_t d, const std::function<Exact(std::size_t)>& entry) {
  Vector<Exact> x(static_cast<Eigen::Index>(d));
  for (std::size_t i = 0; i < d; ++i) x(static_cast<Eigen::Index>(i)) = entry(i);
  return x;
}

/// Entries p / q with |p| <= 4, q <= 4, some of them zero.
Vector<Exact> small_rationals(std::size_t d, std::uint64_t seed, std::uint64_t index) {
  Stream stream({seed, Purpose::points, index, 1});
  return filled(d, [&](std::size_t) {
    const auto p = static_cast<int>(uniform_below(stream, 9)) - 4;
    const auto q = static_cast<int>(uniform_below(stream, 4)) + 1;
    return Exact(p, q);
  });
}

constexpr std::size_t kRationalCandidates = 16;

Candidate rational_candidate(std::size_t i, std::size_t d, std::uint64_t seed) {
  switch (i) {
    case 0:
      return {filled(d, [](std::size_t j) { return Exact(j == 0 ? 2 : 1); }), "2 then ones"};
    case 1:
      return {filled(d, [](std::size_t j) { return Exact(1, j + 1); }), "1 / i"};
    case 2:
      return {filled(d, [](std::size_t j) { return Exact(j + 1); }), "i"};
    case 3:
      return {filled(d, [](std::size_t j) { return Exact(j % 3, 3); }), "thirds"};
    default:
      return {small_rationals(d, seed, i - 4), "small rationals " + std::to_string(i - 3)};
  }
}

/// Throws OracleError where the closed forms are not the moments of the law.
void check_agreement(const std::optional<Evaluation>& law, const Evaluation& closed) {
  if (!law) return;
  const PointMoments<Exact>& a = law->moments;
  const PointMoments<Exact>& b = closed.moments;
  if (a.mean_sq != b.mean_sq || a.bias_sq != b.bias_sq || a.noise_sq != b.noise_sq)
    throw OracleError("the closed forms over rationals are not the moments of the law");
}

bool offers_law(Session& session, const std::vector<double>& x) {
  if (session.outcomes(x)) return true;
  std::vector<double> mean(x.size());
  return session.mean(x, mean) && session.second_moment(x);
}

double worst_severity(const Claim& claim, const Evaluation& at, Rounding rounding) {
  double worst = -1;
  for (const Checked& now : check(claim, at, rounding)) worst = std::max(worst, now.severity);
  return worst;
}

}  // namespace

Vector<Exact> rationalised(const std::vector<double>& x, int denominators) {
  double largest = 0;
  for (const double entry : x) largest = std::max(largest, std::abs(entry));
  if (largest == 0) return filled(x.size(), [](std::size_t) { return Exact(0); });
  const double unit = std::ldexp(1.0, std::ilogb(largest));
  return filled(x.size(), [&](std::size_t i) {
    double best = 0;
    int best_q = 1;
    double best_error = std::numeric_limits<double>::infinity();
    for (int q = 1; q <= denominators; ++q) {
      const double p = std::round(x[i] / unit * q);
      const double error = std::abs(p / q - x[i] / unit);
      if (error < best_error - 1e-12) {
        best = p;
        best_q = q;
        best_error = error;
      }
    }
    return Exact(biasbound::exact(best) / best_q * biasbound::exact(unit));
  });
}

void maximise(const std::function<double(const std::vector<double>&)>& objective,
              std::vector<double>& x, double reach, double step, std::size_t evaluations) {
  // NLopt turns an exception into a stop without its message, and may end at another point than the
  // best one: both are kept here.
  struct State {
    const std::function<double(const std::vector<double>&)>& objective;
    std::vector<double> best;
    double value = -std::numeric_limits<double>::infinity();
    std::exception_ptr failure{};
  } state{objective, x};
  const auto call = [](const std::vector<double>& point, std::vector<double>&, void* data) {
    auto& at = *static_cast<State*>(data);
    try {
      const double value = at.objective(point);
      if (value > at.value) {
        at.value = value;
        at.best = point;
      }
      return value;
    } catch (...) {
      at.failure = std::current_exception();
      throw nlopt::forced_stop();
    }
  };
  nlopt::opt search(nlopt::LN_SBPLX, static_cast<unsigned>(x.size()));
  search.set_lower_bounds(-reach);
  search.set_upper_bounds(reach);
  search.set_initial_step(step);
  search.set_maxeval(static_cast<int>(evaluations));
  search.set_xtol_rel(1e-6);
  search.set_max_objective(call, &state);
  double value = 0;
  try {
    search.optimize(x, value);
  } catch (const std::exception&) {
    // forced_stop is ours; roundoff_limited ends a search like any other
  }
  if (state.failure) std::rethrow_exception(state.failure);
  x = std::move(state.best);
}

Candidates::Candidates(const Options& options, const Subject& subject, Route route)
    : options_(options),
      points_(subject.dimension(), options.seed),
      rationals_(route == Route::twin ? kRationalCandidates : 0) {}

std::size_t Candidates::size() const {
  return options_.at.empty() ? points_.size() + rationals_ : 1;
}

Candidate Candidates::operator[](std::size_t i) const {
  if (!options_.at.empty()) return {to_exact(options_.at), "given"};
  if (i < points_.size()) {
    const TestPoint point = points_[i];
    return {to_exact(point.x), point.pattern};
  }
  return rational_candidate(i - points_.size(), points_.dimension(), options_.seed);
}

std::size_t Candidates::generic() const {
  if (!options_.at.empty()) return 0;
  for (std::size_t i = 0; i < points_.size(); ++i)
    if (points_.pattern(i) == "Gaussian") return i;
  return 0;
}

Scan scan(Workers& workers, const Options& options, Route route) {
  const Subject& subject = workers.subject();
  Scan result;
  result.route = route;
  const bool precise = options.rounding == Rounding::exact;
  // Points as rationals are dear: none are made for a route that the oracle does not have.
  if (route == Route::draws && !subject.deterministic()) return result;
  if ((route == Route::twin || route == Route::moments) && !subject.exact()) return result;
  if (route == Route::law && subject.dimension() > kProbedDimension)
    if (!offers_law(workers.session(), std::vector<double>(subject.dimension(), 1.0)))
      return result;
  const Candidates all(options, subject, route);
  const auto first = evaluate(subject, workers.session(), route, all[0].x, precise);
  const Candidate generic = all[all.generic()];
  const auto last = evaluate(subject, workers.session(), route, generic.x, precise);
  std::size_t cost = std::max(first ? first->cost : 0, last ? last->cost : 0);
  if (route == Route::twin && cost > kLongLaw) {
    if (const auto closed =
            evaluate(subject, workers.session(), Route::moments, generic.x, precise)) {
      check_agreement(last, *closed);
      result.route = Route::moments;
      cost = closed->cost;
    }
  }
  const std::vector<std::size_t> chosen =
      spread(all.size(), cost > 0 ? std::max(kLeastPoints, kScanCost / cost) : all.size());
  result.thinned = chosen.size() < all.size();

  std::vector<std::optional<Evaluation>> found(chosen.size());
  std::vector<Candidate> points(chosen.size());
  workers.run(chosen.size(), [&](Session& session, std::size_t i) {
    Candidate candidate = all[chosen[i]];
    found[i] = evaluate(subject, session, result.route, candidate.x, precise);
    if (found[i]) points[i] = std::move(candidate);
  });
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (!found[i]) continue;
    result.points.push_back(std::move(points[i]));
    result.evaluations.push_back(std::move(*found[i]));
  }
  result.complete = result.points.size() == chosen.size();
  return result;
}

void search_violation(Workers& workers, const Claim& claim, const Options& options, Scan& scan) {
  const Subject& subject = workers.subject();
  const std::size_t d = subject.dimension();
  if (!options.at.empty() || d > kSearchDimension || scan.points.empty()) return;
  const std::size_t cost = std::max<std::size_t>(1, scan.evaluations.front().cost);
  const std::size_t starts = 2;
  const std::size_t evaluations = std::min<std::size_t>(200, kSearchCost / cost / starts);
  if (evaluations < 4 * d) return;

  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t i = 0; i < scan.points.size(); ++i)
    order.emplace_back(-worst_severity(claim, scan.evaluations[i], options.rounding), i);
  std::ranges::stable_sort(order, {}, &std::pair<double, std::size_t>::first);
  if (-order.front().first > 0) return;  // violated already

  const auto add = [&](const Vector<Exact>& x, const std::string& pattern) {
    auto at = evaluate(subject, workers.session(), scan.route, x, true);
    if (!at) return;
    scan.points.push_back({x, pattern});
    scan.evaluations.push_back(std::move(*at));
  };

  for (std::size_t start = 0; start < std::min(starts, order.size()); ++start) {
    const std::size_t from = order[start].second;
    std::vector<double> x = to_doubles(as_span(scan.points[from].x));
    double largest = 0;
    for (const double entry : x) largest = std::max(largest, std::abs(entry));
    if (largest == 0) largest = 1;

    maximise(
        [&](const std::vector<double>& point) {
          workers.clock().check();
          const auto at = evaluate(subject, workers.session(), scan.route, to_exact(point), false);
          return at ? worst_severity(claim, *at, options.rounding) : -1.0;
        },
        x, 4 * largest, largest / 4, evaluations);
    add(to_exact(x), "search from " + scan.points[from].pattern);
    if (scan.route == Route::twin || scan.route == Route::moments)
      add(rationalised(x, 8), "search from " + scan.points[from].pattern + ", small rationals");
  }
}

}  // namespace biasbound::detail
