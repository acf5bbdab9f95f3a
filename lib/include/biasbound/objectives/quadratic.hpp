// Quadratics with a prescribed rational spectrum, the functions on which most constants of the
// paper are attained.
//
//   Quadratic<Exact>({.spectrum = {1, 4}})                                    x_1^2/2 + 2 x_2^2
//   Quadratic<double>({.spectrum = s, .reflections = reflections(d, 2, 7)})   the same, rotated
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "biasbound/objective.hpp"

namespace biasbound {

/// f(x) = 1/2 x^T H x + <linear, x>, H = Q diag(spectrum) Q^T.
struct QuadraticSpec {
  /// d >= 1 eigenvalues, none negative, not all zero.
  std::vector<Exact> spectrum;
  /// Q is the product of the Householder reflections I - 2 v v^T / |v|^2 along these d-vectors, a
  /// rational orthogonal matrix; none for a diagonal H.
  std::vector<std::vector<Exact>> reflections = {};
  /// d numbers, or none for 0. Where H is singular it must lie in the range of H: otherwise f has
  /// no minimum.
  std::vector<Exact> linear = {};
};

/// `count` non-zero integer vectors with entries in {-3, ..., 3}, drawn from `seed`.
std::vector<std::vector<Exact>> reflections(std::size_t d, std::size_t count, std::uint64_t seed);

/// Scalar: double, Exact or High. A gradient costs O(d (1 + reflections)).
template <class Scalar>
class Quadratic {
 public:
  /// Throws InvalidInput where the spec breaks one of its rules.
  explicit Quadratic(const QuadraticSpec& spec);

  [[nodiscard]] std::string name() const { return "quadratic"; }
  [[nodiscard]] std::size_t dimension() const { return spectrum_.size(); }
  [[nodiscard]] Scalar value(std::span<const Scalar> x) const;
  void gradient(std::span<const Scalar> x, std::span<Scalar> out) const;
  /// L is the largest eigenvalue, mu the smallest positive one, f_star = -1/2 c^T H^+ c.
  [[nodiscard]] Regularity regularity() const { return regularity_; }
  [[nodiscard]] HessianTraces hessian_traces() const { return traces_; }

 private:
  struct Reflection {
    std::vector<Scalar> v;
    Scalar scale;  // 2 / |v|^2
  };
  [[nodiscard]] std::vector<Scalar> to_eigenbasis(std::span<const Scalar> x) const;

  std::vector<Scalar> spectrum_;
  std::vector<Reflection> reflections_;
  std::vector<Scalar> linear_;
  Regularity regularity_;
  HessianTraces traces_;
};

extern template class Quadratic<double>;
extern template class Quadratic<Exact>;
extern template class Quadratic<High>;

}  // namespace biasbound
