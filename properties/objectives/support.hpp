// Shared by the properties of objectives: rational points, and Assumptions 1 and 2 as excesses,
// which hold where they are not positive.
#pragma once

#include <rapidcheck.h>

#include <vector>

#include "biasbound/objective.hpp"
#include "catch.hpp"

namespace biasbound::test {

template <class Scalar>
using Point = std::vector<Scalar>;

/// d entries in {-60, ..., 60} / q with 1 <= q <= 7.
inline rc::Gen<Point<Exact>> rational_points(std::size_t d) {
  return rc::gen::map(
      rc::gen::pair(rc::gen::container<std::vector<int>>(d, rc::gen::inRange(-60, 61)),
                    rc::gen::inRange(1, 8)),
      [](const std::pair<std::vector<int>, int>& parts) {
        Point<Exact> x;
        for (const int numerator : parts.first) x.push_back(Exact(numerator) / parts.second);
        return x;
      });
}

template <class Scalar, class F>
Point<Scalar> gradient_at(const F& f, const Point<Scalar>& x) {
  Point<Scalar> gradient(x.size());
  f.gradient(std::span<const Scalar>(x), std::span<Scalar>(gradient));
  return gradient;
}

/// (3): f(y) - f(x) - <grad f(x), y - x> - L/2 |y - x|^2
template <class Scalar, class F>
Scalar smoothness_excess(const F& f, const Exact& L, const Point<Scalar>& x,
                         const Point<Scalar>& y) {
  const Point<Scalar> gradient = gradient_at<Scalar>(f, x);
  Scalar excess = f.value(std::span<const Scalar>(y)) - f.value(std::span<const Scalar>(x));
  Scalar distance(0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Scalar step = y[i] - x[i];
    excess -= gradient[i] * step;
    distance += step * step;
  }
  return excess - from_exact<Scalar>(L) / 2 * distance;
}

/// (4): 2 mu (f(x) - f_star) - |grad f(x)|^2
template <class Scalar, class F>
Scalar pl_excess(const F& f, const Exact& mu, const Exact& f_star, const Point<Scalar>& x) {
  const Point<Scalar> gradient = gradient_at<Scalar>(f, x);
  return 2 * from_exact<Scalar>(mu) *
             (f.value(std::span<const Scalar>(x)) - from_exact<Scalar>(f_star)) -
         squared_norm(std::span<const Scalar>(gradient));
}

/// |grad f(x) - grad f(y)|^2 - L^2 |x - y|^2, for the two-sided constant.
template <class Scalar, class F>
Scalar lipschitz_excess(const F& f, const Exact& L, const Point<Scalar>& x,
                        const Point<Scalar>& y) {
  const Point<Scalar> at_x = gradient_at<Scalar>(f, x);
  const Point<Scalar> at_y = gradient_at<Scalar>(f, y);
  return squared_distance(std::span<const Scalar>(at_x), std::span<const Scalar>(at_y)) -
         from_exact<Scalar>(L * L) *
             squared_distance(std::span<const Scalar>(x), std::span<const Scalar>(y));
}

/// The i-th central difference of f at x.
template <class Scalar, class F>
Scalar central_difference(const F& f, const Point<Scalar>& x, std::size_t i, const Scalar& h) {
  Point<Scalar> up = x;
  Point<Scalar> down = x;
  up[i] += h;
  down[i] -= h;
  return (f.value(std::span<const Scalar>(up)) - f.value(std::span<const Scalar>(down))) / (2 * h);
}

}  // namespace biasbound::test
