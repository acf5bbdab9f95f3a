// Vectors of 16 bytes, without an intrinsic: SSE2 on x86-64, NEON on ARM.
#pragma once

#include "kernels/simd/vector.hpp"

namespace biasbound::kernels::simd {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "lanes are split into smaller ones");

struct Portable {
  static constexpr std::size_t bytes = 16;
  template <class T>
  using V = typename VectorOf<T, bytes>::type;

  /// Bit i: the top bit of lane i, which says whether a comparison's result holds.
  [[gnu::always_inline]] static std::uint32_t bits(VectorOf<std::int32_t, 16>::type mask) {
    mask = (mask >> 31) & VectorOf<std::int32_t, 16>::type{1, 2, 4, 8};
    return static_cast<std::uint32_t>((mask[0] | mask[1]) | (mask[2] | mask[3]));
  }
  [[gnu::always_inline]] static std::uint32_t bits(VectorOf<std::int64_t, 16>::type mask) {
    const auto top = bit_cast<VectorOf<std::uint64_t, 16>::type>(mask) >> 63;
    return static_cast<std::uint32_t>(top[0] | top[1] << 1);
  }
  /// The bits of the vectors of 64 entries.
  template <class M>
  [[gnu::always_inline]] static std::uint64_t word(const M* masks) {
    return word_of<Portable>(masks);
  }
  /// Bit i: lane i of 64 is greater than t.
  template <class K, class I>
  [[gnu::always_inline]] static std::uint64_t word_above(const K* keys, I t) {
    return word_above_of<Portable>(keys, t);
  }
  /// v where the lane of keys is greater than t, else 0.
  template <class V, class K, class I>
  [[gnu::always_inline]] static V where_above(K keys, I t, V v) {
    return where_above_of(keys, t, v);
  }
  /// A store past the caches where there is one; `to` is aligned to 16 bytes.
  template <class T>
  [[gnu::always_inline]] static void stream(T* to, typename VectorOf<T, 16>::type v) {
    store<Portable>(to, v);
  }
  /// Moves the lanes whose bit in mask is set to the front: of lanes<S, T> indices and values.
  /// Returns how many; writes whole vectors. The outputs may be the inputs, or lie before them.
  template <class T>
  [[gnu::always_inline]] static std::size_t compress(const std::uint32_t* indices, const T* values,
                                                     std::uint32_t mask, std::uint32_t* to_indices,
                                                     T* to_values) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < bytes / sizeof(T); ++i) {
      const std::uint32_t index = indices[i];
      const T value = values[i];
      to_indices[n] = index;
      to_values[n] = value;
      n += (mask >> i) & 1;
    }
    return n;
  }
  /// The products of the low halves of 64-bit lanes.
  [[gnu::always_inline]] static V<std::uint64_t> mul_wide(V<std::uint64_t> a, V<std::uint64_t> b) {
#ifdef __SSE2__  // GCC makes three products of the expression below
    return bit_cast<V<std::uint64_t>>(
        __builtin_ia32_pmuludq128(bit_cast<V<std::int32_t>>(a), bit_cast<V<std::int32_t>>(b)));
#else
    return (a & 0xffff'ffff) * (b & 0xffff'ffff);
#endif
  }
  /// The low halves of 64-bit lanes from `even`, the high ones from `odd`.
  [[gnu::always_inline]] static V<std::uint64_t> odd_from(V<std::uint64_t> even,
                                                          V<std::uint64_t> odd) {
    return (even & 0xffff'ffff) | (odd & 0xffff'ffff'0000'0000);
  }
  [[gnu::always_inline]] static V<std::uint32_t> max(V<std::uint32_t> a, V<std::uint32_t> b) {
    return a > b ? a : b;
  }
  /// -a where sign < 0, a where it is > 0; a or 0 where it is 0.
  [[gnu::always_inline]] static V<std::int32_t> with_sign(V<std::int32_t> a, V<std::int32_t> sign) {
    return (a ^ (sign >> 31)) - (sign >> 31);
  }
  /// a, then b, as integers, towards 0; they fit.
  [[gnu::always_inline]] static V<std::int32_t> truncated(V<double> a, V<double> b) {
    using Half = VectorOf<std::int32_t, bytes / 2>::type;
    return __builtin_shufflevector(__builtin_convertvector(a, Half),
                                   __builtin_convertvector(b, Half), 0, 1, 2, 3);
  }
  /// The other way.
  [[gnu::always_inline]] static void widen(V<std::int32_t> n, V<double>& a, V<double>& b) {
    a = V<double>{static_cast<double>(n[0]), static_cast<double>(n[1])};
    b = V<double>{static_cast<double>(n[2]), static_cast<double>(n[3])};
  }
  [[gnu::always_inline]] static V<double> sqrt(V<double> v) {
    return V<double>{__builtin_sqrt(v[0]), __builtin_sqrt(v[1])};
  }
  /// from[0 ...] as doubles.
  [[gnu::always_inline]] static V<double> doubles(const float* from) {
    VectorOf<float, bytes / 2>::type half;
    __builtin_memcpy(&half, from, sizeof half);
    return __builtin_convertvector(half, V<double>);
  }
  /// from[0 ...] in lanes of I.
  template <class I>
  [[gnu::always_inline]] static V<I> widened(const std::uint16_t* from) {
    V<I> v{};
    for (std::size_t i = 0; i < bytes / sizeof(I); ++i) v[i] = from[i];
    return v;
  }
  /// The high halves of the 64-bit lanes of a and b, in an order that `spread` undoes: 16 bytes of
  /// a, then of b, make 16 bytes of the result. `ordered` puts them into the order of a and b.
  [[gnu::always_inline]] static V<std::uint32_t> high_halves(V<std::uint64_t> a,
                                                             V<std::uint64_t> b) {
    return __builtin_shufflevector(bit_cast<V<std::uint32_t>>(a), bit_cast<V<std::uint32_t>>(b), 1,
                                   3, 5, 7);
  }
  [[gnu::always_inline]] static void spread(V<std::uint32_t> highs, V<std::uint64_t>& a,
                                            V<std::uint64_t>& b) {
    const V<std::uint32_t> zero{};
    a = bit_cast<V<std::uint64_t>>(__builtin_shufflevector(zero, highs, 0, 4, 1, 5));
    b = bit_cast<V<std::uint64_t>>(__builtin_shufflevector(zero, highs, 2, 6, 3, 7));
  }
  [[gnu::always_inline]] static V<std::uint32_t> ordered(V<std::uint32_t> highs) { return highs; }
  /// a, then b, in half the bits; each lane is below 2^16.
  [[gnu::always_inline]] static V<std::uint16_t> narrow(V<std::uint32_t> a, V<std::uint32_t> b) {
    return __builtin_shufflevector(bit_cast<V<std::uint16_t>>(a), bit_cast<V<std::uint16_t>>(b), 0,
                                   2, 4, 6, 8, 10, 12, 14);
  }
  /// a, b, c, d, in a quarter of the bits; each lane is in [-128, 127].
  [[gnu::always_inline]] static V<std::int8_t> narrow(V<std::int32_t> a, V<std::int32_t> b,
                                                      V<std::int32_t> c, V<std::int32_t> d) {
    const auto low = bit_cast<V<std::int8_t>>(
        narrow(bit_cast<V<std::uint32_t>>(a), bit_cast<V<std::uint32_t>>(b)));
    const auto high = bit_cast<V<std::int8_t>>(
        narrow(bit_cast<V<std::uint32_t>>(c), bit_cast<V<std::uint32_t>>(d)));
    return __builtin_shufflevector(low, high, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28,
                                   30);
  }
  /// to[i] = base + offsets[i] for 8 of them.
  [[gnu::always_inline]] static void store_sums(const std::uint8_t* offsets, std::uint32_t base,
                                                std::uint32_t* to) {
    for (std::size_t i = 0; i < 8; ++i) to[i] = base + offsets[i];
  }
  /// Orders the streamed stores before what follows.
  [[gnu::always_inline]] static void fence() {}
};

}  // namespace biasbound::kernels::simd
