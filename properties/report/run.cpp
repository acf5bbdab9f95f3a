// A run of several audits: one alpha for all, one report, one stop flag.
#include "biasbound/run.hpp"

#include "biasbound/report_writers.hpp"
#include "catch.hpp"

namespace biasbound {
namespace {

AuditSpec top_1(const char* claim) {
  AuditSpec spec;
  spec.oracle = {{"kind", "top-k"}, {"k", 1}};
  spec.dimension = 3;
  spec.claim = parse_claim(claim);
  return spec;
}

RunSpec two() {
  RunSpec run;
  run.audits = {top_1("delta=1/3"), top_1("delta=1/2")};
  return run;
}

}  // namespace

TEST_CASE("a run splits alpha evenly and says so", "[report][run]") {
  const Report report = run_audits(two());
  REQUIRE(report.audits.size() == 2);
  CHECK(report.alpha == 1e-3);
  for (const auto& audit : report.audits) CHECK(audit.alpha == 0.5e-3);
  CHECK(report.alpha_split.find("2 audits") != std::string::npos);
  CHECK(report.audits[0].verdict == Verdict::supported);
  CHECK(report.audits[1].verdict == Verdict::refuted);
  CHECK(exit_code(report) == 1);
}

TEST_CASE("an audit's own settings win over the run's and those over the defaults",
          "[report][run]") {
  RunSpec run = two();
  run.alpha = 0.1;
  run.seed = 5;
  run.audits[1].seed = 6;
  const Report report = run_audits(run);
  CHECK(report.alpha == 0.1);
  CHECK(report.seed == 5);
  CHECK(report.audits[0].seed == 5);
  CHECK(report.audits[1].seed == 6);
}

TEST_CASE("after the stop flag the rest is inconclusive and the code is 3", "[report][run]") {
  const std::atomic<bool> stop{true};
  RunOptions options;
  options.audit.stop = &stop;
  RunSpec run = two();
  run.audits[1].expect = Verdict::refuted;
  const Report report = run_audits(run, options);
  CHECK(report.interrupted);
  for (const auto& audit : report.audits) CHECK(audit.verdict == Verdict::inconclusive);
  CHECK(exit_code(report) == 3);
}

TEST_CASE("what does not fit is refused before the first audit begins", "[report][run]") {
  RunSpec run = two();
  run.audits[1].oracle["k"] = 4;
  run.audits[1].where = "spec.toml: audit[2]";
  RunOptions options;
  bool began = false;
  options.progress = [&](std::size_t, std::size_t, const Progress&) { began = true; };
  CHECK_THROWS_WITH(run_audits(run, options), Catch::Matchers::StartsWith("spec.toml: audit[2]"));
  CHECK_FALSE(began);
  CHECK_THROWS_AS(run_audits({}, options), InvalidInput);
  run = two();
  run.alpha = 1.0;
  CHECK_THROWS_AS(run_audits(run, options), InvalidInput);
}

TEST_CASE("the plan of a run names every audit and runs none", "[report][run]") {
  const std::string plan = explain_audits(two());
  CHECK(plan.find("delta=1/3") != std::string::npos);
  CHECK(plan.find("delta=0.5") != std::string::npos);
  CHECK(plan.find("alpha = 0.001") != std::string::npos);
}

}  // namespace biasbound
