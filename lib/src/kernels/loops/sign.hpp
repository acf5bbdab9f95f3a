// Signs (kernels/sign.hpp): packed, dense, and as steps. A sign stands for one of two values,
// `plus` and `minus`; an entry's sign is looked at on its bits, which no floating-point mode
// changes.
#pragma once

#include "kernels/loops/bits.hpp"
#include "kernels/simd/look_ahead.hpp"

namespace biasbound::kernels {

/// What a sign stands for.
template <class T>
struct Signed {
  T plus;
  T minus;
};

template <class T>
struct SignLoops {
  /// (n + 7) / 8 bytes; the unused bits of the last one are 0.
  void (*pack)(const T* x, std::size_t n, std::uint8_t* signs, bool stream);
  /// The values that n signs stand for. `stream`: the stores bypass the caches.
  void (*unpack)(const std::uint8_t* signs, std::size_t n, Signed<T> value, T* out, bool stream);
  /// The values that the signs of x stand for; out may be x.
  void (*dense)(const T* x, std::size_t n, Signed<T> value, T* out, bool stream);
  /// x -= the step that the sign of g stands for
  void (*step)(const T* g, std::size_t n, Signed<T> step, T* x);
  /// memory += g; then, by the sign of memory: memory -= value, x -= step. signs as in pack.
  void (*add_and_feed)(const T* g, std::size_t n, Signed<T> value, Signed<T> step, T* memory, T* x,
                       std::uint8_t* signs);
  /// The same without g and signs.
  void (*feed)(std::size_t n, Signed<T> value, Signed<T> step, T* memory, T* x);
};

namespace loops {

using namespace simd;

/// The top bit: x < 0, the bits in [0x8000'0001, 0xff80'0000]. Those, and no others, less
/// 0x8000'0001 keep the top bit clear and have it set less 0x7f80'0000 more. (SSE2 does not compare
/// 64 bits.)
template <class S, class T>
[[gnu::always_inline]] inline Vec<S, Int<T>> negative_tops(Vec<S, T> x) {
  const Vec<S, Unsigned<T>> rank =
      bit_cast<Vec<S, Unsigned<T>>>(x) + static_cast<Unsigned<T>>(magnitude_mask<T>);
  const Vec<S, Unsigned<T>> less = rank - static_cast<Unsigned<T>>(infinity_key<T>);
  return bit_cast<Vec<S, Int<T>>>(less & ~rank);
}
/// All bits.
template <class S, class T>
[[gnu::always_inline]] inline Vec<S, Int<T>> negatives(Vec<S, T> x) {
  return negative_tops<S, T>(x) >> (8 * sizeof(T) - 1);
}
template <class T>
[[gnu::always_inline]] inline bool negative(T x) {
  const auto less_one = static_cast<Int<T>>(bit_cast<Unsigned<T>>(x) - 1);
  return less_one < ~magnitude_mask<T> + infinity_key<T>;
}

template <class S, class T>
struct Choice {
  Vec<S, Int<T>> plus;
  Vec<S, Int<T>> change;  ///< from plus to minus
  [[gnu::always_inline]] explicit Choice(Signed<T> value)
      : plus(splat<S>(bit_cast<Int<T>>(value.plus))),
        change(plus ^ bit_cast<Int<T>>(value.minus)) {}
  [[gnu::always_inline]] Vec<S, T> of(Vec<S, Int<T>> is_negative) const {
    return bit_cast<Vec<S, T>>(plus ^ (change & is_negative));
  }
};
template <class T>
[[gnu::always_inline]] inline T choose(Signed<T> value, bool is_negative) {
  return is_negative ? value.minus : value.plus;
}

/// The signs of 64 entries.
template <class S, class T>
[[gnu::always_inline]] inline std::uint64_t signs_of(const T* x) {
  look_ahead(x, 64);
  Vec<S, Int<T>> tops[64 / lanes<S, T>];
  for (std::size_t j = 0; j < 64 / lanes<S, T>; ++j)
    tops[j] = negative_tops<S, T>(load<S>(x + j * lanes<S, T>));
  return S::word(tops);
}

template <class S, class T>
void pack(const T* x, std::size_t n, std::uint8_t* signs, bool stream) {
  constexpr std::size_t line = 512;  // entries whose signs are 64 bytes
  std::size_t i = 0;
  if (stream && reinterpret_cast<std::uintptr_t>(signs) % 8 == 0) {
    for (; i + 64 <= n && reinterpret_cast<std::uintptr_t>(signs + i / 8) % 64 != 0; i += 64)
      store_bits(signs + i / 8, signs_of<S>(x + i), 64);
    for (; i + line <= n; i += line) {
      alignas(64) std::uint64_t words[line / 64];
      for (std::size_t j = 0; j < line / 64; ++j) words[j] = signs_of<S>(x + i + 64 * j);
      auto* const to = reinterpret_cast<std::uint64_t*>(signs + i / 8);
      for (std::size_t j = 0; j < line / 64; j += lanes<S, std::uint64_t>)
        S::stream(to + j, load<S>(words + j));
    }
    S::fence();
  }
  for (; i + 64 <= n; i += 64) store_bits(signs + i / 8, signs_of<S>(x + i), 64);
  std::uint64_t word = 0;
  for (std::size_t j = i; j < n; ++j) word |= std::uint64_t{negative(x[j])} << (j - i);
  store_bits(signs + i / 8, word, n - i);
}

/// Dense values of packed signs.
template <class S, class T>
struct Unpacked {
  const std::uint8_t* signs;
  Signed<T> value;
  Choice<S, T> choice;
  [[gnu::always_inline]] std::uint64_t bits(std::size_t i) const { return bits_at(signs, i); }
  [[gnu::always_inline]] Vec<S, T> entries(std::size_t /*i*/, std::uint64_t bits) const {
    return choice.of(masks<S, T>(bits));
  }
  [[gnu::always_inline]] T entry(std::size_t i) const { return choose(value, bit_at(signs, i)); }
};

template <class S, class T>
void unpack(const std::uint8_t* signs, std::size_t n, Signed<T> value, T* out, bool stream) {
  write<S>(Unpacked<S, T>{signs, value, Choice<S, T>(value)}, n, out, stream);
}

/// Dense values of the signs of x.
template <class S, class T>
struct SignsOf {
  const T* x;
  Signed<T> value;
  Choice<S, T> choice;
  [[gnu::always_inline]] static std::uint64_t bits(std::size_t /*i*/) { return 0; }
  [[gnu::always_inline]] Vec<S, T> entries(std::size_t i, std::uint64_t /*bits*/) const {
    return choice.of(negatives<S, T>(load<S>(x + i)));
  }
  [[gnu::always_inline]] T entry(std::size_t i) const { return choose(value, negative(x[i])); }
};

template <class S, class T>
void dense(const T* x, std::size_t n, Signed<T> value, T* out, bool stream) {
  write<S>(SignsOf<S, T>{x, value, Choice<S, T>(value)}, n, out, stream);
}

template <class S, class T>
void step(const T* g, std::size_t n, Signed<T> step, T* x) {
  const Choice<S, T> choice(step);
  std::size_t i = 0;
  for (; i + lanes<S, T> <= n; i += lanes<S, T>)
    store<S>(x + i, load<S>(x + i) - choice.of(negatives<S, T>(load<S>(g + i))));
  for (; i < n; ++i) x[i] -= choose(step, negative(g[i]));
}

template <class S, class T>
void add_and_feed(const T* g, std::size_t n, Signed<T> value, Signed<T> step, T* memory, T* x,
                  std::uint8_t* signs) {
  const Choice<S, T> sent(value);
  const Choice<S, T> moved(step);
  std::size_t i = 0;
  for (; i + 64 <= n; i += 64) {
    std::uint64_t word = 0;
    for (std::size_t j = i; j < i + 64; j += lanes<S, T>) {
      const Vec<S, T> sum = load<S>(memory + j) + load<S>(g + j);
      const Vec<S, Int<T>> mask = negatives<S, T>(sum);
      word |= static_cast<std::uint64_t>(S::bits(mask)) << (j - i);
      store<S>(memory + j, sum - sent.of(mask));
      store<S>(x + j, load<S>(x + j) - moved.of(mask));
    }
    store_bits(signs + i / 8, word, 64);
  }
  std::uint64_t word = 0;
  for (std::size_t j = i; j < n; ++j) {
    const T sum = memory[j] + g[j];
    const bool is_negative = negative(sum);
    word |= std::uint64_t{is_negative} << (j - i);
    memory[j] = sum - choose(value, is_negative);
    x[j] -= choose(step, is_negative);
  }
  store_bits(signs + i / 8, word, n - i);
}

template <class S, class T>
void feed(std::size_t n, Signed<T> value, Signed<T> step, T* memory, T* x) {
  const Choice<S, T> sent(value);
  const Choice<S, T> moved(step);
  std::size_t i = 0;
  for (; i + lanes<S, T> <= n; i += lanes<S, T>) {
    const Vec<S, T> sum = load<S>(memory + i);
    const Vec<S, Int<T>> mask = negatives<S, T>(sum);
    store<S>(memory + i, sum - sent.of(mask));
    store<S>(x + i, load<S>(x + i) - moved.of(mask));
  }
  for (; i < n; ++i) {
    const bool is_negative = negative(memory[i]);
    memory[i] -= choose(value, is_negative);
    x[i] -= choose(step, is_negative);
  }
}

}  // namespace loops

template <class S, class T>
constexpr SignLoops<T> sign_loops() {
  return {loops::pack<S, T>, loops::unpack<S, T>,       loops::dense<S, T>,
          loops::step<S, T>, loops::add_and_feed<S, T>, loops::feed<S, T>};
}

}  // namespace biasbound::kernels
