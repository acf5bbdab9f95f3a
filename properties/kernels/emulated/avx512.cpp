// The loops for AVX-512 with the intrinsics of immintrin.h beside this file, under names of their
// own: the library has the real ones too.
#define Avx512 EmulatedAvx512
#define avx512_table emulated_avx512_table
#include "kernels/avx512.cpp"  // NOLINT(bugprone-suspicious-include)
