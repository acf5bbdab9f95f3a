// Instances of compressors: any finite law that stands for a C in C(delta) at one vector, the steps
// that compressed gradients take on a quadratic, and Assumptions 3 and 4 at one point.
#pragma once

#include <vector>

#include "biasbound/compressor.hpp"
#include "biasbound/compressors/laws.hpp"
#include "biasbound/objectives/quadratic.hpp"
#include "oracle_instances.hpp"
#include "property.hpp"

namespace biasbound::property {

/// Assumptions 3 and 4 at one point.
inline void assumptions(const PointMoments<Exact>& at, const Bounds& bounds, Ledger& ledger) {
  ledger.le("E|n|^2", at.noise_sq, bounds.M * at.mean_sq + bounds.sigma2);
  ledger.le("|b|^2", at.bias_sq, bounds.m * at.gradient_sq + bounds.zeta2);
}

inline Vector<Exact> to_vector(const std::vector<Exact>& entries) {
  return biasbound::to_vector(std::span<const Exact>(entries));
}

inline Exact square(const Vector<Exact>& x) { return squared_norm(as_span(x)); }

/// |a - b|^2
inline Exact distance_sq(const Vector<Exact>& a, const Vector<Exact>& b) {
  return squared_distance(as_span(a), as_span(b));
}

inline Exact share(std::size_t k, std::size_t d) { return Exact(k) / Exact(d); }

/// A vector of at most 5 entries and 1 <= k <= d.
struct VectorAndK {
  Vector<Exact> x;
  std::size_t k;

  [[nodiscard]] std::size_t d() const { return static_cast<std::size_t>(x.size()); }
  [[nodiscard]] Exact p() const { return share(k, d()); }
};

inline VectorAndK any_vector_and_k(Given& given, std::string_view name = "x") {
  const std::size_t d = given.size("d", 1, 5);
  const std::size_t k = given.size("k", 1, d);
  return {given.vector(name, d), k};
}

/// The law of C(x).
template <class C>
FiniteLaw<Exact> law_of(const C& compressor, const Vector<Exact>& x) {
  return compressor.outcomes(as_span(x)).value();
}

template <class C>
PointMoments<Exact> moments_of(const C& compressor, const Vector<Exact>& x) {
  return exact_moments(law_of(compressor, x), as_span(x));
}

inline Vector<Exact> mean_of(const FiniteLaw<Exact>& law) {
  Vector<Exact> mean = Vector<Exact>::Zero(law.front().value.size());
  for (const auto& outcome : law)
    for (Eigen::Index i = 0; i < mean.size(); ++i) mean(i) += outcome.weight * outcome.value(i);
  return mean;
}

/// d entries, not all zero.
inline Vector<Exact> any_direction(Given& given, std::string_view name, std::size_t d) {
  Vector<Exact> x = given.vector(name, d);
  if (square(x) == 0) x(0) = 1;
  return x;
}

/// What some C in C(delta) makes of one vector: any law with E|C(x) - x|^2 = (1 - delta)|x|^2,
/// delta > 0. With the identity elsewhere it is such a C.
struct ContractedVector {
  Vector<Exact> x;
  FiniteLaw<Exact> law;
  Exact delta;
};

inline ContractedVector contracted(Vector<Exact> x, FiniteLaw<Exact> law) {
  Exact error = 0;
  for (const auto& outcome : law) error += outcome.weight * distance_sq(outcome.value, x);
  const Exact delta = 1 - error / square(x);
  return {std::move(x), std::move(law), delta};
}

/// Any of these for x, which is not zero.
inline ContractedVector any_contraction(Given& given, const Vector<Exact>& x) {
  const std::size_t count = given.size("outcomes", 1, 3);
  FiniteLaw<Exact> law;
  Exact total = 0;
  for (std::size_t j = 0; j < count; ++j) {
    const Exact weight = given.integer("weight", 1, 6);
    total += weight;
    Vector<Exact> value;
    switch (given.integer("kind", 0, 2)) {
      case 0: {  // along x: the laws that need the most M
        const Exact factor = given.rational("factor", 0, 2);
        value = x;
        for (Exact& entry : value) entry *= factor;
        break;
      }
      case 1:  // some entries of x
        value = x;
        for (Exact& entry : value)
          if (given.flag("dropped")) entry = 0;
        break;
      default:
        value = given.vector("value", static_cast<std::size_t>(x.size()));
    }
    law.push_back({weight, std::move(value)});
  }
  Exact error = 0;
  for (auto& outcome : law) {
    outcome.weight /= total;
    error += outcome.weight * distance_sq(outcome.value, x);
  }
  // Where the error is too large, its vectors are made shorter.
  if (const Exact size = square(x); error >= size)
    for (auto& outcome : law)
      for (Eigen::Index i = 0; i < x.size(); ++i)
        outcome.value(i) = x(i) + size / (2 * error) * (outcome.value(i) - x(i));
  return contracted(x, law);
}

/// f(x) = 1/2 x^T H x with L and mu its largest and smallest eigenvalue, at a point.
struct QuadraticPoint {
  Quadratic<Exact> f;
  Exact L;
  Exact mu;
  Vector<Exact> x;

  [[nodiscard]] Vector<Exact> gradient() const {
    Vector<Exact> g(x.size());
    f.gradient(as_span(x), as_span(g));
    return g;
  }
  [[nodiscard]] Exact value() const { return value(x); }
  [[nodiscard]] Exact value(const Vector<Exact>& at) const { return f.value(as_span(at)); }
};

/// L/2 |x|^2.
inline QuadraticPoint round_quadratic(const Exact& L, Vector<Exact> x) {
  const auto d = static_cast<std::size_t>(x.size());
  return {Quadratic<Exact>({.spectrum = std::vector<Exact>(d, L)}), L, L, std::move(x)};
}

inline QuadraticPoint any_quadratic_point(Given& given, std::size_t d) {
  const Exact L = given.rational("L", Exact(1, 4), 6);
  const Exact mu = d == 1 ? L : Exact(L * given.rational("mu / L", Exact(1, 20), 1));
  QuadraticSpec spec;
  for (const Exact& h : given.spectrum("spectrum", d, mu, L)) spec.spectrum.push_back(h);
  if (given.flag("rotated")) {
    std::vector<Exact> v;
    for (std::size_t i = 0; i < d; ++i) v.emplace_back(given.integer("reflection", -2, 2));
    v[0] = 1;
    spec.reflections.push_back(std::move(v));
  }
  return {Quadratic<Exact>(spec), L, mu, given.vector("x", d)};
}

/// f(x) = sum_i w(x_i) for the wave w of period 4 whose derivative goes up and down between -1 and
/// 1 with slopes +-1: L = 1, f* = 0, neither convex nor PL.
struct WavePoint {
  Vector<Exact> x;

  /// x_i less the multiple of 4 below it, in [0, 4).
  static Exact phase(const Exact& entry) {
    using Integer = std::decay_t<decltype(numerator(entry))>;
    const Exact turns = entry / 4;
    Integer whole = numerator(turns) / denominator(turns);  // towards 0
    if (Exact(whole) > turns) whole -= 1;
    return entry - 4 * Exact(whole);
  }
  [[nodiscard]] Vector<Exact> gradient() const {
    Vector<Exact> g = x;
    for (Exact& entry : g) {
      const Exact u = phase(entry);
      entry = u <= 1 ? u : u <= 3 ? Exact(2 - u) : Exact(u - 4);
    }
    return g;
  }
  [[nodiscard]] Exact value() const { return value(x); }
  [[nodiscard]] static Exact value(const Vector<Exact>& at) {
    Exact sum = 0;
    for (const Exact& entry : at) {
      const Exact u = phase(entry);
      sum += u <= 1   ? Exact(u * u / 2)
             : u <= 3 ? Exact(1 - sqr(Exact(2 - u)) / 2)
                      : Exact(sqr(Exact(u - 4)) / 2);
    }
    return sum;
  }
};

/// E f(x - step g) over the law of g.
template <class Point>
Exact expected_value(const Point& at, const FiniteLaw<Exact>& law, const Exact& step) {
  Exact sum = 0;
  for (const auto& outcome : law) {
    Vector<Exact> next = at.x;
    for (Eigen::Index i = 0; i < next.size(); ++i) next(i) -= step * outcome.value(i);
    sum += outcome.weight * at.value(next);
  }
  return sum;
}

}  // namespace biasbound::property
