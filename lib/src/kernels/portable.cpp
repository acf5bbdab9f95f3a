#include "kernels/simd/portable.hpp"

#include "kernels/table.hpp"

namespace biasbound::kernels {

constinit const Table portable_table = make_table<simd::Portable>();

}  // namespace biasbound::kernels
