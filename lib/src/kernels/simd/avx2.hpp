// AVX2, with BMI1, BMI2 and POPCNT.
#pragma once

#include <immintrin.h>

#include "kernels/simd/vector.hpp"

namespace biasbound::kernels::simd {

struct Avx2 {
  static constexpr std::size_t bytes = 32;
  template <class T>
  using V = typename VectorOf<T, bytes>::type;

  [[gnu::always_inline]] static std::uint32_t bits(VectorOf<std::int32_t, 32>::type mask) {
    return static_cast<std::uint32_t>(_mm256_movemask_ps(bit_cast<__m256>(mask)));
  }
  [[gnu::always_inline]] static std::uint32_t bits(VectorOf<std::int64_t, 32>::type mask) {
    return static_cast<std::uint32_t>(_mm256_movemask_pd(bit_cast<__m256d>(mask)));
  }
  /// The bits of eight such vectors.
  [[gnu::always_inline]] static std::uint64_t word(const VectorOf<std::int32_t, 32>::type* masks) {
    return half(masks) | static_cast<std::uint64_t>(half(masks + 4)) << 32;
  }
  [[gnu::always_inline]] static std::uint64_t word(const VectorOf<std::int64_t, 32>::type* masks) {
    return word_of<Avx2>(masks);
  }
  template <class K, class I>
  [[gnu::always_inline]] static std::uint64_t word_above(const K* keys, I t) {
    return word_above_of<Avx2>(keys, t);
  }
  template <class V, class K, class I>
  [[gnu::always_inline]] static V where_above(K keys, I t, V v) {
    return where_above_of(keys, t, v);
  }
  template <class T>
  [[gnu::always_inline]] static void stream(T* to, typename VectorOf<T, 32>::type v) {
    _mm256_stream_si256(reinterpret_cast<__m256i*>(to), bit_cast<__m256i>(v));
  }
  template <class T>
  [[gnu::always_inline]] static std::size_t compress(const std::uint32_t* indices, const T* values,
                                                     std::uint32_t mask, std::uint32_t* to_indices,
                                                     T* to_values) {
    // The numbers of the set bits, one a byte.
    const std::uint64_t bytes_kept = _pdep_u64(mask, 0x0101'0101'0101'0101) * 0xff;
    const std::uint64_t order = _pext_u64(0x0706'0504'0302'0100, bytes_kept);
    const __m128i lane_bytes = _mm_cvtsi64_si128(static_cast<long long>(order));
    if constexpr (sizeof(T) == 4) {
      const __m256i lane = _mm256_cvtepu8_epi32(lane_bytes);
      const __m256i i = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(indices));
      const __m256 v = _mm256_loadu_ps(values);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to_indices),
                          _mm256_permutevar8x32_epi32(i, lane));
      _mm256_storeu_ps(to_values, _mm256_permutevar8x32_ps(v, lane));
    } else {
      const __m128i lane = _mm_cvtepu8_epi32(lane_bytes);
      const __m128 i = _mm_loadu_ps(reinterpret_cast<const float*>(indices));
      // A double is two lanes of 32 bits: 2 l and 2 l + 1.
      const __m256i low = _mm256_slli_epi64(_mm256_cvtepu8_epi64(lane_bytes), 1);
      const __m256i both =
          _mm256_or_si256(low, _mm256_slli_epi64(_mm256_or_si256(low, _mm256_set1_epi64x(1)), 32));
      const __m256 v = _mm256_loadu_ps(reinterpret_cast<const float*>(values));
      _mm_storeu_ps(reinterpret_cast<float*>(to_indices), _mm_permutevar_ps(i, lane));
      _mm256_storeu_ps(reinterpret_cast<float*>(to_values), _mm256_permutevar8x32_ps(v, both));
    }
    return static_cast<std::size_t>(_mm_popcnt_u32(mask));
  }
  [[gnu::always_inline]] static V<std::uint64_t> mul_wide(V<std::uint64_t> a, V<std::uint64_t> b) {
    return bit_cast<V<std::uint64_t>>(_mm256_mul_epu32(bit_cast<__m256i>(a), bit_cast<__m256i>(b)));
  }
  [[gnu::always_inline]] static V<std::uint64_t> odd_from(V<std::uint64_t> even,
                                                          V<std::uint64_t> odd) {
    return bit_cast<V<std::uint64_t>>(
        _mm256_blend_epi32(bit_cast<__m256i>(even), bit_cast<__m256i>(odd), 0xaa));
  }
  [[gnu::always_inline]] static V<std::uint32_t> max(V<std::uint32_t> a, V<std::uint32_t> b) {
    return bit_cast<V<std::uint32_t>>(_mm256_max_epu32(bit_cast<__m256i>(a), bit_cast<__m256i>(b)));
  }
  [[gnu::always_inline]] static V<std::int32_t> with_sign(V<std::int32_t> a, V<std::int32_t> sign) {
    return bit_cast<V<std::int32_t>>(
        _mm256_sign_epi32(bit_cast<__m256i>(a), bit_cast<__m256i>(sign)));
  }
  [[gnu::always_inline]] static V<std::int32_t> truncated(V<double> a, V<double> b) {
    return bit_cast<V<std::int32_t>>(_mm256_set_m128i(_mm256_cvttpd_epi32(bit_cast<__m256d>(b)),
                                                      _mm256_cvttpd_epi32(bit_cast<__m256d>(a))));
  }
  [[gnu::always_inline]] static void widen(V<std::int32_t> n, V<double>& a, V<double>& b) {
    const __m256i both = bit_cast<__m256i>(n);
    a = bit_cast<V<double>>(_mm256_cvtepi32_pd(_mm256_castsi256_si128(both)));
    b = bit_cast<V<double>>(_mm256_cvtepi32_pd(_mm256_extracti128_si256(both, 1)));
  }
  [[gnu::always_inline]] static V<double> sqrt(V<double> v) {
    return bit_cast<V<double>>(_mm256_sqrt_pd(bit_cast<__m256d>(v)));
  }
  [[gnu::always_inline]] static V<double> doubles(const float* from) {
    return bit_cast<V<double>>(_mm256_cvtps_pd(_mm_loadu_ps(from)));
  }
  template <class I>
  [[gnu::always_inline]] static V<I> widened(const std::uint16_t* from) {
    const auto* packed = reinterpret_cast<const __m128i*>(from);
    if constexpr (sizeof(I) == 4)
      return bit_cast<V<I>>(_mm256_cvtepu16_epi32(_mm_loadu_si128(packed)));
    else
      return bit_cast<V<I>>(_mm256_cvtepu16_epi64(_mm_loadl_epi64(packed)));
  }
  [[gnu::always_inline]] static V<std::uint32_t> high_halves(V<std::uint64_t> a,
                                                             V<std::uint64_t> b) {
    return bit_cast<V<std::uint32_t>>(
        _mm256_shuffle_ps(bit_cast<__m256>(a), bit_cast<__m256>(b), 0xdd));
  }
  [[gnu::always_inline]] static void spread(V<std::uint32_t> highs, V<std::uint64_t>& a,
                                            V<std::uint64_t>& b) {
    const __m256i zero = _mm256_setzero_si256();
    a = bit_cast<V<std::uint64_t>>(_mm256_unpacklo_epi32(zero, bit_cast<__m256i>(highs)));
    b = bit_cast<V<std::uint64_t>>(_mm256_unpackhi_epi32(zero, bit_cast<__m256i>(highs)));
  }
  [[gnu::always_inline]] static V<std::uint32_t> ordered(V<std::uint32_t> highs) {
    return bit_cast<V<std::uint32_t>>(_mm256_permute4x64_epi64(bit_cast<__m256i>(highs), 0xd8));
  }
  [[gnu::always_inline]] static V<std::uint16_t> narrow(V<std::uint32_t> a, V<std::uint32_t> b) {
    const __m256i packed = _mm256_packus_epi32(bit_cast<__m256i>(a), bit_cast<__m256i>(b));
    return bit_cast<V<std::uint16_t>>(_mm256_permute4x64_epi64(packed, 0xd8));
  }
  [[gnu::always_inline]] static V<std::int8_t> narrow(V<std::int32_t> a, V<std::int32_t> b,
                                                      V<std::int32_t> c, V<std::int32_t> d) {
    const __m256i low = _mm256_packs_epi32(bit_cast<__m256i>(a), bit_cast<__m256i>(b));
    const __m256i high = _mm256_packs_epi32(bit_cast<__m256i>(c), bit_cast<__m256i>(d));
    const __m256i packed = _mm256_packs_epi16(low, high);
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    return bit_cast<V<std::int8_t>>(_mm256_permutevar8x32_epi32(packed, order));
  }
  [[gnu::always_inline]] static void store_sums(const std::uint8_t* offsets, std::uint32_t base,
                                                std::uint32_t* to) {
    const __m128i eight = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(offsets));
    const __m256i sums =
        _mm256_add_epi32(_mm256_cvtepu8_epi32(eight), _mm256_set1_epi32(static_cast<int>(base)));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), sums);
  }
  [[gnu::always_inline]] static void fence() { _mm_sfence(); }

 private:
  /// The bits of four vectors, by packing 32 bits to 8: fewer steps than four moves of eight bits.
  [[gnu::always_inline]] static std::uint32_t half(const VectorOf<std::int32_t, 32>::type* masks) {
    const auto at = [masks](int i) __attribute__((always_inline)) {
      return bit_cast<__m256i>(masks[i]);
    };
    const __m256i low = _mm256_packs_epi32(at(0), at(1));
    const __m256i high = _mm256_packs_epi32(at(2), at(3));
    // Packing works on the two halves apart: groups of four lie in the order 0 2 4 6 1 3 5 7.
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    const __m256i packed = _mm256_permutevar8x32_epi32(_mm256_packs_epi16(low, high), order);
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(packed));
  }
};

}  // namespace biasbound::kernels::simd
