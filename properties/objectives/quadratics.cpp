// Quadratics and Nesterov's worst function: gradients, spectra and traces in rationals, and
// constants that cannot be improved by 1 %.
#include "biasbound/objectives/nesterov_worst.hpp"
#include "biasbound/objectives/quadratic.hpp"
#include "objectives/spectrum.hpp"
#include "support.hpp"

using namespace biasbound;
using namespace biasbound::test;

namespace {

const Exact more = Exact(101) / 100;
const Exact less = Exact(99) / 100;

QuadraticSpec any_spec() {
  const auto d = *rc::gen::inRange<std::size_t>(1, 6);
  QuadraticSpec spec;
  for (std::size_t i = 0; i < d; ++i)
    spec.spectrum.push_back(Exact(*rc::gen::inRange(1, 30)) / *rc::gen::inRange(1, 6));
  spec.reflections = reflections(d, *rc::gen::inRange<std::size_t>(0, 4), 1);
  if (*rc::gen::arbitrary<bool>()) spec.linear = *rational_points(d);
  return spec;
}

/// Q e_i: the gradient of the homogeneous quadratic with spectrum e_i, unrotated to the eigenvector
/// by scaling; here simply Q applied to a unit vector through the reflections.
Point<Exact> eigenvector(const QuadraticSpec& spec, std::size_t i) {
  Point<Exact> x(spec.spectrum.size(), Exact(0));
  x[i] = 1;
  for (auto v = spec.reflections.rbegin(); v != spec.reflections.rend(); ++v) {
    const Exact factor = 2 * dot(std::span<const Exact>(*v), std::span<const Exact>(x)) /
                         squared_norm(std::span<const Exact>(*v));
    for (std::size_t j = 0; j < x.size(); ++j) x[j] -= factor * (*v)[j];
  }
  return x;
}

/// Row i is H e_i.
template <class F>
detail::ExactMatrix hessian(const F& f) {
  const std::size_t d = f.dimension();
  const Point<Exact> at_zero = gradient_at(f, Point<Exact>(d, Exact(0)));
  detail::ExactMatrix rows;
  for (std::size_t i = 0; i < d; ++i) {
    Point<Exact> unit(d, Exact(0));
    unit[i] = 1;
    rows.push_back(gradient_at(f, unit));
    for (std::size_t j = 0; j < d; ++j) rows.back()[j] -= at_zero[j];
  }
  return rows;
}

template <class F>
void check_traces(const F& f) {
  const detail::ExactMatrix h = hessian(f);
  Exact trace = 0;
  Exact trace_of_square = 0;
  for (std::size_t i = 0; i < h.size(); ++i) {
    trace += h[i][i];
    trace_of_square += squared_norm(std::span<const Exact>(h[i]));
  }
  CHECK(f.hessian_traces().trace == trace);
  CHECK(f.hessian_traces().trace_of_square == trace_of_square);
}

/// H - level I is positive definite
bool above(detail::ExactMatrix h, const Exact& level) {
  for (std::size_t i = 0; i < h.size(); ++i) h[i][i] -= level;
  return detail::solve_positive_definite(h, Point<Exact>(h.size(), Exact(0))).has_value();
}

/// level I - H is positive definite
bool below(detail::ExactMatrix h, const Exact& level) {
  for (std::size_t i = 0; i < h.size(); ++i) {
    for (Exact& entry : h[i]) entry = -entry;
    h[i][i] += level;
  }
  return detail::solve_positive_definite(h, Point<Exact>(h.size(), Exact(0))).has_value();
}

Point<Exact> sine_vector(std::size_t d, std::size_t frequency) {
  Point<Exact> x;
  for (std::size_t i = 1; i <= d; ++i)
    x.push_back(exact(std::sin(static_cast<double>(i * frequency) * 3.141592653589793 /
                               static_cast<double>(d + 1))));
  return x;
}

}  // namespace

TEST_CASE("a quadratic's gradient is its central difference in rationals", "[objectives]") {
  CHECK(rc::check([] {
    const Quadratic<Exact> f(any_spec());
    const Point<Exact> x = *rational_points(f.dimension());
    const Point<Exact> gradient = gradient_at(f, x);
    for (std::size_t i = 0; i < x.size(); ++i)
      RC_ASSERT(gradient[i] == central_difference(f, x, i, Exact(1) / 3));
  }));
}

TEST_CASE("a quadratic satisfies (3) and (4) at rational pairs", "[objectives]") {
  CHECK(rc::check([] {
    const Quadratic<Exact> f(any_spec());
    const Regularity known = f.regularity();
    const Point<Exact> x = *rational_points(f.dimension());
    const Point<Exact> y = *rational_points(f.dimension());
    RC_ASSERT(smoothness_excess(f, *known.L, x, y) <= 0);
    RC_ASSERT(lipschitz_excess(f, *known.L, x, y) <= 0);
    RC_ASSERT(pl_excess(f, *known.mu, *known.f_star, x) <= 0);
  }));
}

TEST_CASE("a quadratic has its prescribed eigenvectors and attains L and mu on them",
          "[objectives]") {
  const QuadraticSpec spec{
      .spectrum = {Exact(1) / 3, 2, 7}, .reflections = reflections(3, 2, 5), .linear = {}};
  const Quadratic<Exact> f(spec);
  const Point<Exact> zero(3, Exact(0));
  for (std::size_t i = 0; i < 3; ++i) {
    const Point<Exact> v = eigenvector(spec, i);
    const Point<Exact> image = gradient_at(f, v);
    for (std::size_t j = 0; j < 3; ++j) CHECK(image[j] == spec.spectrum[i] * v[j]);
  }
  CHECK(smoothness_excess(f, Exact(7), zero, eigenvector(spec, 2)) == 0);
  CHECK(smoothness_excess(f, Exact(7 * less), zero, eigenvector(spec, 2)) > 0);
  CHECK(pl_excess(f, Exact(1) / 3, Exact(0), eigenvector(spec, 0)) == 0);
  CHECK(pl_excess(f, Exact(more / 3), Exact(0), eigenvector(spec, 0)) > 0);
  check_traces(f);
}

TEST_CASE("a singular quadratic is PL with its smallest positive eigenvalue", "[objectives]") {
  const Quadratic<Exact> f({.spectrum = {0, 2, 5}, .reflections = {}, .linear = {0, 1, 1}});
  CHECK(*f.regularity().mu == 2);
  CHECK(*f.regularity().f_star == -(Exact(1) / 4 + Exact(1) / 10));
  CHECK_THROWS_AS(Quadratic<Exact>({.spectrum = {0, 2}, .reflections = {}, .linear = {1, 0}}),
                  InvalidInput);
}

TEST_CASE("a quadratic in doubles agrees with its rational twin", "[objectives]") {
  CHECK(rc::check([] {
    const QuadraticSpec spec = any_spec();
    const Quadratic<Exact> f(spec);
    const Quadratic<double> g(spec);
    const Point<Exact> x = *rational_points(f.dimension());
    const std::vector<double> rounded = to_doubles(x);
    const Point<Exact> expected = gradient_at(f, x);
    const std::vector<double> got = gradient_at<double>(g, rounded);
    // Three reflections and a scaling: fewer than 100 roundings of numbers below 30 * 60 * d + 60.
    for (std::size_t i = 0; i < x.size(); ++i)
      RC_ASSERT(std::abs(got[i] - to_double(expected[i])) <= 100 * 1e4 * 0x1p-53);
  }));
}

TEST_CASE("impossible quadratics are refused", "[objectives]") {
  CHECK_THROWS_AS(Quadratic<double>({.spectrum = {}}), InvalidInput);
  CHECK_THROWS_AS(Quadratic<double>({.spectrum = {0, 0}}), InvalidInput);
  CHECK_THROWS_AS(Quadratic<double>({.spectrum = {1, -1}}), InvalidInput);
  CHECK_THROWS_AS(Quadratic<double>({.spectrum = {1, 1}, .reflections = {{1}}}), InvalidInput);
  CHECK_THROWS_AS(Quadratic<double>({.spectrum = {1, 1}, .reflections = {{0, 0}}}), InvalidInput);
  CHECK_THROWS_AS(Quadratic<double>({.spectrum = {1, 1}, .reflections = {}, .linear = {1}}),
                  InvalidInput);
}

TEST_CASE("Nesterov's worst function satisfies (3) and (4) at rational pairs", "[objectives]") {
  for (const NesterovReading reading : {NesterovReading::hessian, NesterovReading::factor}) {
    CHECK(rc::check([reading] {
      const NesterovWorst<Exact> f(*rc::gen::inRange<std::size_t>(1, 9), reading);
      const Regularity known = f.regularity();
      const Point<Exact> x = *rational_points(f.dimension());
      const Point<Exact> y = *rational_points(f.dimension());
      RC_ASSERT(smoothness_excess(f, *known.L, x, y) <= 0);
      RC_ASSERT(lipschitz_excess(f, *known.L, x, y) <= 0);
      RC_ASSERT(pl_excess(f, *known.mu, *known.f_star, x) <= 0);
      const Point<Exact> gradient = gradient_at(f, x);
      for (std::size_t i = 0; i < x.size(); ++i)
        RC_ASSERT(gradient[i] == central_difference(f, x, i, Exact(1)));
    }));
  }
}

TEST_CASE("Nesterov's L and mu are proved by elimination and tight within 1 percent",
          "[objectives]") {
  for (const NesterovReading reading : {NesterovReading::hessian, NesterovReading::factor}) {
    for (const std::size_t d : {1U, 2U, 3U, 10U, 30U}) {
      const NesterovWorst<Exact> f(d, reading);
      const detail::ExactMatrix h = hessian(f);
      const Exact mu = *f.regularity().mu;
      INFO("d = " << d << ", mu = " << to_text(mu));
      CHECK(above(h, mu));
      CHECK_FALSE(above(h, mu * more));
      CHECK(pl_excess(f, mu * more, Exact(0), sine_vector(d, 1)) > 0);
      CHECK(below(h, *f.regularity().L));
      check_traces(f);
    }
    // The largest eigenvalue of T is 4 - mu: L is attained as d grows.
    const NesterovWorst<Exact> f(30, reading);
    const Exact L = *f.regularity().L;
    CHECK_FALSE(below(hessian(f), L * less));
    CHECK(smoothness_excess(f, L * less, Point<Exact>(30, Exact(0)), sine_vector(30, 30)) > 0);
  }
}

TEST_CASE("Nesterov's mu is below the eigenvalue by at most 1e-5 of it", "[objectives]") {
  const High pi = boost::math::constants::pi<High>();
  for (std::size_t d = 1; d <= 200; ++d) {
    const High sine = sin(High(pi / (2 * static_cast<double>(d + 1))));
    const High eigenvalue = 4 * sine * sine;
    const High mu(nesterov_worst_mu(d));
    CHECK(mu < eigenvalue);
    CHECK(mu > eigenvalue * (1 - High(1) / 100000));
  }
  CHECK_THROWS_AS(nesterov_worst_mu(0), InvalidInput);
  CHECK_THROWS_AS(NesterovWorst<double>(0), InvalidInput);
}
