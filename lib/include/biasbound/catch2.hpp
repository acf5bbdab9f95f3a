// Audits inside a Catch2 test (version 2 or 3), in one line:
//
//   REQUIRE_THAT(biasbound::audit(my_compressor, 8, "delta=1/4"), biasbound::passes());
//   REQUIRE_THAT(biasbound::audit(my_oracle, "m=9/10"), biasbound::has_verdict("SUPPORTED"));
//
// A failure prints the verdict, its reason, the witness and the line that runs the audit again.
// Include this header where Catch2 is on the include path; the library itself does not need it.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_test_macros.hpp>
#include <catch2/catch_tostring.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "biasbound/audit.hpp"

namespace biasbound {

/// What a failing test prints of an audit.
inline std::string summary(const AuditResult& result) {
  const auto entries = [](const Point& point) {
    constexpr std::size_t shown = 16;
    std::string text = "(";
    for (std::size_t i = 0; i < std::min(point.decimal.size(), shown); ++i) {
      if (i > 0) text += ", ";
      text += point.decimal[i];
    }
    return text + (point.decimal.size() > shown ? ", ...)" : ")");
  };
  std::string text = result.name + ": " + std::string(to_text(result.verdict));
  if (result.claim) text += " for " + to_text(*result.claim);
  text += "\n  reason:  " + result.reason;
  if (!result.detail.empty()) text += "\n  detail:  " + result.detail;
  if (result.verdict == Verdict::refuted) {
    const bool small = !result.shrunk.empty();
    const Point& x = small ? result.shrunk : result.worst;
    const Point& y = small ? result.shrunk_pair : result.worst_pair;
    if (!x.empty()) text += "\n  witness: x = " + entries(x);
    if (!y.empty()) text += ", y = " + entries(y);
  }
  return text + "\n  replay:  " + result.replay;
}

#if __has_include(<catch2/catch_all.hpp>)
using AuditMatcherBase = Catch::Matchers::MatcherBase<AuditResult>;
#else
using AuditMatcherBase = Catch::MatcherBase<AuditResult>;
#endif

/// Holds for the verdicts PROVED, SUPPORTED and NOT_REFUTED; strictly, for the first two only.
class Passes : public AuditMatcherBase {
 public:
  explicit Passes(bool strict) : strict_(strict) {}
  [[nodiscard]] bool match(const AuditResult& result) const override {
    return result.verdict == Verdict::proved || result.verdict == Verdict::supported ||
           (!strict_ && result.verdict == Verdict::not_refuted);
  }
  [[nodiscard]] std::string describe() const override {
    return strict_ ? "is PROVED or SUPPORTED" : "is PROVED, SUPPORTED or NOT_REFUTED";
  }

 private:
  bool strict_;
};

class HasVerdict : public AuditMatcherBase {
 public:
  explicit HasVerdict(Verdict verdict) : verdict_(verdict) {}
  [[nodiscard]] bool match(const AuditResult& result) const override {
    return result.verdict == verdict_;
  }
  [[nodiscard]] std::string describe() const override {
    return "is " + std::string(to_text(verdict_));
  }

 private:
  Verdict verdict_;
};

inline Passes passes() { return Passes(false); }
inline Passes passes_strictly() { return Passes(true); }
inline HasVerdict has_verdict(std::string_view verdict) {
  return HasVerdict(parse_verdict(verdict));
}

}  // namespace biasbound

namespace Catch {
template <>
struct StringMaker<biasbound::AuditResult> {
  static std::string convert(const biasbound::AuditResult& result) {
    return biasbound::summary(result);
  }
};
}  // namespace Catch
