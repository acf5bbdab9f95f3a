// Natural compression: each entry rounded at random to a power of two beside it, without bias
// (Horvath et al. 2019). omega = 1/8.
//
// Exactly unbiased for every finite x: denormals have powers of two of their own, and above the
// largest power of two the upper neighbour is the largest finite number, with the weights that keep
// the mean. Zeros keep their sign, infinities are sent as such, NaN as the quiet NaN with its sign.
//
// Packed: 16 bits an entry, the sign in the top bit, below it natural_code
// (compressors/natural.hpp): 0 for zero, then the powers of two, the largest finite number,
// infinity, NaN.
//
// Throws InvalidInput where sizes do not match.
#pragma once

#include <cstdint>
#include <span>

#include "biasbound/kernels/workspace.hpp"
#include "biasbound/random.hpp"

namespace biasbound::kernels {

/// codes: d entries.
template <Real T>
void natural_pack(std::span<const T> x, Stream& stream, std::span<std::uint16_t> codes,
                  Workspace& workspace);

/// out: d entries. Throws InvalidInput on a code that stands for no number.
template <Real T>
void natural_unpack(std::span<const std::uint16_t> codes, std::span<T> out, Workspace& workspace);

/// out = C(x), d entries; may be x itself.
template <Real T>
void natural_dense(std::span<const T> x, Stream& stream, std::span<T> out, Workspace& workspace);

/// x -= step_size C(g)
template <Real T>
void natural_step(T step_size, std::span<const T> g, Stream& stream, std::span<T> x,
                  Workspace& workspace);

/// memory += g; c = C(memory); memory -= c; x -= step_size c. codes receive c.
template <Real T>
void natural_error_feedback(T step_size, std::span<const T> g, Stream& stream, std::span<T> memory,
                            std::span<T> x, std::span<std::uint16_t> codes, Workspace& workspace);

}  // namespace biasbound::kernels
