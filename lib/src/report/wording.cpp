// Results in words, the same words in every view of a report.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "report/text.hpp"

namespace biasbound::detail {

std::string brief(double value) {
  if (std::isnan(value)) return "nan";
  return fmt::format("{:.6g}", value == 0 ? 0.0 : value);
}

std::string grouped(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : "s");
}

std::string duration(double seconds) {
  if (seconds < 10) return fmt::format("{:.2f} s", seconds);
  if (seconds < 100) return fmt::format("{:.0f} s", seconds);
  const auto whole = static_cast<std::uint64_t>(seconds);
  return fmt::format("{} min {} s", whole / 60, whole % 60);
}

std::string describe(const Tightness& tightness) {
  if (tightness.tight) return tightness.constant + " tight";
  if (!(tightness.ratio > 0)) return tightness.constant + " never approached";
  if (tightness.ratio > 1)
    return fmt::format("{} exceeded by a factor {:.3g}", tightness.constant, tightness.ratio);
  return fmt::format("{} loose by a factor {:.3g}", tightness.constant, 1 / tightness.ratio);
}

std::string describe(const std::vector<Tightness>& tightness) {
  std::string text;
  for (const auto& entry : tightness) text += (text.empty() ? "" : "; ") + describe(entry);
  return text;
}

std::string short_tightness(const std::vector<Tightness>& tightness) {
  std::string text;
  for (const auto& [constant, ratio, tight] : tightness) {
    text += (text.empty() ? "" : ", ") + constant;
    if (tight)
      text += " tight";
    else if (!(ratio > 0))
      text += " far";
    else if (ratio > 1)
      text += fmt::format(" exceeded {:.3g}x", ratio);
    else
      text += fmt::format(" loose {:.3g}x", 1 / ratio);
  }
  return text;
}

std::string short_claim(const Claim& claim) {
  std::string text;
  for (const auto& [name, value] : claim.constants)
    if (value != 0) text += (text.empty() ? "" : ",") + name + "=" + to_text(value);
  return text.empty() ? to_text(claim) : text;
}

const Point& shown_point(const AuditResult& audit) {
  return audit.shrunk.empty() ? audit.worst : audit.shrunk;
}

std::string describe(const Point& point, std::size_t entries) {
  std::string text = "(";
  for (std::size_t i = 0; i < point.decimal.size() && i < entries; ++i)
    text += (i == 0 ? "" : ", ") + point.decimal[i];
  if (point.decimal.size() > entries)
    text += fmt::format(", … {} more", point.decimal.size() - entries);
  return text + ")";
}

std::string evidence(const AuditResult& audit) {
  if (audit.verdict == Verdict::proved) return "theorem " + audit.theorem;
  if (audit.verdict == Verdict::oracle_error) return "";
  for (const auto& half : audit.halves)
    if (half.verdict == Verdict::refuted && !half.excess.empty())
      return half.name + " exceeds by " +
             (half.excess.size() <= 12 ? half.excess : brief(half.measured - half.bound));
  if (audit.e_value) return fmt::format("e-value {:.3g}", *audit.e_value);
  if (audit.points == 0) return "";
  switch (audit.method) {
    case Method::enumeration:
    case Method::closed_form:
      return fmt::format("exact at {} point{}", audit.points, audit.points == 1 ? "" : "s");
    case Method::deterministic:
      return fmt::format("{} point{}", audit.points, audit.points == 1 ? "" : "s");
    default:
      return "";
  }
}

std::string meaning(const AuditResult& audit) {
  const bool statistical = audit.method == Method::statistical;
  switch (audit.verdict) {
    case Verdict::proved:
      return "A theorem covers this oracle: the claim holds for every x. No tested point "
             "contradicts it.";
    case Verdict::supported:
      return statistical ? "At every tested point the upper confidence bound is within the claim."
                         : "At every tested point the exact value is within the claim.";
    case Verdict::not_refuted:
      if (!audit.claim) return "Nothing was claimed, so nothing was judged.";
      return "The sample budget was spent without evidence against the claim.";
    case Verdict::refuted:
      return statistical ? "The claim is false: fresh samples contradict it, with an e-value of at "
                           "least 1/alpha."
                         : "The claim is false: it fails at the point shown, by the amount shown.";
    case Verdict::inconclusive:
      return "The audit stopped before it could decide. This is not a pass.";
    case Verdict::oracle_error:
      return "The oracle misbehaved, so its claim could not be tested.";
  }
  return "";
}

std::string caveat(const AuditResult& audit) {
  const bool statistical = audit.method == Method::statistical;
  switch (audit.verdict) {
    case Verdict::supported:
      return statistical ? "It holds at the listed points only, with the stated error probability, "
                           "and says nothing about other points."
                         : "It is not a proof: points that were not tested may behave otherwise.";
    case Verdict::not_refuted:
      return "It is not a confirmation: a violation smaller than the detectable one, or at a point "
             "that the search did not visit, would not have been seen.";
    case Verdict::refuted:
      return statistical ? "A true claim is refuted with probability at most alpha over the seeds; "
                           "the replay command repeats this run bit for bit, another seed is an "
                           "independent test."
                         : "";
    default:
      return "";
  }
}

std::string summary(const Report& report) {
  std::array<std::size_t, 6> counts{};
  std::size_t expected = 0, with_expectation = 0;
  for (const auto& audit : report.audits) {
    ++counts[static_cast<std::size_t>(audit.verdict)];
    if (audit.expect) {
      ++with_expectation;
      if (as_expected(audit)) ++expected;
    }
  }
  std::string text =
      fmt::format("{} audit{}:", report.audits.size(), report.audits.size() == 1 ? "" : "s");
  bool first = true;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    text += fmt::format("{} {} {}", first ? "" : ",", counts[i], to_text(static_cast<Verdict>(i)));
    first = false;
  }
  if (with_expectation > 0)
    text += expected == report.audits.size()
                ? std::string("; all as expected")
                : fmt::format("; {} of {} as expected", expected, with_expectation);
  if (report.interrupted) text += "; interrupted";
  return text + fmt::format("; exit {}", exit_code(report));
}

}  // namespace biasbound::detail
