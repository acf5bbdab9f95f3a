// Evaluation of an oracle at a point along its exact routes, and the comparison with a claim there
// (Assumptions 3-4, Definition 2).
#include "audit/exact.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace biasbound::detail {
namespace {

constexpr double kUnit = 0x1p-53;  // unit roundoff

/// Above this dimension sums go over doubles first, and over rationals where that leaves doubt.
constexpr std::size_t kSumInDoubles = 256;
/// How much cheaper an entry is in doubles.
constexpr std::size_t kSpeedOfDoubles = 64;

double root(const Exact& square) { return std::sqrt(std::max(0.0, to_double(square))); }

void complete(Evaluation& at, const Exact& second_moment) {
  at.scale = root(second_moment) + root(at.moments.gradient_sq);
}

std::optional<Evaluation> from_twin(const OracleInterface<Exact>& twin, const Vector<Exact>& x,
                                    bool enumerate) {
  const auto d = static_cast<std::size_t>(x.size());
  const std::span<const Exact> at = as_span(x);
  Evaluation result;
  result.dimension = d;
  try {
    std::vector<Exact> gradient(d);
    if (const auto law = enumerate ? twin.outcomes(at) : std::nullopt) {
      twin.gradient(at, gradient);
      result.moments = exact_moments(*law, gradient);
      result.method = Method::enumeration;
      result.cost = (law->size() + 4) * d;
      return result;
    }
    std::vector<Exact> mean(d);
    if (!twin.mean(at, mean)) return std::nullopt;
    const auto second_moment = twin.second_moment(at);
    if (!second_moment) return std::nullopt;
    twin.gradient(at, gradient);
    result.moments = exact_moments(mean, *second_moment, gradient);
    result.method = Method::closed_form;
    result.cost = 8 * d;
    return result;
  } catch (const std::exception& problem) {
    throw OracleError(twin.name() + " over rationals: " + problem.what());
  }
}

/// The exact moments of closed forms in doubles. A variance of 0 comes out as a difference of
/// rounded squares, which may be negative.
PointMoments<Exact> closed_form_moments(const std::vector<double>& mean, double second,
                                        const std::vector<double>& gradient) {
  const Vector<Exact> exact_mean = to_exact(mean);
  const Vector<Exact> exact_gradient = to_exact(gradient);
  return exact_moments(as_span(exact_mean),
                       std::max(biasbound::exact(second), squared_norm(as_span(exact_mean))),
                       as_span(exact_gradient));
}

/// The same, summed in doubles.
PointMoments<Exact> closed_form_sums(std::span<const double> mean, double second,
                                     std::span<const double> gradient) {
  PointMoments<Exact> moments;
  const double mean_sq = squared_norm(mean);
  moments.gradient_sq = biasbound::exact(squared_norm(gradient));
  moments.mean_sq = biasbound::exact(mean_sq);
  moments.bias_sq = biasbound::exact(squared_distance(mean, gradient));
  moments.noise_sq = biasbound::exact(std::max(0.0, second - mean_sq));
  moments.error_sq = moments.noise_sq + moments.bias_sq;
  return moments;
}

std::optional<Evaluation> from_law(Session& session, const std::vector<double>& x, bool precise) {
  Evaluation result;
  result.dimension = x.size();
  result.rounded = true;
  std::vector<double> gradient(x.size());
  if (const auto law = session.outcomes(x)) {
    session.gradient(x, gradient);
    FiniteLaw<Exact> rational;
    rational.reserve(law->size());
    for (const auto& outcome : *law)
      rational.push_back({outcome.weight, to_exact(as_span(outcome.value))});
    const Vector<Exact> exact_gradient = to_exact(gradient);
    result.moments = exact_moments(rational, as_span(exact_gradient));
    result.method = Method::enumeration;
    result.cost = (law->size() + 4) * x.size();
    complete(result, result.moments.noise_sq + result.moments.mean_sq);
    return result;
  }
  std::vector<double> mean(x.size());
  if (!session.mean(x, mean)) return std::nullopt;
  const auto second = session.second_moment(x);
  if (!second) return std::nullopt;
  session.gradient(x, gradient);
  const double d = static_cast<double>(x.size());
  const double mean_sq = squared_norm(std::span<const double>(mean));
  if (*second < mean_sq * (1 - 16 * d * kUnit))
    throw OracleError("second_moment: " + to_text(*second) +
                      " is below the squared norm of the mean, " + to_text(mean_sq));
  result.summed_in_doubles =
      !precise && x.size() > kSumInDoubles &&
      std::isfinite(mean_sq + squared_norm(std::span<const double>(gradient)));
  result.moments = result.summed_in_doubles ? closed_form_sums(mean, *second, gradient)
                                            : closed_form_moments(mean, *second, gradient);
  result.method = Method::closed_form;
  result.closed_form = true;
  result.cost = result.summed_in_doubles ? x.size() / kSpeedOfDoubles : 8 * x.size();
  complete(result, result.moments.noise_sq + result.moments.mean_sq);
  return result;
}

std::optional<Evaluation> from_draws(Session& session, const std::vector<double>& x, bool precise) {
  const std::size_t d = x.size();
  std::vector<double> draws(2 * d);
  session.sample(x, {0, Purpose::protocol, 0, 0}, 2, draws);
  if (!std::equal(draws.begin(), draws.begin() + static_cast<std::ptrdiff_t>(d),
                  draws.begin() + static_cast<std::ptrdiff_t>(d)))
    throw OracleError("not deterministic as declared: two draws at one x differ");
  std::vector<double> gradient(d);
  session.gradient(x, gradient);
  const std::span<const double> g(draws.data(), d);
  Evaluation result;
  result.dimension = d;
  result.rounded = true;
  result.method = Method::deterministic;
  const double squares = squared_norm(g) + squared_norm(std::span<const double>(gradient));
  if (precise || d <= kSumInDoubles || !std::isfinite(squares)) {
    const Vector<Exact> exact_g = to_exact(g);
    const Vector<Exact> exact_gradient = to_exact(gradient);
    result.moments =
        exact_moments(as_span(exact_g), squared_norm(as_span(exact_g)), as_span(exact_gradient));
    result.cost = 8 * d;
  } else {
    result.summed_in_doubles = true;
    result.moments.gradient_sq = biasbound::exact(squared_norm(std::span<const double>(gradient)));
    result.moments.mean_sq = biasbound::exact(squared_norm(g));
    result.moments.bias_sq =
        biasbound::exact(squared_distance(g, std::span<const double>(gradient)));
    result.moments.error_sq = result.moments.bias_sq;
    result.cost = d / kSpeedOfDoubles;
  }
  complete(result, result.moments.mean_sq);
  return result;
}

}  // namespace

std::optional<Evaluation> evaluate(const Subject& subject, Session& session, Route route,
                                   const Vector<Exact>& x, bool precise) {
  switch (route) {
    case Route::twin:
    case Route::moments:
      if (const auto twin = subject.exact()) return from_twin(*twin, x, route == Route::twin);
      return std::nullopt;
    case Route::law:
      return from_law(session, to_doubles(as_span(x)), precise);
    case Route::draws:
      if (!subject.deterministic()) return std::nullopt;
      return from_draws(session, to_doubles(as_span(x)), precise);
  }
  return std::nullopt;
}

double allowance(const Evaluation& at, double bound) {
  if (!at.rounded) return 0;
  const double d = static_cast<double>(at.dimension);
  const double off = 4 * d * kUnit * at.scale;
  const double variance = at.closed_form ? 8 * d * kUnit * at.scale * at.scale : 0;
  return 2 * std::sqrt(std::max(0.0, bound)) * off + off * off + variance;
}

std::vector<Checked> check(const Claim& claim, const Evaluation& at, Rounding rounding) {
  std::vector<Checked> result;
  for (Inequality<Exact>& inequality : at_point(claim, at.moments)) {
    Checked now;
    const Exact excess = inequality.measured - inequality.bound;
    const double bound = to_double(inequality.bound);
    const double measured = to_double(inequality.measured);
    const double forgiven = rounding == Rounding::allowance ? allowance(at, bound) : 0;
    const double off = to_double(excess);
    if (at.summed_in_doubles) {
      // The squares are summed to (d + 4) 2^-53 relative; a variance is a difference of two of
      // them.
      const double terms = measured + bound + (at.closed_form ? at.scale * at.scale : 0);
      const double doubt = (static_cast<double>(at.dimension) + 4) * kUnit * terms;
      now.open = off + doubt > forgiven;
      now.attained = std::abs(off) <= forgiven;
    } else {
      now.violated = excess > 0 && off > forgiven;
      now.attained = forgiven > 0 ? std::abs(off) <= forgiven : excess == 0;
    }
    now.attained = now.attained && inequality.bound > 0;
    if (inequality.bound > 0)
      now.ratio = to_double(inequality.measured / inequality.bound);
    else if (now.violated)
      now.ratio = std::numeric_limits<double>::infinity();
    const Exact sum = inequality.measured + inequality.bound;
    if (sum > 0) now.severity = to_double(excess / sum);
    now.inequality = std::move(inequality);
    result.push_back(std::move(now));
  }
  return result;
}

bool violated(const Claim& claim, const Subject& subject, Session& session, Route route,
              const Vector<Exact>& x, Rounding rounding) {
  const auto at = evaluate(subject, session, route, x, true);
  return at && std::ranges::any_of(check(claim, *at, rounding),
                                   [](const Checked& c) { return c.violated; });
}

Point make_point(std::span<const Exact> x, std::string pattern) {
  Point point;
  point.pattern = std::move(pattern);
  point.decimal.reserve(x.size());
  point.hex.reserve(x.size());
  for (const Exact& entry : x) {
    point.decimal.push_back(to_text(entry));
    point.hex.push_back(to_hex(to_double(entry)));
  }
  return point;
}

Vector<Exact> read_point(const Point& point) {
  Vector<Exact> x(static_cast<Eigen::Index>(point.decimal.size()));
  for (std::size_t i = 0; i < point.decimal.size(); ++i)
    x(static_cast<Eigen::Index>(i)) = parse_exact(point.decimal[i]);
  return x;
}

}  // namespace biasbound::detail
