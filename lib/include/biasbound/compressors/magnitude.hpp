// The order of magnitudes that every selecting compressor uses, and the k largest under it.
//
// Floating-point magnitudes are compared as the integers that their bits are, without the sign: NaN
// is larger than everything, +0 ties with -0, denormals need no floating-point mode. Ties go to the
// lowest index.
#pragma once

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "biasbound/scalar.hpp"

namespace biasbound {

/// An integer (a rational, over Exact) that orders magnitudes.
inline std::uint64_t magnitude_key(double x) {
  return std::bit_cast<std::uint64_t>(x) & 0x7fff'ffff'ffff'ffffU;
}
inline std::uint32_t magnitude_key(float x) {
  return std::bit_cast<std::uint32_t>(x) & 0x7fff'ffffU;
}
inline Exact magnitude_key(const Exact& x) { return x < 0 ? Exact(-x) : x; }

/// Indices of the k entries of largest magnitude, ascending. Expected O(d). Requires k <= d.
template <class Scalar>
std::vector<std::size_t> top_k_indices(std::span<const Scalar> x, std::size_t k) {
  std::vector<std::size_t> indices(x.size());
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  if (k < x.size()) {
    const auto larger = [x](std::size_t a, std::size_t b) {
      const auto key_a = magnitude_key(x[a]);
      const auto key_b = magnitude_key(x[b]);
      return key_a != key_b ? key_a > key_b : a < b;
    };
    std::nth_element(indices.begin(), indices.begin() + static_cast<std::ptrdiff_t>(k),
                     indices.end(), larger);
    indices.resize(k);
    std::sort(indices.begin(), indices.end());
  }
  return indices;
}

/// The sum of the k largest squares; for floating point not below the true sum.
template <class Scalar>
Scalar largest_squares(std::span<const Scalar> x, std::size_t k) {
  Scalar sum(0);
  for (const std::size_t i : top_k_indices(x, k)) sum += x[i] * x[i];
  if constexpr (std::floating_point<Scalar>)
    sum += sum * static_cast<Scalar>(k + 2) * std::numeric_limits<Scalar>::epsilon();
  return sum;
}

/// Throws InvalidInput unless 1 <= k <= d.
inline void require_k(const char* name, std::size_t k, std::size_t d) {
  if (k < 1 || k > d)
    throw InvalidInput(std::string(name) + ": k must be between 1 and the dimension " +
                       std::to_string(d) + ", got " + std::to_string(k));
}

}  // namespace biasbound
