// The auditor inside a user's Catch2 test: one line each, and what a failure prints.
#include <biasbound/catch2.hpp>
#include <biasbound/compressors/rand_k.hpp>
#include <biasbound/compressors/top_k.hpp>

#include "catch.hpp"
#include "toy_oracles.hpp"

using namespace biasbound;
using Catch::Matchers::Contains;

TEST_CASE("An audit is one line of a Catch2 test", "[audit][catch2]") {
  REQUIRE_THAT(audit(TopK{2}, 8, "delta=1/4"), passes());
  REQUIRE_THAT(audit(TopK{2}, 8, "delta=1/4"), passes_strictly());
  REQUIRE_THAT(audit(toys::Valley{}, "M=0"), passes());
  REQUIRE_THAT(audit(RandK{2}, 8, "m=3/4"), has_verdict("REFUTED"));
  REQUIRE_THAT(audit(RandK{2}, 8, "m=3/4"), !passes());
}

TEST_CASE("A failure prints verdict and reason and witness and replay", "[audit][catch2]") {
  const std::string text = Catch::Detail::stringify(audit(RandK{1}, 8, "m=7/8"));
  CHECK_THAT(text, Contains("REFUTED for M=0,sigma2=0,m=0.875,zeta2=0"));
  CHECK_THAT(text, Contains("noise: measured"));
  CHECK_THAT(text, Contains("witness: x = (1, "));
  CHECK_THAT(text, Contains("seed = 20200817"));
}

TEST_CASE("An audit explains itself without being run", "[audit]") {
  const std::string text = explain(subject(toys::Throws{}, 4), parse_claim("delta=1/2"));
  CHECK_THAT(text, Contains("Definition 2"));
  CHECK_THAT(text, Contains("100000 draws"));
}

TEST_CASE("A replay line names the oracle where the command line knows it", "[audit]") {
  Options options;
  options.origin = "--oracle rand-k --k 1 --dimension 4";
  options.at = {1, 0, 0.5, 0};
  const AuditResult result = audit(subject(RandK{1}, 4), parse_claim("M=3,m=9/16"), options);
  CHECK(result.replay ==
        "biasbound audit --oracle rand-k --k 1 --dimension 4 --claim "
        "'M=3,sigma2=0,m=0.5625,zeta2=0' --seed 20200817 --alpha 0.001 --samples 100000 "
        "--at 1,0,0.5,0");
}
