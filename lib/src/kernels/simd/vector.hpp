// Vectors of the compilers' own kind (GCC's and Clang's vector_size), and what every loop does with
// them. S is an instruction set: simd/portable.hpp, simd/avx2.hpp, simd/avx512.hpp.
//
// Everything here and in loops/ is a template over S, or inlined for certain: a function that two
// translation units compile for different processors must not share a name (one of the two would be
// kept for both). ci/checks/isa_symbols looks for such names.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace biasbound::kernels::simd {

template <class T, std::size_t Bytes>
struct VectorOf {
  using type [[gnu::vector_size(Bytes)]] = T;
};

template <class S, class T>
using Vec = typename VectorOf<T, S::bytes>::type;

template <class T>
using Int = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
template <class T>
using Unsigned = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

template <class S, class T>
inline constexpr std::size_t lanes = S::bytes / sizeof(T);

/// The bits of T without its sign, and infinity as such bits.
template <class T>
inline constexpr Int<T> magnitude_mask = sizeof(T) == 4
                                             ? static_cast<Int<T>>(0x7fff'ffff)
                                             : static_cast<Int<T>>(0x7fff'ffff'ffff'ffff);
template <class T>
inline constexpr Int<T> infinity_key = sizeof(T) == 4 ? static_cast<Int<T>>(0x7f80'0000)
                                                      : static_cast<Int<T>>(0x7ff0'0000'0000'0000);

template <class S, class T>
[[gnu::always_inline]] inline Vec<S, T> load(const T* from) {
  Vec<S, T> v;
  __builtin_memcpy(&v, from, sizeof v);
  return v;
}
template <class S, class T>
[[gnu::always_inline]] inline void store(T* to, Vec<S, T> v) {
  __builtin_memcpy(to, &v, sizeof v);
}
template <class To, class From>
[[gnu::always_inline]] inline To bit_cast(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  __builtin_memcpy(&to, &from, sizeof to);
  return to;
}
template <class S, class T>
[[gnu::always_inline]] inline Vec<S, T> splat(T value) {
  return Vec<S, T>{} + value;
}
/// splat for floating point: 0 + value would lose the sign of -0.
template <class S, class T>
[[gnu::always_inline]] inline Vec<S, T> splat_bits(T value) {
  return bit_cast<Vec<S, T>>(splat<S>(bit_cast<Int<T>>(value)));
}

/// The bits of the magnitudes: their order as integers is that of kernels/top_k.hpp.
template <class S, class T>
[[gnu::always_inline]] inline Vec<S, Int<T>> keys(Vec<S, T> x) {
  return bit_cast<Vec<S, Int<T>>>(x) & magnitude_mask<T>;
}
template <class T>
[[gnu::always_inline]] inline Int<T> key(T x) {
  return bit_cast<Int<T>>(x) & magnitude_mask<T>;
}
/// Of an entry that may be kept as its bits.
template <class T>
[[gnu::always_inline]] inline Int<T> key_at(const T* x) {
  Int<T> bits;
  __builtin_memcpy(&bits, x, sizeof bits);
  return bits & magnitude_mask<T>;
}

/// The top bits of 64 lanes, vector after vector.
template <class S, class M>
[[gnu::always_inline]] inline std::uint64_t word_of(const M* masks) {
  constexpr std::size_t count = sizeof(M) / sizeof(masks[0][0]);
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 64 / count; ++i)
    word |= static_cast<std::uint64_t>(S::bits(masks[i])) << (i * count);
  return word;
}
/// Bit i: lane i of 64 is greater than t.
template <class S, class V, class I>
[[gnu::always_inline]] inline std::uint64_t word_above_of(const V* lanes, I t) {
  constexpr std::size_t count = 64 * sizeof(I) / sizeof(V);
  V masks[count];
  for (std::size_t i = 0; i < count; ++i) masks[i] = lanes[i] > t;
  return S::word(masks);
}
/// v where the lane of keys is greater than t, else 0.
template <class V, class K, class I>
[[gnu::always_inline]] inline V where_above_of(K keys, I t, V v) {
  return bit_cast<V>(bit_cast<K>(v) & (keys > t));
}

}  // namespace biasbound::kernels::simd
