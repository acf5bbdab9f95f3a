// Claims about pairs of points, the honesty check of bits, and the frontiers.
#include <audit/frontier.hpp>
#include <biasbound/compressors/rand_k.hpp>
#include <biasbound/objectives/nesterov_worst.hpp>

#include "catch.hpp"
#include "toy_oracles.hpp"

using namespace biasbound;
using Catch::Matchers::Contains;

namespace {

AuditResult run(const AnySubject& oracle, const std::string& claim, Options options = {}) {
  AuditResult result = audit(oracle, parse_claim(claim), options);
  UNSCOPED_INFO(claim << ": " << to_text(result.verdict) << ", " << result.reason << ", "
                      << result.detail);
  return result;
}

}  // namespace

TEST_CASE("L and mu of a quadratic are decided exactly", "[audit][pairs]") {
  const AnySubject valley = toys::exact_valley({});
  const AuditResult exact = run(valley, "L=4,mu=1");
  CHECK(exact.verdict == Verdict::supported);
  CHECK(exact.method == Method::closed_form);
  REQUIRE(exact.tightness.size() == 2);
  CHECK(exact.tightness[0].tight);
  CHECK(exact.tightness[1].tight);
  REQUIRE(exact.claim.has_value());
  CHECK(exact.claim->at("f_star") == 0);

  const AuditResult steep = run(valley, "L=3.99");
  CHECK(steep.verdict == Verdict::refuted);
  CHECK_THAT(steep.reason, Contains("smoothness"));
  CHECK(steep.worst.decimal.size() == 2);
  CHECK(steep.worst_pair.decimal.size() == 2);
  REQUIRE(steep.shrunk.decimal.size() == 2);
  for (const std::string& entry : steep.shrunk.decimal) CHECK(entry.size() <= 2);
  CHECK(run(valley, "mu=1.01").verdict == Verdict::refuted);
  CHECK(run(valley, "mu=1,f_star=-1").verdict == Verdict::refuted);
}

TEST_CASE("L and mu in doubles carry an allowance", "[audit][pairs]") {
  const AnySubject doubles = subject(toys::Valley{.d = 3});
  const AuditResult supported = run(doubles, "L=4,mu=1");
  CHECK(supported.verdict == Verdict::supported);
  CHECK_FALSE(supported.rounding.empty());
  CHECK(run(doubles, "L=3.999").verdict == Verdict::refuted);
  CHECK(run(doubles, "mu=1.001").verdict == Verdict::refuted);
}

TEST_CASE("Definition 5 is decided exactly on both sides", "[audit][pairs]") {
  const AuditResult tight = run(toys::exact_valley({.below = 1}), "inexact_delta=1,L=4");
  CHECK(tight.verdict == Verdict::supported);
  REQUIRE(tight.tightness.size() == 1);
  CHECK(tight.tightness[0].tight);
  const AuditResult upper = run(toys::exact_valley({.below = 1}), "inexact_delta=0.99,L=4");
  CHECK(upper.verdict == Verdict::refuted);
  CHECK_THAT(upper.reason, Contains("upper"));
  const AuditResult lower = run(toys::exact_valley({.below = -1}), "inexact_delta=5,L=4");
  CHECK(lower.verdict == Verdict::refuted);
  CHECK_THAT(lower.reason, Contains("lower"));
}

TEST_CASE("Bits with an encoder are sent and received", "[audit][bits]") {
  const auto signs = [](toys::Signs how) { return subject(how, 10); };
  const AuditResult honest = run(signs({}), "bits=10");
  CHECK(honest.verdict == Verdict::supported);
  REQUIRE(honest.tightness.size() == 1);
  CHECK(honest.tightness[0].tight);
  CHECK_THAT(run(signs({}), "bits=9").reason, Contains("10 bits, claimed 9"));
  CHECK(run(signs({}), "bits=9").verdict == Verdict::refuted);
  // Half of the bytes are not counted, so they do not arrive.
  CHECK(run(signs({.lies = true}), "bits=5").verdict == Verdict::refuted);
  const AuditResult garbled = run(signs({.garbles = true}), "bits=10");
  CHECK(garbled.verdict == Verdict::refuted);
  CHECK_THAT(garbled.reason, Contains("arrives as 0.5"));
  const std::uint64_t bits = RandK{2}.bits<double>(8);
  CHECK(run(subject(RandK{2}, 8), "bits=" + std::to_string(bits)).verdict == Verdict::supported);
}

TEST_CASE("Bits without an encoder are refuted by counting", "[audit][bits]") {
  const AnySubject signs = subject(toys::Signs{.encodes = false}, 6);
  const AuditResult few = run(signs, "bits=1", {.samples = 4000});
  CHECK(few.verdict == Verdict::refuted);
  CHECK_THAT(few.reason, Contains("distinct outputs"));
  const AuditResult enough = run(signs, "bits=6", {.samples = 4000});
  CHECK(enough.verdict == Verdict::not_refuted);
  CHECK_FALSE(enough.detectable.empty());
  CHECK(run(subject(toys::Tenth{}, 3), "bits=4", {.samples = 4000}).verdict == Verdict::refuted);
}

TEST_CASE("The frontier of rand-k is its M and m with intercept zero", "[audit][infer]") {
  Options options;
  options.infer = true;
  const AuditResult result = audit(subject(RandK{2}, 8), std::nullopt, options);
  CHECK(result.verdict == Verdict::not_refuted);
  REQUIRE(result.frontiers.size() == 2);
  for (const Frontier& frontier : result.frontiers) {
    CAPTURE(frontier.name);
    CHECK(frontier.exact);
    REQUIRE(frontier.pareto.size() == 2);
    CHECK(frontier.pareto.back().first == (frontier.name == "bias" ? 0.5625 : 3.0));
    CHECK(frontier.pareto.back().second == 0.0);
    CHECK(frontier.pareto.front().first == 0.0);
  }
  const AuditResult both = audit(subject(RandK{2}, 8), parse_claim("M=4,m=0.6"), options);
  CHECK(both.verdict == Verdict::supported);
  REQUIRE(both.frontiers.size() == 2);
  CHECK(both.frontiers[1].claim == std::optional(std::pair(4.0, 0.0)));
}

TEST_CASE("The Pareto set of a hull is the pairs that every point allows", "[audit][infer]") {
  using detail::pareto_set;
  using detail::upper_hull;
  // Points above, on and below the hull; a point beyond the maximum does not matter.
  const detail::Pairs<Exact> points{{0, 1}, {1, 3}, {2, 4}, {1, 2}, {3, 4}, {Exact(1, 2), 2}};
  const auto hull = upper_hull(points);
  CHECK(hull == detail::Pairs<Exact>{{0, 1}, {1, 3}, {2, 4}});
  const auto pareto = pareto_set(hull);
  CHECK(pareto == detail::Pairs<Exact>{{0, 4}, {1, 2}, {2, 1}});
  for (const auto& [slope, intercept] : pareto) {
    bool touches = false;
    for (const auto& [x, y] : points) {
      CHECK(y <= slope * x + intercept);
      touches = touches || y == slope * x + intercept;
    }
    CHECK(touches);
  }
  CHECK(pareto_set(upper_hull(detail::Pairs<Exact>{})) == detail::Pairs<Exact>{{0, 0}});
}
