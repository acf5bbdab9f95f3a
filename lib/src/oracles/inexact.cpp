#include "biasbound/oracles/inexact.hpp"

namespace biasbound {

Exact inexact_bias_bound_printed(const Exact& delta, const Exact& L) { return 2 * delta * L; }

Exact inexact_bias_bound(const Exact& delta, const Exact& L, const Exact& smoothness) {
  return 2 * delta * L * smoothness / (L + smoothness);
}

Exact inexact_bias_bound_nonconvex(const Exact& delta, const Exact& L, const Exact& smoothness) {
  return 2 * delta * smoothness * (L + smoothness) / (L + 2 * smoothness);
}

template <class Scalar>
InexactOracle<Scalar>::InexactOracle(AnyObjective<Scalar> objective,
                                     const std::vector<Exact>& shift, const Exact& stretch,
                                     Noise noise)
    : objective_(std::move(objective)), noise_(std::move(noise)) {
  const Regularity known = objective_.regularity();
  if (!known.convex || !known.L)
    throw InvalidInput("objective: " + objective_.name() +
                       " is not known to be convex with a smooth gradient");
  if (shift.size() != dimension())
    throw InvalidInput("shift: " + std::to_string(shift.size()) + " entries, expected " +
                       std::to_string(dimension()));
  if (stretch <= 0) throw InvalidInput("stretch: " + to_text(stretch) + ", expected more than 0");
  check_noise(noise_);
  if (noise_.M != 0) throw InvalidInput("M: " + to_text(noise_.M) + ", expected 0");
  for (const Exact& entry : shift) shift_.push_back(from_exact<Scalar>(entry));
  const Exact& smoothness = *known.L;
  const Exact size = squared_norm(std::span<const Exact>(shift));
  L_ = (1 + stretch) * smoothness;
  delta_ = (1 + 1 / stretch) * smoothness * size / 2;
  zeta2_ = smoothness * smoothness * size;
}

template <class Scalar>
std::vector<Scalar> InexactOracle<Scalar>::shifted(std::span<const Scalar> y) const {
  std::vector<Scalar> z(y.begin(), y.end());
  for (std::size_t i = 0; i < z.size(); ++i) z[i] += shift_[i];
  return z;
}

template <class Scalar>
void InexactOracle<Scalar>::mean(std::span<const Scalar> x, std::span<Scalar> out) const {
  const std::vector<Scalar> z = shifted(x);
  objective_.gradient(std::span<const Scalar>(z), out);
}

template <class Scalar>
Scalar InexactOracle<Scalar>::second_moment(std::span<const Scalar> x) const {
  std::vector<Scalar> center(x.size());
  mean(x, std::span<Scalar>(center));
  return squared_norm(std::span<const Scalar>(center)) + from_exact<Scalar>(noise_.sigma2);
}

template <class Scalar>
InexactPair<Scalar> InexactOracle<Scalar>::inexact(std::span<const Scalar> y) const {
  const std::vector<Scalar> z = shifted(y);
  InexactPair<Scalar> pair;
  pair.gradient.resize(static_cast<Eigen::Index>(y.size()));
  objective_.gradient(std::span<const Scalar>(z), as_span(pair.gradient));
  pair.value = objective_.value(std::span<const Scalar>(z)) -
               dot(as_span(std::as_const(pair.gradient)), std::span<const Scalar>(shift_));
  return pair;
}

template <class Scalar>
Bounds InexactOracle<Scalar>::bounds() const {
  return {.M = 0, .sigma2 = noise_.sigma2, .m = 0, .zeta2 = zeta2_};
}

// clang 14 instantiates the members of another scalar too, whatever they require; hence the
// `if constexpr` inside them.

template <class Scalar>
void InexactOracle<Scalar>::sample(std::span<const double> x, Stream& stream, std::span<double> out)
    const requires std::same_as<Scalar, double> {
  if constexpr (std::same_as<Scalar, double>) {
    mean(x, out);
    add_noise(noise_, to_double(noise_.sigma2), stream, out);
  }
}

template <class Scalar>
void InexactOracle<Scalar>::sample_many(
    std::span<const double> x, const StreamAddress& first, std::size_t count,
    std::span<double> out) const requires std::same_as<Scalar, double> {
  if constexpr (std::same_as<Scalar, double>) {
    std::vector<double> center(x.size());
    mean(x, center);
    draws_around(center, noise_, to_double(noise_.sigma2), first, count, out);
  }
}

template class InexactOracle<double>;
template class InexactOracle<Exact>;

}  // namespace biasbound
