// The statistical path: what its bets promise, and its verdicts.
#include <cmath>

#include "audit/bets.hpp"
#include "audit/draws.hpp"
#include "audit/hypothesis.hpp"
#include "calibration_cases.hpp"
#include "calibration_oracles.hpp"
#include "catch.hpp"

using namespace biasbound;
using namespace biasbound::detail;

TEST_CASE("a direction bet's factor is non-negative for every h and zero for the worst one",
          "[audit]") {
  // The worst h lies along -v: with w = <v, h - c> / sqrt(S), t = w - p and y = w^2 there.
  for (const double p : {-3.0, -.5, 0.0, .01, .7, 4.0, 100.0})
    for (const double kappa : DirectionBet::grid()) {
      const double lambda = DirectionBet::lambda(kappa, p);
      const auto factor = [&](double w) { return 1 + lambda * (w - p) + kappa * (w * w - 1); };
      const double worst = -lambda / (2 * kappa);
      CHECK(factor(worst) == Approx(0).margin(1e-9 * (1 + lambda * std::abs(p))));
      CHECK(factor(worst + .1) > 0);
      CHECK(factor(worst - .1) > 0);
    }
}

TEST_CASE("a bound on E|h - c|^2 holds for every bias and noise that the claim admits", "[audit]") {
  // In the plane of the gradient (along the first axis) and the bias: the bias anywhere on the
  // circle of radius beta, the noise's second moment at its bound.
  for (const double M : {0.0, .5, 3.0})
    for (const double m : {0.0, .3, .9})
      for (const double zeta2 : {0.0, .2}) {
        Constants constants;
        constants.M = M;
        constants.sigma2 = 1;
        constants.m = m;
        constants.zeta2 = zeta2;
        const double G = 2;
        const Hypothesis at = hypothesis(constants, G, 0);
        double largest = 0;
        for (int i = 0; i < 360; ++i) {
          const double angle = i * 3.141592653589793 / 180;
          const double bx = at.beta * std::cos(angle);
          const double by = at.beta * std::sin(angle);
          const double mean_sq = (G + bx) * (G + bx) + by * by;
          const double cx = at.centre * G;
          const double second = (bx - cx) * (bx - cx) + by * by + M * mean_sq + 1;
          largest = std::max(largest, second);
        }
        CHECK(largest <= at.S * (1 + 1e-12));
        CHECK(largest >= at.S * (1 - 1e-3));  // and it is attained: not a penny loose
      }
}

TEST_CASE("draws do not depend on threads or on how they are cut into requests",
          "[audit][threads]") {
  const AnySubject oracle = subject(calibration::Additive{});
  std::vector<DrawStats> all;
  const std::vector<double> x(8, 1.5);
  const std::vector<double> v(8, std::sqrt(1.0 / 8));
  for (const unsigned threads : {1U, 2U, 5U}) {
    const Clock clock(0, nullptr);
    Workers workers(oracle, threads, clock);
    Query query;
    query.x = &x;
    query.gradient = &x;
    query.direction = &v;
    query.first = {7, Purpose::confirm, 3, 0};
    query.count = 4000;
    all.push_back(draw(workers, query));
    all.push_back(draw(workers.session(), 37, query));
  }
  for (const DrawStats& stats : all) {
    CHECK(stats.square == all[0].square);
    CHECK(stats.along == all[0].along);
    CHECK(stats.block == all[0].block);
    CHECK(stats.even == all[0].even);
    CHECK(stats.odd == all[0].odd);
  }
}

TEST_CASE("a claim not refuted says which constants the draws would have refuted", "[audit]") {
  Options options;
  options.samples = 20'000;
  const AuditResult result =
      audit(subject(calibration::Additive{}), parse_claim("sigma2=1.2,zeta2=1/10"), options);
  CHECK(result.verdict == Verdict::not_refuted);
  CHECK(result.detectable.find("refutes any sigma2 below 0.9") != std::string::npos);
  CHECK(result.samples <= 20'000);
  // And the next claim below that constant is refuted.
  CHECK(audit(subject(calibration::Additive{}), parse_claim("sigma2=0.85"), options).verdict ==
        Verdict::refuted);
}

TEST_CASE("what the draws would have refuted is never more than they refute", "[audit]") {
  // E|C(x) - x|^2 = 3 |x|^2 for scaled rand-k: the claim has room, and no omega above 3 may fall.
  const AnySubject compressor =
      make_subject(any_oracle(calibration::RandK{8, 2, 4}), Subject::Kind::compressor);
  const AuditResult result = audit(compressor, parse_claim("omega=4"));
  CHECK(result.verdict == Verdict::not_refuted);
  REQUIRE(result.detectable.rfind("refutes any omega below ", 0) == 0);
  const double value = std::stod(result.detectable.substr(24));
  CHECK(value > 2.5);
  CHECK(value < 3);
}

namespace {

/// Bernoulli with a declared range: C(x) = x with probability 3/4, else 0. E|C - x|^2 = |x|^2 / 4.
struct Ranged {
  [[nodiscard]] std::string name() const { return "ranged"; }
  void compress(std::span<const double> x, Stream& stream, std::span<double> out) const {
    const bool keep = uniform(stream) < .75;
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = keep ? x[i] : 0;
  }
  [[nodiscard]] std::optional<double> range(std::span<const double> x) const {
    return squared_norm(x);
  }
};

}  // namespace

TEST_CASE("samples support a claim only with a declared range and away from equality", "[audit]") {
  CHECK(audit(Ranged{}, 8, "delta=1/2").verdict == Verdict::supported);
  CHECK(audit(Ranged{}, 8, "delta=3/4").verdict == Verdict::not_refuted);
  CHECK(audit(Ranged{}, 8, "delta=4/5").verdict == Verdict::refuted);
}
