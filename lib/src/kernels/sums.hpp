// Norms from the sums of blocks (loops/norms.hpp), for kernels that form those on the way.
#pragma once

#include "biasbound/kernels/norms.hpp"

namespace biasbound::kernels {

/// mean_magnitude of x, from the sums of its blocks' magnitudes, which are overwritten.
template <Real T>
double mean_magnitude(std::span<const T> x, std::span<double> sums);
/// scaled_norm of x, from the sums of its blocks' squares, which are overwritten.
template <Real T>
ScaledNorm scaled_norm(std::span<const T> x, std::span<double> sums);

}  // namespace biasbound::kernels
