// The passes of top-k (top_k.cpp): words of 64 comparisons, and what is done where their bits are
// set. A key is the bits of a magnitude (simd/vector.hpp).
#pragma once

#include "kernels/simd/look_ahead.hpp"
#include "kernels/simd/vector.hpp"

namespace biasbound::kernels {

/// Entries of a vector that may be among its k largest, ascending in index.
template <class T>
struct Candidates {
  std::uint32_t* indices;
  T* values;
  std::size_t count;
};

/// Writes past `count` that a pass may make.
inline constexpr std::size_t candidate_slack = 64;
/// Entries between two looks at how many candidates there are.
inline constexpr std::size_t select_chunk = 2048;

template <class T>
struct SelectLoops {
  using Key = simd::Int<T>;

  /// Appends the entries of x[begin, end) with keys > floor, until there are `limit` or more,
  /// looked at after each chunk; the result is where it stopped. Room: limit + select_chunk +
  /// candidate_slack. `few` where less than one entry in SelectLoops::few is one.
  std::size_t (*collect)(const T* x, std::size_t begin, std::size_t end, Key floor, bool few,
                         std::size_t limit, Candidates<T>& found);
  /// The same, where x is memory and memory += g comes first.
  std::size_t (*add_and_collect)(const T* g, T* memory, std::size_t begin, std::size_t end,
                                 Key floor, bool few, std::size_t limit, Candidates<T>& found);
  /// out = key > floor ? x : 0 on [begin, end); appends those with keys up to top, and counts the
  /// others in `above`. Stops as collect does. `stream`: out + begin is aligned to 64 bytes, and
  /// the stores bypass the caches.
  std::size_t (*mask_and_collect)(const T* x, T* out, std::size_t begin, std::size_t end, Key floor,
                                  Key top, bool stream, std::size_t limit, Candidates<T>& found,
                                  std::size_t& above);
  /// The keys of values[0, n) in (floor, top], and how many there are; `above` counts those > top.
  /// Room for candidate_slack more. The values may be kept as their bits, and be `out`.
  std::size_t (*keys_between)(const T* values, std::size_t n, Key floor, Key top, Key* out,
                              std::size_t& above);
  /// How many keys are > t, and how many are t.
  void (*count)(const T* values, std::size_t n, Key t, std::size_t& above, std::size_t& equal);
  /// Keeps the candidates with keys > t and the first `ties` with key t, `room` of them in all. The
  /// outputs, which may be the candidates' own memory, are not written beyond that.
  void (*keep)(const Candidates<T>& from, Key t, std::size_t ties, std::uint32_t* indices,
               T* values, std::size_t room);
  std::size_t few;
};

namespace loops {

using namespace simd;

/// Bit i: key i of 64 is greater than t.
template <class S, class T>
[[gnu::always_inline]] inline std::uint64_t greater(const T* x, Int<T> t) {
  Vec<S, Int<T>> bits[64 / lanes<S, T>];
  for (std::size_t i = 0; i < 64 / lanes<S, T>; ++i)
    bits[i] = keys<S, T>(load<S>(x + i * lanes<S, T>));
  return S::word_above(bits, t);
}

/// x[0, n) of fewer than 64 entries and zeros after it.
template <class T>
struct Padded {
  T entries[64];
  [[gnu::always_inline]] Padded(const T* x, std::size_t n) : entries{} {
    __builtin_memcpy(entries, x, n * sizeof(T));
  }
};

[[gnu::always_inline]] inline std::uint64_t first_bits(std::size_t n) {
  return n >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1;
}

template <class S, class T>
concept Appends = requires(const T* x, std::uint32_t* indices, T* values) {
  S::template append<true>(x, std::uint64_t{}, 0U, indices, values);
};

/// Appends x[i] for the bits i of word, not 0, with index base + i.
template <class S, std::size_t Unroll, class T>
[[gnu::always_inline]] inline void append(const T* x, std::uint64_t word, std::uint32_t base,
                                          std::uint32_t* indices, T* values, std::size_t& count) {
  if constexpr (Appends<S, T>) {
    count += S::template append<Unroll <= 2>(x, word, base, indices + count, values + count);
    return;
  }
  const auto n = static_cast<std::size_t>(__builtin_popcountll(word));
  indices += count;
  values += count;
  count += n;
  if (Unroll > 2 && n == 64) {
    for (std::uint32_t i = 0; i < 64; ++i) indices[i] = base + i;
    __builtin_memcpy(values, x, 64 * sizeof(T));
    return;
  }
  // More than there are, so that no branch depends on the number where it is small.
  for (std::size_t written = 0;;) {
    for (std::size_t j = 0; j < Unroll; ++j) {
      const auto i = static_cast<std::uint32_t>(__builtin_ctzll(word | (std::uint64_t{1} << 63)));
      indices[written + j] = base + i;
      values[written + j] = x[i];
      word &= word - 1;
    }
    written += Unroll;
    if (written >= n) return;
  }
}

/// The words of a chunk that are not empty, listed without a branch.
struct Words {
  std::uint64_t bits[select_chunk / 64];
  std::uint32_t places[select_chunk / 64];
  std::size_t count = 0;

  [[gnu::always_inline]] void list(std::uint64_t word, std::size_t place) {
    bits[count] = word;
    places[count] = static_cast<std::uint32_t>(place);
    count += word != 0;
  }
};

template <class S, std::size_t Unroll, class T>
[[gnu::always_inline]] inline void append_all(const T* x, const Words& words,
                                              Candidates<T>& found) {
  std::uint32_t* indices = found.indices;
  T* values = found.values;
  std::size_t count = found.count;
  for (std::size_t j = 0; j < words.count; ++j)
    append<S, Unroll>(x + words.places[j], words.bits[j], words.places[j], indices, values, count);
  found.count = count;
}

/// At most select_chunk entries.
template <class S, std::size_t Unroll, class T>
[[gnu::always_inline]] inline void collect_chunk(const T* x, std::size_t begin, std::size_t end,
                                                 Int<T> floor, Candidates<T>& found) {
  std::size_t i = begin;
  if constexpr (Appends<S, T>) {
    // Every word, empty or not: a guess would be wrong too often.
    std::uint32_t* const indices = found.indices;
    T* const values = found.values;
    std::size_t count = found.count;
    for (; i + 64 <= end; i += 64) {
      look_ahead(x + i, 64);
      append<S, Unroll>(x + i, greater<S>(x + i, floor), static_cast<std::uint32_t>(i), indices,
                        values, count);
    }
    found.count = count;
  } else {
    Words words;
    for (; i + 64 <= end; i += 64) {
      look_ahead(x + i, 64);
      words.list(greater<S>(x + i, floor), i);
    }
    append_all<S, Unroll>(x, words, found);
  }
  if (i < end) {
    const Padded<T> rest(x + i, end - i);
    const std::uint64_t word = greater<S>(rest.entries, floor) & first_bits(end - i);
    append<S, Unroll>(rest.entries, word, static_cast<std::uint32_t>(i), found.indices,
                      found.values, found.count);
  }
}

template <class S, class T>
[[gnu::always_inline]] inline void add(const T* g, T* memory, std::size_t begin, std::size_t end) {
  std::size_t i = begin;
  for (; i + lanes<S, T> <= end; i += lanes<S, T>)
    store<S>(memory + i, load<S>(memory + i) + load<S>(g + i));
  for (; i < end; ++i) memory[i] += g[i];
}

template <class S, bool Add, class T>
[[gnu::always_inline]] inline std::size_t scan(const T* g, const T* x, std::size_t begin,
                                               std::size_t end, Int<T> floor, bool few,
                                               std::size_t limit, Candidates<T>& found) {
  while (begin < end && found.count < limit) {
    const std::size_t stop = end - begin < select_chunk ? end : begin + select_chunk;
    if constexpr (Add) add<S>(g, const_cast<T*>(x), begin, stop);
    if (few)
      collect_chunk<S, 2>(x, begin, stop, floor, found);
    else
      collect_chunk<S, 8>(x, begin, stop, floor, found);
    begin = stop;
  }
  return begin;
}

template <class S, class T>
std::size_t collect(const T* x, std::size_t begin, std::size_t end, Int<T> floor, bool few,
                    std::size_t limit, Candidates<T>& found) {
  return scan<S, false>(static_cast<const T*>(nullptr), x, begin, end, floor, few, limit, found);
}

template <class S, class T>
std::size_t add_and_collect(const T* g, T* memory, std::size_t begin, std::size_t end, Int<T> floor,
                            bool few, std::size_t limit, Candidates<T>& found) {
  return scan<S, true>(g, memory, begin, end, floor, few, limit, found);
}

template <class S, class T>
std::size_t mask_and_collect(const T* x, T* out, std::size_t begin, std::size_t end, Int<T> floor,
                             Int<T> top, bool stream, std::size_t limit, Candidates<T>& found,
                             std::size_t& above) {
  while (begin < end && found.count < limit) {
    const std::size_t stop = end - begin < select_chunk ? end : begin + select_chunk;
    Words words;
    std::size_t i = begin;
    for (; i + 64 <= stop; i += 64) {
      look_ahead(x + i, 64);
      Vec<S, Int<T>> bits[64 / lanes<S, T>];
      for (std::size_t j = 0; j < 64 / lanes<S, T>; ++j) {
        const Vec<S, T> v = load<S>(x + i + j * lanes<S, T>);
        bits[j] = keys<S, T>(v);
        const Vec<S, T> kept = S::where_above(bits[j], floor, v);
        if (stream)
          S::stream(out + i + j * lanes<S, T>, kept);
        else
          store<S>(out + i + j * lanes<S, T>, kept);
      }
      const std::uint64_t certain = S::word_above(bits, top);
      above += static_cast<std::size_t>(__builtin_popcountll(certain));
      words.list(S::word_above(bits, floor) & ~certain, i);
    }
    append_all<S, 2>(x, words, found);
    for (; i < stop; ++i) {
      const Int<T> bits = key(x[i]);
      out[i] = bits > floor ? x[i] : T(0);
      above += bits > top;
      if (floor < bits && bits <= top) {
        found.indices[found.count] = static_cast<std::uint32_t>(i);
        found.values[found.count++] = x[i];
      }
    }
    begin = stop;
  }
  if (stream) S::fence();
  return begin;
}

template <class S, class T>
std::size_t keys_between(const T* values, std::size_t n, Int<T> floor, Int<T> top, Int<T>* out,
                         std::size_t& above) {
  std::size_t count = 0;
  std::size_t greater_than = 0;
  if constexpr (requires { S::append_between(Vec<S, Int<T>>{}, floor, top, out, greater_than); }) {
    std::size_t i = 0;
    for (; i + lanes<S, T> <= n; i += lanes<S, T>)
      count +=
          S::append_between(keys<S, T>(load<S>(values + i)), floor, top, out + count, greater_than);
    for (; i < n; ++i) {
      out[count] = key_at(values + i);
      greater_than += out[count] > top;
      count += floor < out[count] && out[count] <= top;
    }
    above = greater_than;
    return count;
  }
  const auto take = [&](const T* x, std::uint64_t live) __attribute__((always_inline)) {
    const std::uint64_t certain = greater<S>(x, top) & live;
    std::uint64_t word = greater<S>(x, floor) & ~certain & live;
    greater_than += static_cast<std::size_t>(__builtin_popcountll(certain));
    const auto members = static_cast<std::size_t>(__builtin_popcountll(word));
    for (std::size_t written = 0; written < members; written += 4)
      for (std::size_t j = 0; j < 4; ++j) {
        out[count + written + j] = key_at(x + __builtin_ctzll(word | (std::uint64_t{1} << 63)));
        word &= word - 1;
      }
    count += members;
  };
  std::size_t i = 0;
  for (; i + 64 <= n; i += 64) take(values + i, ~std::uint64_t{0});
  if (i < n) {
    const Padded<T> rest(values + i, n - i);
    take(rest.entries, first_bits(n - i));
  }
  above = greater_than;
  return count;
}

template <class S, class T>
void count(const T* values, std::size_t n, Int<T> t, std::size_t& more, std::size_t& equal) {
  std::size_t at_least = 0;
  more = 0;
  std::size_t i = 0;
  for (; i + 64 <= n; i += 64) {
    more += static_cast<std::size_t>(__builtin_popcountll(greater<S>(values + i, t)));
    at_least += static_cast<std::size_t>(__builtin_popcountll(greater<S>(values + i, t - 1)));
  }
  for (; i < n; ++i) {
    more += key_at(values + i) > t;
    at_least += key_at(values + i) >= t;
  }
  equal = at_least - more;
}

/// The lowest n bits of those set in word.
[[gnu::always_inline]] inline std::uint64_t lowest(std::uint64_t word, std::size_t n) {
  if (static_cast<std::size_t>(__builtin_popcountll(word)) <= n) return word;
  std::uint64_t rest = word;
  for (; n > 0 && rest != 0; --n) rest &= rest - 1;
  return word & ~rest;
}

template <class S, class T>
void keep(const Candidates<T>& from, Int<T> t, std::size_t ties, std::uint32_t* indices, T* values,
          std::size_t room) {
  constexpr std::size_t step = lanes<S, T>;
  std::size_t n = 0;
  std::size_t i = 0;
  for (; i + 64 <= from.count && n + 64 <= room; i += 64) {
    std::uint64_t word = greater<S>(from.values + i, t);
    if (ties > 0) {
      const std::uint64_t tied = lowest(greater<S>(from.values + i, t - 1) & ~word, ties);
      ties -= static_cast<std::size_t>(__builtin_popcountll(tied));
      word |= tied;
    }
    for (std::size_t j = 0; j < 64; j += step, word >>= step % 64)
      n += S::template compress<T>(from.indices + i + j, from.values + i + j,
                                   static_cast<std::uint32_t>(word & ((1U << step) - 1)),
                                   indices + n, values + n);
  }
  for (; i < from.count && n < room; ++i) {
    const Int<T> bits = key(from.values[i]);
    const bool tie = bits == t && ties > 0;
    if (bits <= t && !tie) continue;
    ties -= tie;
    indices[n] = from.indices[i];
    values[n++] = from.values[i];
  }
}

}  // namespace loops

template <class S, class T>
constexpr SelectLoops<T> select_loops() {
  return {loops::collect<S, T>,
          loops::add_and_collect<S, T>,
          loops::mask_and_collect<S, T>,
          loops::keys_between<S, T>,
          loops::count<S, T>,
          loops::keep<S, T>,
          loops::Appends<S, T> ? 20U : 64U};
}

}  // namespace biasbound::kernels
