// One bit an entry: entry i is bit i % 8 of byte i / 8, least significant first. And dense outputs,
// through the caches or past them.
#pragma once

#include "kernels/simd/vector.hpp"

namespace biasbound::kernels::loops {

using namespace simd;

/// Bits i, i + 1, ..., i + 63; all of them are there.
[[gnu::always_inline]] inline std::uint64_t bits_at(const std::uint8_t* bytes, std::size_t i) {
  std::uint64_t word;
  __builtin_memcpy(&word, bytes + i / 8, sizeof word);
  if (i % 8 == 0) return word;
  return word >> (i % 8) | static_cast<std::uint64_t>(bytes[i / 8 + 8]) << (64 - i % 8);
}
[[gnu::always_inline]] inline bool bit_at(const std::uint8_t* bytes, std::size_t i) {
  return ((bytes[i / 8] >> (i % 8)) & 1) != 0;
}
/// The n lowest bits of word, n <= 64, to (n + 7) / 8 bytes.
[[gnu::always_inline]] inline void store_bits(std::uint8_t* bytes, std::uint64_t word,
                                              std::size_t n) {
  __builtin_memcpy(bytes, &word, (n + 7) / 8);
}

/// Lane l: bit l of `bits`.
template <class S, class T>
[[gnu::always_inline]] inline Vec<S, Int<T>> masks(std::uint64_t bits) {
  Unsigned<T> bit[lanes<S, T>];
  for (std::size_t l = 0; l < lanes<S, T>; ++l) bit[l] = Unsigned<T>{1} << l;
  const Vec<S, Unsigned<T>> own = load<S>(bit);
  return (splat<S>(static_cast<Unsigned<T>>(bits)) & own) == own;
}

/// Entries from `out` to the first that is aligned for S::stream, at most n.
template <class T>
[[gnu::always_inline]] inline std::size_t unaligned(const T* out, std::size_t n) {
  const std::size_t entries = (64 - reinterpret_cast<std::uintptr_t>(out) % 64) % 64 / sizeof(T);
  return entries < n ? entries : n;
}

/// out[i] = source.entry(i), by vectors source.entries(i, bits) where the lowest bits are those of
/// source.bits(i). `stream`: the stores bypass the caches.
template <class S, class Source, class T>
[[gnu::always_inline]] inline void write(const Source& source, std::size_t n, T* out, bool stream) {
  std::size_t i = 0;
  for (const std::size_t head = stream ? unaligned(out, n) : 0; i < head; ++i)
    out[i] = source.entry(i);
  for (; i + 64 <= n; i += 64) {
    const std::uint64_t bits = source.bits(i);
    for (std::size_t j = 0; j < 64; j += lanes<S, T>) {
      const Vec<S, T> v = source.entries(i + j, bits >> j);
      if (stream)
        S::stream(out + i + j, v);
      else
        store<S>(out + i + j, v);
    }
  }
  for (; i < n; ++i) out[i] = source.entry(i);
  if (stream) S::fence();
}

}  // namespace biasbound::kernels::loops
