#include "kernels/simd/portable.hpp"

#include "limits/loops.hpp"

namespace biasbound::bench {

constinit const LimitLoops portable_limits = limit_loops<kernels::simd::Portable>();

}  // namespace biasbound::bench
