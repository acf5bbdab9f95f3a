#include "kernels/simd/avx512.hpp"

#include "limits/loops.hpp"

namespace biasbound::bench {

constinit const LimitLoops avx512_limits = limit_loops<kernels::simd::Avx512>();

}  // namespace biasbound::bench
