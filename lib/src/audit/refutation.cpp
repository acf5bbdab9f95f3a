// The law behind an exact refutation, for a certificate.
#include <algorithm>

#include "audit/engine.hpp"

namespace biasbound::detail {
namespace {

constexpr std::size_t kMostEntries = 1 << 16;

std::optional<FiniteLaw<Exact>> rational(const std::optional<FiniteLaw<double>>& law) {
  if (!law) return std::nullopt;
  FiniteLaw<Exact> result;
  for (const auto& outcome : *law)
    result.push_back({outcome.weight, to_exact(as_span(outcome.value))});
  return result;
}

/// The oracle's law at x along a route in doubles; a deterministic oracle has one outcome.
std::optional<FiniteLaw<Exact>> law_in_doubles(const Subject& subject, Route route,
                                               const std::vector<double>& x,
                                               std::vector<double>& gradient) {
  const auto session = subject.open(0);
  session->gradient(x, gradient);
  if (route == Route::law) return rational(session->outcomes(x));
  std::vector<double> draw(x.size());
  session->sample(x, {0, Purpose::protocol, 0, 0}, 1, draw);
  return FiniteLaw<Exact>{{Exact(1), to_exact(draw)}};
}

}  // namespace

std::optional<Refutation> refutation(const AnySubject& subject, const Claim& claim, Route route,
                                     const AuditResult& result) {
  Refutation found;
  found.x = read_point(result.shrunk.empty() ? result.worst : result.shrunk);
  const auto d = static_cast<std::size_t>(found.x.size());
  const AnySubject here = d == subject->dimension() ? subject : subject->at_dimension(d);
  if (!here) return std::nullopt;
  std::optional<FiniteLaw<Exact>> law;
  if (const auto twin = here->exact(); route == Route::twin && twin) {
    law = twin->outcomes(as_span(std::as_const(found.x)));
    found.gradient = Vector<Exact>::Zero(found.x.size());
    twin->gradient(as_span(std::as_const(found.x)), as_span(found.gradient));
  } else if (route == Route::law || route == Route::draws) {
    std::vector<double> gradient(d);
    law = law_in_doubles(*here, route, to_doubles(as_span(std::as_const(found.x))), gradient);
    found.gradient = to_exact(gradient);
  }
  if (!law || law->size() * d > kMostEntries) return std::nullopt;
  found.law = std::move(*law);
  const auto moments = exact_moments(found.law, as_span(std::as_const(found.gradient)));
  for (const Inequality<Exact>& inequality : at_point(claim, moments))
    if (inequality.measured > inequality.bound) {
      found.inequality = inequality.name;
      return found;
    }
  return std::nullopt;
}

}  // namespace biasbound::detail
