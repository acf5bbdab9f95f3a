#include "biasbound/moment_map.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>

namespace biasbound {
namespace {

/// (1, m, upper triangle of X, row by row)
template <class Scalar>
Vector<Scalar> packed(const Scalar& one, const Vector<Scalar>& mean, const Matrix<Scalar>& second) {
  const Eigen::Index d = mean.size();
  Vector<Scalar> z(1 + d + d * (d + 1) / 2);
  z(0) = one;
  Eigen::Index at = 1;
  for (Eigen::Index i = 0; i < d; ++i) z(at++) = mean(i);
  for (Eigen::Index i = 0; i < d; ++i)
    for (Eigen::Index j = i; j < d; ++j) z(at++) = second(i, j);
  return z;
}

/// d, from the size of z.
template <class Scalar>
Eigen::Index dimension_of(const Matrix<Scalar>& A) {
  Eigen::Index d = 1;
  while (1 + d + d * (d + 1) / 2 < A.rows()) ++d;
  return d;
}

}  // namespace

template <class Scalar>
MomentMap<Scalar>::MomentMap(const Matrix<Scalar>& H, const AdditiveModel<Scalar>& model,
                             const Scalar& step) {
  build(H, model, step);
}
template <class Scalar>
MomentMap<Scalar>::MomentMap(const Matrix<Scalar>& H, const RandKModel<Scalar>& model,
                             const Scalar& step) {
  build(H, model, step);
}
template <class Scalar>
MomentMap<Scalar>::MomentMap(const Matrix<Scalar>& H, const GaussianSmoothingModel<Scalar>& model,
                             const Scalar& step) {
  build(H, model, step);
}

// An affine map is its value at 0 and what it adds to that at each unit vector.
template <class Scalar>
template <class Model>
void MomentMap<Scalar>::build(const Matrix<Scalar>& H, const Model& model, const Scalar& step) {
  const Eigen::Index d = H.rows();
  const auto image = [&](const Vector<Scalar>& mean, const Matrix<Scalar>& second) {
    Moments<Scalar> state(H, mean, second);
    state.step(model, step);
    return packed(Scalar(0), state.mean(), state.second());
  };
  const Vector<Scalar> mean = Vector<Scalar>::Zero(d);
  const Matrix<Scalar> second = Matrix<Scalar>::Zero(d, d);
  const Vector<Scalar> constant = image(mean, second);
  const Eigen::Index n = constant.size();
  Matrix<Scalar> A(n, n);
  A.col(0) = constant;
  A(0, 0) = Scalar(1);
  Eigen::Index at = 1;
  for (Eigen::Index i = 0; i < d; ++i) {
    Vector<Scalar> unit = mean;
    unit(i) = Scalar(1);
    A.col(at++) = image(unit, second) - constant;
  }
  weights_ = Vector<Scalar>::Zero(n);
  for (Eigen::Index i = 0; i < d; ++i)
    for (Eigen::Index j = i; j < d; ++j) {
      Matrix<Scalar> unit = second;
      unit(i, j) = unit(j, i) = Scalar(1);
      weights_(at) = i == j ? Scalar(H(i, i) / 2) : H(i, j);
      A.col(at++) = image(mean, unit) - constant;
    }
  powers_ = {std::move(A)};
}

template <class Scalar>
Vector<Scalar> MomentMap<Scalar>::start(const Vector<Scalar>& x0) const {
  const Eigen::Index d = dimension_of(matrix());
  if (x0.size() != d)
    throw InvalidInput("x0: " + std::to_string(x0.size()) + " entries, expected " +
                       std::to_string(d));
  return packed(Scalar(1), x0, Matrix<Scalar>(x0 * x0.transpose()));
}

template <class Scalar>
const Matrix<Scalar>& MomentMap<Scalar>::power(std::size_t j) {
  while (powers_.size() <= j) {
    const Matrix<Scalar>& last = powers_.back();
    powers_.push_back(last * last);
  }
  return powers_[j];
}

template <class Scalar>
Vector<Scalar> MomentMap<Scalar>::after(Vector<Scalar> z, std::uint64_t T) {
  for (std::size_t j = 0; T >> j != 0; ++j)
    if ((T >> j & 1) != 0) z = Vector<Scalar>(power(j) * z);
  return z;
}

template <class Scalar>
Scalar MomentMap<Scalar>::gap(const Vector<Scalar>& z) const {
  return weights_.dot(z);
}

// With z = (1, y), y = B y + c.
template <class Scalar>
Vector<Scalar> MomentMap<Scalar>::rest() const {
  const Eigen::Index n = matrix().rows() - 1;
  const Matrix<Scalar> equations =
      Matrix<Scalar>::Identity(n, n) - matrix().bottomRightCorner(n, n);
  const Eigen::FullPivLU<Matrix<Scalar>> solver(equations);
  if (!solver.isInvertible())
    throw InvalidInput("step size: the moments of these iterates have no single point of rest");
  Vector<Scalar> z(n + 1);
  z(0) = Scalar(1);
  z.tail(n) = solver.solve(Vector<Scalar>(matrix().col(0).tail(n)));
  return z;
}

double spectral_radius(const MomentMap<double>& map) {
  const Eigen::Index n = map.matrix().rows() - 1;
  return Matrix<double>(map.matrix().bottomRightCorner(n, n)).eigenvalues().cwiseAbs().maxCoeff();
}

std::optional<Crossing> first_below(MomentMap<double>& map, const Vector<double>& z, double target,
                                    std::uint64_t most) {
  if (map.gap(z) <= target) return Crossing{};
  const auto below = [&](const Vector<double>& at) { return map.gap(at) <= target; };
  // Above the target at t, whose state is `at`; at or below it 2^j later.
  Vector<double> at = z;
  std::uint64_t t = 0;
  std::size_t j = 0;
  for (;; ++j) {
    const std::uint64_t jump = std::uint64_t{1} << j;
    if (t >= most) return std::nullopt;
    Vector<double> next = map.after(at, jump);
    if (below(next)) break;
    at = std::move(next);
    t += jump;
  }
  while (j-- > 0) {
    Vector<double> next = map.after(at, std::uint64_t{1} << j);
    if (below(next)) continue;
    at = std::move(next);
    t += std::uint64_t{1} << j;
  }
  if (t + 1 > most) return std::nullopt;
  const double before = map.gap(at);
  const double after = map.gap(map.after(at, 1));
  return Crossing{t + 1, static_cast<double>(t) + (before - target) / (before - after)};
}

template class MomentMap<double>;
template class MomentMap<High>;
template class MomentMap<Exact>;

}  // namespace biasbound
