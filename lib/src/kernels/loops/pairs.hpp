// What sparse vectors need of dense ones (kernels/pairs.hpp), and the check of their indices.
#pragma once

#include "kernels/loops/bits.hpp"
#include "kernels/loops/select.hpp"

namespace biasbound::kernels {

template <class T>
struct PairLoops {
  /// Whether each index is less than the one after it.
  bool (*ascending)(const std::uint32_t* indices, std::size_t n);
  /// out = 0. `stream`: the stores bypass the caches.
  void (*zero)(std::size_t n, T* out, bool stream);
  /// memory += g
  void (*add)(const T* g, std::size_t n, T* memory);
};

namespace loops {

using namespace simd;

template <class S>
bool ascending(const std::uint32_t* indices, std::size_t n) {
  constexpr std::size_t width = lanes<S, std::uint32_t>;
  std::size_t i = 0;
  Vec<S, std::int32_t> wrong{};
  for (; i + width < n; i += width) wrong |= load<S>(indices + i) >= load<S>(indices + i + 1);
  bool all = S::bits(wrong) == 0;
  for (; i + 1 < n; ++i) all &= indices[i] < indices[i + 1];
  return all;
}

template <class S, class T>
struct Zeros {
  [[gnu::always_inline]] static std::uint64_t bits(std::size_t /*i*/) { return 0; }
  [[gnu::always_inline]] static Vec<S, T> entries(std::size_t /*i*/, std::uint64_t /*bits*/) {
    return Vec<S, T>{};
  }
  [[gnu::always_inline]] static T entry(std::size_t /*i*/) { return T(0); }
};

template <class S, class T>
void zero(std::size_t n, T* out, bool stream) {
  write<S>(Zeros<S, T>{}, n, out, stream);
}

template <class S, class T>
void add_all(const T* g, std::size_t n, T* memory) {
  add<S>(g, memory, 0, n);
}

}  // namespace loops

template <class S, class T>
constexpr PairLoops<T> pair_loops() {
  return {loops::ascending<S>, loops::zero<S, T>, loops::add_all<S, T>};
}

}  // namespace biasbound::kernels
