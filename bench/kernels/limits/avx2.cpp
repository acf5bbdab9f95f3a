#include "kernels/simd/avx2.hpp"

#include "limits/loops.hpp"

namespace biasbound::bench {

constinit const LimitLoops avx2_limits = limit_loops<kernels::simd::Avx2>();

}  // namespace biasbound::bench
