// Words and standard normals of 16 streams at a time (random.hpp), each with a key of its own: lane
// after lane the bits that Stream and normal() give.
#pragma once

#include "kernels/loops/philox.hpp"
#include "numbers/formulas.hpp"

namespace biasbound::kernels {

/// Streams that the loops take at once.
inline constexpr std::size_t stream_lanes = 16;

/// What draw t of 16 points has in common with every other draw there (StreamBlocks, random.hpp).
struct StreamLanes {
  std::uint32_t key[2][stream_lanes];
  std::uint32_t word[stream_lanes];  ///< tail[2]
};

namespace loops {

/// Philox4x32-10 with a key a lane. A word is the low half of a 64-bit lane; what is in the high
/// half is never looked at.
template <class S>
class LanePhilox {
 public:
  using Wide = Vec<S, std::uint64_t>;
  struct Block {
    Wide word[4];
  };

  explicit LanePhilox(const StreamLanes& streams) {
    for (std::size_t l = 0; l < stream_lanes; ++l) {
      word_[l] = streams.word[l];
      for (std::uint32_t round = 0; round < 10; ++round)
        for (int i = 0; i < 2; ++i)
          key_[round][i][l] = streams.key[i][l] + round * philox_key_step[i];
    }
  }

  /// Block `block` of draw t, below 2^32 of them, for the streams from l on.
  [[gnu::always_inline]] Block block(std::uint32_t block, std::uint64_t t, std::size_t l) const {
    // Words 0 to 2 are the same for all lanes, so the first products are too.
    const std::uint64_t p0 = std::uint64_t{philox_multiplier[0]} * block;
    const std::uint64_t p1 = std::uint64_t{philox_multiplier[1]} * (t >> 32);
    Block b{{key(0, 0, l) ^ splat<S>((p1 >> 32) ^ (t & 0xffff'ffff)), splat<S>(p1),
             key(0, 1, l) ^ load<S>(word_ + l) ^ splat<S>(p0 >> 32), splat<S>(p0)}};
    for (std::size_t round = 1; round < 10; ++round) {
      const Wide even = S::mul_wide(b.word[0], splat<S>(std::uint64_t{philox_multiplier[0]}));
      const Wide odd = S::mul_wide(b.word[2], splat<S>(std::uint64_t{philox_multiplier[1]}));
      b = {{(odd >> 32) ^ b.word[1] ^ key(round, 0, l), odd,
            (even >> 32) ^ b.word[3] ^ key(round, 1, l), even}};
    }
    return b;
  }

 private:
  [[gnu::always_inline]] Wide key(std::size_t round, std::size_t i, std::size_t l) const {
    return load<S>(key_[round][i] + l);
  }

  alignas(64) std::uint64_t key_[10][2][stream_lanes];
  alignas(64) std::uint64_t word_[stream_lanes];
};

/// ((bits >> 11) - 2^52 + 1/2) 2^-53 of bits = high : low, as in normal(): every step is exact.
template <class S>
[[gnu::always_inline]] inline Vec<S, double> centred(Vec<S, std::uint64_t> low,
                                                     Vec<S, std::uint64_t> high) {
  // 2^84 + 2^32 high, and 2^52 + the upper 21 bits of low + 2^10.
  const auto a = bit_cast<Vec<S, double>>((high & 0xffff'ffff) | 0x4530'0000'0000'0000);
  const auto b = bit_cast<Vec<S, double>>((low & 0xffff'f800) | 0x4330'0000'0000'0400);
  return ((a - (0x1p84 + 0x1p63 + 0x1p52)) + b) * 0x1p-64;
}

template <class S>
[[gnu::always_inline]] inline Vec<S, double> magnitude(Vec<S, double> v) {
  return bit_cast<Vec<S, double>>(bit_cast<Vec<S, std::int64_t>>(v) & magnitude_mask<double>);
}

/// normal_quantile where |v| > central_up_to.
template <class S>
[[gnu::always_inline]] inline Vec<S, double> outer_quantile(Vec<S, double> v) {
  using V = Vec<S, double>;
  using Bits = Vec<S, std::uint64_t>;
  // portable_log of what is neither denormal nor above 1.
  const Bits bits = bit_cast<Bits>(0.5 - magnitude<S>(v)) + splat<S>(numbers::one_less_root_half);
  const V k = bit_cast<V>((bits >> 52) | 0x4330'0000'0000'0000) - (0x1p52 + 1023);
  const V f = bit_cast<V>((bits & numbers::mantissa_bits) + numbers::root_half_bits) - 1;
  const V r = S::sqrt(-numbers::log_of(f, k));
  V z = numbers::tail_quantile(r);
  const Vec<S, std::int64_t> far = r > numbers::tail_up_to;
  if (__builtin_expect(S::bits(far) != 0, false)) z = far ? numbers::far_quantile(r) : z;
  return bit_cast<V>(bit_cast<Bits>(z) | (bit_cast<Bits>(v) & 0x8000'0000'0000'0000));
}

/// 0, 1, 2, ...
template <class S, std::size_t N>
struct Places {
  std::uint32_t place[N];
  constexpr Places() : place{} {
    for (std::uint32_t i = 0; i < N; ++i) place[i] = i;
  }
};
template <class S, std::size_t N>
inline constexpr Places<S, N> places;

/// normal_quantile of up to Most numbers in place, those far from the centre (15 in 100) apart.
template <class S, std::size_t Most>
class Quantiles {
 public:
  /// n: whole vectors
  [[gnu::always_inline]] void operator()(double* v, std::size_t n) {
    constexpr std::size_t width = lanes<S, double>;
    std::size_t outer = 0;
    for (std::size_t e = 0; e < n; e += width) {
      const Vec<S, double> x = load<S>(v + e);
      const Vec<S, std::int64_t> is_outer = magnitude<S>(x) > numbers::central_up_to;
      outer += S::compress(places<S, Most>.place + e, v + e, S::bits(is_outer), place_ + outer,
                           outer_ + outer);
      store<S>(v + e, numbers::central_quantile(x));
    }
    // The last vector is filled up.
    store<S>(outer_ + outer, splat<S>(numbers::central_up_to));
    for (std::size_t i = 0; i < outer; i += width)
      store<S>(outer_ + i, outer_quantile<S>(load<S>(outer_ + i)));
    for (std::size_t i = 0; i < outer; ++i) v[place_[i]] = outer_[i];
  }

 private:
  static constexpr std::size_t room = Most + 16;
  alignas(64) double outer_[room];
  alignas(64) std::uint32_t place_[room];
};

}  // namespace loops
}  // namespace biasbound::kernels
