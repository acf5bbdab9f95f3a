// Shrinking of a refuting point: fewer non-zeros, equal entries, small integers and rationals, a
// smaller dimension where the oracle has one. Every step is certified anew.
#include <algorithm>
#include <cmath>
#include <map>

#include "audit/engine.hpp"

namespace biasbound::detail {
namespace {

using Values = Vector<Exact>;
using Refutes = std::function<bool(const Values&)>;

/// Steps decide, so that a run is the same on every machine; the time is for oracles that are slow.
constexpr double kSeconds = 2;
constexpr std::uint64_t kSteps = 300;
constexpr std::uint64_t kStepEntries = 128;  ///< dimension up to which all steps are granted

/// What makes a point simple, in the order of importance.
struct Size {
  std::size_t nonzeros = 0;
  std::size_t distinct = 0;
  std::size_t digits = 0;
  friend auto operator<=>(const Size&, const Size&) = default;  // NOLINT(modernize-use-nullptr)
};

Size size_of(const Values& x) {
  Size size;
  std::map<std::string, int> seen;
  for (const Exact& entry : x) {
    if (entry == 0) continue;
    ++size.nonzeros;
    const std::string text = to_text(entry);
    size.digits += text.size();
    seen.emplace(text, 0);
  }
  size.distinct = seen.size();
  return size;
}

Exact largest_magnitude(const Values& x) {
  Exact largest = 0;
  for (const Exact& entry : x) largest = std::max(largest, Exact(abs(entry)));
  return largest;
}

Values filled(Eigen::Index d, const Exact& value) { return Values::Constant(d, value); }

/// Tries simpler points and keeps those that still refute.
class Shrinker {
 public:
  Shrinker(Values x, bool doubles, const Refutes& refutes, std::size_t steps, const Clock& clock,
           double seconds)
      : x_(std::move(x)),
        size_(size_of(x_)),
        doubles_(doubles),
        refutes_(refutes),
        steps_(steps),
        clock_(clock),
        deadline_(clock.seconds() + seconds) {}

  Values run() {
    whole();
    for (Size before = size_;;) {
      grid();
      zero_blocks();
      equalise();
      entries();
      if (size_ == before || exhausted()) break;
      before = size_;
    }
    return x_;
  }

 private:
  [[nodiscard]] bool exhausted() const { return steps_ == 0 || clock_.seconds() > deadline_; }

  bool attempt(Values candidate) {
    if (exhausted()) return false;
    if (doubles_) candidate = to_exact(to_doubles(as_span(candidate)));
    const Size size = size_of(candidate);
    if (size >= size_) return false;
    --steps_;
    if (!refutes_(candidate)) return false;
    x_ = std::move(candidate);
    size_ = size;
    return true;
  }

  /// The simplest points there are, before any of the given one is kept.
  void whole() {
    const Eigen::Index d = x_.size();
    Values one_hot = filled(d, 0);
    one_hot(0) = 1;
    if (attempt(one_hot)) return;
    if (d > 1) {
      Values two = one_hot;
      two(1) = 1;
      if (attempt(two)) return;
      two(0) = 2;
      if (attempt(two)) return;
    }
    if (attempt(filled(d, 1))) return;
    Values first_larger = filled(d, 1);
    first_larger(0) = 2;
    attempt(first_larger);
  }

  /// x rounded to a coarse grid, of unit 1 where the largest entry becomes 1, 2, 4, ...
  void grid() {
    const Exact largest = largest_magnitude(x_);
    if (largest == 0) return;
    for (const int levels : {1, 2, 3, 4, 8, 16}) {
      Values rounded(x_.size());
      for (Eigen::Index i = 0; i < x_.size(); ++i)
        rounded(i) = biasbound::exact(std::round(to_double(x_(i) / largest * levels)));
      if (attempt(rounded)) return;
      if (attempt(rounded / Exact(levels))) return;
      if (attempt(rounded * (largest / levels))) return;
    }
  }

  void zero_blocks() {
    std::vector<Eigen::Index> support = nonzeros();
    for (std::size_t block = (support.size() + 1) / 2; block >= 1 && !exhausted(); block /= 2) {
      for (std::size_t at = 0; at < support.size() && !exhausted();) {
        Values candidate = x_;
        const std::size_t end = std::min(at + block, support.size());
        for (std::size_t i = at; i < end; ++i) candidate(support[i]) = 0;
        if (attempt(std::move(candidate)))
          support = nonzeros();
        else
          at = end;
      }
    }
  }

  void equalise() {
    for (const Eigen::Index i : nonzeros()) {
      Values candidate = x_;
      for (const Eigen::Index j : nonzeros()) candidate(j) = x_(i);
      if (attempt(std::move(candidate))) break;
      if (exhausted()) return;
    }
    Values positive = x_;
    for (Exact& entry : positive) entry = abs(entry);
    attempt(std::move(positive));
  }

  void entries() {
    for (const Eigen::Index i : nonzeros()) {
      const Exact entry = x_(i);
      const double nearest = to_double(entry);
      for (const double value : {1.0, -1.0, std::round(nearest), std::round(2 * nearest) / 2,
                                 std::round(8 * nearest) / 8}) {
        if (!std::isfinite(value)) continue;
        Values candidate = x_;
        candidate(i) = biasbound::exact(value);
        if (attempt(std::move(candidate))) break;
        if (exhausted()) return;
      }
    }
  }

  [[nodiscard]] std::vector<Eigen::Index> nonzeros() const {
    std::vector<Eigen::Index> result;
    for (Eigen::Index i = 0; i < x_.size(); ++i)
      if (x_(i) != 0) result.push_back(i);
    return result;
  }

  Values x_;
  Size size_;
  bool doubles_;
  const Refutes& refutes_;
  std::size_t steps_;
  const Clock& clock_;
  double deadline_;
};

/// Points to start from in a smaller dimension: simple ones, and parts of the refuting point.
std::vector<Values> seeds(const Values& x, std::size_t dimension) {
  const auto d = static_cast<Eigen::Index>(dimension);
  std::vector<Values> result;
  Values one_hot = filled(d, 0);
  one_hot(0) = 1;
  result.push_back(filled(d, 1));
  result.push_back(one_hot);
  Values first_larger = filled(d, 1);
  first_larger(0) = 2;
  result.push_back(first_larger);
  Values alternating = filled(d, 1);
  for (Eigen::Index i = 1; i < d; i += 2) alternating(i) = -1;
  result.push_back(alternating);
  result.push_back(x.head(d));
  std::vector<Eigen::Index> order(static_cast<std::size_t>(x.size()));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<Eigen::Index>(i);
  std::ranges::stable_sort(order,
                           [&](Eigen::Index a, Eigen::Index b) { return abs(x(a)) > abs(x(b)); });
  Values largest(d);
  for (Eigen::Index i = 0; i < d; ++i) largest(i) = x(order[static_cast<std::size_t>(i)]);
  result.push_back(largest);
  return result;
}

}  // namespace

Vector<Exact> shrink_point(Vector<Exact> x, bool doubles, const Refutes& refutes, std::size_t steps,
                           const Clock& clock, double seconds) {
  return Shrinker(std::move(x), doubles, refutes, steps, clock, seconds).run();
}

void shrink_witness(Context& context, const AnySubject& original, std::optional<Route> route) {
  AuditResult& result = context.result;
  if (result.worst.empty()) return;
  const Options& options = context.options;
  const Clock& clock = context.workers.clock();
  const Values witness = read_point(result.worst);
  const bool doubles = route != Route::twin && route != Route::moments;
  const double end = clock.seconds() + kSeconds;

  // Draws are spent like in the confirmation that refuted: a point that needs many more is not
  // simpler evidence.
  const std::uint64_t confirmed = result.samples - std::min(result.samples, result.search_samples);
  const std::uint64_t budget = std::clamp<std::uint64_t>(
      4 * confirmed, 256, std::max<std::uint64_t>(256, options.samples / 4));
  std::uint64_t round = 0;
  const std::size_t d = static_cast<std::size_t>(witness.size());
  const std::size_t steps = static_cast<std::size_t>(
      route ? std::clamp<std::uint64_t>(kSteps * kStepEntries / d, 12, kSteps)
            : std::clamp<std::uint64_t>(2 * options.samples / budget, 8, 40));

  const auto certifies = [&](Workers& workers) {
    return [&, subject = &workers.subject()](const Values& x) {
      try {
        if (route)
          return violated(context.claim, *subject, workers.session(), *route, x, options.rounding);
        const std::vector<double> at = to_doubles(as_span(x));
        return refuted_again(workers, context.claim, options, at, round++, budget);
      } catch (const OracleError&) {
        return false;  // a point that breaks the oracle is no witness against the claim
      } catch (const InvalidInput&) {
        return false;
      }
    };
  };
  const auto finish = [&](const Values& x) {
    result.shrunk = make_point(as_span(x), "shrunk");
    if (x.size() != witness.size())
      result.shrunk.pattern = "shrunk to dimension " + std::to_string(x.size());
  };

  for (std::size_t smaller = 1; smaller < d && clock.seconds() < end;
       smaller += smaller < 24 ? 1 : smaller / 4) {
    AnySubject subject;
    try {
      subject = original->at_dimension(smaller);
    } catch (const std::exception&) {
      continue;  // k > d and the like
    }
    if (!subject) continue;
    Workers workers(subject, 1, clock);
    const auto refutes = certifies(workers);
    for (const Values& seed : seeds(witness, smaller)) {
      const Values start = doubles ? to_exact(to_doubles(as_span(seed))) : seed;
      if (clock.seconds() > end || !refutes(start)) continue;
      finish(shrink_point(start, doubles, refutes, steps, clock, end - clock.seconds()));
      return;
    }
  }
  const auto refutes = certifies(context.workers);
  const Values small =
      shrink_point(witness, doubles, refutes, steps, clock, std::max(0.0, end - clock.seconds()));
  finish(small);
}

}  // namespace biasbound::detail
