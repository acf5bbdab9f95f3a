// Claims and verdicts as text: what is read is what is meant, and nonsense is refused by name.
#include <biasbound/report.hpp>

#include "catch.hpp"

using namespace biasbound;
using Catch::Matchers::Contains;

TEST_CASE("A claim printed and read back is the same claim", "[audit][claims]") {
  for (const std::string text :
       {"M=3,sigma2=0,m=1/4,zeta2=0", "delta=1/10", "omega=3", "L=4,inexact_delta=0.001", "L=4",
        "mu=1/3", "L=1,mu=1,f_star=-2/7", "bits=17"}) {
    const Claim claim = parse_claim(text);
    CAPTURE(text, to_text(claim));
    CHECK(parse_claim(to_text(claim)) == claim);
    CHECK_FALSE(formula(claim).empty());
    CHECK_FALSE(source(claim).empty());
  }
}

TEST_CASE("A missing constant of bounds is zero and is printed", "[audit][claims]") {
  CHECK(to_text(parse_claim("m=9/10")) == "M=0,sigma2=0,m=0.9,zeta2=0");
  CHECK(parse_claim(" m = 0.9 ") == parse_claim("m=9/10"));
  CHECK_FALSE(parse_claim("m=0.9") == parse_claim("m=0.90000001"));
}

TEST_CASE("The kind of a claim follows from its constants", "[audit][claims]") {
  CHECK(parse_claim("sigma2=1").kind == ClaimKind::bounds);
  CHECK(parse_claim("inexact_delta=0,L=2").kind == ClaimKind::inexact);
  CHECK(parse_claim("L=2").kind == ClaimKind::regularity);
  CHECK(parse_claim("bits=8").kind == ClaimKind::bits);
  CHECK(source(parse_claim("mu=1")) == "Assumption 2");
  CHECK_THAT(formula(parse_claim("mu=1")), !Contains("L/2"));
}

TEST_CASE("An impossible claim is refused with its constant and value", "[audit][claims]") {
  const auto refuses = [](const std::string& text, const std::string& message) {
    CAPTURE(text);
    CHECK_THROWS_WITH(parse_claim(text), Contains(message));
  };
  refuses("m=1", "m = 1: must be >= 0 and < 1");
  refuses("m=-0.1", "m = -0.1");
  refuses("M=-1", "M = -1: must be >= 0");
  refuses("sigma2=-1e-30", "sigma2 = ");
  refuses("zeta2=-1", "zeta2 = -1");
  refuses("delta=0", "delta = 0: must be > 0 and <= 1");
  refuses("delta=1.5", "delta = 1.5");
  refuses("omega=-1", "omega = -1");
  refuses("L=0", "L = 0: must be > 0");
  refuses("mu=0", "mu = 0");
  refuses("L=1,mu=2", "mu = 2 is above L = 1");
  refuses("bits=0", "bits = 0: must be a positive integer");
  refuses("bits=1/2", "bits = 0.5");
  refuses("inexact_delta=1", "inexact_delta needs L");
  refuses("f_star=1", "f_star needs L or mu");
  refuses("delta=1/2,m=1/2", "do not belong to one claim");
  refuses("M=1,M=2", "M is given twice");
  refuses("sigma=1", "unknown constant 'sigma'; the nearest known one is 'sigma2'");
  refuses("Delta=1", "nearest known one is 'delta'");
  refuses("l=1", "nearest known one is 'L'");
  refuses("m", "is not NAME=VALUE");
  refuses("", "is not NAME=VALUE");
  refuses("m=0.5,", "is not NAME=VALUE");
  refuses("m=half", "m = 'half': not a number");
  refuses("m=1/0", "m = '1/0': not a number");
  CHECK_THROWS_AS(make_claim({}), InvalidInput);
}

TEST_CASE("The inequalities of a claim at a point are the formula", "[audit][claims]") {
  PointMoments<Exact> moments;
  moments.gradient_sq = 4;
  moments.mean_sq = 9;
  moments.bias_sq = 1;
  moments.noise_sq = 5;
  moments.error_sq = 6;
  const auto both = at_point(parse_claim("M=1/3,sigma2=2,m=1/4,zeta2=1/2"), moments);
  REQUIRE(both.size() == 2);
  CHECK(both[0].name == "noise");
  CHECK(both[0].measured == 5);
  CHECK(both[0].bound == 5);
  CHECK(both[1].measured == 1);
  CHECK(both[1].bound == Exact(3) / 2);
  const auto error = at_point(parse_claim("delta=1/4"), moments);
  CHECK(error.at(0).measured == 6);
  CHECK(error.at(0).bound == 3);
  const auto unbiased = at_point(parse_claim("omega=2"), moments);
  CHECK(unbiased.at(0).bound == 0);
  CHECK(unbiased.at(1).bound == 8);
  CHECK_THROWS_AS(at_point(parse_claim("L=2"), moments), InvalidInput);
}

TEST_CASE("The inequalities of a claim at a pair are the formula", "[audit][claims]") {
  // f = x^2 at x = 3, y = 1: f(x) - f(y) - f'(y)(x - y) = 4 = |x - y|^2.
  const PairValues<Exact> at{
      .value_x = 9, .value_y = 1, .linear = 4, .distance_sq = 4, .gradient_sq_x = 36};
  const auto smooth = at_pair(parse_claim("L=2,mu=2,f_star=0"), at);
  REQUIRE(smooth.size() == 2);
  CHECK(smooth[0].measured == 4);
  CHECK(smooth[0].bound == 4);
  CHECK(smooth[1].measured == 36);
  CHECK(smooth[1].bound == 36);
  const auto inexact = at_pair(parse_claim("L=1,inexact_delta=2"), at);
  CHECK(inexact.at(0).measured == -4);
  CHECK(inexact.at(0).bound == 0);
  CHECK(inexact.at(1).measured == inexact.at(1).bound);
  CHECK(about_pairs(parse_claim("L=1")));
  CHECK_FALSE(about_pairs(parse_claim("delta=1")));
}

TEST_CASE("Verdicts are read back from their words", "[audit][verdict]") {
  for (const Verdict verdict : {Verdict::proved, Verdict::supported, Verdict::not_refuted,
                                Verdict::refuted, Verdict::inconclusive, Verdict::oracle_error})
    CHECK(parse_verdict(to_text(verdict)) == verdict);
  CHECK_THROWS_AS(parse_verdict("refuted"), InvalidInput);
}

TEST_CASE("The exit code is the first of 1 then 4 then 3 then 0 that occurs", "[audit][verdict]") {
  const auto code = [](std::vector<Verdict> verdicts, bool strict = false) {
    Report report;
    report.strict = strict;
    for (const Verdict verdict : verdicts) {
      AuditResult audit;
      audit.claim = parse_claim("m=0");
      audit.verdict = verdict;
      report.audits.push_back(audit);
    }
    return exit_code(report);
  };
  using enum Verdict;
  CHECK(code({}) == 0);
  CHECK(code({proved, supported, not_refuted}) == 0);
  CHECK(code({proved, not_refuted}, true) == 3);
  CHECK(code({refuted, oracle_error, inconclusive}) == 1);
  CHECK(code({supported, inconclusive, oracle_error}) == 4);
  CHECK(code({supported, inconclusive}) == 3);
  Report expected;
  expected.audits.resize(1);
  expected.audits[0].verdict = refuted;
  expected.audits[0].expect = refuted;
  CHECK(exit_code(expected) == 0);
  expected.audits[0].expect = supported;
  CHECK(exit_code(expected) == 1);
  Report interrupted;
  interrupted.interrupted = true;
  CHECK(exit_code(interrupted) == 3);
}
