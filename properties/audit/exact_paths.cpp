// Claims about single points, where the law is known or the oracle is deterministic: each verdict
// is reached, and for the right reason.
#include <biasbound/compressors/rand_k.hpp>
#include <biasbound/compressors/top_k.hpp>

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

const Tightness* tightness(const AuditResult& result, const std::string& constant) {
  for (const Tightness& each : result.tightness)
    if (each.constant == constant) return &each;
  return nullptr;
}

double estimate(const AuditResult& result, const std::string& constant) {
  for (const ConstantEstimate& each : result.estimates)
    if (each.constant == constant) return each.estimate;
  return std::nan("");
}

}  // namespace

TEST_CASE("rand-k as printed in Table 1 is refuted by a two-dimensional witness of small rationals",
          "[audit][table_1]") {
  const AuditResult result = run(subject(RandK{1}, 10), "m=9/10");
  CHECK(result.verdict == Verdict::refuted);
  CHECK(result.method == Method::enumeration);
  CHECK_THAT(result.reason, Contains("noise"));
  REQUIRE(result.shrunk.decimal.size() == 2);
  for (const std::string& entry : result.shrunk.decimal)
    CHECK((entry == "0" || entry == "1" || entry == "2"));
  CHECK(result.worst.decimal.size() == 10);
  CHECK(result.samples == 0);
}

TEST_CASE("rand-k corrected is supported with equality", "[audit][table_1]") {
  for (const std::size_t k : {1U, 2U, 9U}) {
    const Exact ratio = Exact(10) / Exact(k);
    const Exact m = (1 - 1 / ratio) * (1 - 1 / ratio);
    const AuditResult result =
        run(subject(RandK{k}, 10), "M=" + to_text(Exact(ratio - 1)) + ",m=" + to_text(m));
    CHECK(result.verdict == Verdict::supported);
    for (const char* constant : {"M", "m"}) {
      REQUIRE(tightness(result, constant) != nullptr);
      CHECK(tightness(result, constant)->tight);
      CHECK(tightness(result, constant)->ratio == 1.0);
    }
    CHECK(tightness(result, "sigma2") == nullptr);
    CHECK(estimate(result, "M") == to_double(Exact(ratio - 1)));
    CHECK_FALSE(result.implications.empty());
    // Off by 1 % in either constant.
    const Exact less = Exact(99, 100);
    CHECK(run(subject(RandK{k}, 10), "M=" + to_text(Exact((ratio - 1) * less)) + ",m=" + to_text(m))
              .verdict == Verdict::refuted);
    CHECK(run(subject(RandK{k}, 10),
              "M=" + to_text(Exact(ratio - 1)) + ",m=" + to_text(Exact(m * less)))
              .verdict == Verdict::refuted);
  }
}

TEST_CASE("A randomised compressor in C(delta) needs M = 1/delta - 1", "[audit][table_1]") {
  const AnySubject bernoulli = subject(toys::Bernoulli{4}, 6);
  CHECK(run(bernoulli, "delta=1/4").verdict == Verdict::supported);
  CHECK(run(bernoulli, "delta=0.2501").verdict == Verdict::refuted);
  CHECK(run(bernoulli, "m=3/4").verdict == Verdict::refuted);
  const AuditResult corrected = run(bernoulli, "M=3,m=3/4");
  CHECK(corrected.verdict == Verdict::supported);
  REQUIRE(tightness(corrected, "M") != nullptr);
  CHECK(tightness(corrected, "M")->tight);
  REQUIRE(tightness(corrected, "m") != nullptr);
  CHECK_FALSE(tightness(corrected, "m")->tight);
  CHECK(tightness(corrected, "m")->ratio == 0.75);
}

TEST_CASE("Unbiasedness and omega are decided exactly", "[audit]") {
  const AnySubject scaled = subject(ScaledRandK{2}, 8);
  const AuditResult result = run(scaled, "omega=3");
  CHECK(result.verdict == Verdict::supported);
  REQUIRE(tightness(result, "omega") != nullptr);
  CHECK(tightness(result, "omega")->tight);
  CHECK(run(scaled, "omega=2.999").verdict == Verdict::refuted);
  const AuditResult biased = run(subject(RandK{2}, 8), "omega=100");
  CHECK(biased.verdict == Verdict::refuted);
  CHECK_THAT(biased.reason, Contains("unbiased"));
}

TEST_CASE("Zero claims hold for the identity and fail for top-k", "[audit]") {
  const AuditResult identity = run(subject(TopK{4}, 4), "M=0");
  CHECK(identity.verdict == Verdict::supported);
  CHECK(identity.tightness.empty());
  CHECK(run(subject(TopK{3}, 4), "M=0").verdict == Verdict::refuted);
  CHECK(run(subject(TopK{1}, 4), "m=3/4").verdict == Verdict::supported);
  CHECK(run(subject(TopK{1}, 4), "m=0.7499").verdict == Verdict::refuted);
}

TEST_CASE("Rounding is forgiven by default and not when asked for exactness", "[audit]") {
  const AnySubject tenth = subject(toys::Tenth{}, 5);
  const AuditResult forgiven = run(tenth, "m=81/100");
  CHECK(forgiven.verdict == Verdict::supported);
  CHECK(forgiven.method == Method::deterministic);
  CHECK_FALSE(forgiven.rounding.empty());
  Options strict;
  strict.rounding = Rounding::exact;
  const AuditResult refuted = run(tenth, "m=81/100", strict);
  CHECK(refuted.verdict == Verdict::refuted);
  CHECK(refuted.rounding.empty());
  // Far from hiding a real fault: a millionth off is seen.
  CHECK(run(tenth, "m=0.809999").verdict == Verdict::refuted);
  // Sums in doubles, for long vectors, decide the same.
  CHECK(run(subject(toys::Tenth{}, 3000), "m=81/100").verdict == Verdict::supported);
  CHECK(run(subject(toys::Tenth{}, 3000), "m=0.809999").verdict == Verdict::refuted);
}

TEST_CASE("A fault in a corner is found and shrunk", "[audit][shrink]") {
  const AuditResult result = run(subject(toys::CornerFault{}, 12), "m=0.99");
  REQUIRE(result.verdict == Verdict::refuted);
  REQUIRE(result.shrunk.decimal.size() == 2);
  CHECK(result.shrunk.decimal[0] != result.shrunk.decimal[1]);
  for (const std::string& entry : result.shrunk.decimal) CHECK(entry.size() <= 3);
}

TEST_CASE("A given point is the only one tested", "[audit]") {
  Options options;
  options.at = {1, 2, 2, 1};
  const AuditResult inside = run(subject(toys::CornerFault{}, 4), "m=0", options);
  CHECK(inside.verdict == Verdict::supported);
  CHECK(inside.points == 1);
  options.at = {2, 3, 0, 0};
  const AuditResult corner = run(subject(toys::CornerFault{}, 4), "m=0", options);
  CHECK(corner.verdict == Verdict::refuted);
  CHECK(corner.worst.decimal == std::vector<std::string>{"2", "3", "0", "0"});
  options.at = {1};
  CHECK_THROWS_WITH(run(subject(toys::CornerFault{}, 4), "m=0", options),
                    Contains("at: 1 entries"));
}

TEST_CASE("A theorem that covers the oracle proves the claim", "[audit][theorems]") {
  Options options;
  options.theorems = {{"nothing", [](const Subject&, const Claim&) { return false; }},
                      {"rand_k", [](const Subject& oracle, const Claim& claim) {
                         return oracle.name() == "rand-1" && claim.kind == ClaimKind::bounds;
                       }}};
  const AuditResult proved = run(subject(RandK{1}, 10), "M=9,m=0.81", options);
  CHECK(proved.verdict == Verdict::proved);
  CHECK(proved.method == Method::theorem);
  CHECK(proved.theorem == "rand_k");
  // The code was looked at as well: a theorem speaks of the definition.
  CHECK_THAT(proved.reason, Contains("holds at all"));
  REQUIRE(tightness(proved, "M") != nullptr);
  CHECK(tightness(proved, "M")->tight);
  const AuditResult refuted = run(subject(RandK{1}, 10), "m=9/10", options);
  CHECK(refuted.verdict == Verdict::refuted);
  CHECK_THAT(refuted.reason, Contains("the implementation differs"));
  // The registry speaks about bounds only: another claim goes its own way.
  CHECK(run(subject(RandK{1}, 10), "delta=1/10", options).verdict == Verdict::supported);
}

TEST_CASE("What an oracle does wrong is an oracle error with its reason", "[audit][errors]") {
  const auto reason = [](const AnySubject& oracle) {
    const AuditResult result = run(oracle, "M=100,m=0.9");
    CHECK(result.verdict == Verdict::oracle_error);
    return result.reason;
  };
  CHECK_THAT(reason(subject(toys::FalselyDeterministic{}, 3)), Contains("not deterministic"));
  CHECK_THAT(reason(subject(toys::Unrepeatable{}, 3)), Contains("not reproducible"));
  CHECK_THAT(reason(subject(toys::Throws{}, 3)), Contains("out of paper"));
  CHECK_THAT(reason(subject(toys::AnswersNan{}, 3)), Contains("nan"));
  CHECK_THAT(reason(subject(toys::BernoulliMisdrawn{}, 3)), Contains("does not follow its law"));
}

TEST_CASE("A claim that does not fit the oracle is refused", "[audit][errors]") {
  const AnySubject valley = toys::exact_valley({});
  CHECK_THROWS_WITH(run(valley, "delta=1/2"), Contains("speaks about compressors"));
  CHECK_THROWS_WITH(run(subject(RandK{1}, 4), "L=1"), Contains("speaks about an objective"));
  CHECK_THROWS_WITH(run(subject(toys::Valley{.offers_value = false}), "L=4"),
                    Contains("offers no values"));
  CHECK_THROWS_AS(audit(subject(RandK{1}, 4), std::nullopt, {.alpha = 2}), InvalidInput);
  CHECK_THROWS_AS(audit(subject(toys::Halved{}, 4), std::nullopt), InvalidInput);
}

TEST_CASE("Time and interruption end an audit as inconclusive", "[audit][time]") {
  Options late;
  late.time_limit = 1e-9;
  const AuditResult timed = run(subject(toys::Halved{}, 50), "M=1,m=1/4", late);
  CHECK(timed.verdict == Verdict::inconclusive);
  CHECK_THAT(timed.reason, Contains("time limit"));
  std::atomic<bool> stop{true};
  Options interrupted;
  interrupted.stop = &stop;
  CHECK(run(subject(RandK{1}, 10), "M=9,m=0.81", interrupted).verdict == Verdict::inconclusive);
}

TEST_CASE("Draws alone go to the statistical path", "[audit][statistical]") {
  // Bias 1/4 |x|^2, and the noise is |x|^2 / 4 = |E g|^2: M = 1.
  const AuditResult honest = run(subject(toys::Halved{}, 6), "M=1,m=1/4", {.samples = 20'000});
  CHECK(honest.verdict == Verdict::not_refuted);
  CHECK(honest.method == Method::statistical);
  const AuditResult wrong = run(subject(toys::Halved{}, 6), "M=1/2,m=1/4", {.samples = 20'000});
  CHECK(wrong.verdict == Verdict::refuted);
  REQUIRE(wrong.e_value.has_value());
  CHECK(*wrong.e_value >= 1 / wrong.alpha);
  CHECK_FALSE(wrong.shrunk.empty());
  CHECK(wrong.shrunk.decimal.size() <= 6);
}

TEST_CASE("A run does not depend on the number of threads", "[audit][determinism]") {
  for (const std::string claim : {"m=9/10", "M=9,m=81/100"}) {
    const AuditResult one = run(subject(RandK{1}, 10), claim, {.threads = 1});
    const AuditResult two = run(subject(RandK{1}, 10), claim, {.threads = 2});
    CHECK(one.verdict == two.verdict);
    CHECK(one.reason == two.reason);
    CHECK(one.worst.hex == two.worst.hex);
    CHECK(one.shrunk.decimal == two.shrunk.decimal);
    CHECK(one.points == two.points);
  }
}

TEST_CASE("A long vector is audited at fewer points", "[audit]") {
  const AuditResult result = run(subject(RandK{785}, 7850), "M=9,m=81/100");
  CHECK(result.verdict == Verdict::supported);
  CHECK(result.method == Method::closed_form);
  CHECK(result.points >= 8);
  CHECK(run(subject(RandK{785}, 7850), "M=8.99,m=81/100").verdict == Verdict::refuted);
}

TEST_CASE("A fault in one decade is found in a long vector", "[audit]") {
  const AuditResult small = run(subject(toys::DecadeFault{}, 8), "m=0.5");
  CHECK(small.verdict == Verdict::refuted);
  const AuditResult large = run(subject(toys::DecadeFault{}, 7850), "m=0.5");
  CHECK(large.verdict == Verdict::refuted);
  CHECK(large.shrunk.decimal.size() == 1);
}

TEST_CASE("A long law gives way to closed forms that agree with it", "[audit]") {
  const AuditResult result = run(subject(RandK{4}, 16), "M=3,m=9/16");
  CHECK(result.verdict == Verdict::supported);
  CHECK(result.method == Method::closed_form);
  CHECK(result.points > 200);
}
