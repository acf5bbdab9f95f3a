// The verdict of an exact route: halves, tightness and estimates from evaluations at many points,
// and the check that the double implementation draws from the law that was judged.
#include <algorithm>
#include <cmath>
#include <limits>

#include "audit/exact.hpp"

namespace biasbound::detail {
namespace {

std::string short_text(const Exact& value) {
  const std::string text = to_text(value);
  return text.size() <= 20 ? text : to_text(to_double(value));
}

/// Where each inequality of the claim is worst.
struct Worst {
  Half half;
  std::size_t at = 0;
  bool violated = false;
  bool attained = false;
  bool bound_zero = true;  ///< at every point
  double severity = -2;
  Exact excess = 0;
};

std::string constants_of(const Claim& claim, const std::string& inequality) {
  const auto both = [&](const std::string& slope, const std::string& intercept) {
    if (claim.at(slope) > 0 && claim.at(intercept) > 0) return slope + " and " + intercept;
    return claim.at(slope) > 0 ? slope : claim.at(intercept) > 0 ? intercept : std::string();
  };
  switch (claim.kind) {
    case ClaimKind::bounds:
      return inequality == "noise" ? both("M", "sigma2") : both("m", "zeta2");
    case ClaimKind::delta:
      return claim.at("delta") < 1 ? "1 - delta" : "";
    case ClaimKind::omega:
      return inequality == "error" && claim.at("omega") > 0 ? "omega" : "";
    default:
      return "";
  }
}

/// The least constants that fit the points: a slope with its intercept as claimed, and the other
/// way round where the claim has an intercept (without one it only says how large the points were).
std::vector<ConstantEstimate> estimates_of(const Claim& claim,
                                           const std::vector<Evaluation>& evaluations) {
  std::vector<ConstantEstimate> result;
  const auto add = [&](const std::string& name, Exact value) {
    result.push_back({name, to_double(value), {}, {}});
  };
  const auto slope = [&](const std::string& name, auto measured, auto base,
                         const Exact& intercept) {
    Exact largest = 0;
    for (const Evaluation& at : evaluations) {
      const Exact x = base(at.moments);
      if (x > 0) largest = std::max(largest, Exact((measured(at.moments) - intercept) / x));
    }
    add(name, largest);
  };
  const auto intercept = [&](const std::string& name, auto measured, auto base,
                             const Exact& at_slope) {
    Exact largest = 0;
    for (const Evaluation& at : evaluations)
      largest = std::max(largest, Exact(measured(at.moments) - at_slope * base(at.moments)));
    add(name, largest);
  };
  using Moments = PointMoments<Exact>;
  const auto noise = [](const Moments& at) { return at.noise_sq; };
  const auto mean = [](const Moments& at) { return at.mean_sq; };
  const auto bias = [](const Moments& at) { return at.bias_sq; };
  const auto gradient = [](const Moments& at) { return at.gradient_sq; };
  const auto error = [](const Moments& at) { return at.error_sq; };
  switch (claim.kind) {
    case ClaimKind::bounds:
      slope("M", noise, mean, claim.at("sigma2"));
      if (claim.at("sigma2") > 0) intercept("sigma2", noise, mean, claim.at("M"));
      slope("m", bias, gradient, claim.at("zeta2"));
      if (claim.at("zeta2") > 0) intercept("zeta2", bias, gradient, claim.at("m"));
      break;
    case ClaimKind::delta:
      slope("delta", error, gradient, Exact(0));
      result.back().estimate = 1 - result.back().estimate;
      break;
    case ClaimKind::omega:
      slope("omega", error, gradient, Exact(0));
      break;
    default:
      break;
  }
  return result;
}

std::string method_text(Method method) {
  switch (method) {
    case Method::enumeration:
      return "the law is enumerated";
    case Method::closed_form:
      return "the moments are known in closed form";
    case Method::deterministic:
      return "the oracle is deterministic";
    default:
      return std::string(to_text(method));
  }
}

/// Decides over rationals what sums in doubles left open, the worst first. One violation is enough:
/// the points after it cannot turn the verdict.
void settle(Workers& workers, const Claim& claim, const Options& options, Scan& scan) {
  std::vector<std::pair<double, std::size_t>> open;
  for (std::size_t i = 0; i < scan.points.size(); ++i) {
    double severity = -2;
    for (const Checked& now : check(claim, scan.evaluations[i], options.rounding))
      if (now.open) severity = std::max(severity, now.severity);
    if (severity > -2) open.emplace_back(-severity, i);
  }
  std::ranges::sort(open);
  for (const auto& entry : open) {
    workers.clock().check();
    const std::size_t i = entry.second;
    scan.evaluations[i] =
        *evaluate(workers.subject(), workers.session(), scan.route, scan.points[i].x, true);
    const auto checked = check(claim, scan.evaluations[i], options.rounding);
    if (std::ranges::any_of(checked, [](const Checked& now) { return now.violated; })) return;
  }
}

/// A point with few digits, so that the arithmetic of an honest implementation is nearly exact, and
/// without ties.
std::vector<double> generic_point(std::size_t d, std::uint64_t seed, std::uint64_t index) {
  Stream stream({seed, Purpose::protocol, index, 1});
  std::vector<double> x(d);
  for (double& entry : x)
    entry =
        rademacher(stream) * static_cast<double>(1 + uniform_below(stream, 1U << 20U)) * 0x1p-20;
  return x;
}

}  // namespace

void judge(Workers& workers, const Claim& claim, const Options& options, Scan& scan,
           AuditResult& result) {
  settle(workers, claim, options, scan);
  std::vector<Worst> worst;
  std::size_t worst_half = 0;
  for (std::size_t i = 0; i < scan.points.size(); ++i) {
    const auto checked = check(claim, scan.evaluations[i], options.rounding);
    worst.resize(checked.size());
    for (std::size_t h = 0; h < checked.size(); ++h) {
      const Checked& now = checked[h];
      Worst& so_far = worst[h];
      so_far.half.name = now.inequality.name;
      so_far.half.ratio = std::max(so_far.half.ratio, now.ratio);
      so_far.attained = so_far.attained || now.attained;
      so_far.bound_zero = so_far.bound_zero && now.inequality.bound == 0;
      // A violation beats what is only large; among equals the first point, which is the simplest.
      if (std::pair(now.violated, now.severity) <= std::pair(so_far.violated, so_far.severity))
        continue;
      so_far.violated = now.violated;
      so_far.severity = now.severity;
      so_far.at = i;
      so_far.half.measured = to_double(now.inequality.measured);
      so_far.half.bound = to_double(now.inequality.bound);
      so_far.excess = now.inequality.measured - now.inequality.bound;
    }
  }

  result.points = std::max(result.points, scan.points.size());
  if (scan.points.empty()) return;
  const Evaluation& first = scan.evaluations.front();
  result.method = first.method;
  result.rounding.clear();
  if (first.rounded && options.rounding == Rounding::allowance)
    result.rounding =
        "8 d 2^-53 relative: either vector compared may be off by 4 d 2^-53 (|g| + |grad f|)";
  result.halves.clear();
  result.tightness.clear();
  bool refuted = false;
  for (std::size_t h = 0; h < worst.size(); ++h) {
    Worst& each = worst[h];
    each.half.verdict = each.violated   ? Verdict::refuted
                        : scan.complete ? Verdict::supported
                                        : Verdict::inconclusive;
    const std::string excess = to_text(each.excess);
    each.half.excess = excess.size() <= 200 ? excess : to_text(to_double(each.excess));
    refuted = refuted || each.violated;
    if (std::pair(each.violated, each.severity) >
        std::pair(worst[worst_half].violated, worst[worst_half].severity))
      worst_half = h;
    result.halves.push_back(each.half);
    const std::string constants = constants_of(claim, each.half.name);
    if (!constants.empty() && !each.bound_zero)
      result.tightness.push_back({constants, each.half.ratio, each.attained && !each.violated});
  }
  result.estimates = estimates_of(claim, scan.evaluations);
  const Worst& chosen = worst[worst_half];
  const Candidate& where = scan.points[chosen.at];
  result.worst = make_point(as_span(where.x), where.pattern);
  if (refuted) {
    result.verdict = Verdict::refuted;
    result.reason = chosen.half.name + ": measured " + to_text(chosen.half.measured) + " > bound " +
                    to_text(chosen.half.bound) + " at an exact instance, excess " +
                    short_text(chosen.excess);
    return;
  }
  if (!scan.complete) return;
  result.verdict = Verdict::supported;
  result.reason = "holds at all " + std::to_string(scan.points.size()) + " tested points; " +
                  method_text(first.method) +
                  (first.rounded ? ", over the rationals that its doubles are" : "");
}

void check_support(Workers& workers, const Options& options, Route route) {
  constexpr std::uint64_t kPoints = 4;
  constexpr std::size_t kDraws = 8;
  constexpr std::size_t kLargestLaw = 4096;
  // An implementation in single precision is still the same law.
  constexpr double kRelative = 0x1p-20;
  const Subject& subject = workers.subject();
  if (route == Route::draws) return;
  const std::size_t d = subject.dimension();
  workers.run(kPoints, [&](Session& session, std::size_t index) {
    const std::vector<double> x = generic_point(d, options.seed, index);
    std::vector<std::vector<double>> support;
    if (route == Route::twin) {
      const auto law = subject.exact()->outcomes(as_span(to_exact(x)));
      if (!law || law->size() > kLargestLaw) return;
      for (const auto& outcome : *law)
        if (outcome.weight > 0) support.push_back(to_doubles(as_span(outcome.value)));
    } else {
      const auto law = session.outcomes(x);
      if (!law || law->size() > kLargestLaw) return;
      for (const auto& outcome : *law)
        if (outcome.weight > 0)
          support.emplace_back(outcome.value.data(), outcome.value.data() + outcome.value.size());
    }
    std::vector<double> draws(kDraws * d);
    session.sample(x, {options.seed, Purpose::protocol, 16 + index, 0}, kDraws, draws);
    std::vector<double> gradient(d);
    session.gradient(x, gradient);
    const double scale = squared_norm(std::span<const double>(gradient));
    for (std::size_t i = 0; i < kDraws; ++i) {
      const auto draw = std::span<const double>(draws).subspan(i * d, d);
      const double tolerated = kRelative * kRelative * (squared_norm(draw) + scale);
      const bool within = std::ranges::any_of(support, [&](const std::vector<double>& outcome) {
        return squared_distance(draw, std::span<const double>(outcome)) <= tolerated;
      });
      if (within) continue;
      const Vector<Exact> at = to_exact(x);
      std::string detail = "at x =";
      for (std::size_t j = 0; j < std::min<std::size_t>(d, 8); ++j) detail += " " + to_text(x[j]);
      throw OracleError(
          "the double implementation does not follow its law: a draw is none of its " +
              std::to_string(support.size()) + " outcomes",
          detail + (d > 8 ? " ..." : ""));
    }
  });
}

}  // namespace biasbound::detail
