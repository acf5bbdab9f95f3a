// Shared by the properties of oracles: moments of the enumerated law beside the closed forms,
// bounds that hold, are attained, and fail when tightened, and draws compared with the law.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "biasbound/oracle.hpp"
#include "catch.hpp"

namespace biasbound::test {

using Point = std::vector<Exact>;

inline const Exact less = Exact(99) / 100;

/// d entries in {-20, ..., 20} / q with 1 <= q <= 5; zeros and ties are common.
inline rc::Gen<Point> rational_points(std::size_t d) {
  return rc::gen::map(
      rc::gen::pair(rc::gen::container<std::vector<int>>(d, rc::gen::inRange(-20, 21)),
                    rc::gen::inRange(1, 6)),
      [](const std::pair<std::vector<int>, int>& parts) {
        Point x;
        for (const int numerator : parts.first) x.push_back(Exact(numerator) / parts.second);
        return x;
      });
}

template <class O>
Point gradient_at(const O& oracle, const Point& x) {
  Point gradient(x.size());
  oracle.gradient(std::span<const Exact>(x), std::span<Exact>(gradient));
  return gradient;
}

/// The moments of the enumerated law; the law is checked first.
template <class O>
PointMoments<Exact> law_moments(const O& oracle, const Point& x) {
  const std::optional<FiniteLaw<Exact>> law = oracle.outcomes(x);
  if (!law) throw InvalidInput("no law");
  check_law(*law, x.size());
  return exact_moments(*law, gradient_at(oracle, x));
}

/// The moments of the closed forms, absent where the oracle has none at x.
template <class O>
std::optional<PointMoments<Exact>> closed_form_moments(const O& oracle, const Point& x) {
  Point mean(x.size());
  if constexpr (std::convertible_to<decltype(oracle.mean(x, mean)), bool>) {
    if (!oracle.mean(x, mean)) return std::nullopt;
  } else {
    oracle.mean(x, mean);
  }
  const std::optional<Exact> second_moment = oracle.second_moment(x);
  if (!second_moment) return std::nullopt;
  return exact_moments(mean, *second_moment, gradient_at(oracle, x));
}

inline bool equal(const PointMoments<Exact>& a, const PointMoments<Exact>& b) {
  return a.gradient_sq == b.gradient_sq && a.mean_sq == b.mean_sq && a.bias_sq == b.bias_sq &&
         a.noise_sq == b.noise_sq && a.error_sq == b.error_sq;
}

template <class Scalar>
Scalar noise_bound(const PointMoments<Scalar>& p, const Bounds& bounds) {
  return from_exact<Scalar>(bounds.M) * p.mean_sq + from_exact<Scalar>(bounds.sigma2);
}
template <class Scalar>
Scalar bias_bound(const PointMoments<Scalar>& p, const Bounds& bounds) {
  return from_exact<Scalar>(bounds.m) * p.gradient_sq + from_exact<Scalar>(bounds.zeta2);
}
template <class Scalar>
bool within(const PointMoments<Scalar>& p, const Bounds& bounds) {
  return p.noise_sq <= noise_bound(p, bounds) && p.bias_sq <= bias_bound(p, bounds);
}

/// Equality in both assumptions, and no constant that is not 0 can lose 1 %.
inline bool attained(const PointMoments<Exact>& p, const Bounds& bounds) {
  if (p.noise_sq != noise_bound(p, bounds) || p.bias_sq != bias_bound(p, bounds)) return false;
  for (Exact Bounds::*constant : {&Bounds::M, &Bounds::sigma2, &Bounds::m, &Bounds::zeta2}) {
    Bounds tighter = bounds;
    tighter.*constant *= less;
    if (bounds.*constant != 0 && within(p, tighter)) return false;
  }
  return true;
}

/// Each of `draws` draws of the oracle of doubles is an outcome of its rational twin's law, and
/// each outcome comes as often as its weight says. By Hoeffding's inequality and a union bound the
/// frequencies leave the tolerance with probability below 1e-9.
template <class Real, class Rational>
void draws_follow_the_law(const Real& real, const Rational& rational, const Point& x,
                          std::size_t draws) {
  const std::optional<FiniteLaw<Exact>> law = rational.outcomes(x);
  REQUIRE(law);
  const std::vector<double> at = to_doubles(x);
  const std::size_t d = at.size();
  const AnyOracle<double> oracle = any_oracle(real);
  std::vector<double> rows(draws * d);
  oracle->sample(at, {7, Purpose::user, 1, 0}, draws, rows);

  std::vector<std::vector<double>> values;
  std::vector<double> weights;
  for (const Outcome<Exact>& outcome : *law) {
    const std::vector<double> value = to_doubles(as_span(outcome.value));
    const auto known = std::find(values.begin(), values.end(), value);
    if (known == values.end()) {
      values.push_back(value);
      weights.push_back(to_double(outcome.weight));
    } else {
      weights[static_cast<std::size_t>(known - values.begin())] += to_double(outcome.weight);
    }
  }
  std::vector<double> counts(values.size(), 0.0);
  for (std::size_t i = 0; i < draws; ++i) {
    const std::span<const double> row(rows.data() + i * d, d);
    std::size_t nearest = 0;
    double distance = HUGE_VAL;
    for (std::size_t j = 0; j < values.size(); ++j) {
      const double candidate = squared_distance(row, std::span<const double>(values[j]));
      if (candidate < distance) {
        distance = candidate;
        nearest = j;
      }
    }
    // Rounding alone: entries below 1e3 after a few operations each.
    REQUIRE(distance <= 1e-20);
    counts[nearest] += 1;
  }
  const double tolerance = std::sqrt(std::log(2e9 * static_cast<double>(values.size())) /
                                     (2 * static_cast<double>(draws)));
  for (std::size_t j = 0; j < values.size(); ++j)
    CHECK(std::abs(counts[j] / static_cast<double>(draws) - weights[j]) <= tolerance);
}

/// One draw by `sample` is the same as the first of `sample_many`.
template <class Real>
void one_draw_is_the_first_of_many(const Real& real, const std::vector<double>& x) {
  const StreamAddress address{3, Purpose::user, 5, 9};
  Stream stream(address);
  std::vector<double> one(x.size());
  real.sample(x, stream, one);
  std::vector<double> many(2 * x.size());
  any_oracle(real)->sample(x, address, 2, many);
  CHECK(std::equal(one.begin(), one.end(), many.begin()));
}

}  // namespace biasbound::test
