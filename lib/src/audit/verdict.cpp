// Verdicts and methods as words, and the exit code of a run.
#include <algorithm>
#include <array>

#include "biasbound/report.hpp"
#include "biasbound/scalar.hpp"

namespace biasbound {
namespace {

constexpr std::array<std::pair<Verdict, std::string_view>, 6> kVerdicts{{
    {Verdict::proved, "PROVED"},
    {Verdict::supported, "SUPPORTED"},
    {Verdict::not_refuted, "NOT_REFUTED"},
    {Verdict::refuted, "REFUTED"},
    {Verdict::inconclusive, "INCONCLUSIVE"},
    {Verdict::oracle_error, "ORACLE_ERROR"},
}};

}  // namespace

bool as_expected(const AuditResult& audit) {
  return audit.verdict == audit.expect ||
         (audit.verdict == Verdict::proved && audit.expect == Verdict::supported);
}

int audit_code(const Report& report, const AuditResult& audit) {
  const bool cut_short = report.interrupted && audit.verdict == Verdict::inconclusive;
  if (audit.expect && !cut_short) return as_expected(audit) ? 0 : 1;
  switch (audit.verdict) {
    case Verdict::proved:
    case Verdict::supported:
      return 0;
    case Verdict::not_refuted:
      return report.strict && audit.claim ? 3 : 0;
    case Verdict::refuted:
      return 1;
    case Verdict::inconclusive:
      return 3;
    case Verdict::oracle_error:
      return 4;
  }
  return 4;
}

std::string_view to_text(Verdict verdict) {
  return std::ranges::find(kVerdicts, verdict, &std::pair<Verdict, std::string_view>::first)
      ->second;
}

Verdict parse_verdict(std::string_view text) {
  for (const auto& [verdict, word] : kVerdicts)
    if (word == text) return verdict;
  throw InvalidInput("verdict: '" + std::string(text) +
                     "' is none of PROVED, SUPPORTED, NOT_REFUTED, REFUTED, INCONCLUSIVE, "
                     "ORACLE_ERROR");
}

std::string_view to_text(Method method) {
  switch (method) {
    case Method::none:
      return "none";
    case Method::theorem:
      return "theorem";
    case Method::enumeration:
      return "enumeration";
    case Method::closed_form:
      return "closed form";
    case Method::deterministic:
      return "deterministic";
    case Method::statistical:
      return "statistical";
  }
  return "none";
}

int exit_code(const Report& report) {
  const auto seen = [&](int code) {
    return std::ranges::any_of(
        report.audits, [&](const AuditResult& audit) { return audit_code(report, audit) == code; });
  };
  for (const int code : {1, 4, 3})
    if (seen(code)) return code;
  return report.interrupted ? 3 : 0;
}

}  // namespace biasbound
