// The recursions of moments.hpp with a constant step size as one matrix. A step is an affine map of
// m = E x and X = E x x^T, so with z = (1, m, upper triangle of X) it is z' = A z, and powers of A
// take many steps at once.
//
//   MomentMap<double> map(H, RandKModel<double>{.k = 1, .gradient = {.noise = S}}, 1e-6);
//   first_below(map, map.start(x0), 5e-4, 1'000'000'000);   iterations to a gap of 5e-4
//   map.gap(map.rest());                                    the gap in the long run
//
// A has 1 + d + d(d+1)/2 rows: 66 for d = 10. It is made of Moments::step, where each formula
// stands once.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "biasbound/moments.hpp"

namespace biasbound {

/// Scalar: double, High or Exact.
template <class Scalar>
class MomentMap {
 public:
  /// Errors as Moments and its step.
  MomentMap(const Matrix<Scalar>& H, const AdditiveModel<Scalar>& model, const Scalar& step);
  MomentMap(const Matrix<Scalar>& H, const RandKModel<Scalar>& model, const Scalar& step);
  MomentMap(const Matrix<Scalar>& H, const GaussianSmoothingModel<Scalar>& model,
            const Scalar& step);

  [[nodiscard]] const Matrix<Scalar>& matrix() const { return powers_.front(); }
  /// z at the fixed point x0, of d entries.
  [[nodiscard]] Vector<Scalar> start(const Vector<Scalar>& x0) const;
  /// z after T more steps. Costs log2 T products with a vector, and once for each map up to log2 T
  /// products of matrices, which are kept: not for several threads at once.
  [[nodiscard]] Vector<Scalar> after(Vector<Scalar> z, std::uint64_t T);
  /// E f(x) - f* = tr(H X) / 2
  [[nodiscard]] Scalar gap(const Vector<Scalar>& z) const;
  /// The z that a step leaves as it is. Throws InvalidInput where there is none, or many.
  [[nodiscard]] Vector<Scalar> rest() const;

 private:
  template <class Model>
  void build(const Matrix<Scalar>& H, const Model& model, const Scalar& step);
  [[nodiscard]] const Matrix<Scalar>& power(std::size_t j);  // A^(2^j)

  Vector<Scalar> weights_;  // gap = weights . z
  std::vector<Matrix<Scalar>> powers_;
};

/// The largest modulus of an eigenvalue of the linear part: z tends to rest() from everywhere if
/// and only if it is below 1.
double spectral_radius(const MomentMap<double>& map);

/// When a gap is reached.
struct Crossing {
  std::uint64_t iterations = 0;  ///< the first t with gap(z_t) <= target
  double interpolated = 0;       ///< between t - 1 and t, linearly in the gap; 0 for t = 0
};
/// From z, within `most` steps; nullopt where it is not reached. Doubling, then bisection: the
/// first t if the gap, once at or below the target, stays there up to the next power of two, as it
/// does where it falls.
std::optional<Crossing> first_below(MomentMap<double>& map, const Vector<double>& z, double target,
                                    std::uint64_t most);

extern template class MomentMap<double>;
extern template class MomentMap<High>;
extern template class MomentMap<Exact>;

}  // namespace biasbound
