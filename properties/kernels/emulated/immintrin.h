// Stands in for the compiler's header where AVX-512 is emulated: the same names, in SIMDe's portable
// code. avx512.cpp here is compiled with it.
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

}  // namespace emulated

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
