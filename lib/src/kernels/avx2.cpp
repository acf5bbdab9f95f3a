#include "kernels/simd/avx2.hpp"

#include "kernels/table.hpp"

namespace biasbound::kernels {

constinit const Table avx2_table = make_table<simd::Avx2>();

}  // namespace biasbound::kernels
