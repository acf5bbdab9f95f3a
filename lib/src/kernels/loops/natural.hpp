// Natural compression (kernels/natural.hpp) by groups of 128 entries (kernels/rounding.hpp).
//
// The 16 random bits u are compared with the leading 16 bits f of the fraction by adding 2^16 - 1 -
// u to them: the carry makes the exponent that of the upper neighbour iff u < f. That is done on
// the high 32 bits of an entry, whatever its type. A group with u = f somewhere, with denormals, or
// with magnitudes in the top binade or above, is rounded once more, with care.
#pragma once

#include "kernels/loops/groups.hpp"

namespace biasbound::kernels {

template <class T>
struct NaturalLoops {
  /// n entries from entry `begin` on, a multiple of 128. `stream`: see Output.
  void (*dense)(const T* x, std::size_t begin, std::size_t n, const Draws& draws, T* out,
                bool stream);
  void (*pack)(const T* x, std::size_t begin, std::size_t n, const Draws& draws,
               std::uint16_t* codes);
  /// x -= step c
  void (*step)(T step, const T* g, std::size_t begin, std::size_t n, const Draws& draws, T* x);
  /// memory += g, memory -= c, x -= step c
  void (*feedback)(T step, const T* g, std::size_t begin, std::size_t n, const Draws& draws,
                   T* memory, T* x, std::uint16_t* codes);
  /// Whether every code stands for a number.
  bool (*valid)(const std::uint16_t* codes, std::size_t n);
  void (*unpack)(const std::uint16_t* codes, std::size_t n, T* out, bool stream);
};

/// Entry i, x, rounded: one at a time, for any x (natural.cpp).
template <class T>
T natural_entry(T x, std::size_t i, const Rounding& rounding);

namespace loops {

template <class T>
struct NaturalFormat {
  static constexpr int fraction = sizeof(T) == 4 ? 23 : 52;
  static constexpr int high_fraction = sizeof(T) == 4 ? 23 : 20;  ///< of the high 32 bits
  static constexpr Int<T> one = Int<T>{1};
  static constexpr Int<T> fraction_mask = (one << fraction) - 1;
  static constexpr Int<T> smallest_normal = one << fraction;
  static constexpr Int<T> largest_power = infinity_key<T> - smallest_normal;
  static constexpr Int<T> largest = infinity_key<T> - 1;
  static constexpr Int<T> quiet_nan = infinity_key<T> | (one << (fraction - 1));
  /// As a number 2^fraction: the bits of 2^fraction + n are these plus n, for n <= 2^fraction.
  static constexpr Int<T> magic =
      sizeof(T) == 4 ? Int<T>{0x4b00'0000} : static_cast<Int<T>>(0x4330'0000'0000'0000);
  static constexpr Int<T> bias = sizeof(T) == 4 ? 127 : 1023;
  static constexpr std::uint16_t codes = sizeof(T) == 4 ? 281 : 2102;
};

/// High 32 bits of lanes<S, uint32> entries, in the order of words of Philox::group<sizeof(T) ==
/// 8>.
template <class S>
[[gnu::always_inline]] inline Vec<S, std::uint32_t> load_high(const float* x) {
  return bit_cast<Vec<S, std::uint32_t>>(load<S>(x));
}
template <class S>
[[gnu::always_inline]] inline Vec<S, std::uint32_t> load_high(const double* x) {
  using Wide = Vec<S, std::uint64_t>;
  return S::high_halves(bit_cast<Wide>(load<S>(x)), bit_cast<Wide>(load<S>(x + lanes<S, double>)));
}
template <class S>
[[gnu::always_inline]] inline void store_high(float* x, Vec<S, std::uint32_t> high) {
  store<S>(x, bit_cast<Vec<S, float>>(high));
}
template <class S>
[[gnu::always_inline]] inline void store_high(double* x, Vec<S, std::uint32_t> high) {
  Vec<S, std::uint64_t> a;
  Vec<S, std::uint64_t> b;
  S::spread(high, a, b);
  store<S>(x, bit_cast<Vec<S, double>>(a));
  store<S>(x + lanes<S, double>, bit_cast<Vec<S, double>>(b));
}

/// Rounds a group of zeros and normal numbers below the top binade where 16 bits decide: x to c.
template <class S, class T>
class PlainRound {
 public:
  [[gnu::always_inline]] PlainRound(const T* x, const std::uint32_t* words, T* c)
      : x_(x), words_(words), c_(c) {}

  /// Its vectors, in the order of Philox::group's work.
  [[gnu::always_inline]] void operator()(std::size_t t, std::size_t k) {
    const std::size_t b = t * lanes<S, std::uint32_t>;
    const Bits word = load<S>(words_ + k / 2 * group_blocks + b);
    const Bits carry =
        k % 2 == 0 ? (~word & 0xffff) << (fraction - 16) : ~(word >> (32 - fraction)) & undecided;
    const Bits high = load_high<S>(x_ + 16 * k + b);
    const Bits sum = high + carry;
    store_high<S>(c_ + 16 * k + b, sum & ~fraction_mask);
    closest_ = S::max(closest_, sum & fraction_mask);
    furthest_ = S::max(furthest_, high + high - smallest);
  }
  /// False where the group is not such a group.
  [[gnu::always_inline]] bool done() const {
    return S::bits(bit_cast<Vec<S, std::int32_t>>((closest_ >= undecided) |
                                                  (furthest_ >= top - smallest))) == 0;
  }

 private:
  using Bits = Vec<S, std::uint32_t>;
  static constexpr int fraction = NaturalFormat<T>::high_fraction;
  static constexpr std::uint32_t fraction_mask = (1U << fraction) - 1;
  static constexpr std::uint32_t undecided = 0xffffU << (fraction - 16);
  // Of magnitudes shifted left by 1, so that the sign is gone. Less the smallest normal number,
  // those below it are the largest.
  static constexpr std::uint32_t smallest = 2U << fraction;
  static constexpr auto top =
      static_cast<std::uint32_t>(NaturalFormat<T>::largest_power >> (8 * sizeof(T) - 32)) * 2;

  const T* x_;
  const std::uint32_t* words_;
  T* c_;
  Bits closest_{};
  Bits furthest_{};
};

/// The 16 random bits of the entries of load_high, as integers in the order of the entries.
template <class S>
[[gnu::always_inline]] inline void widen(Vec<S, std::uint32_t> bits, std::int32_t* to) {
  store<S>(to, bit_cast<Vec<S, std::int32_t>>(bits));
}
template <class S>
[[gnu::always_inline]] inline void widen(Vec<S, std::uint32_t> bits, std::int64_t* to) {
  Vec<S, std::uint64_t> a;
  Vec<S, std::uint64_t> b;
  S::spread(bits, a, b);
  store<S>(to, bit_cast<Vec<S, std::int64_t>>(a >> 32));
  store<S>(to + lanes<S, double>, bit_cast<Vec<S, std::int64_t>>(b >> 32));
}

/// The bits of the number that an integer in [0, 2^fraction) is.
template <class S, class T>
[[gnu::always_inline]] inline Vec<S, Int<T>> bits_of_number(Vec<S, Int<T>> n) {
  const Vec<S, Int<T>> magic = splat<S>(NaturalFormat<T>::magic);
  return bit_cast<Vec<S, Int<T>>>(bit_cast<Vec<S, T>>(n | magic) - bit_cast<Vec<S, T>>(magic));
}
/// The other way, from a number in [0, 2^fraction].
template <class S, class T>
[[gnu::always_inline]] inline Vec<S, Int<T>> number_of_bits(Vec<S, Int<T>> bits) {
  const Vec<S, Int<T>> magic = splat<S>(NaturalFormat<T>::magic);
  return bit_cast<Vec<S, Int<T>>>(bit_cast<Vec<S, T>>(bits) + bit_cast<Vec<S, T>>(magic)) - magic;
}

/// Rounds any group. Not zero in `undecided`: 16 bits do not decide.
template <class S, class T>
void round_any(const T* x, const std::uint32_t* words, T* c, Int<T>* undecided) {
  using F = NaturalFormat<T>;
  using Bits = Vec<S, Int<T>>;
  Int<T> u[group_entries];
  for (std::size_t j = 0; j < 4; ++j)
    for (std::size_t b = 0; b < group_blocks; b += lanes<S, std::uint32_t>) {
      const auto word = load<S>(words + j * group_blocks + b);
      widen<S>(word & 0xffff, u + 32 * j + b);
      widen<S>(word >> 16, u + 32 * j + 16 + b);
    }
  for (std::size_t e = 0; e < group_entries; e += lanes<S, T>) {
    const auto bits = bit_cast<Bits>(load<S>(x + e));
    const Bits magnitude = bits & magnitude_mask<T>;
    const Bits denormal = magnitude < F::smallest_normal;
    // A denormal as the integer that it is a multiple of the smallest one: a normal number.
    const Bits normal = denormal ? bits_of_number<S, T>(magnitude & F::fraction_mask) : magnitude;
    const Bits carry = (0xffff - load<S>(u + e)) << (F::fraction - 16);
    using Wrapping = Vec<S, Unsigned<T>>;  // NaN comes along, and what it gives is not looked at
    const auto sum = bit_cast<Bits>(bit_cast<Wrapping>(normal) + bit_cast<Wrapping>(carry));
    const Bits power = sum & ~F::fraction_mask;
    Bits result = denormal ? number_of_bits<S, T>(denormal ? power : Bits{}) : power;
    result = result > F::largest ? Bits{} + F::largest : result;
    result = magnitude >= infinity_key<T>
                 ? (magnitude > infinity_key<T> ? Bits{} + F::quiet_nan : magnitude)
                 : result;
    store<S>(c + e, bit_cast<Vec<S, T>>(result | (bits & ~magnitude_mask<T>)));
    store<S>(undecided + e, (sum & F::fraction_mask) >= (Int<T>{0xffff} << (F::fraction - 16))
                                ? Bits{} - 1
                                : Bits{});
  }
}

/// c = C(x) for a group whose first entry is entry i; any x.
template <class S, class T>
[[gnu::noinline]] void round_with_care(const T* x, std::size_t i, const Draws& draws,
                                       const std::uint32_t* words, T* c) {
  Int<T> undecided[group_entries];
  round_any<S>(x, words, c, undecided);
  for (std::size_t e = 0; e < group_entries; ++e)
    if (undecided[e] != 0) c[e] = natural_entry(x[e], i + e, *draws.rounding);
}

template <class S, class T, class Source, class Sink>
[[gnu::always_inline]] inline void natural_groups(Source& source, std::size_t begin, std::size_t n,
                                                  const Draws& draws, Sink& sink) {
  constexpr bool paired = sizeof(T) == 8;
  const Philox<S> philox(draws);
  // Of this group and the next, in turn.
  alignas(64) std::uint32_t words[2][group_words];
  philox.template group<paired>(begin / group_entries, words[0], Idle{});
  for (std::size_t i = 0; i < n; i += group_entries) {
    const std::size_t g = i / group_entries;
    const std::size_t count = n - i < group_entries ? n - i : group_entries;
    const T* x = source.group(i, count);
    T* c = sink.room();
    PlainRound<S, T> round(x, words[g % 2], c);
    philox.template group<paired>(begin / group_entries + g + 1, words[(g + 1) % 2], round);
    const bool plain = round.done();
    if (__builtin_expect(!plain, false)) round_with_care<S>(x, begin + i, draws, words[g % 2], c);
    sink.take(x, i, count, plain);
  }
}

/// The packed entries of load_high, all of them zeros and normal powers of two, in their order.
template <class S, class T>
[[gnu::always_inline]] inline Vec<S, std::uint32_t> plain_codes(const T* c) {
  using F = NaturalFormat<T>;
  auto high = load_high<S>(c);
  if constexpr (sizeof(T) == 8) high = S::ordered(high);
  const auto exponent = (high & 0x7fff'ffff) >> F::high_fraction;
  const auto normal = bit_cast<Vec<S, std::uint32_t>>(exponent != 0);
  return (exponent + (normal & F::fraction)) | (high >> 16 & 0x8000);
}

/// The packed form of any results.
template <class S, class T>
[[gnu::always_inline]] inline Vec<S, Int<T>> any_codes(const T* c) {
  using F = NaturalFormat<T>;
  using Bits = Vec<S, Int<T>>;
  const auto bits = bit_cast<Bits>(load<S>(c));
  const Bits magnitude = bits & magnitude_mask<T>;
  const Bits denormal = magnitude < F::smallest_normal;
  // 2^j times the smallest number has code j + 1; comparisons give -1 where they hold.
  const Bits number = bits_of_number<S, T>(denormal ? magnitude : Bits{}) >> F::fraction;
  const Bits small = number != 0 ? number - (F::bias - 1) : Bits{};
  const Bits normal = (magnitude >> F::fraction) + F::fraction - (magnitude > F::largest_power) -
                      (magnitude > infinity_key<T>);
  return (denormal ? small : normal) | (bits < 0 ? Bits{} + 0x8000 : Bits{});
}

template <class S, class T>
[[gnu::always_inline]] inline void write_codes(const T* c, bool plain, std::size_t n,
                                               std::uint16_t* codes) {
  constexpr std::size_t width = lanes<S, std::uint32_t>;
  if (plain && n == group_entries) {
    for (std::size_t e = 0; e < group_entries; e += 2 * width)
      store<S>(codes + e, S::narrow(plain_codes<S>(c + e), plain_codes<S>(c + e + width)));
    return;
  }
  Int<T> wide[group_entries];
  for (std::size_t e = 0; e < group_entries; e += lanes<S, T>)
    store<S>(wide + e, any_codes<S>(c + e));
  for (std::size_t e = 0; e < n; ++e) codes[e] = static_cast<std::uint16_t>(wide[e]);
}

/// The numbers that packed entries stand for.
template <class S, class T>
[[gnu::always_inline]] inline Vec<S, T> value_of_codes(const std::uint16_t* codes) {
  using F = NaturalFormat<T>;
  using Bits = Vec<S, Int<T>>;
  constexpr Int<T> largest_code = F::codes - 3;
  const Bits bits = S::template widened<Int<T>>(codes);
  const Bits code = bits & 0x7fff;
  const Bits small = (code > 0) & (code <= F::fraction);
  const Bits number = small ? (code + (F::bias - 1)) << F::fraction : Bits{};
  Bits magnitude =
      code > F::fraction ? (code - F::fraction) << F::fraction : number_of_bits<S, T>(number);
  const Bits special = code == largest_code       ? Bits{} + F::largest
                       : code == largest_code + 1 ? Bits{} + infinity_key<T>
                                                  : Bits{} + F::quiet_nan;
  magnitude = code >= largest_code ? special : magnitude;
  return bit_cast<Vec<S, T>>(magnitude | (bits >> 15) << (8 * sizeof(T) - 1));
}

template <class S, class T>
struct DenseSink {
  Output<S, T> out;
  [[gnu::always_inline]] T* room() { return out.room(); }
  [[gnu::always_inline]] void take(const T*, std::size_t, std::size_t n, bool) { out.take(n); }
};
template <class S, class T>
void natural_dense(const T* x, std::size_t begin, std::size_t n, const Draws& draws, T* out,
                   bool stream) {
  Entries<S, T> source(x);
  DenseSink<S, T> sink{Output<S, T>(out, stream)};
  natural_groups<S, T>(source, begin, n, draws, sink);
  sink.out.finish();
}

template <class S, class T>
struct CodeSink {
  std::uint16_t* codes;
  alignas(64) T c[group_entries];
  [[gnu::always_inline]] T* room() { return c; }
  [[gnu::always_inline]] void take(const T*, std::size_t i, std::size_t n, bool plain) {
    write_codes<S>(c, plain, n, codes + i);
  }
};
template <class S, class T>
void natural_pack(const T* x, std::size_t begin, std::size_t n, const Draws& draws,
                  std::uint16_t* codes) {
  Entries<S, T> source(x);
  CodeSink<S, T> sink{codes, {}};
  natural_groups<S, T>(source, begin, n, draws, sink);
}

template <class S, class T>
struct StepSink {
  T step;
  T* x;
  alignas(64) T c[group_entries];
  [[gnu::always_inline]] T* room() { return c; }
  [[gnu::always_inline]] void take(const T*, std::size_t i, std::size_t n, bool) {
    subtract<S>(x + i, step, c, n, x + i);
  }
};
template <class S, class T>
void natural_step(T step, const T* g, std::size_t begin, std::size_t n, const Draws& draws, T* x) {
  Entries<S, T> source(g);
  StepSink<S, T> sink{step, x, {}};
  natural_groups<S, T>(source, begin, n, draws, sink);
}

template <class S, class T>
struct FeedbackSink {
  T step;
  T* memory;
  T* x;
  std::uint16_t* codes;
  alignas(64) T c[group_entries];
  [[gnu::always_inline]] T* room() { return c; }
  [[gnu::always_inline]] void take(const T* sums, std::size_t i, std::size_t n, bool plain) {
    subtract<S>(sums, c, n, memory + i);
    subtract<S>(x + i, step, c, n, x + i);
    write_codes<S>(c, plain, n, codes + i);
  }
};
template <class S, class T>
void natural_feedback(T step, const T* g, std::size_t begin, std::size_t n, const Draws& draws,
                      T* memory, T* x, std::uint16_t* codes) {
  Sums<S, T> source(memory, g);
  FeedbackSink<S, T> sink{step, memory, x, codes, {}};
  natural_groups<S, T>(source, begin, n, draws, sink);
}

template <class S, class T>
bool natural_valid(const std::uint16_t* codes, std::size_t n) {
  constexpr std::size_t width = lanes<S, std::int16_t>;
  constexpr std::int16_t last = NaturalFormat<T>::codes - 1;
  Vec<S, std::int16_t> wrong{};
  std::size_t i = 0;
  for (; i + width <= n; i += width)
    wrong |= (bit_cast<Vec<S, std::int16_t>>(load<S>(codes + i)) & 0x7fff) > last;
  std::int16_t any = 0;
  for (std::size_t lane = 0; lane < width; ++lane) any |= wrong[lane];
  for (; i < n; ++i) any |= (codes[i] & 0x7fff) > last;
  return any == 0;
}

template <class S, class T>
void natural_unpack(const std::uint16_t* codes, std::size_t n, T* out, bool stream) {
  Entries<S, std::uint16_t> source(codes);
  Output<S, T> output(out, stream);
  for (std::size_t i = 0; i < n; i += group_entries) {
    const std::size_t count = n - i < group_entries ? n - i : group_entries;
    const std::uint16_t* group = source.group(i, count);
    T* values = output.room();
    for (std::size_t e = 0; e < group_entries; e += lanes<S, T>)
      store<S>(values + e, value_of_codes<S, T>(group + e));
    output.take(count);
  }
  output.finish();
}

}  // namespace loops

template <class S, class T>
constexpr NaturalLoops<T> natural_loops() {
  return {loops::natural_dense<S, T>,    loops::natural_pack<S, T>,  loops::natural_step<S, T>,
          loops::natural_feedback<S, T>, loops::natural_valid<S, T>, loops::natural_unpack<S, T>};
}

}  // namespace biasbound::kernels
