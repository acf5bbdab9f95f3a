// QSGD (kernels/qsgd.hpp) by groups of 128 entries (kernels/rounding.hpp).
//
// A share is a fixed-point number with 16 binary places; 2^16 - 1 less the 16 random bits is added
// to it, and the integer part of the sum is the level. Where the sum has only ones after the point,
// 16 bits do not decide, and the entry is settled alone.
#pragma once

#include "kernels/loops/groups.hpp"

namespace biasbound::kernels {

enum class QsgdPath : std::uint8_t {
  zero,    ///< all levels are 0 and stand for one number
  narrow,  ///< s < 2^15: a share is one integer
  wide,    ///< its integer part and its places are
  alone,   ///< one entry at a time
};

/// What rounds one entry at a time: a QsgdGrid (qsgd.cpp).
template <class T>
struct QsgdAlone;

template <class T>
struct QsgdPlan {
  QsgdPath path;
  T scale;  ///< s / norm
  T step;   ///< norm / s; what all levels stand for where the path is zero
  std::int32_t s;
  const QsgdAlone<T>* alone;
};

/// The signed level of entry i, x; bits: its 16 random ones.
template <class T>
std::int32_t qsgd_level(T x, std::size_t i, std::uint32_t bits, const QsgdAlone<T>& alone);
template <class T>
T qsgd_value(std::int32_t level, const QsgdAlone<T>& alone);

template <class T>
struct QsgdLoops {
  /// n entries from entry `begin` on, a multiple of 128.
  void (*pack8)(const T* x, std::size_t begin, std::size_t n, const Draws& draws,
                const QsgdPlan<T>& plan, std::int8_t* levels);
  void (*pack32)(const T* x, std::size_t begin, std::size_t n, const Draws& draws,
                 const QsgdPlan<T>& plan, std::int32_t* levels);
  /// `stream`: see Output.
  void (*dense)(const T* x, std::size_t begin, std::size_t n, const Draws& draws,
                const QsgdPlan<T>& plan, T* out, bool stream);
  /// x -= step c
  void (*step)(T step, const T* g, std::size_t begin, std::size_t n, const Draws& draws,
               const QsgdPlan<T>& plan, T* x);
  /// memory -= c, x -= step c
  void (*feedback)(T step, std::size_t begin, std::size_t n, const Draws& draws,
                   const QsgdPlan<T>& plan, T* memory, T* x, std::int8_t* levels);
  void (*unpack8)(const std::int8_t* levels, std::size_t n, const QsgdPlan<T>& plan, T* out,
                  bool stream);
  void (*unpack32)(const std::int32_t* levels, std::size_t n, const QsgdPlan<T>& plan, T* out,
                   bool stream);
};

namespace loops {

/// Numbers below 2^31 as integers, towards 0.
template <class S>
[[gnu::always_inline]] inline Vec<S, std::int32_t> truncated(const Vec<S, float> (&v)[1]) {
  return __builtin_convertvector(v[0], Vec<S, std::int32_t>);
}
template <class S>
[[gnu::always_inline]] inline Vec<S, std::int32_t> truncated(const Vec<S, double> (&v)[2]) {
  return S::truncated(v[0], v[1]);
}
/// The other way.
template <class S>
[[gnu::always_inline]] inline void widen(Vec<S, std::int32_t> n, Vec<S, float> (&v)[1]) {
  v[0] = __builtin_convertvector(n, Vec<S, float>);
}
template <class S>
[[gnu::always_inline]] inline void widen(Vec<S, std::int32_t> n, Vec<S, double> (&v)[2]) {
  S::widen(n, v[0], v[1]);
}

/// Rounds a group to levels: x to `levels`.
template <class S, class T, QsgdPath Path>
class LevelRound {
 public:
  [[gnu::always_inline]] LevelRound(const T* x, const std::uint32_t* words, const QsgdPlan<T>& plan,
                                    std::int32_t* levels)
      : x_(x), words_(words), levels_(levels), scale_(plan.scale), s_(plan.s) {}

  /// Its vectors, in the order of Philox::group's work.
  [[gnu::always_inline]] void operator()(std::size_t t, std::size_t k) {
    const std::size_t e = 16 * k + t * lanes<S, std::int32_t>;
    const auto word = load<S>(words_ + k / 2 * group_blocks + t * lanes<S, std::int32_t>);
    const auto less = bit_cast<Ints>(k % 2 == 0 ? ~word & 0xffff : ~word >> 16);
    Ints whole{};
    Ints places;
    Ints sign;
    if constexpr (Path == QsgdPath::narrow) {
      sign = shares(e, scale_ * 65536);
      places = S::with_sign(sign, sign);
      const Ints limit = Ints{} + s_ * 65536;
      places = places < limit ? places : limit;
    } else {
      Vec<S, T> r[parts];
      Vec<S, T> integer[parts];
      for (std::size_t i = 0; i < parts; ++i) r[i] = load<S>(x_ + e + i * lanes<S, T>) * scale_;
      const Ints signed_whole = truncated<S>(r);
      widen<S>(signed_whole, integer);
      for (std::size_t i = 0; i < parts; ++i) r[i] = (r[i] - integer[i]) * 65536;
      const Ints signed_places = truncated<S>(r);
      sign = signed_whole | signed_places;
      whole = S::with_sign(signed_whole, signed_whole);
      places = whole < s_ ? S::with_sign(signed_places, signed_places) : Ints{};
    }
    const Ints sum = places + less;
    store<S>(levels_ + e, S::with_sign(whole + (sum >> 16), sign));
    closest_ = S::max(closest_, bit_cast<Vec<S, std::uint32_t>>(sum << 16));
  }
  /// False where 16 bits do not decide somewhere.
  [[gnu::always_inline]] bool done() const {
    return S::bits(bit_cast<Ints>(closest_ >= 0xffff'0000)) == 0;
  }

 private:
  using Ints = Vec<S, std::int32_t>;
  static constexpr std::size_t parts = sizeof(T) / 4;

  /// factor * x as integers.
  [[gnu::always_inline]] Ints shares(std::size_t e, T factor) const {
    Vec<S, T> r[parts];
    for (std::size_t i = 0; i < parts; ++i) r[i] = load<S>(x_ + e + i * lanes<S, T>) * factor;
    return truncated<S>(r);
  }

  const T* x_;
  const std::uint32_t* words_;
  std::int32_t* levels_;
  T scale_;
  std::int32_t s_;
  Vec<S, std::uint32_t> closest_{};
};

/// Bits of entry e of a group.
[[gnu::always_inline]] inline std::uint32_t entry_bits(const std::uint32_t* words, std::size_t e) {
  return words[e / 32 * group_blocks + e % 16] >> (e / 16 % 2 * 16) & 0xffff;
}

/// Settles what 16 bits leave open, of a group whose first entry is entry i.
template <class S, class T>
[[gnu::noinline]] void settle(const T* x, std::size_t i, const std::uint32_t* words,
                              const QsgdPlan<T>& plan, std::int32_t* levels) {
  for (std::size_t e = 0; e < group_entries; ++e) {
    const std::uint32_t bits = entry_bits(words, e);
    const T r = (x[e] < 0 ? -x[e] : x[e]) * plan.scale;
    const T fraction = r - static_cast<T>(static_cast<std::int32_t>(r));
    if (static_cast<std::uint32_t>(static_cast<std::int32_t>(fraction * 65536)) == bits)
      levels[e] = qsgd_level(x[e], i + e, bits, *plan.alone);
  }
}

/// Gives the levels of group after group to the sink.
template <class S, QsgdPath Path, class T, class Source, class Sink>
[[gnu::always_inline]] inline void plain_groups(Source& source, std::size_t begin, std::size_t n,
                                                const Draws& draws, const QsgdPlan<T>& plan,
                                                Sink& sink) {
  const Philox<S> philox(draws);
  // Of this group and the next, in turn.
  alignas(64) std::uint32_t words[2][group_words];
  alignas(64) std::int32_t levels[group_entries];
  philox.template group<false>(begin / group_entries, words[0], Idle{});
  for (std::size_t i = 0; i < n; i += group_entries) {
    const std::size_t g = i / group_entries;
    const std::size_t count = n - i < group_entries ? n - i : group_entries;
    const T* x = source.group(i, count);
    LevelRound<S, T, Path> round(x, words[g % 2], plan, levels);
    philox.template group<false>(begin / group_entries + g + 1, words[(g + 1) % 2], round);
    if (__builtin_expect(!round.done(), false)) settle<S>(x, begin + i, words[g % 2], plan, levels);
    sink.take(x, i, count, levels);
  }
}

template <class S, class T, class Source, class Sink>
[[gnu::always_inline]] inline void qsgd_groups(Source& source, std::size_t begin, std::size_t n,
                                               const Draws& draws, const QsgdPlan<T>& plan,
                                               Sink& sink) {
  if (plan.path == QsgdPath::narrow)
    return plain_groups<S, QsgdPath::narrow>(source, begin, n, draws, plan, sink);
  if (plan.path == QsgdPath::wide)
    return plain_groups<S, QsgdPath::wide>(source, begin, n, draws, plan, sink);
  const Philox<S> philox(draws);
  alignas(64) std::uint32_t words[group_words];
  alignas(64) std::int32_t levels[group_entries] = {};
  for (std::size_t i = 0; i < n; i += group_entries) {
    const std::size_t count = n - i < group_entries ? n - i : group_entries;
    const T* x = source.group(i, count);
    if (plan.path == QsgdPath::alone) {
      philox.template group<false>((begin + i) / group_entries, words, Idle{});
      for (std::size_t e = 0; e < count; ++e)
        levels[e] = qsgd_level(x[e], begin + i + e, entry_bits(words, e), *plan.alone);
    }
    sink.take(x, i, count, levels);
  }
}

/// What a group of levels stands for.
template <class S, class T>
[[gnu::always_inline]] inline void values_of(const std::int32_t* levels, const QsgdPlan<T>& plan,
                                             T* values) {
  if (plan.path == QsgdPath::alone) {
    for (std::size_t e = 0; e < group_entries; ++e) values[e] = qsgd_value(levels[e], *plan.alone);
    return;
  }
  if (plan.path == QsgdPath::zero) {
    for (std::size_t e = 0; e < group_entries; ++e) values[e] = plan.step;
    return;
  }
  constexpr std::size_t parts = sizeof(T) / 4;
  for (std::size_t e = 0; e < group_entries; e += lanes<S, std::int32_t>) {
    Vec<S, T> v[parts];
    widen<S>(load<S>(levels + e), v);
    for (std::size_t i = 0; i < parts; ++i)
      store<S>(values + e + i * lanes<S, T>, v[i] * plan.step);
  }
}

template <class S>
[[gnu::always_inline]] inline void write_levels(const std::int32_t* levels, std::size_t n,
                                                std::int8_t* to) {
  constexpr std::size_t width = lanes<S, std::int32_t>;
  if (n == group_entries) {
    for (std::size_t e = 0; e < group_entries; e += 4 * width)
      store<S>(to + e, S::narrow(load<S>(levels + e), load<S>(levels + e + width),
                                 load<S>(levels + e + 2 * width), load<S>(levels + e + 3 * width)));
  } else {
    for (std::size_t e = 0; e < n; ++e) to[e] = static_cast<std::int8_t>(levels[e]);
  }
}
template <class S>
[[gnu::always_inline]] inline void write_levels(const std::int32_t* levels, std::size_t n,
                                                std::int32_t* to) {
  __builtin_memcpy(to, levels, n * sizeof *to);
}

template <class S, class T, class Level>
struct LevelSink {
  Level* to;
  [[gnu::always_inline]] void take(const T*, std::size_t i, std::size_t n,
                                   const std::int32_t* levels) {
    write_levels<S>(levels, n, to + i);
  }
};
template <class S, class T, class Level>
void qsgd_pack(const T* x, std::size_t begin, std::size_t n, const Draws& draws,
               const QsgdPlan<T>& plan, Level* levels) {
  Entries<S, T> source(x);
  LevelSink<S, T, Level> sink{levels};
  qsgd_groups<S>(source, begin, n, draws, plan, sink);
}

template <class S, class T>
struct ValueSink {
  const QsgdPlan<T>& plan;
  Output<S, T> out;
  [[gnu::always_inline]] void take(const T*, std::size_t, std::size_t n,
                                   const std::int32_t* levels) {
    values_of<S>(levels, plan, out.room());
    out.take(n);
  }
};
template <class S, class T>
void qsgd_dense(const T* x, std::size_t begin, std::size_t n, const Draws& draws,
                const QsgdPlan<T>& plan, T* out, bool stream) {
  Entries<S, T> source(x);
  ValueSink<S, T> sink{plan, Output<S, T>(out, stream)};
  qsgd_groups<S>(source, begin, n, draws, plan, sink);
  sink.out.finish();
}

template <class S, class T>
struct QsgdStepSink {
  const QsgdPlan<T>& plan;
  T step;
  T* x;
  alignas(64) T c[group_entries];
  [[gnu::always_inline]] void take(const T*, std::size_t i, std::size_t n,
                                   const std::int32_t* levels) {
    values_of<S>(levels, plan, c);
    subtract<S>(x + i, step, c, n, x + i);
  }
};
template <class S, class T>
void qsgd_step(T step, const T* g, std::size_t begin, std::size_t n, const Draws& draws,
               const QsgdPlan<T>& plan, T* x) {
  Entries<S, T> source(g);
  QsgdStepSink<S, T> sink{plan, step, x, {}};
  qsgd_groups<S>(source, begin, n, draws, plan, sink);
}

template <class S, class T>
struct QsgdFeedbackSink {
  const QsgdPlan<T>& plan;
  T step;
  T* memory;
  T* x;
  std::int8_t* to;
  alignas(64) T c[group_entries];
  [[gnu::always_inline]] void take(const T*, std::size_t i, std::size_t n,
                                   const std::int32_t* levels) {
    values_of<S>(levels, plan, c);
    subtract<S>(memory + i, c, n, memory + i);
    subtract<S>(x + i, step, c, n, x + i);
    write_levels<S>(levels, n, to + i);
  }
};
template <class S, class T>
void qsgd_feedback(T step, std::size_t begin, std::size_t n, const Draws& draws,
                   const QsgdPlan<T>& plan, T* memory, T* x, std::int8_t* levels) {
  Entries<S, T> source(memory);
  QsgdFeedbackSink<S, T> sink{plan, step, memory, x, levels, {}};
  qsgd_groups<S>(source, begin, n, draws, plan, sink);
}

template <class S, class T, class Level>
void qsgd_unpack(const Level* levels, std::size_t n, const QsgdPlan<T>& plan, T* out, bool stream) {
  Entries<S, Level> source(levels);
  Output<S, T> output(out, stream);
  alignas(64) std::int32_t group[group_entries];
  for (std::size_t i = 0; i < n; i += group_entries) {
    const std::size_t count = n - i < group_entries ? n - i : group_entries;
    const Level* packed = source.group(i, count);
    // NOLINTNEXTLINE(bugprone-signed-char-misuse): levels are signed
    for (std::size_t e = 0; e < group_entries; ++e) group[e] = packed[e];
    values_of<S>(group, plan, output.room());
    output.take(count);
  }
  output.finish();
}

}  // namespace loops

template <class S, class T>
constexpr QsgdLoops<T> qsgd_loops() {
  return {loops::qsgd_pack<S, T, std::int8_t>,
          loops::qsgd_pack<S, T, std::int32_t>,
          loops::qsgd_dense<S, T>,
          loops::qsgd_step<S, T>,
          loops::qsgd_feedback<S, T>,
          loops::qsgd_unpack<S, T, std::int8_t>,
          loops::qsgd_unpack<S, T, std::int32_t>};
}

}  // namespace biasbound::kernels
