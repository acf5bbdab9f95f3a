// The sums of kernels/norms.hpp over blocks.
#pragma once

#include "kernels/simd/vector.hpp"

namespace biasbound::kernels {

inline constexpr std::size_t sum_block = 4096;

/// One sum for each block of sum_block entries, the last one shorter: sums[i] over
/// x[i * sum_block ...].
template <class T>
struct NormLoops {
  void (*squares)(const T* x, std::size_t n, double* sums);
  void (*magnitudes)(const T* x, std::size_t n, double* sums);
};

namespace loops {

using namespace simd;

/// Lane j of 16 holds the sum over the entries j, j + 16, ... of a block.
template <class S>
struct Sixteen {
  static constexpr std::size_t width = lanes<S, double>;
  static constexpr std::size_t count = 16 / width;
  Vec<S, double> part[count];

  [[gnu::always_inline]] double fold() const {
    double lane[16];
    __builtin_memcpy(lane, part, sizeof lane);
    for (int half = 8; half > 0; half /= 2)
      for (int j = 0; j < half; ++j) lane[j] += lane[j + half];
    return lane[0];
  }
};

struct Square {
  template <class S>
  [[gnu::always_inline]] static Vec<S, double> of(Vec<S, double> v) {
    return v * v;
  }
};
struct Magnitude {
  template <class S>
  [[gnu::always_inline]] static Vec<S, double> of(Vec<S, double> v) {
    return bit_cast<Vec<S, double>>(keys<S, double>(v));
  }
};

/// The doubles at x[0 ... width - 1].
template <class S, class T>
[[gnu::always_inline]] inline Vec<S, double> widened(const T* x) {
  if constexpr (sizeof(T) == 8) {
    return load<S>(x);
  } else {
    typename VectorOf<float, S::bytes / 2>::type half;
    __builtin_memcpy(&half, x, sizeof half);
    return __builtin_convertvector(half, Vec<S, double>);
  }
}

template <class S, class Term, class T>
[[gnu::always_inline]] inline void add(Sixteen<S>& sum, const T* x) {
  for (std::size_t j = 0; j < Sixteen<S>::count; ++j)
    sum.part[j] += Term::template of<S>(widened<S>(x + j * Sixteen<S>::width));
}

template <class S, class Term, class T>
double block_sum(const T* x, std::size_t n) {
  Sixteen<S> sum{};
  std::size_t i = 0;
  for (; i + 16 <= n; i += 16) add<S, Term>(sum, x + i);
  if (i < n) {
    T rest[16] = {};
    __builtin_memcpy(rest, x + i, (n - i) * sizeof(T));
    add<S, Term>(sum, rest);
  }
  return sum.fold();
}

template <class S, class Term, class T>
void block_sums(const T* x, std::size_t n, double* sums) {
  for (std::size_t i = 0; i < n; i += sum_block)
    *sums++ = block_sum<S, Term>(x + i, n - i < sum_block ? n - i : sum_block);
}

}  // namespace loops

template <class S, class T>
constexpr NormLoops<T> norm_loops() {
  return {loops::block_sums<S, loops::Square, T>, loops::block_sums<S, loops::Magnitude, T>};
}

}  // namespace biasbound::kernels
