// Asking for memory before it is used.
#pragma once

#include <cstddef>

namespace biasbound::kernels::simd {

/// How a pass over memory looks ahead on this processor (instruction_set.cpp). A core's own
/// look-ahead may end at each page, and what is computed meanwhile leaves it too little time to
/// find the next lines.
struct LookAhead {
  std::size_t bytes;  ///< 0 where it reads no faster when asked
  bool only_l2;       ///< not into the nearest cache
};
extern const LookAhead looks_ahead;

/// Asks for the lines that from[0, n) has so far ahead; `from` need not be aligned. Beyond the end
/// of an array it does no harm.
template <class T>
[[gnu::always_inline]] inline void look_ahead(const T* from, std::size_t n) {
  if (looks_ahead.bytes == 0) return;
  const char* const ahead = reinterpret_cast<const char*>(from) + looks_ahead.bytes;
  for (std::size_t line = 0; line < n * sizeof(T); line += 64) {
    if (looks_ahead.only_l2)
      __builtin_prefetch(ahead + line, 0, 2);
    else
      __builtin_prefetch(ahead + line);
  }
}

}  // namespace biasbound::kernels::simd
