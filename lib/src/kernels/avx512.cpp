#include "kernels/simd/avx512.hpp"

#include "kernels/table.hpp"

namespace biasbound::kernels {

constinit const Table avx512_table = make_table<simd::Avx512>();

}  // namespace biasbound::kernels
