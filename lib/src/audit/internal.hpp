// What the parts of the audit engine share: points, workers with their sessions, and the clock.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "biasbound/audit.hpp"

namespace biasbound::detail {

/// A point at which the oracle is asked, with how it was made.
struct TestPoint {
  std::vector<double> x;
  std::string pattern;
  std::uint64_t id = 0;  ///< the `point` of its stream addresses
};

/// The structured and random points of a search, each made when it is asked for: a long vector
/// costs nothing until a draw is made at it. Deterministic in the arguments. At most about 230
/// points, no two of them equal, fewer where d is small.
class TestPoints {
 public:
  /// `d` >= 1.
  TestPoints(std::size_t d, std::uint64_t seed);
  [[nodiscard]] std::size_t dimension() const { return d_; }
  [[nodiscard]] std::size_t size() const { return recipes_.size(); }
  [[nodiscard]] const std::string& pattern(std::size_t i) const { return recipes_[i].pattern; }
  [[nodiscard]] TestPoint operator[](std::size_t i) const;

 private:
  struct Recipe {
    std::string pattern;
    std::function<std::vector<double>(std::size_t d)> make;
  };
  std::size_t d_;
  std::vector<Recipe> recipes_;
};

/// Evenly spaced indices below `size`, at most `count` of them, 0 the first.
std::vector<std::size_t> spread(std::size_t size, std::size_t count);

/// Raised inside the engine when the time limit, the sample budget or Ctrl-C ends the work.
struct Stopped {
  std::string reason;  // "time limit of 5 s", "interrupted"
};

class Clock {
 public:
  Clock(double limit_seconds, const std::atomic<bool>* stop);
  /// Throws Stopped once the limit is reached or the caller asked to stop.
  void check() const;
  [[nodiscard]] double seconds() const;

 private:
  std::chrono::steady_clock::time_point start_;
  double limit_;
  const std::atomic<bool>* stop_;
};

/// A pool of threads, each with its own Session, opened on first use. Results do not depend on the
/// number of threads, because tasks are addressed by index. The first failure by index is rethrown.
class Workers {
 public:
  Workers(AnySubject subject, unsigned threads, const Clock& clock);
  ~Workers();

  [[nodiscard]] const Subject& subject() const { return *subject_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] std::size_t threads() const { return sessions_.size(); }
  /// Session of the calling thread, worker 0.
  Session& session();
  /// task(session, index) for every index < count, in any order, on all threads.
  void run(std::size_t count, const std::function<void(Session&, std::size_t)>& task);

 private:
  AnySubject subject_;
  const Clock& clock_;
  std::vector<std::unique_ptr<Session>> sessions_;
};

struct Context {
  Workers& workers;
  const Claim& claim;
  const Options& options;
  AuditResult& result;  ///< filled in as evidence comes
};

/// The statistical path: search, confirmation, detectable violation. Sets verdict (REFUTED,
/// NOT_REFUTED, SUPPORTED), e_value, halves, estimates, detectable, worst, samples; lets Stopped
/// and OracleError through with what is known already in `result`.
void statistical_audit(Context& context);

/// --infer where expectations are estimated: the frontiers of point estimates with the boundary of
/// what is refuted at level alpha (frontier.hpp draws the hull). `claim` may be absent.
std::vector<Frontier> statistical_frontiers(Workers& workers, const Options& options,
                                            const std::optional<Claim>& claim);

/// Re-tests a statistically refuted claim at a point on a stream of its own (Purpose::shrink,
/// `round`), with at most `budget` draws; true if the fresh e-value reaches 1 / alpha.
bool refuted_again(Workers& workers, const Claim& claim, const Options& options,
                   const std::vector<double>& x, std::uint64_t round, std::uint64_t budget);

}  // namespace biasbound::detail
