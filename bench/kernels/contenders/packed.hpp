// (magnitude, index) as one number whose order is that of top-k: larger magnitudes first, of equal
// ones the lower index. What many write by hand.
#pragma once

#include <bit>

#include "kernel.hpp"

namespace biasbound::bench {

template <kernels::Real T>
struct Packed;

template <>
struct Packed<float> {
  using Word = std::uint64_t;
  static Word pack(float value, std::size_t i) {
    const auto key = std::bit_cast<std::uint32_t>(value) & 0x7fff'ffffU;
    return Word{key} << 32 | ~static_cast<std::uint32_t>(i);
  }
  static std::uint32_t index(Word word) { return ~static_cast<std::uint32_t>(word); }
};

template <>
struct Packed<double> {
  __extension__ using Word = unsigned __int128;
  static Word pack(double value, std::size_t i) {
    const auto key = std::bit_cast<std::uint64_t>(value) & 0x7fff'ffff'ffff'ffffULL;
    return Word{key} << 64 | ~static_cast<std::uint64_t>(i);
  }
  static std::uint32_t index(Word word) {
    return static_cast<std::uint32_t>(~static_cast<std::uint64_t>(word));
  }
};

/// A sparse vector in the order in which a contender leaves it: sorting its indices is left out, in
/// the contender's favour.
template <kernels::Real T>
struct Sparse {
  explicit Sparse(std::size_t k) : indices(k), values(k) {}
  void set(std::size_t j, std::uint32_t i, T value) const {
    indices.span()[j] = i;
    values.span()[j] = value;
  }
  Buffer<std::uint32_t> indices;
  Buffer<T> values;
};

}  // namespace biasbound::bench
