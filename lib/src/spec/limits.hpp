// How much untrusted text the readers take.
#pragma once

#include <cstddef>

namespace biasbound::detail {

inline constexpr std::size_t max_text = std::size_t{1} << 20U;  ///< bytes
inline constexpr std::size_t max_depth = 32;                    ///< nested containers

}  // namespace biasbound::detail
