// Uniform indices below d from the words of a stream, and sets of them as marks: bit i % 64 of word
// i / 64 (rand_k.cpp).
#pragma once

#include "kernels/loops/bits.hpp"
#include "kernels/loops/philox.hpp"

namespace biasbound::kernels {

/// Words of a stream, and the d below which each gives an index or none (uniform_below,
/// random.hpp). Of the indices only those in [begin, end) count.
struct IndexDraws {
  Draws draws;  ///< with block 0 as the first
  std::uint32_t d;
  std::uint32_t begin;
  std::uint32_t end;
};

struct SubsetLoops {
  /// Marks the indices of n words from `position` on.
  void (*mark)(const IndexDraws& from, std::uint64_t position, std::size_t n, std::uint64_t* marks);
  /// The same, half as fast again; how many were not marked.
  std::size_t (*mark_and_count)(const IndexDraws& from, std::uint64_t position, std::size_t n,
                                std::uint64_t* marks);
  /// The indices of n words from `position` on, some of them twice; how many there are. Room for n.
  std::size_t (*draw)(const IndexDraws& from, std::uint64_t position, std::size_t n,
                      std::uint32_t* indices);
  std::size_t (*count)(const std::uint64_t* marks, std::size_t words);
  /// The indices, from `first` on, whose marks ^ flip are 1, ascending; how many there are, at most
  /// room. Leaves the marks 0. `expected` for each word, about.
  std::size_t (*list)(std::uint64_t* marks, std::size_t words, std::uint64_t flip, double expected,
                      std::uint32_t first, std::uint32_t* indices, std::size_t room);
};

template <class T>
struct MarkedLoops {
  /// out[i] = scale * x[i] where the mark ^ flip is 1, x[i] itself where scale is 1; else 0.
  /// `stream`: the stores bypass the caches.
  void (*keep)(const T* x, const std::uint64_t* marks, std::uint64_t flip, std::size_t n, T scale,
               T* out, bool stream);
};

namespace loops {

using namespace simd;

/// A group of words as indices.
template <class S>
class Indices {
 public:
  explicit Indices(const IndexDraws& from)
      : philox_(from.draws),
        d_(splat<S>(std::uint64_t{from.d})),
        surplus_(splat<S>((0U - from.d) % from.d)),
        begin_(splat<S>(from.begin)),
        size_(splat<S>(from.end - from.begin)) {}

  /// Word i of group g gives all()[place(i)] where bit place(i) of the result is set, else nothing.
  [[gnu::always_inline]] std::uint64_t group(std::uint64_t g) {
    philox_.template group<false>(g, indices_, Idle{});
    std::uint64_t counts = 0;
    for (std::size_t i = 0; i < group_words; i += lanes<S, std::uint32_t>) {
      Vec<S, std::uint64_t> words;
      __builtin_memcpy(&words, indices_ + i, sizeof words);
      const Vec<S, std::uint64_t> even = S::mul_wide(words, d_);
      const Vec<S, std::uint64_t> odd = S::mul_wide(words >> 32, d_);
      const auto fraction = bit_cast<Vec<S, std::uint32_t>>(S::odd_from(even, odd << 32));
      const auto index = bit_cast<Vec<S, std::uint32_t>>(S::odd_from(even >> 32, odd));
      const Vec<S, std::int32_t> kept = (fraction >= surplus_) & (index - begin_ < size_);
      counts |= static_cast<std::uint64_t>(S::bits(kept)) << i;
      store<S>(indices_ + i, index);
    }
    return counts;
  }
  static constexpr std::size_t place(std::size_t i) { return group_blocks * (i % 4) + i / 4; }
  [[nodiscard]] const std::uint32_t* all() const { return indices_; }

 private:
  Philox<S> philox_;
  Vec<S, std::uint64_t> d_;
  Vec<S, std::uint32_t> surplus_;
  Vec<S, std::uint32_t> begin_;
  Vec<S, std::uint32_t> size_;
  alignas(64) std::uint32_t indices_[group_words];
};

/// take(index) for the indices of n words from `position` on, in any order, some of them twice.
template <class S, class Take>
[[gnu::always_inline]] inline void each_index(const IndexDraws& from, std::uint64_t position,
                                              std::size_t n, Take& take) {
  Indices<S> indices(from);
  const std::uint64_t end = position + n;
  while (position < end) {
    std::uint64_t counts = indices.group(position / group_words);
    const std::size_t skip = position % group_words;
    if (skip == 0 && end - position >= group_words) {
      position += group_words;
    } else {
      std::uint64_t ours = 0;
      do {
        ours |= std::uint64_t{1} << Indices<S>::place(position++ % group_words);
      } while (position < end && position % group_words != 0);
      counts &= ours;
    }
    if (counts == ~std::uint64_t{0}) {
      for (std::size_t j = 0; j < group_words; ++j) take(indices.all()[j]);
      continue;
    }
    for (; counts != 0; counts &= counts - 1) take(indices.all()[__builtin_ctzll(counts)]);
  }
}

struct Mark {
  std::uint64_t* marks;
  [[gnu::always_inline]] void operator()(std::uint32_t index) const {
    marks[index / 64] |= std::uint64_t{1} << index % 64;
  }
};

template <class S>
void mark(const IndexDraws& from, std::uint64_t position, std::size_t n, std::uint64_t* marks) {
  Mark mark{marks};
  each_index<S>(from, position, n, mark);
}

struct MarkAndCount {
  std::uint64_t* marks;
  std::size_t fresh = 0;
  [[gnu::always_inline]] void operator()(std::uint32_t index) {
    const std::uint64_t old = marks[index / 64];
    marks[index / 64] = old | std::uint64_t{1} << index % 64;
    fresh += (~old >> index % 64) & 1;
  }
};

template <class S>
std::size_t mark_and_count(const IndexDraws& from, std::uint64_t position, std::size_t n,
                           std::uint64_t* marks) {
  MarkAndCount mark{marks};
  each_index<S>(from, position, n, mark);
  return mark.fresh;
}

struct Append {
  std::uint32_t* indices;
  std::size_t count = 0;
  [[gnu::always_inline]] void operator()(std::uint32_t index) { indices[count++] = index; }
};

template <class S>
std::size_t draw(const IndexDraws& from, std::uint64_t position, std::size_t n,
                 std::uint32_t* indices) {
  Append append{indices};
  each_index<S>(from, position, n, append);
  return append.count;
}

template <class S>
std::size_t count_marks(const std::uint64_t* marks, std::size_t words) {
  std::size_t n = 0;
  for (std::size_t w = 0; w < words; ++w)
    n += static_cast<std::size_t>(__builtin_popcountll(marks[w]));
  return n;
}

/// The bits that are set in each byte, the lowest first.
struct BitsOfBytes {
  std::uint8_t bits[256][8];
  constexpr BitsOfBytes() : bits{} {
    for (unsigned byte = 0; byte < 256; ++byte) {
      std::size_t n = 0;
      for (unsigned bit = 0; bit < 8; ++bit)
        if ((byte >> bit & 1) != 0) bits[byte][n++] = static_cast<std::uint8_t>(bit);
    }
  }
};
template <class S>
inline constexpr BitsOfBytes bits_of_bytes;

/// How the indices of a word are written: more of them than there are, so that no guess depends on
/// their number. Up to 64 + `slack` of them.
struct OneByOne {  // rare
  static constexpr std::size_t slack = 0;
  template <class S>
  [[gnu::always_inline]] static void write(std::uint64_t word, std::uint32_t first, std::size_t n,
                                           std::uint32_t* to) {
    for (std::size_t j = 0; j < n; ++j, word &= word - 1)
      to[j] = first + static_cast<std::uint32_t>(__builtin_ctzll(word));
  }
};
struct TwoByTwo {  // about one
  static constexpr std::size_t slack = 2;
  template <class S>
  [[gnu::always_inline]] static void write(std::uint64_t word, std::uint32_t first, std::size_t n,
                                           std::uint32_t* to) {
    constexpr std::uint64_t last = std::uint64_t{1} << 63;
    std::size_t j = 0;
    do {
      to[j] = first + static_cast<std::uint32_t>(__builtin_ctzll(word | last));
      word &= word - 1;
      to[j + 1] = first + static_cast<std::uint32_t>(__builtin_ctzll(word | last));
      word &= word - 1;
      j += 2;
    } while (j < n);
  }
};
struct ByBytes {  // more
  static constexpr std::size_t slack = 8;
  template <class S>
  [[gnu::always_inline]] static void write(std::uint64_t word, std::uint32_t first,
                                           std::size_t /*n*/, std::uint32_t* to) {
    for (std::uint32_t byte = 0; byte < 8; ++byte, word >>= 8, first += 8) {
      S::store_sums(bits_of_bytes<S>.bits[word & 0xff], first, to);
      to += __builtin_popcountll(word & 0xff);
    }
  }
};

template <class S, class How>
[[gnu::always_inline]] inline std::size_t list_by(std::uint64_t* marks, std::size_t words,
                                                  std::uint64_t flip, std::uint32_t first,
                                                  std::uint32_t* indices, std::size_t room) {
  std::size_t n = 0;
  std::size_t w = 0;
  for (; w < words && n + 64 + How::slack <= room; ++w, first += 64) {
    const std::uint64_t word = marks[w] ^ flip;
    if (How::slack == 0 && word == 0) continue;
    marks[w] = 0;
    const auto count = static_cast<std::size_t>(__builtin_popcountll(word));
    How::template write<S>(word, first, count, indices + n);
    n += count;
  }
  for (; w < words; ++w, first += 64) {
    const std::uint64_t word = marks[w] ^ flip;
    marks[w] = 0;
    const auto count = static_cast<std::size_t>(__builtin_popcountll(word));
    OneByOne::write<S>(word, first, count, indices + n);
    n += count;
  }
  return n;
}

template <class S>
std::size_t list(std::uint64_t* marks, std::size_t words, std::uint64_t flip, double expected,
                 std::uint32_t first, std::uint32_t* indices, std::size_t room) {
  if (expected < 0.3) return list_by<S, OneByOne>(marks, words, flip, first, indices, room);
  if (expected < 2) return list_by<S, TwoByTwo>(marks, words, flip, first, indices, room);
  return list_by<S, ByBytes>(marks, words, flip, first, indices, room);
}

/// The entries of x with marks.
template <class S, class T>
struct Marked {
  const T* x;
  const std::uint8_t* marks;
  std::uint64_t flip;
  T scale;
  bool scaled;
  [[gnu::always_inline]] std::uint64_t bits(std::size_t i) const {
    return bits_at(marks, i) ^ flip;
  }
  [[gnu::always_inline]] Vec<S, T> entries(std::size_t i, std::uint64_t bits) const {
    const Vec<S, T> v = load<S>(x + i);
    const Vec<S, T> value = scaled ? scale * v : v;
    return bit_cast<Vec<S, T>>(bit_cast<Vec<S, Int<T>>>(value) & masks<S, T>(bits));
  }
  [[gnu::always_inline]] T entry(std::size_t i) const {
    if (bit_at(marks, i) == (flip != 0)) return T(0);
    return scaled ? scale * x[i] : x[i];
  }
};

template <class S, class T>
void keep_marked(const T* x, const std::uint64_t* marks, std::uint64_t flip, std::size_t n, T scale,
                 T* out, bool stream) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(marks);
  // Two loops: scale is 1 in one.
  if (bit_cast<Int<T>>(scale) == bit_cast<Int<T>>(T(1)))
    write<S>(Marked<S, T>{x, bytes, flip, scale, false}, n, out, stream);
  else
    write<S>(Marked<S, T>{x, bytes, flip, scale, true}, n, out, stream);
}

}  // namespace loops

template <class S>
constexpr SubsetLoops subset_loops() {
  return {loops::mark<S>, loops::mark_and_count<S>, loops::draw<S>, loops::count_marks<S>,
          loops::list<S>};
}
template <class S, class T>
constexpr MarkedLoops<T> marked_loops() {
  return {loops::keep_marked<S, T>};
}

}  // namespace biasbound::kernels
