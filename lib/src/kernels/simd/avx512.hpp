// AVX-512 F, BW, DQ, VL and VBMI2 (Ice Lake, Zen 4 and later), with BMI1, BMI2 and POPCNT.
#pragma once

#include <immintrin.h>

#include "kernels/simd/vector.hpp"

namespace biasbound::kernels::simd {

struct Avx512 {
  static constexpr std::size_t bytes = 64;
  template <class T>
  using V = typename VectorOf<T, bytes>::type;
  // With all lanes chosen, as GCC 12 takes the plain intrinsics for uses of an uninitialised
  // vector.
  static constexpr __mmask8 all8 = 0xff;
  static constexpr __mmask16 all16 = 0xffff;

  [[gnu::always_inline]] static std::uint32_t bits(VectorOf<std::int32_t, 64>::type mask) {
    return _mm512_movepi32_mask(bit_cast<__m512i>(mask));
  }
  [[gnu::always_inline]] static std::uint32_t bits(VectorOf<std::int64_t, 64>::type mask) {
    return _mm512_movepi64_mask(bit_cast<__m512i>(mask));
  }
  [[gnu::always_inline]] static std::uint64_t word(const VectorOf<std::int32_t, 64>::type* masks) {
    return joined32([masks](int i) __attribute__((always_inline)) {
      return _mm512_movepi32_mask(bit_cast<__m512i>(masks[i]));
    });
  }
  [[gnu::always_inline]] static std::uint64_t word(const VectorOf<std::int64_t, 64>::type* masks) {
    return joined64([masks](int i) __attribute__((always_inline)) {
      return _mm512_movepi64_mask(bit_cast<__m512i>(masks[i]));
    });
  }
  [[gnu::always_inline]] static __mmask16 above(VectorOf<std::int32_t, 64>::type keys,
                                                std::int32_t t) {
    return _mm512_cmpgt_epi32_mask(bit_cast<__m512i>(keys), _mm512_set1_epi32(t));
  }
  [[gnu::always_inline]] static __mmask8 above(VectorOf<std::int64_t, 64>::type keys,
                                               std::int64_t t) {
    return _mm512_cmpgt_epi64_mask(bit_cast<__m512i>(keys), _mm512_set1_epi64(t));
  }
  [[gnu::always_inline]] static std::uint64_t word_above(
      const VectorOf<std::int32_t, 64>::type* keys, std::int32_t t) {
    return joined32([ keys, t ](int i)
                        __attribute__((always_inline)) { return above(keys[i], t); });
  }
  [[gnu::always_inline]] static std::uint64_t word_above(
      const VectorOf<std::int64_t, 64>::type* keys, std::int64_t t) {
    return joined64([ keys, t ](int i)
                        __attribute__((always_inline)) { return above(keys[i], t); });
  }
  [[gnu::always_inline]] static V<float> where_above(V<std::int32_t> keys, std::int32_t t,
                                                     V<float> v) {
    return bit_cast<V<float>>(_mm512_maskz_mov_ps(above(keys, t), bit_cast<__m512>(v)));
  }
  [[gnu::always_inline]] static V<double> where_above(V<std::int64_t> keys, std::int64_t t,
                                                      V<double> v) {
    return bit_cast<V<double>>(_mm512_maskz_mov_pd(above(keys, t), bit_cast<__m512d>(v)));
  }
  /// Appends x[i] for the bits i of word, with index first + i, and returns how many there are.
  /// Writes 16 entries at a time, or, where there are `Few`, 8 at first: stores that cross a line
  /// are what takes long. Only an instruction set that can do this fast has it.
  template <bool Few>
  [[gnu::always_inline]] static std::size_t append(const float* x, std::uint64_t word,
                                                   std::uint32_t first, std::uint32_t* indices,
                                                   float* values) {
    const auto n = static_cast<std::size_t>(_mm_popcnt_u64(word));
    __m512i places = set_bits(word);
    for (std::size_t written = 0;; written += 16) {
      const __m512i place =
          _mm512_maskz_cvtepu8_epi32(all16, _mm512_maskz_extracti32x4_epi32(0xf, places, 0));
      const V<std::uint32_t> index = bit_cast<V<std::uint32_t>>(place) + first;
      const __m512 low = _mm512_permutex2var_ps(_mm512_loadu_ps(x), place, _mm512_loadu_ps(x + 16));
      const __m512 high =
          _mm512_permutex2var_ps(_mm512_loadu_ps(x + 32), place, _mm512_loadu_ps(x + 48));
      const __mmask16 is_high = _mm512_test_epi32_mask(place, _mm512_set1_epi32(32));
      const auto value = bit_cast<V<float>>(_mm512_mask_blend_ps(is_high, low, high));
      if constexpr (Few) {
        if (__builtin_expect(n <= written + 8, true)) {
          __builtin_memcpy(indices + written, &index, bytes / 2);
          __builtin_memcpy(values + written, &value, bytes / 2);
          return n;
        }
      }
      store<Avx512>(indices + written, index);
      store<Avx512>(values + written, value);
      if (__builtin_expect(n <= written + 16, true)) return n;
      places = _mm512_maskz_alignr_epi64(0x3f, places, places, 2);
    }
  }
  /// The keys in (floor, top], at the front of `to`; how many. Adds those above top to `more`.
  /// Writes whole vectors. Only an instruction set that can do this fast has it.
  [[gnu::always_inline]] static std::size_t append_between(V<std::int32_t> keys, std::int32_t floor,
                                                           std::int32_t top, std::int32_t* to,
                                                           std::size_t& more) {
    const __mmask16 beyond = above(keys, top);
    const auto kept = static_cast<__mmask16>(above(keys, floor) & ~beyond);
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(kept, bit_cast<__m512i>(keys)));
    more += static_cast<std::size_t>(_mm_popcnt_u32(beyond));
    return static_cast<std::size_t>(_mm_popcnt_u32(kept));
  }
  [[gnu::always_inline]] static std::size_t append_between(V<std::int64_t> keys, std::int64_t floor,
                                                           std::int64_t top, std::int64_t* to,
                                                           std::size_t& more) {
    const __mmask8 beyond = above(keys, top);
    const auto kept = static_cast<__mmask8>(above(keys, floor) & ~beyond);
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi64(kept, bit_cast<__m512i>(keys)));
    more += static_cast<std::size_t>(_mm_popcnt_u32(beyond));
    return static_cast<std::size_t>(_mm_popcnt_u32(kept));
  }
  template <class T>
  [[gnu::always_inline]] static void stream(T* to, typename VectorOf<T, 64>::type v) {
    _mm512_stream_si512(reinterpret_cast<__m512i*>(to), bit_cast<__m512i>(v));
  }
  // In a register, then stored whole: compressing to memory takes 20 times as long on Zen 4.
  template <class T>
  [[gnu::always_inline]] static std::size_t compress(const std::uint32_t* indices, const T* values,
                                                     std::uint32_t mask, std::uint32_t* to_indices,
                                                     T* to_values) {
    if constexpr (sizeof(T) == 4) {
      const auto kept = static_cast<__mmask16>(mask);
      const __m512i i = _mm512_loadu_si512(indices);
      const __m512 v = _mm512_loadu_ps(values);
      _mm512_storeu_si512(to_indices, _mm512_maskz_compress_epi32(kept, i));
      _mm512_storeu_ps(to_values, _mm512_maskz_compress_ps(kept, v));
    } else {
      const auto kept = static_cast<__mmask8>(mask);
      const __m256i i = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(indices));
      const __m512d v = _mm512_loadu_pd(values);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to_indices),
                          _mm256_maskz_compress_epi32(kept, i));
      _mm512_storeu_pd(to_values, _mm512_maskz_compress_pd(kept, v));
    }
    return static_cast<std::size_t>(_mm_popcnt_u32(mask));
  }
  [[gnu::always_inline]] static V<std::uint64_t> mul_wide(V<std::uint64_t> a, V<std::uint64_t> b) {
    return bit_cast<V<std::uint64_t>>(
        _mm512_maskz_mul_epu32(all8, bit_cast<__m512i>(a), bit_cast<__m512i>(b)));
  }
  [[gnu::always_inline]] static V<std::uint64_t> odd_from(V<std::uint64_t> even,
                                                          V<std::uint64_t> odd) {
    return bit_cast<V<std::uint64_t>>(
        _mm512_mask_mov_epi32(bit_cast<__m512i>(even), 0xaaaa, bit_cast<__m512i>(odd)));
  }
  [[gnu::always_inline]] static V<std::uint32_t> max(V<std::uint32_t> a, V<std::uint32_t> b) {
    return bit_cast<V<std::uint32_t>>(
        _mm512_maskz_max_epu32(all16, bit_cast<__m512i>(a), bit_cast<__m512i>(b)));
  }
  [[gnu::always_inline]] static V<std::int32_t> with_sign(V<std::int32_t> a, V<std::int32_t> sign) {
    const __m512i value = bit_cast<__m512i>(a);
    const __mmask16 negative = _mm512_movepi32_mask(bit_cast<__m512i>(sign));
    return bit_cast<V<std::int32_t>>(
        _mm512_mask_sub_epi32(value, negative, _mm512_setzero_si512(), value));
  }
  [[gnu::always_inline]] static V<std::int32_t> truncated(V<double> a, V<double> b) {
    const __m256i low = _mm512_maskz_cvttpd_epi32(all8, bit_cast<__m512d>(a));
    const __m256i high = _mm512_maskz_cvttpd_epi32(all8, bit_cast<__m512d>(b));
    const __m512i half = _mm512_maskz_inserti64x4(all8, _mm512_setzero_si512(), low, 0);
    return bit_cast<V<std::int32_t>>(_mm512_maskz_inserti64x4(all8, half, high, 1));
  }
  [[gnu::always_inline]] static void widen(V<std::int32_t> n, V<double>& a, V<double>& b) {
    const __m256i low = _mm512_maskz_extracti64x4_epi64(all8, bit_cast<__m512i>(n), 0);
    const __m256i high = _mm512_maskz_extracti64x4_epi64(all8, bit_cast<__m512i>(n), 1);
    a = bit_cast<V<double>>(_mm512_maskz_cvtepi32_pd(all8, low));
    b = bit_cast<V<double>>(_mm512_maskz_cvtepi32_pd(all8, high));
  }
  [[gnu::always_inline]] static V<double> sqrt(V<double> v) {
    const __m512d value = bit_cast<__m512d>(v);
    return bit_cast<V<double>>(_mm512_mask_sqrt_pd(value, all8, value));
  }
  [[gnu::always_inline]] static V<double> doubles(const float* from) {
    return bit_cast<V<double>>(_mm512_maskz_cvtps_pd(all8, _mm256_loadu_ps(from)));
  }
  template <class I>
  [[gnu::always_inline]] static V<I> widened(const std::uint16_t* from) {
    if constexpr (sizeof(I) == 4) {
      const __m256i packed = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
      return bit_cast<V<I>>(_mm512_maskz_cvtepu16_epi32(all16, packed));
    } else {
      const __m128i packed = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
      return bit_cast<V<I>>(_mm512_maskz_cvtepu16_epi64(all8, packed));
    }
  }
  [[gnu::always_inline]] static V<std::uint32_t> high_halves(V<std::uint64_t> a,
                                                             V<std::uint64_t> b) {
    return bit_cast<V<std::uint32_t>>(
        _mm512_maskz_shuffle_ps(all16, bit_cast<__m512>(a), bit_cast<__m512>(b), 0xdd));
  }
  [[gnu::always_inline]] static void spread(V<std::uint32_t> highs, V<std::uint64_t>& a,
                                            V<std::uint64_t>& b) {
    const __m512i zero = _mm512_setzero_si512();
    a = bit_cast<V<std::uint64_t>>(
        _mm512_maskz_unpacklo_epi32(all16, zero, bit_cast<__m512i>(highs)));
    b = bit_cast<V<std::uint64_t>>(
        _mm512_maskz_unpackhi_epi32(all16, zero, bit_cast<__m512i>(highs)));
  }
  [[gnu::always_inline]] static V<std::uint32_t> ordered(V<std::uint32_t> highs) {
    const __m512i order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
    return bit_cast<V<std::uint32_t>>(
        _mm512_maskz_permutexvar_epi64(all8, order, bit_cast<__m512i>(highs)));
  }
  [[gnu::always_inline]] static V<std::uint16_t> narrow(V<std::uint32_t> a, V<std::uint32_t> b) {
    const __m512i packed = _mm512_packus_epi32(bit_cast<__m512i>(a), bit_cast<__m512i>(b));
    const __m512i order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
    return bit_cast<V<std::uint16_t>>(_mm512_maskz_permutexvar_epi64(all8, order, packed));
  }
  [[gnu::always_inline]] static V<std::int8_t> narrow(V<std::int32_t> a, V<std::int32_t> b,
                                                      V<std::int32_t> c, V<std::int32_t> d) {
    const __m512i low = _mm512_packs_epi32(bit_cast<__m512i>(a), bit_cast<__m512i>(b));
    const __m512i high = _mm512_packs_epi32(bit_cast<__m512i>(c), bit_cast<__m512i>(d));
    const __m512i packed = _mm512_packs_epi16(low, high);
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    return bit_cast<V<std::int8_t>>(_mm512_maskz_permutexvar_epi32(all16, order, packed));
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
  /// The numbers of the bits that are set, one a byte, ascending; 0 after the last.
  [[gnu::always_inline]] static __m512i set_bits(std::uint64_t word) {
    alignas(64) std::uint8_t number[64];
    for (std::uint8_t i = 0; i < 64; ++i) number[i] = i;
    return _mm512_maskz_compress_epi8(static_cast<__mmask64>(word), _mm512_load_si512(number));
  }
  /// Four masks of 16 bits.
  template <class At>
  [[gnu::always_inline]] static std::uint64_t joined32(At at) {
    return static_cast<std::uint64_t>(
        _mm512_kunpackd(_mm512_kunpackw(at(3), at(2)), _mm512_kunpackw(at(1), at(0))));
  }
  /// Eight masks of 8 bits.
  template <class At>
  [[gnu::always_inline]] static std::uint64_t joined64(At at) {
    return joined32([at](int i) __attribute__((always_inline)) {
      return _mm512_kunpackb(at(2 * i + 1), at(2 * i));
    });
  }
};

}  // namespace biasbound::kernels::simd
