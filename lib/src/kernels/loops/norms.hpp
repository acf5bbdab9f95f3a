// The sums of kernels/norms.hpp over blocks.
#pragma once

#include "kernels/simd/look_ahead.hpp"
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
template <class S>
[[gnu::always_inline]] inline Vec<S, double> doubles(const float* x) {
  return S::doubles(x);
}
template <class S>
[[gnu::always_inline]] inline Vec<S, double> doubles(const double* x) {
  return load<S>(x);
}

inline constexpr std::size_t sum_lanes = 32;

/// Adds the terms of sum_lanes entries to the lanes that the vectors of `sum` are.
template <class S, class Term, class T, std::size_t N>
[[gnu::always_inline]] inline void add(Vec<S, double> (&sum)[N], const T* x) {
  for (std::size_t j = 0; j < N; ++j)
    sum[j] += Term::template of<S>(doubles<S>(x + j * lanes<S, double>));
}

/// Lane j of sum_lanes is the sum over the entries j, j + sum_lanes, ...
template <class S, class Term, class T>
double block_sum(const T* x, std::size_t n) {
  // As many vectors as stay in registers, and a pass for each so many.
  constexpr std::size_t vectors = sum_lanes / lanes<S, double>;
  constexpr std::size_t passes = vectors > 8 ? vectors / 8 : 1;
  constexpr std::size_t step = sum_lanes / passes;
  const std::size_t whole = n / sum_lanes * sum_lanes;
  T rest[sum_lanes] = {};
  __builtin_memcpy(rest, x + whole, (n - whole) * sizeof(T));
  double lane[sum_lanes];
  for (std::size_t pass = 0; pass < sum_lanes; pass += step) {
    Vec<S, double> sum[vectors / passes] = {};
    for (std::size_t i = 0; i < whole; i += sum_lanes) {
      if (pass == 0) look_ahead(x + i, sum_lanes);
      add<S, Term>(sum, x + i + pass);
    }
    if (whole < n) add<S, Term>(sum, rest + pass);
    __builtin_memcpy(lane + pass, sum, sizeof sum);
  }
  for (std::size_t half = sum_lanes / 2; half > 0; half /= 2)
    for (std::size_t j = 0; j < half; ++j) lane[j] += lane[j + half];
  return lane[0];
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
