// |x|^2 and |x|_1, and the norm that quantisers divide by.
//
// Sums are formed in double, in an order that depends on d alone: 32 lanes over blocks of 4,096
// entries, the lanes of a block folded in halves, the blocks in halves. So each is at most
// (134 + log2(d / 4096)) 2^-53 off, relative, plus 2^-53 of rounding for each square where T is
// double (squares of floats are exact).
#pragma once

#include <span>

#include "biasbound/kernels/workspace.hpp"

namespace biasbound::kernels {

/// |x|^2. NaN where an entry is NaN, else infinite where one is. For double a square above the
/// largest double makes it infinite, and squares below the smallest normal number are lost:
/// scaled_norm does neither.
template <Real T>
double squared_norm(std::span<const T> x, Workspace& workspace);

/// |x|_1
template <Real T>
double l1_norm(std::span<const T> x, Workspace& workspace);

/// |x| as value * 2^exponent, so that it neither overflows nor underflows. The exponent is 0
/// unless |x|^2 is outside [2^-800, 2^1000].
struct ScaledNorm {
  double value = 0;
  int exponent = 0;
};
template <Real T>
ScaledNorm scaled_norm(std::span<const T> x, Workspace& workspace);

/// |x|_1 / d in double, without overflow on the way; 0 for d = 0.
template <Real T>
double mean_magnitude(std::span<const T> x, Workspace& workspace);

}  // namespace biasbound::kernels
