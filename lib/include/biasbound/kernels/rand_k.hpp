// Rand-k: a uniformly random k-subset of the entries (Definition 4), times a scale: 1 for rand-k,
// d/k for rand-k' (Lemma 12). Where the scale is 1, entries are sent bit for bit, NaN too.
//
// The subset is that of k_subset (random.hpp): words of the stream are mapped to indices without
// bias, one that is drawn already is dropped, until there are k; above d/2 the complement is drawn.
// The stream is left where k_subset leaves it.
//
// Throws InvalidInput where k > d, sizes do not match, or d >= 2^32 (indices have 32 bits).
#pragma once

#include <cstdint>
#include <span>

#include "biasbound/kernels/workspace.hpp"
#include "biasbound/random.hpp"

namespace biasbound::kernels {

/// The indices alone, ascending; k = indices.size().
void subset(std::size_t d, Stream& stream, std::span<std::uint32_t> indices, Workspace& workspace);

/// indices ascending, values[j] = scale * x[indices[j]]; k = indices.size() = values.size().
template <Real T>
void rand_k(std::span<const T> x, T scale, Stream& stream, std::span<std::uint32_t> indices,
            std::span<T> values, Workspace& workspace);

/// out = C(x), d entries, apart from x.
template <Real T>
void rand_k_dense(std::span<const T> x, std::size_t k, T scale, Stream& stream, std::span<T> out,
                  Workspace& workspace);

/// x -= step_size C(g): the other entries of x are not touched.
template <Real T>
void rand_k_step(T step_size, std::span<const T> g, std::size_t k, T scale, Stream& stream,
                 std::span<T> x, Workspace& workspace);

/// memory += g; c = C(memory); memory -= c; x -= step_size c. indices and values receive c.
template <Real T>
void rand_k_error_feedback(T step_size, std::span<const T> g, T scale, Stream& stream,
                           std::span<T> memory, std::span<T> x, std::span<std::uint32_t> indices,
                           std::span<T> values, Workspace& workspace);

}  // namespace biasbound::kernels
