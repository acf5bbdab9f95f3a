// Oracles that meet Assumptions 3 and 4 at every point with constants known in rationals, and what
// SGD does with them: one step, and every step of a trajectory, by enumeration of all paths.
#pragma once

#include "objective_instances.hpp"

namespace biasbound::property {

/// g = G + r T G + c + n, T orthogonal; n is an independent pair of s times +-T(E g) and of an
/// additive law. m = (1 + a) r^2 and zeta2 = (1 + 1/a)|c|^2 for some a > 0, without it where r or c
/// is 0; M = s^2 and sigma2 the additive law's variance. All are attained somewhere, and everywhere
/// but for a.
struct BiasedOracle {
  Exact r = 0;
  Exact s = 0;
  Matrix<Exact> turn;
  Vector<Exact> c;
  FiniteLaw<Exact> additive;
  Bounds bounds;

  [[nodiscard]] Vector<Exact> turned(const Vector<Exact>& v) const {
    Vector<Exact> out = Vector<Exact>::Zero(v.size());
    for (Eigen::Index i = 0; i < v.size(); ++i)
      for (Eigen::Index j = 0; j < v.size(); ++j) out(i) += turn(i, j) * v(j);
    return out;
  }
  [[nodiscard]] Vector<Exact> mean(const Vector<Exact>& gradient) const {
    Vector<Exact> g = gradient;
    const Vector<Exact> turned_gradient = turned(gradient);
    for (Eigen::Index i = 0; i < g.size(); ++i) g(i) += r * turned_gradient(i) + c(i);
    return g;
  }
  [[nodiscard]] FiniteLaw<Exact> law(const Vector<Exact>& gradient) const {
    const Vector<Exact> center = mean(gradient);
    FiniteLaw<Exact> law;
    for (const auto& n : additive) {
      Vector<Exact> g = center;
      for (Eigen::Index i = 0; i < g.size(); ++i) g(i) += n.value(i);
      if (s == 0) {
        law.push_back({n.weight, std::move(g)});
        continue;
      }
      Vector<Exact> other = g;
      const Vector<Exact> along = turned(center);
      for (Eigen::Index i = 0; i < g.size(); ++i) {
        g(i) += s * along(i);
        other(i) -= s * along(i);
      }
      law.push_back({n.weight / 2, std::move(g)});
      law.push_back({n.weight / 2, std::move(other)});
    }
    return law;
  }
  [[nodiscard]] std::size_t outcomes() const { return additive.size() * (s == 0 ? 1 : 2); }
};

/// Where the bias has two parts, (m, zeta2) is attained at no one point in general.
inline void leave_one_part_of_the_bias(BiasedOracle& oracle) {
  if (oracle.r == 0) return;
  oracle.c.setZero();
  oracle.bounds.m = oracle.r * oracle.r;
  oracle.bounds.zeta2 = 0;
}

/// No bias and no noise.
inline BiasedOracle exact_oracle(std::size_t d) {
  const auto n = static_cast<Eigen::Index>(d);
  BiasedOracle oracle;
  oracle.turn = Matrix<Exact>::Identity(n, n);
  oracle.c = Vector<Exact>::Zero(n);
  oracle.additive = {{Exact(1), Vector<Exact>::Zero(n)}};
  return oracle;
}

inline BiasedOracle relative_bias(std::size_t d, const Exact& r) {
  BiasedOracle oracle = exact_oracle(d);
  oracle.r = r;
  oracle.bounds.m = r * r;
  return oracle;
}

inline BiasedOracle constant_bias(Vector<Exact> c) {
  BiasedOracle oracle = exact_oracle(static_cast<std::size_t>(c.size()));
  oracle.c = std::move(c);
  oracle.bounds.zeta2 = squared_norm(as_span(std::as_const(oracle.c)));
  return oracle;
}

inline Exact variance_of(const FiniteLaw<Exact>& noise) {
  Exact variance = 0;
  for (const auto& outcome : noise)
    variance += outcome.weight * squared_norm(as_span(outcome.value));
  return variance;
}

/// +-v with probability 1/2 each, added to what the oracle has.
inline void add_noise(BiasedOracle& oracle, const Vector<Exact>& v) {
  oracle.additive = {{Exact(1, 2), v}, {Exact(1, 2), -v}};
  oracle.bounds.sigma2 = variance_of(oracle.additive);
}

/// Bias absent, relative, constant or both; noise absent, additive, relative or both.
inline BiasedOracle any_oracle(Given& given, std::size_t d, bool with_bias = true,
                               bool hostile = false) {
  BiasedOracle oracle = exact_oracle(d);
  const auto entries = [&](const char* name) {
    if (hostile) return given.vector(name, d);
    Vector<Exact> v = Vector<Exact>::Zero(static_cast<Eigen::Index>(d));
    for (Exact& entry : v) entry = given.rational(name, -3, 3);
    return v;
  };
  const auto bias = with_bias ? given.integer("kind of bias", 0, 3) : 0;
  const auto noise = given.integer("kind of noise", 0, 3);
  if (d > 1 && (bias % 2 == 1 || noise >= 2)) oracle.turn = given.rotation("turn", d);
  if (bias == 1 || bias == 3) {
    oracle.r = bias == 1 ? given.below_one("r") : given.rational("r", Exact(1, 20), Exact(9, 10));
    if (given.flag("against the gradient")) oracle.r = -oracle.r;
    oracle.bounds.m = oracle.r * oracle.r;
  }
  if (bias >= 2) {
    oracle.c = entries("c");
    oracle.bounds.zeta2 = squared_norm(as_span(std::as_const(oracle.c)));
  }
  if (bias == 3) {
    // (1 + a) m below 1
    const Exact a =
        (1 / oracle.bounds.m - 1) * given.rational("split", Exact(1, 20), Exact(19, 20));
    oracle.bounds.m *= 1 + a;
    oracle.bounds.zeta2 *= 1 + 1 / a;
  }
  if (noise == 1 || noise == 3) {
    const Exact weight = given.rational("weight of noise", Exact(1, 12), Exact(11, 12));
    const Vector<Exact> v = entries("noise");
    Vector<Exact> other = v;
    for (Exact& entry : other) entry *= -weight / (1 - weight);
    oracle.additive = {{weight, v}, {1 - weight, other}};
    oracle.bounds.sigma2 = variance_of(oracle.additive);
  }
  if (noise >= 2) {
    oracle.s = given.rational("s", Exact(1, 4), 2);
    oracle.bounds.M = oracle.s * oracle.s;
  }
  return oracle;
}

/// x - step g
inline Vector<Exact> moved(const Vector<Exact>& x, const Exact& step, const Vector<Exact>& g) {
  Vector<Exact> next = x;
  for (Eigen::Index i = 0; i < x.size(); ++i) next(i) -= step * g(i);
  return next;
}

/// E f(x+) - f(x) over a law of g.
inline Exact expected_change(const Problem& problem, const FiniteLaw<Exact>& law,
                             const Vector<Exact>& x, const Exact& step) {
  Exact change = -problem.gap(x);
  for (const auto& outcome : law)
    change += outcome.weight * problem.gap(moved(x, step, outcome.value));
  return change;
}

/// T steps of one size.
struct Run {
  Problem problem;
  BiasedOracle oracle;
  Vector<Exact> start;
  Exact step;
  std::size_t T = 1;
};

/// F_t, E|grad f(x_t)|^2 and E|x_t - x*|^2.
struct Along {
  Exact gap;
  Exact gradient_sq;
  Exact distance_sq;
};

/// t = 0, ..., T, over all paths of a law that depends on the gradient alone.
template <class Oracle>
std::vector<Along> along_all_paths(const Problem& problem, const Oracle& oracle,
                                   const Vector<Exact>& start, const Exact& step, std::size_t T) {
  std::vector<Along> result(T + 1, {0, 0, 0});
  FiniteLaw<Exact> states{{Exact(1), start}};
  for (std::size_t t = 0; t <= T; ++t) {
    FiniteLaw<Exact> next;
    for (const auto& state : states) {
      const Vector<Exact> gradient = problem.gradient(state.value);
      result[t].gap += state.weight * problem.gap(state.value);
      result[t].gradient_sq += state.weight * squared_norm(as_span(gradient));
      result[t].distance_sq +=
          state.weight * squared_distance(as_span(state.value), as_span(problem.minimiser));
      if (t == T) continue;
      for (const auto& g : oracle.law(gradient))
        next.push_back({state.weight * g.weight, moved(state.value, step, g.value)});
    }
    states = std::move(next);
  }
  return result;
}

/// Steps for which all paths are few: 4, 3, 2 or 1.
inline std::size_t affordable_steps(const BiasedOracle& oracle) {
  const std::size_t n = oracle.outcomes();
  return n == 1 ? 4 : n == 2 ? 3 : n == 3 ? 2 : 1;
}

}  // namespace biasbound::property
