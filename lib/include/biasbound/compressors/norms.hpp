// |x|_1 and |x|_2 that neither overflow nor underflow on the way.
#pragma once

#include <cmath>
#include <concepts>
#include <span>

#include "biasbound/compressors/magnitude.hpp"

namespace biasbound {

/// The e for which entries times 2^-e can be squared and summed in double: 0 unless the largest
/// magnitude is a finite number outside [2^-400, 2^400].
template <std::floating_point Scalar>
int safe_exponent(std::span<const Scalar> x) {
  Scalar largest(0);
  for (const Scalar value : x)
    if (magnitude_key(value) > magnitude_key(largest)) largest = value;
  const double magnitude = std::fabs(static_cast<double>(largest));
  if (magnitude == 0 || !std::isfinite(magnitude)) return 0;
  if (0x1p-400 <= magnitude && magnitude <= 0x1p400) return 0;
  return std::ilogb(magnitude);
}

/// x 2^-e as a double; exact but for what is negligible beside the largest entry.
template <std::floating_point Scalar>
double scaled_down(Scalar x, int e) {
  return e == 0 ? static_cast<double>(x) : std::ldexp(static_cast<double>(x), -e);
}

/// A norm that is value * 2^exponent.
struct ScaledNorm {
  double value = 0;
  int exponent = 0;
};

template <std::floating_point Scalar>
ScaledNorm l2_norm(std::span<const Scalar> x) {
  const int e = safe_exponent(x);
  double sum = 0;
  for (const Scalar entry : x) {
    const double y = scaled_down(entry, e);
    sum += y * y;
  }
  return {std::sqrt(sum), e};
}

/// |x|_1 / d. At most (d + 1) 2^-53 off, relative.
template <class Scalar>
Scalar mean_magnitude(std::span<const Scalar> x) {
  if constexpr (std::floating_point<Scalar>) {
    const int e = safe_exponent(x);
    double sum = 0;
    for (const Scalar entry : x) sum += std::fabs(scaled_down(entry, e));
    return static_cast<Scalar>(std::ldexp(sum / static_cast<double>(x.size()), e));
  } else {
    Scalar sum(0);
    for (const Scalar& entry : x) sum += magnitude_key(entry);
    return sum / Scalar(x.size());
  }
}

}  // namespace biasbound
