// The kernels' definitions, one entry after another, as the public headers state them. Nothing here
// is the kernels' own code.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <set>
#include <span>
#include <type_traits>
#include <vector>

#include "biasbound/random.hpp"

namespace kernel_tests::reference {

template <class T>
using Word = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
template <class T>
inline constexpr unsigned fraction_bits = sizeof(T) == 4 ? 23 : 52;
template <class T>
inline constexpr Word<T> magnitude_bits = std::numeric_limits<Word<T>>::max() >> 1;

template <class T>
Word<T> magnitude(T x) {
  return std::bit_cast<Word<T>>(x) & magnitude_bits<T>;
}
template <class T>
bool sign_bit(T x) {
  return std::bit_cast<Word<T>>(x) >> (8 * sizeof(T) - 1) != 0;
}
template <class T>
T with_sign(Word<T> magnitude, bool negative) {
  return std::bit_cast<T>(magnitude | static_cast<Word<T>>(negative) << (8 * sizeof(T) - 1));
}
template <class T>
inline constexpr Word<T> infinity = magnitude_bits<T> >> fraction_bits<T> << fraction_bits<T>;

// x -= step c, memory += g and so on, in T, each operation rounded by itself.

template <class T>
void subtract(std::vector<T>& x, T step, const std::vector<T>& c) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    const T product = step * c[i];
    x[i] = x[i] - product;
  }
}
template <class T>
std::vector<T> sum(const std::vector<T>& memory, const std::vector<T>& g) {
  std::vector<T> result(memory.size());
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = memory[i] + g[i];
  return result;
}

// Sparse vectors.

template <class T>
struct Pairs {
  std::vector<std::uint32_t> indices;
  std::vector<T> values;
};

template <class T>
std::vector<T> dense(const Pairs<T>& pairs, std::size_t d) {
  std::vector<T> out(d, T(0));
  for (std::size_t j = 0; j < pairs.indices.size(); ++j) out[pairs.indices[j]] = pairs.values[j];
  return out;
}
template <class T>
void subtract(std::vector<T>& x, T step, const Pairs<T>& pairs) {
  for (std::size_t j = 0; j < pairs.indices.size(); ++j) {
    const T product = step * pairs.values[j];
    x[pairs.indices[j]] = x[pairs.indices[j]] - product;
  }
}

/// The k largest magnitudes as bits, ties to the lowest index.
template <class T>
Pairs<T> top_k(const std::vector<T>& x, std::size_t k) {
  Pairs<T> result;
  result.indices.resize(x.size());
  std::iota(result.indices.begin(), result.indices.end(), 0U);
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    const auto key_a = magnitude(x[a]);
    const auto key_b = magnitude(x[b]);
    return key_a != key_b ? key_a > key_b : a < b;
  };
  if (k < x.size()) {
    std::nth_element(result.indices.begin(),
                     result.indices.begin() + static_cast<std::ptrdiff_t>(k), result.indices.end(),
                     before);
    result.indices.resize(k);
  }
  std::sort(result.indices.begin(), result.indices.end());
  for (const std::uint32_t i : result.indices) result.values.push_back(x[i]);
  return result;
}

/// Words mapped to indices without bias, those drawn already dropped, until there are min(k, d -
/// k); above d / 2 they are the ones left out.
inline std::vector<std::uint32_t> subset(std::size_t d, std::size_t k, biasbound::Stream& stream) {
  const std::size_t wanted = std::min(k, d - k);
  std::vector<bool> drawn(d);
  for (std::size_t n = 0; n < wanted;) {
    const std::uint64_t i = biasbound::uniform_below(stream, d);
    if (drawn[i]) continue;
    drawn[i] = true;
    ++n;
  }
  std::vector<std::uint32_t> result;
  for (std::size_t i = 0; i < d; ++i)
    if (drawn[i] == (wanted == k)) result.push_back(static_cast<std::uint32_t>(i));
  if (k == d) {
    result.resize(d);
    std::iota(result.begin(), result.end(), 0U);
  }
  return result;
}

// Signs.

/// x < 0, whatever the processor thinks of denormals.
template <class T>
bool negative(T x) {
  return sign_bit(x) && magnitude(x) != 0 && magnitude(x) <= infinity<T>;
}
template <class T>
std::vector<std::uint8_t> packed_signs(const std::vector<T>& x) {
  std::vector<std::uint8_t> signs((x.size() + 7) / 8);
  for (std::size_t i = 0; i < x.size(); ++i)
    if (negative(x[i])) signs[i / 8] = static_cast<std::uint8_t>(signs[i / 8] | 1U << (i % 8));
  return signs;
}
template <class T>
std::vector<T> signs(const std::vector<T>& x, T scale) {
  std::vector<T> result;
  for (const T value : x) result.push_back(negative(value) ? -scale : scale);
  return result;
}

// Rounding at random (kernels/rounding.hpp): entry i goes up iff U < p, U of 16 bits that its group
// of 128 entries shares 16 blocks for, then of 128 bits of a block of its own.

class Rounding {
 public:
  Rounding(biasbound::Stream& stream, std::size_t d)
      : stream_(stream),
        first_((stream.position() + 63) / 64 * 16),
        extra_(first_ + (d + 127) / 128 * 16),
        d_(d) {}
  /// The stream stands after the blocks of the groups and d more.
  ~Rounding() { stream_.seek(4 * (extra_ + d_)); }
  Rounding(const Rounding&) = delete;
  Rounding& operator=(const Rounding&) = delete;

  /// p = numerator / denominator <= 1, denominator <= 2^63.
  [[nodiscard]] bool up(std::size_t i, std::uint64_t numerator, std::uint64_t denominator) const {
    if (numerator >= denominator) return true;
    return below(i, [&, rest = numerator]() mutable {
      rest *= 2;
      const bool one = rest >= denominator;
      if (one) rest -= denominator;
      return one;
    });
  }
  /// p < 1, all its bits.
  [[nodiscard]] bool up(std::size_t i, double p) const {
    return below(i, [p]() mutable {
      p *= 2;
      const bool one = p >= 1;
      if (one) p -= 1;
      return one;
    });
  }

 private:
  /// Is the number of entry i below the one whose binary digits are given, one a call?
  template <class Digit>
  [[nodiscard]] bool below(std::size_t i, Digit digit) const {
    const std::size_t e = i % 128;
    const std::uint64_t block = first_ + i / 128 * 16 + e % 16;
    const std::uint32_t shared = word(block, e / 32);
    const std::uint32_t half = e / 16 % 2 == 0 ? shared & 0xffff : shared >> 16;
    for (unsigned bit = 16; bit-- > 0;) {
      const bool p = digit();
      const bool u = (half >> bit & 1) != 0;
      if (p != u) return p;
    }
    for (unsigned w = 0; w < 4; ++w) {
      const std::uint32_t bits = word(extra_ + i, w);
      for (unsigned bit = 32; bit-- > 0;) {
        const bool p = digit();
        const bool u = (bits >> bit & 1) != 0;
        if (p != u) return p;
      }
    }
    return false;  // with probability 2^-144 there is more to see
  }

  [[nodiscard]] std::uint32_t word(std::uint64_t block, std::size_t index) const {
    biasbound::Stream reader = stream_;
    reader.seek(4 * block + index);
    return reader.bits32();
  }

  biasbound::Stream& stream_;
  std::uint64_t first_;  ///< block of the first group
  std::uint64_t extra_;  ///< block of entry 0's further bits
  std::size_t d_;
};

// Natural compression. A magnitude is f 2^e with integers; the power of two below it is f's highest
// bit.

inline constexpr std::uint16_t natural_sign = 0x8000;

/// 0 for zero, then the powers of two from the smallest denormal on, the largest number, infinity,
/// NaN.
template <class T>
std::uint16_t natural_code(T out) {
  const Word<T> m = magnitude(out);
  constexpr unsigned bits = fraction_bits<T>;
  constexpr Word<T> top = infinity<T>;
  constexpr auto powers = static_cast<std::uint16_t>((top >> bits) - 1 + bits);
  std::uint16_t code = 0;
  if (m > infinity<T>)
    code = powers + 3;
  else if (m == infinity<T>)
    code = powers + 2;
  else if (m == infinity<T> - 1)
    code = powers + 1;
  else if (m >> fraction_bits<T> != 0)
    code = static_cast<std::uint16_t>(fraction_bits<T> + (m >> fraction_bits<T>));
  else
    code = static_cast<std::uint16_t>(std::bit_width(m));
  return static_cast<std::uint16_t>(code | (sign_bit(out) ? natural_sign : 0));
}
template <class T>
std::vector<std::uint16_t> natural_codes(const std::vector<T>& c) {
  std::vector<std::uint16_t> codes;
  for (const T out : c) codes.push_back(natural_code(out));
  return codes;
}

template <class T>
std::vector<T> natural(const std::vector<T>& x, biasbound::Stream& stream) {
  constexpr Word<T> hidden = Word<T>(1) << fraction_bits<T>;
  const Rounding rounding(stream, x.size());
  std::vector<T> result;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Word<T> m = magnitude(x[i]);
    Word<T> out = m;
    if (m > infinity<T>) {
      out = infinity<T> | hidden >> 1;
    } else if (m != infinity<T> && m != 0) {
      const bool denormal = m < hidden;
      const Word<T> low = denormal ? std::bit_floor(m) : m & ~(hidden - 1);
      const Word<T> above = m - low;  // in units of the last place
      const Word<T> gap = denormal ? low : hidden;
      if (low == infinity<T> - hidden)
        out = rounding.up(i, above, gap - 1) ? infinity<T> - 1 : low;
      else
        out = rounding.up(i, above, gap) ? low + gap : low;
    }
    result.push_back(with_sign<T>(out, sign_bit(x[i])));
  }
  return result;
}

// Sums in double: 32 lanes over blocks of 4,096 entries, the lanes folded in halves, then the
// blocks.

inline double folded(std::vector<double> terms) {
  if (terms.empty()) return 0;
  while (terms.size() > 1) {
    const std::size_t half = (terms.size() + 1) / 2;
    for (std::size_t i = 0; i + half < terms.size(); ++i) terms[i] += terms[i + half];
    terms.resize(half);
  }
  return std::isnan(terms[0]) ? std::numeric_limits<double>::quiet_NaN() : terms[0];
}
template <class T, class Term>
double block_sum(const std::vector<T>& x, const Term& term) {
  std::vector<double> blocks;
  for (std::size_t begin = 0; begin < x.size(); begin += 4096) {
    std::vector<double> lanes(32);
    for (std::size_t i = begin; i < std::min(begin + 4096, x.size()); ++i)
      lanes[i % 32] += term(static_cast<double>(x[i]));
    blocks.push_back(folded(std::move(lanes)));
  }
  return folded(std::move(blocks));
}
template <class T>
double squared_norm(const std::vector<T>& x) {
  return block_sum(x, [](double v) { return v * v; });
}
template <class T>
double l1_norm(const std::vector<T>& x) {
  return block_sum(x, [](double v) { return std::fabs(v); });
}

// QSGD (kernels/qsgd.hpp): in T, with exponents kept apart so that they have no limits.

template <class T>
class Grid {
 public:
  /// The norm is value 2^exponent.
  Grid(double value, int exponent, std::uint32_t s) : s_(s) {
    finite_ = std::isfinite(value);
    zero_ = value == 0;
    if (!finite_ || zero_) return;
    int e = 0;
    norm_ = static_cast<T>(std::frexp(value, &e));
    exponent_ = e + exponent;
  }

  /// The signed level of entry i.
  [[nodiscard]] std::int32_t level(T x, std::size_t i, const Rounding& rounding) const {
    if (!finite_ || zero_ || x == 0) return 0;
    int e = 0;
    const T fraction = std::frexp(std::fabs(x), &e);
    const T scale = static_cast<T>(s_) / norm_;
    const T share = fraction * scale;
    const double r =
        std::min(std::ldexp(static_cast<double>(share), e - exponent_), static_cast<double>(s_));
    const double whole = std::floor(r);
    const auto level = static_cast<std::int32_t>(whole) + (rounding.up(i, r - whole) ? 1 : 0);
    return x < 0 ? -level : level;
  }
  [[nodiscard]] T value(std::int32_t level) const {
    if (!finite_) return std::numeric_limits<T>::quiet_NaN();
    if (zero_ || level == 0) return T(0);
    const T step = norm_ / static_cast<T>(s_);
    const T value = static_cast<T>(level) * step;
    return std::ldexp(value, exponent_);
  }

 private:
  std::uint32_t s_;
  bool finite_;
  bool zero_;
  T norm_{};  ///< in [1/2, 1]
  int exponent_ = 0;
};

}  // namespace kernel_tests::reference
