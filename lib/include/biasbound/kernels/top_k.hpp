// Top-k: the k entries of largest magnitude (Definition 3 with the order repaired).
//
// Magnitudes are compared as the integers that their bits are, without the sign: NaN is larger than
// everything, +0 ties with -0, denormals need no floating-point mode. Ties go to the lowest index.
// One pass over the input, for every input: a random sample of it gives a threshold that a few
// entries too many exceed; the pass collects those, and the exact threshold is found among them.
//
// Throws InvalidInput where k > d, sizes do not match, or d > 2^32 (indices have 32 bits).
#pragma once

#include <cstdint>
#include <span>

#include "biasbound/kernels/workspace.hpp"

namespace biasbound::kernels {

/// indices: ascending, k entries, k = indices.size() = values.size(); values[j] = x[indices[j]].
template <Real T>
void top_k(std::span<const T> x, std::span<std::uint32_t> indices, std::span<T> values,
           Workspace& workspace);

/// out = C(x), d entries, apart from x.
template <Real T>
void top_k_dense(std::span<const T> x, std::size_t k, std::span<T> out, Workspace& workspace);

/// x -= step_size C(g): the other entries of x are not touched.
template <Real T>
void top_k_step(T step_size, std::span<const T> g, std::size_t k, std::span<T> x,
                Workspace& workspace);

/// memory += g; c = C(memory); memory -= c; x -= step_size c. indices and values receive c, as
/// top_k gives it.
template <Real T>
void top_k_error_feedback(T step_size, std::span<const T> g, std::span<T> memory, std::span<T> x,
                          std::span<std::uint32_t> indices, std::span<T> values,
                          Workspace& workspace);

}  // namespace biasbound::kernels
