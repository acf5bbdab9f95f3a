// The exit code of a run: the first of 1, 4, 3, 0 that occurs.
#include "biasbound/report.hpp"

#include <array>

#include "catch.hpp"

namespace biasbound {
namespace {

constexpr std::array kAll = {Verdict::proved,  Verdict::supported,    Verdict::not_refuted,
                             Verdict::refuted, Verdict::inconclusive, Verdict::oracle_error};

AuditResult with(Verdict verdict, std::optional<Verdict> expect = {}) {
  AuditResult audit;
  audit.claim = parse_claim("m=1/2");
  audit.verdict = verdict;
  audit.expect = expect;
  return audit;
}

/// The table of the documentation, on its own.
int code_of(Verdict verdict, bool strict) {
  switch (verdict) {
    case Verdict::proved:
    case Verdict::supported:
      return 0;
    case Verdict::not_refuted:
      return strict ? 3 : 0;
    case Verdict::refuted:
      return 1;
    case Verdict::inconclusive:
      return 3;
    case Verdict::oracle_error:
      return 4;
  }
  return -1;
}

}  // namespace

TEST_CASE("exit code of one audit without expectation is its verdict's", "[report][exit_code]") {
  for (const bool strict : {false, true})
    for (const Verdict verdict : kAll) {
      Report report;
      report.strict = strict;
      report.audits = {with(verdict)};
      CAPTURE(strict, to_text(verdict));
      CHECK(exit_code(report) == code_of(verdict, strict));
    }
}

TEST_CASE("exit code of one audit with expectation is 0 exactly where the verdict matches",
          "[report][exit_code]") {
  for (const bool strict : {false, true})
    for (const Verdict verdict : kAll)
      for (const Verdict expect : kAll) {
        Report report;
        report.strict = strict;
        report.audits = {with(verdict, expect)};
        CAPTURE(to_text(verdict), to_text(expect));
        // What a theorem covers is supported too: a new theorem breaks nobody's specification.
        const bool met =
            verdict == expect || (verdict == Verdict::proved && expect == Verdict::supported);
        CHECK(exit_code(report) == (met ? 0 : 1));
      }
}

TEST_CASE("exit code of two audits is the first of 1 and 4 and 3 and 0 that occurs",
          "[report][exit_code]") {
  constexpr std::array order = {1, 4, 3, 0};
  const auto rank = [&](int code) { return std::find(order.begin(), order.end(), code); };
  for (const bool strict : {false, true})
    for (const Verdict first : kAll)
      for (const Verdict second : kAll) {
        Report report;
        report.strict = strict;
        report.audits = {with(first), with(second)};
        const int expected = *std::min(rank(code_of(first, strict)), rank(code_of(second, strict)));
        CAPTURE(to_text(first), to_text(second));
        CHECK(exit_code(report) == expected);
      }
}

TEST_CASE("exit code of an interrupted run is never 0", "[report][exit_code]") {
  for (const Verdict verdict : kAll) {
    Report report;
    report.interrupted = true;
    report.audits = {with(verdict), with(Verdict::inconclusive, Verdict::supported)};
    CAPTURE(to_text(verdict));
    CHECK(exit_code(report) != 0);
    report.audits[0] = with(Verdict::supported);
    CHECK(exit_code(report) == 3);
    report.audits[1].expect = Verdict::inconclusive;
    CHECK(exit_code(report) == 3);
  }
}

TEST_CASE("every verdict is read back from its own word and no other word is", "[report]") {
  for (const Verdict verdict : kAll) CHECK(parse_verdict(to_text(verdict)) == verdict);
  for (const char* word : {"", "refuted", "REFUTED ", "NOT REFUTED", "PASS"})
    CHECK_THROWS_AS(parse_verdict(word), InvalidInput);
}

}  // namespace biasbound
