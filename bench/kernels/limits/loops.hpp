// What memory allows: passes that read, the fastest of which is the limit, and a pass that copies.
// Nothing that looks at each entry can be faster. One table an instruction set, as in
// lib/src/kernels.
#pragma once

#include <algorithm>
#include <array>

#include "kernels/simd/look_ahead.hpp"
#include "kernels/simd/vector.hpp"

namespace biasbound::bench {

struct LimitLoops {
  /// Some value that depends on all of x[0, bytes).
  using Read = std::uint64_t (*)(const std::byte* x, std::size_t bytes);
  std::array<Read, 4> reads;
  /// `stream`: out is aligned to 64 bytes, and the stores bypass the caches.
  void (*copy)(const std::byte* x, std::byte* out, std::size_t bytes, bool stream);
};

extern const LimitLoops portable_limits;
extern const LimitLoops avx2_limits;
extern const LimitLoops avx512_limits;

/// `Count` vectors of `Bytes` at a time.
template <class S, std::size_t Bytes, std::size_t Count, bool Ahead>
std::uint64_t read_loop(const std::byte* x, std::size_t bytes) {
  using namespace kernels::simd;
  using V = typename VectorOf<std::uint64_t, Bytes>::type;
  V sum[Count] = {};
  std::size_t i = 0;
  for (; i + sizeof sum <= bytes; i += sizeof sum) {
    if constexpr (Ahead) look_ahead(x + i, sizeof sum);
    for (std::size_t j = 0; j < Count; ++j) {
      V v;
      __builtin_memcpy(&v, x + i + j * sizeof v, sizeof v);
      sum[j] |= v;
    }
  }
  std::uint64_t all = 0;
  for (std::size_t j = 0; j < Count; ++j)
    for (std::size_t lane = 0; lane < Bytes / sizeof all; ++lane) all |= sum[j][lane];
  for (; i < bytes; ++i) all |= static_cast<std::uint64_t>(x[i]);
  return all;
}

template <class S>
void copy_loop(const std::byte* x, std::byte* out, std::size_t bytes, bool stream) {
  using namespace kernels::simd;
  using V = Vec<S, float>;
  std::size_t i = 0;
  for (; i + 4 * sizeof(V) <= bytes; i += 4 * sizeof(V)) {
    look_ahead(x + i, 4 * sizeof(V));
    for (std::size_t j = 0; j < 4 * sizeof(V); j += sizeof(V)) {
      V v;
      __builtin_memcpy(&v, x + i + j, sizeof v);
      auto* to = reinterpret_cast<float*>(out + i + j);
      if (stream)
        S::stream(to, v);
      else
        store<S>(to, v);
    }
  }
  for (; i < bytes; ++i) out[i] = x[i];
  if (stream) S::fence();
}

template <class S>
constexpr LimitLoops limit_loops() {
  // From memory Zen 4 reads a quarter faster by vectors of 32 bytes, few at a time, than by 64.
  constexpr std::size_t narrow = std::min<std::size_t>(S::bytes, 32);
  return {{read_loop<S, S::bytes, 8, false>, read_loop<S, narrow, 4, false>,
           read_loop<S, S::bytes, 8, true>, read_loop<S, narrow, 4, true>},
          copy_loop<S>};
}

}  // namespace biasbound::bench
