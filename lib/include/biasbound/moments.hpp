// Exact first and second moments of SGD on a quadratic f(x) = x^T H x / 2, whose minimum is f* = 0:
// m = E x_t, X = E x_t x_t^T and from them the gap F_t = E f(x_t) - f* = tr(H X) / 2. For the
// oracles below one step takes (m, X) to (m', X') in closed form, whatever the law of the noise.
//
//   Moments<double> state(H, x0);
//   for (int t = 0; t < T; ++t) {
//     plot(t, state.gap());
//     state.step(AdditiveModel<double>{.bias = b, .noise = S}, /*step=*/0.01);
//   }
//
// Only the upper triangle of X is computed; the lower is its mirror image. An X that is symmetric
// up to rounding only would not do: what is antisymmetric in it grows under rand-k.
//
// Scalar: double, High or Exact. Over Exact each step adds digits to X, as many as H and the step
// size have.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "biasbound/scalar.hpp"

namespace biasbound {

/// g = H x + b + n, where n has mean zero and E n n^T = S + (M/d) |H x + b|^2 I: sigma2 = tr S, and
/// M as in Assumption 3, spread alike over the coordinates.
template <class Scalar>
struct AdditiveModel {
  Vector<Scalar> bias = {};   ///< b: d entries, or none for 0
  Matrix<Scalar> noise = {};  ///< S: d x d, symmetric, or none for 0
  Scalar M = Scalar(0);
};

/// rand-k of such a gradient (Definition 4), the coordinates drawn independently of n; with
/// `scaled`, rand-k' = (d/k) rand-k.
template <class Scalar>
struct RandKModel {
  std::size_t k = 1;
  AdditiveModel<Scalar> gradient = {};
  bool scaled = false;
};

/// The zeroth-order oracle (8), (f(x + tau u) - f(x)) / tau * u with u standard normal.
template <class Scalar>
struct GaussianSmoothingModel {
  Scalar tau;
};

template <class Scalar>
class Moments {
 public:
  /// H: d x d, symmetric, d >= 1; gaps are above 0 where it is positive semidefinite, which is not
  /// checked. x0: d entries. Throws InvalidInput otherwise.
  Moments(const Matrix<Scalar>& H, const Vector<Scalar>& x0);
  /// From a random x0 with E x0 = mean and E x0 x0^T = second, symmetric.
  Moments(const Matrix<Scalar>& H, const Vector<Scalar>& mean, const Matrix<Scalar>& second);

  /// x <- x - step * g. Costs O(d n), n the entries of H that are not 0. Throws InvalidInput for a
  /// model of another dimension, a noise that is not symmetric or has a negative variance, M < 0, k
  /// outside [1, d], tau <= 0, and step <= 0.
  void step(const AdditiveModel<Scalar>& model, const Scalar& step);
  void step(const RandKModel<Scalar>& model, const Scalar& step);
  void step(const GaussianSmoothingModel<Scalar>& model, const Scalar& step);

  [[nodiscard]] std::size_t dimension() const { return rows_.size(); }
  [[nodiscard]] const Vector<Scalar>& mean() const { return mean_; }      ///< E x
  [[nodiscard]] const Matrix<Scalar>& second() const { return second_; }  ///< E x x^T
  [[nodiscard]] Scalar gap() const;          ///< E f(x) - f* = tr(H X) / 2
  [[nodiscard]] Scalar gradient_sq() const;  ///< E|grad f(x)|^2 = tr(H X H)

 private:
  struct Entry {
    Eigen::Index column;
    Scalar value;
  };
  void check(const AdditiveModel<Scalar>& model) const;
  void multiply();
  [[nodiscard]] Scalar twice_multiplied(Eigen::Index i, Eigen::Index j) const;
  /// Each coordinate of g is kept with probability p, each two with probability p2.
  void sparsified_step(const AdditiveModel<Scalar>& model, const Scalar& p, const Scalar& p2,
                       const Scalar& step);

  std::vector<std::vector<Entry>> rows_;  // H without its zeros
  Vector<Scalar> mean_;
  Matrix<Scalar> second_;
  Scalar trace_{};
  Scalar trace_of_square_{};
  Matrix<Scalar> square_;     // H^2
  Matrix<Scalar> product_;    // H X
  Vector<Scalar> gradient_;   // H m
  Matrix<Scalar> curvature_;  // H X H, upper triangle
};

/// Where the recursion rests, in the eigenbasis of H: E x, the variance of each coordinate, and the
/// gap.
template <class Scalar>
struct Stationary {
  Vector<Scalar> mean;
  Vector<Scalar> variance;
  Scalar gap{};
};

/// AdditiveModel with constant step g: h, b and s are the eigenvalues of H and, in its eigenbasis,
/// the bias and the diagonal of S (`bias`, `noise`: d entries, or none for 0). With v_i = s_i +
/// (M/d) R,
///   F = sum_i b_i^2 / (2 h_i) + g v_i / (2 (2 - g h_i)),  R = sum_i g h_i v_i / (2 - g h_i).
/// Where H and S are diagonal, rand-k rests at the same gap for every k, and rand-k' where g d/k
/// takes g's place. Throws InvalidInput unless 0 < g h_i < 2 and (M/d) sum_i g h_i / (2 - g h_i) <
/// 1: otherwise nothing rests.
template <class Scalar>
Stationary<Scalar> additive_stationary(const Vector<Scalar>& spectrum, const Vector<Scalar>& bias,
                                       const Vector<Scalar>& noise, const Scalar& M,
                                       const Scalar& step);

/// alpha = sum_i g h_i / (2 (1 - g h_i)): Gaussian smoothing with constant step g is stable on
/// quadratics if and only if alpha < 1. Throws InvalidInput unless 0 < g h_i < 1.
template <class Scalar>
Scalar gaussian_smoothing_alpha(const Vector<Scalar>& spectrum, const Scalar& step);

/// GaussianSmoothingModel with constant step g. With Q_i = (tr H)^2 + 2 tr H^2 + 4 h_i tr H + 8
/// h_i^2 and R = (tau^2 / 4) sum_i g h_i Q_i / (2 (1 - g h_i)) / (1 - alpha),
///   F = sum_i g (R + tau^2 Q_i / 4) / (4 (1 - g h_i)).
/// Throws InvalidInput unless tau > 0 and the step is stable.
template <class Scalar>
Stationary<Scalar> gaussian_smoothing_stationary(const Vector<Scalar>& spectrum, const Scalar& tau,
                                                 const Scalar& step);

extern template class Moments<double>;
extern template class Moments<High>;
extern template class Moments<Exact>;

}  // namespace biasbound
