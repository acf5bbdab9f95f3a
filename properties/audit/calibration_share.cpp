// A share of the nightly calibration, so that ci/test has one.
#include "calibration_cases.hpp"
#include "catch.hpp"

using namespace biasbound;

// 25 audits of each true claim: each count exceeds its limit with probability below 1e-9, 1e-8 over
// all, if alpha were attained.
TEST_CASE("a share of the calibration: true claims are refuted no more often than alpha",
          "[audit]") {
  const int limit = calibration::binomial_limit(25, .05, 1e-9);
  REQUIRE(limit < 15);
  for (const calibration::Case& each : calibration::true_claims()) {
    const calibration::Count count = calibration::run(each, 500, 25, .05);
    INFO(each.name << ", seeds 500 to 524");
    CHECK(count.refuted <= limit);
  }
}

TEST_CASE("a share of the power: false claims are refuted within their draws", "[audit]") {
  for (const calibration::Case& each : calibration::false_claims()) {
    const calibration::Count count = calibration::run(each, 900, 10, Options{}.alpha);
    INFO(each.name << ", seeds 900 to 909");
    CHECK(count.within_limits >= 9);
  }
}
