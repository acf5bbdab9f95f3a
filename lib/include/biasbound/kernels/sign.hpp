// Signs, packed one bit an entry or dense, times a scale: 1, or the mean magnitude |x|_1 / d
// (Karimireddy et al. 2019).
//
// Packed: entry i is bit i % 8, least significant first, of byte i / 8; 1 where x_i < 0, so 0 for
// zeros of either sign and for NaN; the unused bits of the last byte are 0. Denormals are what they
// are, also where the processor flushes them to zero.
//
// The scale of the scaled forms is mean_magnitude(x), rounded to T: NaN where an entry is NaN.
//
// Throws InvalidInput where sizes do not match.
#pragma once

#include <cstdint>
#include <span>

#include "biasbound/kernels/workspace.hpp"

namespace biasbound::kernels {

/// signs: (d + 7) / 8 bytes.
template <Real T>
void sign_pack(std::span<const T> x, std::span<std::uint8_t> signs, Workspace& workspace);

/// signs as above; the result is the scale.
template <Real T>
T scaled_sign_pack(std::span<const T> x, std::span<std::uint8_t> signs, Workspace& workspace);

/// out: d entries, scale or -scale. signs: (d + 7) / 8 bytes.
template <Real T>
void sign_unpack(std::span<const std::uint8_t> signs, T scale, std::span<T> out,
                 Workspace& workspace);

/// out = sign(x), d entries; may be x itself.
template <Real T>
void sign_dense(std::span<const T> x, std::span<T> out, Workspace& workspace);
/// out = scale * sign(x); the result is the scale.
template <Real T>
T scaled_sign_dense(std::span<const T> x, std::span<T> out, Workspace& workspace);

/// x -= step_size sign(g)
template <Real T>
void sign_step(T step_size, std::span<const T> g, std::span<T> x, Workspace& workspace);
template <Real T>
T scaled_sign_step(T step_size, std::span<const T> g, std::span<T> x, Workspace& workspace);

/// memory += g; c = C(memory); memory -= c; x -= step_size c. signs receive the signs of c.
template <Real T>
void sign_error_feedback(T step_size, std::span<const T> g, std::span<T> memory, std::span<T> x,
                         std::span<std::uint8_t> signs, Workspace& workspace);
template <Real T>
T scaled_sign_error_feedback(T step_size, std::span<const T> g, std::span<T> memory, std::span<T> x,
                             std::span<std::uint8_t> signs, Workspace& workspace);

}  // namespace biasbound::kernels
