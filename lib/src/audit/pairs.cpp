// Claims about pairs of points: Assumption 1, (3); Assumption 2, (4); Definition 5. Values are
// exact where the oracle has a rational twin, else the rationals that its doubles are.
#include <algorithm>
#include <cmath>
#include <limits>

#include "audit/engine.hpp"

namespace biasbound::detail {
namespace {

/// Entries of vectors in all pairs together; a count, so that a run is the same on every machine.
constexpr std::size_t kPairEntries = 60'000;
constexpr std::size_t kLeastPairs = 16;
constexpr std::size_t kSearchDimension = 32;
constexpr std::size_t kSearchEvaluations = 400;

struct Pair {
  Vector<Exact> x;
  Vector<Exact> y;
  std::string pattern;
};

struct Judged {
  std::vector<Inequality<Exact>> inequalities;
  std::vector<bool> violated;
  std::vector<bool> attained;
  std::vector<double> severity;  ///< (measured - bound) over the size of the terms
  PairValues<Exact> values;
};

/// Answers at one point: f, grad f, and the pair of Definition 5 where it is asked for.
struct Answer {
  Exact value;
  Vector<Exact> gradient;
};

class Pairwise {
 public:
  Pairwise(const Subject& subject, const Claim& claim, Rounding rounding)
      : subject_(subject), claim_(claim), rounding_(rounding) {
    twin_ = subject.exact();
    const Vector<Exact> zero = Vector<Exact>::Zero(static_cast<Eigen::Index>(subject.dimension()));
    exact_ = twin_ && guarded([&] {
               return twin_->value(as_span(zero)).has_value() &&
                      (!inexact() || twin_->inexact(as_span(zero)).has_value());
             });
  }

  [[nodiscard]] bool exact_values() const { return exact_; }

  [[nodiscard]] Judged judge(Session& session, const Pair& pair) const {
    const auto d = static_cast<std::size_t>(pair.x.size());
    const Answer at_x = objective(session, pair.x);
    const Answer at_y = inexact() ? approximation(session, pair.y) : objective(session, pair.y);
    const Vector<Exact> step = pair.x - pair.y;
    Judged result;
    result.values = {.value_x = at_x.value,
                     .value_y = at_y.value,
                     .linear = dot(as_span(at_y.gradient), as_span(step)),
                     .distance_sq = squared_norm(as_span(step)),
                     .gradient_sq_x = squared_norm(as_span(at_x.gradient))};
    result.inequalities = at_pair(claim_, result.values);
    const double terms = std::abs(to_double(at_x.value)) + std::abs(to_double(at_y.value)) +
                         std::sqrt(to_double(squared_norm(as_span(at_y.gradient))) *
                                   to_double(result.values.distance_sq));
    for (const auto& inequality : result.inequalities) {
      const double measured = to_double(inequality.measured);
      const double bound = to_double(inequality.bound);
      double size = terms + std::abs(measured) + std::abs(bound);
      if (inequality.name == "pl")
        size = std::abs(measured) + std::abs(bound) + gradient_size(pair.x, result.values);
      const Exact excess = inequality.measured - inequality.bound;
      const double off = to_double(excess);
      const double forgiven =
          exact_ || rounding_ == Rounding::exact ? 0 : 8 * static_cast<double>(d) * 0x1p-53 * size;
      result.violated.push_back(excess > 0 && off > forgiven);
      result.attained.push_back(inequality.bound > 0 &&
                                (forgiven > 0 ? std::abs(off) <= forgiven : excess == 0));
      result.severity.push_back(size > 0 ? off / size : 0);
    }
    return result;
  }

 private:
  [[nodiscard]] bool inexact() const { return claim_.kind == ClaimKind::inexact; }

  /// A gradient that is a small difference of large terms is off by their size, not by its own.
  [[nodiscard]] double gradient_size(const Vector<Exact>& x,
                                     const PairValues<Exact>& values) const {
    const auto smoothness = subject_.regularity().L;
    if (!smoothness) return 0;
    return 2 * std::sqrt(to_double(values.gradient_sq_x) * to_double(squared_norm(as_span(x)))) *
           to_double(*smoothness);
  }

  template <class Call>
  static auto guarded(Call call) -> decltype(call()) {
    try {
      return call();
    } catch (const std::exception& problem) {
      throw OracleError(std::string("the oracle over rationals: ") + problem.what());
    }
  }

  [[nodiscard]] Answer objective(Session& session, const Vector<Exact>& x) const {
    if (exact_) {
      return guarded([&] {
        Answer answer{*twin_->value(as_span(x)), Vector<Exact>(x.size())};
        twin_->gradient(as_span(x), as_span(answer.gradient));
        return answer;
      });
    }
    const std::vector<double> at = to_doubles(as_span(x));
    const auto value = session.value(at);
    if (!value)
      throw InvalidInput("claim " + to_text(claim_) + ": " + subject_.name() +
                         " offers no values f(x)");
    std::vector<double> gradient(at.size());
    session.gradient(at, gradient);
    return {biasbound::exact(*value), to_exact(gradient)};
  }

  [[nodiscard]] Answer approximation(Session& session, const Vector<Exact>& y) const {
    if (exact_) {
      return guarded([&] {
        auto pair = *twin_->inexact(as_span(y));
        return Answer{std::move(pair.value), std::move(pair.gradient)};
      });
    }
    const auto pair = session.inexact(to_doubles(as_span(y)));
    if (!pair)
      throw InvalidInput("claim " + to_text(claim_) + ": " + subject_.name() +
                         " offers no pair (f~(y), g~(y))");
    return {biasbound::exact(pair->value), to_exact(as_span(pair->gradient))};
  }

  const Subject& subject_;
  const Claim& claim_;
  Rounding rounding_;
  AnyOracle<Exact> twin_;
  bool exact_ = false;
};

Vector<Exact> shifted(const Vector<Exact>& x, std::size_t index, const Exact& by) {
  Vector<Exact> y = x;
  y(static_cast<Eigen::Index>(index)) += by;
  return y;
}

/// One of the 8 pairs made of the point of index i and the one after it.
Pair pair_of(const Candidate& x, const Candidate& next, std::size_t i, std::size_t shape) {
  const Eigen::Index d = x.x.size();
  const Vector<Exact> zero = Vector<Exact>::Zero(d);
  Exact size = 0;
  for (const Exact& entry : x.x) size = std::max(size, Exact(abs(entry)));
  if (size == 0) size = 1;
  // A power of two, so that the shifted point is a double where x has few digits.
  const Exact step = biasbound::exact(std::ldexp(1.0, std::ilogb(to_double(size)) - 6));
  const std::size_t entry = i % static_cast<std::size_t>(d);
  switch (shape) {
    case 0:
      return {x.x, zero, x.pattern + " and 0"};
    case 1:
      return {zero, x.x, "0 and " + x.pattern};
    case 2:
      return {x.x, next.x, x.pattern + " and " + next.pattern};
    case 3:
      return {next.x, x.x, next.pattern + " and " + x.pattern};
    case 4:
      return {x.x, -x.x, x.pattern + " and its negative"};
    case 5:
      return {x.x, x.x / Exact(2), x.pattern + " and its half"};
    case 6:
      return {shifted(x.x, entry, step), x.x, x.pattern + " and a near point"};
    default:
      return {shifted(x.x, entry, -step), x.x, x.pattern + " and a near point"};
  }
}

std::vector<Pair> pairs_of(const Options& options, const Subject& subject, bool exact_values) {
  const std::size_t d = subject.dimension();
  const Candidates points(options, subject, exact_values ? Route::twin : Route::law);
  constexpr std::size_t kShapes = 8;
  std::vector<Pair> all;
  for (const std::size_t index :
       spread(kShapes * points.size(), std::max(kLeastPairs, kPairEntries / d))) {
    const std::size_t i = index / kShapes;
    all.push_back(pair_of(points[i], points[(i + 1) % points.size()], i, index % kShapes));
  }
  if (!exact_values)
    for (Pair& pair : all) {
      pair.x = to_exact(to_doubles(as_span(pair.x)));
      pair.y = to_exact(to_doubles(as_span(pair.y)));
    }
  return all;
}

Vector<Exact> joined(const Pair& pair) {
  Vector<Exact> both(pair.x.size() * 2);
  both << pair.x, pair.y;
  return both;
}

Pair split(const Vector<Exact>& both, std::string pattern) {
  const Eigen::Index d = both.size() / 2;
  return {both.head(d), both.tail(d), std::move(pattern)};
}

double largest(const std::vector<double>& values) {
  return *std::max_element(values.begin(), values.end());
}

struct Found {
  std::vector<Pair> pairs;
  std::vector<Judged> judged;
};

void search_pairs(Workers& workers, const Pairwise& pairwise, Found& found) {
  const std::size_t d = workers.subject().dimension();
  if (d > kSearchDimension) return;
  std::size_t best = 0;
  for (std::size_t i = 1; i < found.pairs.size(); ++i)
    if (largest(found.judged[i].severity) > largest(found.judged[best].severity)) best = i;
  if (largest(found.judged[best].severity) > 0) return;
  // Start within reach of the origin, where objectives differ from their quadratic part.
  for (const std::size_t start : {best, std::size_t{2}}) {
    if (start >= found.pairs.size()) continue;
    std::vector<double> z = to_doubles(as_span(joined(found.pairs[start])));
    double size = 0;
    for (const double entry : z) size = std::max(size, std::abs(entry));
    if (size == 0) size = 1;
    maximise(
        [&](const std::vector<double>& at) {
          workers.clock().check();
          return largest(pairwise.judge(workers.session(), split(to_exact(at), "")).severity);
        },
        z, 4 * size, size / 4, kSearchEvaluations);
    Pair pair = split(to_exact(z), "search from " + found.pairs[start].pattern);
    found.judged.push_back(pairwise.judge(workers.session(), pair));
    found.pairs.push_back(std::move(pair));
  }
}

std::vector<ConstantEstimate> estimates_of(const Claim& claim, const std::vector<Judged>& judged) {
  std::optional<Exact> smoothness;
  std::optional<Exact> pl;
  std::optional<Exact> error;
  for (const Judged& each : judged) {
    const auto& at = each.values;
    const Exact gap = at.value_x - at.value_y - at.linear;
    if (at.distance_sq > 0) {
      const Exact ratio = 2 * gap / at.distance_sq;
      if (!smoothness || ratio > *smoothness) smoothness = ratio;
    }
    if (claim.kind == ClaimKind::inexact) {
      const Exact left = gap - claim.at("L") / 2 * at.distance_sq;
      if (!error || left > *error) error = left;
    }
    if (claim.has("mu")) {
      const Exact above = at.value_x - claim.at("f_star");
      if (above > 0) {
        const Exact ratio = at.gradient_sq_x / (2 * above);
        if (!pl || ratio < *pl) pl = ratio;
      }
    }
  }
  std::vector<ConstantEstimate> result;
  if (claim.kind == ClaimKind::inexact) {
    if (error) result.push_back({"inexact_delta", to_double(*error), {}, {}});
    return result;
  }
  if (claim.has("L") && smoothness) result.push_back({"L", to_double(*smoothness), {}, {}});
  if (pl) result.push_back({"mu", to_double(*pl), {}, {}});
  return result;
}

std::string constant_of(const Claim& claim, const std::string& inequality) {
  if (inequality == "pl") return "mu";
  if (inequality == "smoothness") return "L";
  if (inequality == "upper") return claim.at("inexact_delta") > 0 ? "L and inexact_delta" : "L";
  return "";
}

}  // namespace

void audit_pairs(Context& context) {
  AuditResult& result = context.result;
  Workers& workers = context.workers;
  const Subject& subject = workers.subject();
  const Pairwise pairwise(subject, context.claim, context.options.rounding);
  result.method = pairwise.exact_values() ? Method::closed_form : Method::deterministic;
  if (!pairwise.exact_values() && context.options.rounding == Rounding::allowance)
    result.rounding = "8 d 2^-53 relative to the terms compared";

  Found found;
  found.pairs = pairs_of(context.options, subject, pairwise.exact_values());
  found.judged.resize(found.pairs.size());
  workers.run(found.pairs.size(), [&](Session& session, std::size_t i) {
    found.judged[i] = pairwise.judge(session, found.pairs[i]);
  });
  if (context.options.at.empty()) search_pairs(workers, pairwise, found);
  result.points = found.pairs.size();

  const std::size_t halves = found.judged.front().inequalities.size();
  std::size_t worst_half = 0;
  std::vector<std::size_t> worst(halves, 0);
  const auto key = [&](std::size_t half, std::size_t i) {
    return std::pair<bool, double>(found.judged[i].violated[half], found.judged[i].severity[half]);
  };
  for (std::size_t h = 0; h < halves; ++h) {
    Half half;
    half.name = found.judged.front().inequalities[h].name;
    bool attained = false;
    for (std::size_t i = 0; i < found.pairs.size(); ++i) {
      const Inequality<Exact>& at = found.judged[i].inequalities[h];
      if (key(h, i) > key(h, worst[h])) worst[h] = i;
      attained = attained || found.judged[i].attained[h];
      if (at.bound > 0) half.ratio = std::max(half.ratio, to_double(at.measured / at.bound));
    }
    const Inequality<Exact>& at = found.judged[worst[h]].inequalities[h];
    const bool violated = found.judged[worst[h]].violated[h];
    if (violated && at.bound <= 0) half.ratio = std::numeric_limits<double>::infinity();
    half.verdict = violated ? Verdict::refuted : Verdict::supported;
    half.measured = to_double(at.measured);
    half.bound = to_double(at.bound);
    const std::string excess = to_text(Exact(at.measured - at.bound));
    half.excess = excess.size() <= 200 ? excess : to_text(half.measured - half.bound);
    result.halves.push_back(half);
    const std::string constant = constant_of(context.claim, half.name);
    if (!constant.empty())
      result.tightness.push_back({constant, half.ratio, attained && !violated});
    if (key(h, worst[h]) > key(worst_half, worst[worst_half])) worst_half = h;
  }
  result.estimates = estimates_of(context.claim, found.judged);

  const Pair& pair = found.pairs[worst[worst_half]];
  result.worst = make_point(as_span(pair.x), pair.pattern);
  result.worst_pair = make_point(as_span(pair.y), pair.pattern);
  const Half& half = result.halves[worst_half];
  if (half.verdict != Verdict::refuted) {
    result.verdict = Verdict::supported;
    result.reason =
        "holds at all " + std::to_string(found.pairs.size()) + " tested pairs; " +
        (pairwise.exact_values() ? "values are exact" : "over the rationals that its doubles are");
    return;
  }
  result.verdict = Verdict::refuted;
  result.reason = half.name + ": measured " + to_text(half.measured) + " > bound " +
                  to_text(half.bound) + " at an exact pair of points";
  const auto refutes = [&](const Vector<Exact>& both) {
    const Judged now = pairwise.judge(workers.session(), split(both, ""));
    return std::ranges::any_of(now.violated, [](bool v) { return v; });
  };
  const Pair small =
      split(shrink_point(joined(pair), !pairwise.exact_values(), refutes, 300, workers.clock(), 2),
            "shrunk");
  result.shrunk = make_point(as_span(small.x), small.pattern);
  result.shrunk_pair = make_point(as_span(small.y), small.pattern);
}

}  // namespace biasbound::detail
