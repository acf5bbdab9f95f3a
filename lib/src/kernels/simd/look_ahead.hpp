// Asking for memory before it is used.
#pragma once

#include <cstddef>

namespace biasbound::kernels::simd {

/// Whether this processor reads faster when asked ahead (instruction_set.cpp).
extern const bool looks_ahead;

/// Bytes that a pass over memory looks ahead: a core's own look-ahead may end at each page, and
/// what is computed meanwhile leaves it too little time to find the next lines. Beyond the end of
/// an array it does no harm.
inline constexpr std::size_t look_ahead_bytes = 12'288;

/// Asks for the lines that from[0, n) has so far ahead; `from` need not be aligned.
template <class T>
[[gnu::always_inline]] inline void look_ahead(const T* from, std::size_t n) {
  if (!looks_ahead) return;
  const char* const ahead = reinterpret_cast<const char*>(from) + look_ahead_bytes;
  for (std::size_t line = 0; line < n * sizeof(T); line += 64) __builtin_prefetch(ahead + line);
}

}  // namespace biasbound::kernels::simd
