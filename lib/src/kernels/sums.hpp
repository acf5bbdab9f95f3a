// Norms from the sums of blocks (loops/norms.hpp), for kernels that form those on the way.
#pragma once

#include <algorithm>

#include "biasbound/kernels/norms.hpp"
#include "kernels/workspace.hpp"

namespace biasbound::kernels {

/// f(begin, size, sum) for each block of n entries and its sum, block after block on each thread;
/// the result is the sums.
template <class F>
std::span<double> sums_of_blocks(std::size_t n, Workspace::State& state, F&& f) {
  const std::span<double> sums = state.sums.reserve<double>((n + sum_block - 1) / sum_block);
  state.split(n, [&](Range range, unsigned) {
    for (std::size_t begin = range.begin; begin < range.end; begin += sum_block)
      f(begin, std::min(sum_block, range.end - begin), &sums[begin / sum_block]);
  });
  return sums;
}

/// mean_magnitude of x, from the sums of its blocks' magnitudes, which are overwritten.
template <Real T>
double mean_magnitude(std::span<const T> x, std::span<double> sums);
/// scaled_norm of x, from the sums of its blocks' squares, which are overwritten.
template <Real T>
ScaledNorm scaled_norm(std::span<const T> x, std::span<double> sums);

}  // namespace biasbound::kernels
