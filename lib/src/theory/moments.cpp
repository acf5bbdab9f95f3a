#include "biasbound/moments.hpp"

namespace biasbound {
namespace {

std::string text(const double& value) { return to_text(value); }
std::string text(const Exact& value) { return to_text(value); }
std::string text(const High& value) { return value.str(20); }

template <class Scalar>
void require(bool holds, const char* name, const Scalar& value, const std::string& expected) {
  if (!holds) throw InvalidInput(std::string(name) + ": " + text(value) + ", expected " + expected);
}

void require_size(const char* name, Eigen::Index size, Eigen::Index expected) {
  if (size != expected)
    throw InvalidInput(std::string(name) + ": " + std::to_string(size) + " entries, expected " +
                       std::to_string(expected));
}

/// Reads both triangles.
template <class Scalar>
void require_symmetric(const char* name, const Matrix<Scalar>& matrix, Eigen::Index d) {
  if (matrix.rows() != d || matrix.cols() != d)
    throw InvalidInput(std::string(name) + ": " + std::to_string(matrix.rows()) + " x " +
                       std::to_string(matrix.cols()) + ", expected " + std::to_string(d) + " x " +
                       std::to_string(d));
  for (Eigen::Index i = 0; i < d; ++i)
    for (Eigen::Index j = 0; j < i; ++j)
      if (!(matrix(i, j) == matrix(j, i)))
        throw InvalidInput(std::string(name) + ": not symmetric, entry (" + std::to_string(i) +
                           ", " + std::to_string(j) + ") is " + text(matrix(i, j)) +
                           " and its mirror image " + text(matrix(j, i)));
}

template <class Scalar>
Matrix<Scalar> outer(const Vector<Scalar>& x) {
  Matrix<Scalar> result(x.size(), x.size());
  for (Eigen::Index i = 0; i < x.size(); ++i)
    for (Eigen::Index j = 0; j < x.size(); ++j) result(i, j) = x(i) * x(j);
  return result;
}

/// An entry of a vector that may be left out for 0.
template <class Scalar>
Scalar entry(const Vector<Scalar>& x, Eigen::Index i) {
  return x.size() == 0 ? Scalar(0) : x(i);
}

}  // namespace

template <class Scalar>
Moments<Scalar>::Moments(const Matrix<Scalar>& H, const Vector<Scalar>& x0)
    : Moments(H, x0, outer(x0)) {}

template <class Scalar>
Moments<Scalar>::Moments(const Matrix<Scalar>& H, const Vector<Scalar>& mean,
                         const Matrix<Scalar>& second)
    : mean_(mean), second_(second) {
  const Eigen::Index d = H.rows();
  if (d == 0) throw InvalidInput("H: 0 x 0, expected at least 1 x 1");
  require_symmetric("H", H, d);
  require_size("mean", mean.size(), d);
  require_symmetric("second moment", second, d);
  rows_.resize(static_cast<std::size_t>(d));
  square_ = Matrix<Scalar>::Zero(d, d);
  trace_ = Scalar(0);
  trace_of_square_ = Scalar(0);
  for (Eigen::Index i = 0; i < d; ++i) {
    trace_ += H(i, i);
    for (Eigen::Index j = 0; j < d; ++j) {
      if (H(i, j) == 0) continue;
      rows_[static_cast<std::size_t>(i)].push_back({j, H(i, j)});
      trace_of_square_ += H(i, j) * H(i, j);
      for (Eigen::Index l = 0; l < d; ++l) square_(i, l) += H(i, j) * H(j, l);
    }
  }
  product_ = Matrix<Scalar>::Zero(d, d);
  curvature_ = Matrix<Scalar>::Zero(d, d);
  gradient_ = Vector<Scalar>::Zero(d);
}

/// H m, H X and the upper triangle of H X H.
template <class Scalar>
void Moments<Scalar>::multiply() {
  const Eigen::Index d = mean_.size();
  for (Eigen::Index i = 0; i < d; ++i) {
    Scalar slope(0);
    for (Eigen::Index j = 0; j < d; ++j) product_(i, j) = Scalar(0);
    for (const Entry& h : rows_[static_cast<std::size_t>(i)]) {
      slope += h.value * mean_(h.column);
      for (Eigen::Index j = 0; j < d; ++j) product_(i, j) += h.value * second_(h.column, j);
    }
    gradient_(i) = slope;
  }
  for (Eigen::Index i = 0; i < d; ++i)
    for (Eigen::Index j = i; j < d; ++j) curvature_(i, j) = twice_multiplied(i, j);
}

template <class Scalar>
Scalar Moments<Scalar>::twice_multiplied(Eigen::Index i, Eigen::Index j) const {
  Scalar sum(0);
  for (const Entry& h : rows_[static_cast<std::size_t>(j)]) sum += product_(i, h.column) * h.value;
  return sum;
}

template <class Scalar>
void Moments<Scalar>::check(const AdditiveModel<Scalar>& model) const {
  const Eigen::Index d = mean_.size();
  if (model.bias.size() != 0) require_size("bias", model.bias.size(), d);
  if (model.noise.size() != 0) {
    require_symmetric("noise", model.noise, d);
    for (Eigen::Index i = 0; i < d; ++i)
      require(model.noise(i, i) >= 0, "noise", Scalar(model.noise(i, i)),
              "variances of at least 0");
  }
  require(model.M >= 0, "M", model.M, "at least 0");
}

// With I the random diagonal of what is kept, x' = x - g I v for v = H x + b + n, E I = p and
// E I A I = p2 A + (p - p2) diag A for a matrix A independent of I.
template <class Scalar>
void Moments<Scalar>::sparsified_step(const AdditiveModel<Scalar>& model, const Scalar& p,
                                      const Scalar& p2, const Scalar& step) {
  require(step > 0, "step size", step, "a positive number");
  check(model);
  multiply();
  const Eigen::Index d = mean_.size();
  const auto b = [&](Eigen::Index i) { return entry(model.bias, i); };
  Scalar isotropic(0);
  if (model.M > 0) {
    for (Eigen::Index i = 0; i < d; ++i)
      isotropic += curvature_(i, i) + 2 * gradient_(i) * b(i) + b(i) * b(i);
    isotropic *= model.M / Scalar(static_cast<int>(d));
  }
  const Scalar linear = step * p;
  const Scalar square = step * step;
  for (Eigen::Index i = 0; i < d; ++i) {
    for (Eigen::Index j = i; j < d; ++j) {
      // E v v^T and E x v^T + E v x^T.
      Scalar v2 = curvature_(i, j) + gradient_(i) * b(j) + b(i) * gradient_(j) + b(i) * b(j);
      if (model.noise.size() != 0) v2 += model.noise(i, j);
      if (i == j) v2 += isotropic;
      const Scalar xv = product_(i, j) + product_(j, i) + mean_(i) * b(j) + b(i) * mean_(j);
      second_(i, j) += square * (i == j ? p : p2) * v2 - linear * xv;
      second_(j, i) = second_(i, j);
    }
  }
  for (Eigen::Index i = 0; i < d; ++i) mean_(i) -= linear * (gradient_(i) + b(i));
}

template <class Scalar>
void Moments<Scalar>::step(const AdditiveModel<Scalar>& model, const Scalar& step) {
  sparsified_step(model, Scalar(1), Scalar(1), step);
}

template <class Scalar>
void Moments<Scalar>::step(const RandKModel<Scalar>& model, const Scalar& step) {
  const std::size_t d = dimension();
  if (model.k < 1 || model.k > d)
    throw InvalidInput("k: " + std::to_string(model.k) + ", expected 1 to " + std::to_string(d));
  const Scalar k(static_cast<int>(model.k));
  const Scalar n(static_cast<int>(d));
  const Scalar p = k / n;
  const Scalar p2 = d == 1 ? Scalar(1) : Scalar(p * (k - 1) / (n - 1));
  sparsified_step(model.gradient, p, p2, model.scaled ? Scalar(step / p) : step);
}

// g = (<a, u> + tau/2 u^T H u) u for a = H x. Its odd moments vanish, E <a, u>^2 u u^T = |a|^2 I +
// 2 a a^T and E (u^T H u)^2 u u^T = ((tr H)^2 + 2 tr H^2) I + 4 tr H H + 8 H^2.
template <class Scalar>
void Moments<Scalar>::step(const GaussianSmoothingModel<Scalar>& model, const Scalar& step) {
  require(model.tau > 0, "tau", model.tau, "a positive number");
  require(step > 0, "step size", step, "a positive number");
  multiply();
  const Eigen::Index d = mean_.size();
  const Scalar smoothing = model.tau * model.tau / 4;
  Scalar isotropic = smoothing * (trace_ * trace_ + 2 * trace_of_square_);
  for (Eigen::Index i = 0; i < d; ++i) isotropic += curvature_(i, i);
  Matrix<Scalar>& moment = curvature_;
  for (Eigen::Index i = 0; i < d; ++i) {
    for (Eigen::Index j = i; j < d; ++j)
      moment(i, j) = 2 * moment(i, j) + 8 * smoothing * square_(i, j);
    moment(i, i) += isotropic;
    for (const Entry& h : rows_[static_cast<std::size_t>(i)])
      if (h.column >= i) moment(i, h.column) += 4 * smoothing * trace_ * h.value;
  }
  for (Eigen::Index i = 0; i < d; ++i)
    for (Eigen::Index j = i; j < d; ++j) {
      second_(i, j) += step * step * moment(i, j) - step * (product_(i, j) + product_(j, i));
      second_(j, i) = second_(i, j);
    }
  for (Eigen::Index i = 0; i < d; ++i) mean_(i) -= step * gradient_(i);
}

template <class Scalar>
Scalar Moments<Scalar>::gap() const {
  Scalar sum(0);
  for (Eigen::Index i = 0; i < mean_.size(); ++i)
    for (const Entry& h : rows_[static_cast<std::size_t>(i)]) sum += h.value * second_(h.column, i);
  return sum / 2;
}

template <class Scalar>
Scalar Moments<Scalar>::gradient_sq() const {
  Scalar sum(0);
  for (Eigen::Index i = 0; i < mean_.size(); ++i)
    for (Eigen::Index j = 0; j < mean_.size(); ++j) sum += square_(i, j) * second_(j, i);
  return sum;
}

namespace {

template <class Scalar>
void require_rate(const Vector<Scalar>& spectrum, const Scalar& step, int most) {
  if (spectrum.size() == 0) throw InvalidInput("spectrum: no eigenvalues, expected at least 1");
  require(step > 0, "step size", step, "a positive number");
  for (Eigen::Index i = 0; i < spectrum.size(); ++i)
    require(spectrum(i) > 0 && step * spectrum(i) < most, "step size times an eigenvalue",
            Scalar(step * spectrum(i)), "above 0 and below " + std::to_string(most));
}

}  // namespace

template <class Scalar>
Stationary<Scalar> additive_stationary(const Vector<Scalar>& spectrum, const Vector<Scalar>& bias,
                                       const Vector<Scalar>& noise, const Scalar& M,
                                       const Scalar& step) {
  require_rate(spectrum, step, 2);
  const Eigen::Index d = spectrum.size();
  if (bias.size() != 0) require_size("bias", bias.size(), d);
  if (noise.size() != 0) require_size("noise", noise.size(), d);
  require(M >= 0, "M", M, "at least 0");
  const Scalar share = M / Scalar(static_cast<int>(d));
  // R = E|H x + b|^2 = rest + feedback R.
  Scalar rest(0);
  Scalar feedback(0);
  for (Eigen::Index i = 0; i < d; ++i) {
    require(entry(noise, i) >= 0, "noise", entry(noise, i), "variances of at least 0");
    const Scalar ratio = step * spectrum(i) / (2 - step * spectrum(i));
    rest += ratio * entry(noise, i);
    feedback += ratio * share;
  }
  require(feedback < 1, "(M/d) sum of g h / (2 - g h)", feedback, "below 1");
  const Scalar R = rest / (1 - feedback);
  Stationary<Scalar> result{Vector<Scalar>::Zero(d), Vector<Scalar>::Zero(d), Scalar(0)};
  for (Eigen::Index i = 0; i < d; ++i) {
    const Scalar b = entry(bias, i);
    result.mean(i) = -b / spectrum(i);
    result.variance(i) =
        step * (entry(noise, i) + share * R) / (spectrum(i) * (2 - step * spectrum(i)));
    result.gap += b * b / (2 * spectrum(i)) + spectrum(i) * result.variance(i) / 2;
  }
  return result;
}

template <class Scalar>
Scalar gaussian_smoothing_alpha(const Vector<Scalar>& spectrum, const Scalar& step) {
  require_rate(spectrum, step, 1);
  Scalar alpha(0);
  for (Eigen::Index i = 0; i < spectrum.size(); ++i)
    alpha += step * spectrum(i) / (2 * (1 - step * spectrum(i)));
  return alpha;
}

template <class Scalar>
Stationary<Scalar> gaussian_smoothing_stationary(const Vector<Scalar>& spectrum, const Scalar& tau,
                                                 const Scalar& step) {
  require(tau > 0, "tau", tau, "a positive number");
  const Scalar alpha = gaussian_smoothing_alpha(spectrum, step);
  require(alpha < 1, "alpha", alpha, "below 1");
  const Eigen::Index d = spectrum.size();
  Scalar trace(0);
  Scalar trace_of_square(0);
  for (Eigen::Index i = 0; i < d; ++i) {
    trace += spectrum(i);
    trace_of_square += spectrum(i) * spectrum(i);
  }
  const auto noise = [&](Eigen::Index i) {
    const Scalar& h = spectrum(i);
    return Scalar(tau * tau / 4 *
                  (trace * trace + 2 * trace_of_square + 4 * h * trace + 8 * h * h));
  };
  const auto half_rate = [&](Eigen::Index i) {
    return Scalar(step / (2 * (1 - step * spectrum(i))));
  };
  Scalar R(0);
  for (Eigen::Index i = 0; i < d; ++i) R += half_rate(i) * spectrum(i) * noise(i);
  R /= 1 - alpha;
  Stationary<Scalar> result{Vector<Scalar>::Zero(d), Vector<Scalar>::Zero(d), Scalar(0)};
  for (Eigen::Index i = 0; i < d; ++i) {
    result.variance(i) = half_rate(i) * (R + noise(i)) / spectrum(i);
    result.gap += spectrum(i) * result.variance(i) / 2;
  }
  return result;
}

template class Moments<double>;
template class Moments<High>;
template class Moments<Exact>;
template Stationary<double> additive_stationary(const Vector<double>&, const Vector<double>&,
                                                const Vector<double>&, const double&,
                                                const double&);
template Stationary<High> additive_stationary(const Vector<High>&, const Vector<High>&,
                                              const Vector<High>&, const High&, const High&);
template Stationary<Exact> additive_stationary(const Vector<Exact>&, const Vector<Exact>&,
                                               const Vector<Exact>&, const Exact&, const Exact&);
template double gaussian_smoothing_alpha(const Vector<double>&, const double&);
template High gaussian_smoothing_alpha(const Vector<High>&, const High&);
template Exact gaussian_smoothing_alpha(const Vector<Exact>&, const Exact&);
template Stationary<double> gaussian_smoothing_stationary(const Vector<double>&, const double&,
                                                          const double&);
template Stationary<High> gaussian_smoothing_stationary(const Vector<High>&, const High&,
                                                        const High&);
template Stationary<Exact> gaussian_smoothing_stationary(const Vector<Exact>&, const Exact&,
                                                         const Exact&);

}  // namespace biasbound
