// Stands in for the compiler's header where AVX-512 is emulated: the same names, in SIMDe's
// portable code. avx512.cpp here is compiled with it.
#pragma once

#include_next <immintrin.h>

#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>

// What SIMDe 0.7.4 has not.
#include <cstring>

namespace emulated {

/// Lane i: lane i of the lower lanes of `from` converted, or zero where bit i of mask is 0.
template <class Result, class To, class From, class Vector>
inline Result converted(unsigned mask, Vector from) {
  From lanes[sizeof(Vector) / sizeof(From)];
  To results[sizeof(Result) / sizeof(To)];
  std::memcpy(lanes, &from, sizeof from);
  for (unsigned i = 0; i < sizeof(Result) / sizeof(To); ++i)
    results[i] = (mask >> i & 1) != 0 ? static_cast<To>(lanes[i]) : To(0);
  Result result;
  std::memcpy(&result, results, sizeof result);
  return result;
}

/// The lanes whose bit in mask is set, at the front; zeros after them.
template <class Lane, class Vector>
inline Vector compressed(std::uint64_t mask, Vector from) {
  Lane lanes[sizeof(Vector) / sizeof(Lane)];
  Lane results[sizeof(Vector) / sizeof(Lane)] = {};
  std::memcpy(lanes, &from, sizeof from);
  std::size_t n = 0;
  for (std::size_t i = 0; i < sizeof(Vector) / sizeof(Lane); ++i)
    if ((mask >> i & 1) != 0) results[n++] = lanes[i];
  std::memcpy(&from, results, sizeof from);
  return from;
}

/// Lane i: lane i + n of b, or of a after those of b, or zero where bit i of mask is 0.
inline simde__m512i aligned(unsigned mask, simde__m512i a, simde__m512i b, unsigned n) {
  std::uint64_t lanes[16];
  std::uint64_t results[8];
  std::memcpy(lanes, &b, sizeof b);
  std::memcpy(lanes + 8, &a, sizeof a);
  for (unsigned i = 0; i < 8; ++i) results[i] = (mask >> i & 1) != 0 ? lanes[i + n] : 0;
  std::memcpy(&a, results, sizeof a);
  return a;
}

}  // namespace emulated

#define _mm512_kunpackb(high, low) static_cast<simde__mmask16>((high) << 8 | (low))
#define _mm512_kunpackw(high, low) (static_cast<simde__mmask32>(high) << 16 | (low))
#define _mm512_kunpackd(high, low) (static_cast<simde__mmask64>(high) << 32 | (low))
#define _mm512_maskz_compress_epi8(mask, v) emulated::compressed<std::uint8_t>(mask, v)
#define _mm512_maskz_cvtepu8_epi32(mask, v) \
  emulated::converted<simde__m512i, std::uint32_t, std::uint8_t>(mask, v)
#define _mm512_maskz_alignr_epi64(mask, a, b, n) emulated::aligned(mask, a, b, n)
#define _mm512_stream_si512(to, v) _mm512_store_si512(to, v)
#define _mm512_maskz_shuffle_ps(mask, a, b, order) \
  _mm512_maskz_mov_ps(mask, _mm512_shuffle_ps(a, b, order))
#define _mm512_maskz_cvtepi32_pd(mask, v) \
  emulated::converted<simde__m512d, double, std::int32_t>(mask, v)
#define _mm512_maskz_cvtps_pd(mask, v) emulated::converted<simde__m512d, double, float>(mask, v)
#define _mm512_maskz_cvtepu16_epi32(mask, v) \
  emulated::converted<simde__m512i, std::uint32_t, std::uint16_t>(mask, v)
#define _mm512_maskz_cvtepu16_epi64(mask, v) \
  emulated::converted<simde__m512i, std::uint64_t, std::uint16_t>(mask, v)
// Within the range of 32 bits, as the kernels use it.
#define _mm512_maskz_cvttpd_epi32(mask, v) \
  emulated::converted<simde__m256i, std::int32_t, double>(mask, v)
