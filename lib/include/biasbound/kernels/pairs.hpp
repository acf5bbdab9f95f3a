// The decoders of sparse vectors: (index, value) pairs with ascending indices.
//
// Throw InvalidInput where sizes do not match, the indices do not ascend strictly or one is not
// below d; nothing is written then.
#pragma once

#include <cstdint>
#include <span>

#include "biasbound/kernels/workspace.hpp"

namespace biasbound::kernels {

/// out: zero but for out[indices[j]] = values[j].
template <Real T>
void scatter(std::span<const std::uint32_t> indices, std::span<const T> values, std::span<T> out,
             Workspace& workspace);

/// x[indices[j]] -= step_size * values[j]
template <Real T>
void scatter_step(T step_size, std::span<const std::uint32_t> indices, std::span<const T> values,
                  std::span<T> x, Workspace& workspace);

}  // namespace biasbound::kernels
