// The zeroth-order oracle (8) at a point, with moments that are proved: rationals on quadratics,
// and intervals on sums of functions of one variable: of piecewise quadratics, whose integrals
// against the normal density are erf and exp at the kinks, and of waves, whose are exp.
#pragma once

#include <array>
#include <utility>
#include <vector>

#include "biasbound/interval.hpp"
#include "biasbound/objectives/quadratic.hpp"
#include "biasbound/oracles/gaussian_smoothing.hpp"
#include "interval_sine.hpp"
#include "piecewise_quadratic.hpp"
#include "property.hpp"

namespace biasbound::property {

// ---- quadratics

struct SmoothedQuadratic {
  QuadraticSpec spec;
  Exact L;
  std::vector<Exact> x;
  Exact tau;

  [[nodiscard]] std::size_t d() const { return spec.spectrum.size(); }
  [[nodiscard]] GaussianSmoothingOracle<Exact> oracle() const {
    return {Quadratic<Exact>(spec), tau};
  }
  [[nodiscard]] PointMoments<Exact> moments() const {
    const GaussianSmoothingOracle<Exact> g = oracle();
    std::vector<Exact> gradient(d());
    std::vector<Exact> mean(d());
    g.gradient(x, std::span<Exact>(gradient));
    if (!g.mean(x, std::span<Exact>(mean))) throw InvalidInput("not a quadratic");
    return exact_moments(mean, *g.second_moment(x), gradient);
  }
};

inline SmoothedQuadratic any_smoothed_quadratic(Given& given, std::size_t most_d = 5) {
  const std::size_t d = given.size("d", 1, most_d);
  SmoothedQuadratic at;
  at.L = given.positive("L");
  const Vector<Exact> h =
      given.spectrum("spectrum", d, given.rational("least / L", 0, 1) * at.L, at.L);
  at.spec.spectrum.assign(h.begin(), h.end());
  for (std::int64_t r = given.integer("reflections", 0, 2); r > 0; --r) {
    const Vector<Exact> v = given.vector("reflection", d);
    if (!v.isZero()) at.spec.reflections.emplace_back(v.begin(), v.end());
  }
  const Vector<Exact> x = given.vector("x", d);
  at.x.assign(x.begin(), x.end());
  at.tau = given.positive("tau");
  return at;
}

/// L/2 |x|^2, the quadratic on which the noise is largest, at (x_1, 0, ..., 0).
inline SmoothedQuadratic ball(std::size_t d, const Exact& L, const Exact& tau,
                              const Exact& x1 = 0) {
  SmoothedQuadratic at{{std::vector<Exact>(d, L), {}, {}}, L, std::vector<Exact>(d), tau};
  at.x[0] = x1;
  return at;
}

// ---- normal integrals in intervals

template <unsigned Bits>
BasicInterval<Bits> pi_over(BasicInterval<Bits>) {
  mpfr_t end;
  mpfr_init2(end, Bits);
  Exact ends[2];
  for (const int up : {0, 1}) {
    mpfr_const_pi(end, up == 1 ? MPFR_RNDU : MPFR_RNDD);
    mpfr_get_q(ends[up].backend().data(), end);
  }
  mpfr_clear(end);
  return {ends[0], ends[1]};
}

template <class I>
const I& pi() {
  static const I value = pi_over(I{});
  return value;
}

/// erf is increasing, so its values at the ends, rounded outward, enclose it.
template <unsigned Bits>
BasicInterval<Bits> erf(const BasicInterval<Bits>& x) {
  mpfr_t end;
  mpfr_init2(end, Bits);
  Exact ends[2];
  for (const int up : {0, 1}) {
    mpfr_erf(end, up == 1 ? &x.data()->right : &x.data()->left, up == 1 ? MPFR_RNDU : MPFR_RNDD);
    mpfr_get_q(ends[up].backend().data(), end);
  }
  mpfr_clear(end);
  return {ends[0], ends[1]};
}

template <class I>
I normal_density(const Exact& x) {
  return exp(I(Exact(-x * x / 2))) / sqrt(I(2) * pi<I>());
}

/// P(u <= x)
template <class I>
I normal_cdf(const Exact& x) {
  return (I(1) + erf(I(x) / sqrt(I(2)))) / I(2);
}

/// E u^n [u <= x] for n = 0, ..., 6; x absent for all of the line.
template <class I>
std::array<I, 7> normal_moments_below(const std::optional<Exact>& x) {
  std::array<I, 7> result;
  result[0] = x ? normal_cdf<I>(*x) : I(1);
  const I density = x ? normal_density<I>(*x) : I(0);
  result[1] = -density;
  Exact power = 1;  // x^(n - 1)
  for (std::size_t n = 2; n <= 6; ++n) {
    if (x) power *= *x;
    result[n] = I(n - 1) * result[n - 2] - I(power) * density;
  }
  return result;
}

/// E u^n for n = 0, ..., 4.
constexpr std::array<int, 5> normal_moments{1, 0, 1, 0, 3};

// ---- sums of functions of one variable

/// a cos(w y) + q y^2 / 2 + s y: smooth, and neither a quadratic nor made of them.
struct Wave {
  Exact a, w, q, s;
};

/// f = sum_i f_i(x_i).
template <class F>
struct Smoothed {
  std::vector<F> f;
  std::vector<Exact> x;
  Exact tau;
  Exact L;  ///< at least every |f_i''|, unless that hypothesis is to be dropped

  [[nodiscard]] std::size_t d() const { return f.size(); }
};
using SmoothedSum = Smoothed<PiecewiseQuadratic>;
using SmoothedWaves = Smoothed<Wave>;

template <class I>
struct SmoothingMoments {
  I gradient_sq, mean_sq, bias_sq, noise_sq, second;
};

/// Of D = f_i(x + tau u) - f_i(x).
template <class I>
struct Line {
  I slope;     // f_i'(x)
  I once[3];   // E D u^n, n = 0, 1, 2
  I twice[2];  // E D^2 u^n, n = 0, 2
};

template <class I>
Line<I> line_of(const PiecewiseQuadratic& f, const Exact& x, const Exact& tau) {
  const Exact here = f.value(x);
  Line<I> line{I(f.slope(x)), {}, {}};
  std::array<I, 7> below;  // zero: the leftmost piece begins at -infinity
  for (const auto& piece : f.pieces()) {
    std::optional<Exact> end;
    if (piece.to) end = (*piece.to - x) / tau;
    const std::array<I, 7> next = normal_moments_below<I>(end);
    std::array<I, 7> inside;
    for (std::size_t n = 0; n <= 6; ++n) inside[n] = next[n] - below[n];
    below = next;
    // D = c0 + c1 u + c2 u^2 on this piece.
    const Exact c[3] = {piece.value_at(x) - here, piece.slope_at(x) * tau,
                        piece.curvature * tau * tau / 2};
    const Exact square[5] = {c[0] * c[0], 2 * c[0] * c[1], c[1] * c[1] + 2 * c[0] * c[2],
                             2 * c[1] * c[2], c[2] * c[2]};
    for (std::size_t j = 0; j < 3; ++j)
      if (c[j] != 0)
        for (std::size_t n = 0; n < 3; ++n) line.once[n] += I(c[j]) * inside[n + j];
    for (std::size_t j = 0; j < 5; ++j)
      if (square[j] != 0)
        for (const std::size_t n : {0u, 1u}) line.twice[n] += I(square[j]) * inside[2 * n + j];
  }
  return line;
}

/// E u^n cos(angle + b u) for n = 0, ..., 4: the real part of e^(i angle) i^n He_n(b) e^(-b^2/2).
template <class I>
std::array<I, 5> normal_moments_of_cosine(const I& angle, const Exact& b) {
  const I c = cos(angle) * exp(I(Exact(-b * b / 2)));
  const I s = sin(angle) * exp(I(Exact(-b * b / 2)));
  const Exact b2 = b * b;
  return {c, -s * I(b), -c * I(Exact(b2 - 1)), s * I(Exact(b * (b2 - 3))),
          c * I(Exact(b2 * b2 - 6 * b2 + 3))};
}

/// With P = D less its cosine: D^2 = P^2 + 2 a P cos + a^2 cos^2, and cos^2 has twice the angle.
template <class I>
Line<I> line_of(const Wave& f, const Exact& x, const Exact& tau) {
  const I angle(Exact(f.w * x));
  const Exact b = f.w * tau;
  const std::array<I, 5> cosine = normal_moments_of_cosine(angle, b);
  const std::array<I, 5> doubled = normal_moments_of_cosine(I(I(2) * angle), Exact(2 * b));
  const I a(f.a);
  const I p[3] = {-a * cos(angle), I(Exact((f.q * x + f.s) * tau)), I(Exact(f.q * tau * tau / 2))};
  const I square[3] = {sqr(p[0]), sqr(p[1]) + I(2) * p[0] * p[2], sqr(p[2])};  // of u^0, u^2, u^4
  constexpr std::array<int, 4> even{1, 1, 3, 15};                              // E u^(2 n)
  Line<I> line{I(Exact(f.q * x + f.s)) - a * I(f.w) * sin(angle), {}, {}};
  for (std::size_t n = 0; n < 3; ++n) {
    line.once[n] = a * cosine[n];
    for (std::size_t j = 0; j < 3; ++j) line.once[n] += p[j] * I(normal_moments[n + j]);
  }
  for (const std::size_t n : {0u, 1u}) {
    line.twice[n] = sqr(a) / I(2) * (I(1) + doubled[2 * n]);
    for (std::size_t j = 0; j < 3; ++j)
      line.twice[n] += square[j] * I(even[n + j]) + I(2) * a * p[j] * cosine[2 * n + j];
  }
  return line;
}

/// With D_i = f_i(x_i + tau u_i) - f_i(x_i): E g_i = E D_i u_i / tau, and E|g|^2 is a sum of
/// products of E D_i u_i^n and E D_i^2 u_i^n.
template <class I, class F>
SmoothingMoments<I> smoothing_moments(const Smoothed<F>& at) {
  std::vector<Line<I>> lines;
  SmoothingMoments<I> result;
  for (std::size_t i = 0; i < at.d(); ++i) {
    lines.push_back(line_of<I>(at.f[i], at.x[i], at.tau));
    const I mean = lines[i].once[1] / I(at.tau);
    result.gradient_sq += sqr(lines[i].slope);
    result.mean_sq += sqr(mean);
    result.bias_sq += sqr(mean - lines[i].slope);
  }
  const auto d = static_cast<std::int64_t>(at.d());
  for (std::size_t i = 0; i < at.d(); ++i) {
    result.second += lines[i].twice[1] + I(d - 1) * lines[i].twice[0];
    for (std::size_t j = 0; j < i; ++j)
      result.second +=
          I(2) * (lines[i].once[2] * lines[j].once[0] + lines[i].once[0] * lines[j].once[2] +
                  I(d - 2) * lines[i].once[0] * lines[j].once[0]);
  }
  result.second /= I(Exact(at.tau * at.tau));
  result.noise_sq = result.second - result.mean_sq;
  return result;
}

/// The moments as the ledger asks for them: computed once at the first precision.
template <class F>
class ProvedMoments {
 public:
  explicit ProvedMoments(Smoothed<F> at) : at_(std::move(at)), first_(moments<Interval>()) {}
  template <class I>
  [[nodiscard]] SmoothingMoments<I> operator()(I) const {
    if constexpr (std::same_as<I, Interval>)
      return first_;
    else
      return moments<I>();
  }

 private:
  template <class I>
  [[nodiscard]] SmoothingMoments<I> moments() const {
    return smoothing_moments<I>(at_);
  }
  Smoothed<F> at_;
  SmoothingMoments<Interval> first_;
};

/// One or two kinks a coordinate, x at one of them half the time, second derivatives at +-L half
/// the time.
inline SmoothedSum any_smoothed_sum(Given& given, std::size_t most_d = 3) {
  SmoothedSum at;
  const std::size_t d = given.size("d", 1, most_d);
  at.L = given.rational("L", Exact(1, 4), 4);
  at.tau = given.rational("tau", Exact(1, 12), 3);
  for (std::size_t i = 0; i < d; ++i) {
    std::vector<Exact> knots{given.rational("knot", -2, 2)};
    if (given.flag("two knots"))
      knots.push_back(knots[0] + given.rational("width", Exact(1, 12), 3));
    std::vector<Exact> curvature;
    for (std::size_t j = 0; j <= knots.size(); ++j)
      curvature.push_back(given.flag("extreme")
                              ? Exact(at.L * (2 * given.integer("sign", 0, 1) - 1))
                              : given.rational("curvature", -at.L, at.L));
    at.x.push_back(given.flag("at a knot") ? knots.back() : given.rational("x", -3, 3));
    at.f.emplace_back(knots, curvature, given.rational("slope", -3, 3));
  }
  return at;
}

/// One to three waves on quadratics, sharp or flat, with L = max_i (|a_i| w_i^2 + |q_i|).
inline SmoothedWaves any_smoothed_waves(Given& given) {
  SmoothedWaves at;
  const std::size_t d = given.size("d", 1, 3);
  at.tau = given.rational("tau", Exact(1, 12), 3);
  for (std::size_t i = 0; i < d; ++i) {
    const Wave f{given.rational("a", -3, 3), given.rational("w", Exact(1, 4), 4),
                 given.rational("q", -3, 3), given.rational("s", -3, 3)};
    at.L = std::max(at.L, Exact(abs(f.a) * f.w * f.w + abs(f.q)));
    at.x.push_back(given.rational("x", -3, 3));
    at.f.push_back(f);
  }
  if (at.L == 0) at.L = 1;  // linear: any L
  return at;
}

/// L/2 sum_i x_i |x_i| at 0: the mean of the gradient |x_i| is off by tau E|u| in each coordinate.
inline SmoothedSum signed_squares(std::size_t d, const Exact& L, const Exact& tau) {
  return {std::vector<PiecewiseQuadratic>(d, {{0}, {-L, L}, 0}), std::vector<Exact>(d), tau, L};
}

/// x^2/2 less a ridge of slope 8: f' = x - 8 clip(x / width, -1, 1). It satisfies (3) with L = 1,
/// since f - x^2/2 is concave, and f'' = 1 - 8 / width on the ridge.
inline SmoothedSum ridge(const Exact& width, const Exact& x) {
  return {{{{-width, width}, {1, 1 - 8 / width, 1}, 8 - width}}, {x}, 1, 1};
}

/// Assumptions 3 and 4 for the bounds.
inline void within(const SmoothedQuadratic& at, const Bounds& bounds, Ledger& ledger) {
  const PointMoments<Exact> moments = at.moments();
  ledger.le("|b|^2", moments.bias_sq, bounds.m * moments.gradient_sq + bounds.zeta2);
  ledger.le("E|n|^2", moments.noise_sq, bounds.M * moments.mean_sq + bounds.sigma2);
}
template <class F>
void within(const Smoothed<F>& at, const Bounds& bounds, Ledger& ledger) {
  const ProvedMoments moments(at);
  ledger.le("|b|^2", [&](auto one) {
    using I = decltype(one);
    return std::pair<I, I>{moments(one).bias_sq,
                           I(bounds.m) * moments(one).gradient_sq + I(bounds.zeta2)};
  });
  ledger.le("E|n|^2", [&](auto one) {
    using I = decltype(one);
    return std::pair<I, I>{moments(one).noise_sq,
                           I(bounds.M) * moments(one).mean_sq + I(bounds.sigma2)};
  });
}

}  // namespace biasbound::property
