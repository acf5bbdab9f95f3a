// Philox4x32-10 (random.hpp) for the 16 blocks of a group at a time.
//
// A word of a block is the low half of a 64-bit lane, so that the products of a round need neither
// shuffles nor masks; what is in the high half is never looked at. The words of two blocks share a
// 64-bit lane only in the end.
#pragma once

#include "kernels/simd/vector.hpp"

namespace biasbound::kernels {

class Rounding;

/// Rounding (kernels/rounding.hpp) as the loops see it.
struct Draws {
  std::uint32_t key[2];
  std::uint32_t tail[3];
  std::uint64_t first;
  const Rounding* rounding;
};

inline constexpr std::size_t group_entries = 128;
inline constexpr std::size_t group_blocks = 16;
inline constexpr std::size_t group_words = 4 * group_blocks;

namespace loops {

using namespace simd;

inline constexpr std::uint32_t philox_multiplier[2] = {0xd251'1f53, 0xcd9e'8d57};
inline constexpr std::uint32_t philox_key_step[2] = {0x9e37'79b9, 0xbb67'ae85};

/// Lane l of vector t of a word holds the block that lane_block says. `Paired`: in the order in
/// which S::high_halves takes the high halves of 64-bit lanes.
template <class S, bool Paired>
constexpr std::size_t lane_block(std::size_t t, std::size_t l) {
  constexpr std::size_t width = lanes<S, std::uint32_t>;
  if (!Paired) return t * width + l;
  return t * width + l % 4 / 2 * (width / 2) + l / 4 * 2 + l % 2;
}

/// The first products of a group's blocks, less that of its first block.
template <class S, bool Paired>
struct FirstProducts {
  alignas(64) std::uint64_t even[group_blocks / 2];
  alignas(64) std::uint64_t odd[group_blocks / 2];

  constexpr FirstProducts() : even{}, odd{} {
    constexpr std::size_t width = lanes<S, std::uint32_t>;
    for (std::size_t i = 0; i < group_blocks / 2; ++i) {
      const std::size_t t = 2 * i / width;
      const std::size_t l = 2 * i % width;
      even[i] = std::uint64_t{philox_multiplier[0]} * lane_block<S, Paired>(t, l);
      odd[i] = std::uint64_t{philox_multiplier[0]} * lane_block<S, Paired>(t, l + 1);
    }
  }
};
template <class S, bool Paired>
inline constexpr FirstProducts<S, Paired> first_products;

/// No work between the rounds.
struct Idle {
  [[gnu::always_inline]] void operator()(std::size_t, std::size_t) const {}
};

template <class S>
class Philox {
 public:
  explicit Philox(const Draws& draws) : first_(draws.first), high_word_(draws.tail[2]) {
    for (std::uint32_t round = 0; round < 10; ++round)
      for (int i = 0; i < 2; ++i) key_[round][i] = draws.key[i] + round * philox_key_step[i];
    // Word 0 alone differs between the blocks of a group, so half of the first three rounds is the
    // same for all of them.
    const std::uint64_t second = std::uint64_t{philox_multiplier[1]} * draws.tail[1];
    const std::uint32_t word0 = high(second) ^ draws.tail[0] ^ key_[0][0];
    const std::uint64_t third = std::uint64_t{philox_multiplier[0]} * word0;
    round2_[0] = both(low(second) ^ key_[1][0]);
    round2_[1] = both(high(third) ^ key_[1][1]);
    round3_ = both(low(third) ^ key_[2][1]);
    for (int i = 0; i < 2; ++i) multiplier_[i] = splat<S, std::uint64_t>(philox_multiplier[i]);
    for (int round = 0; round < 10; ++round)
      for (int i = 0; i < 2; ++i) keys_[round][i] = both(key_[round][i]);
  }

  /// Words of group g: word j of block lane_block(t, l) is words[16 j + t * lanes + l].
  ///
  /// A round waits for the one before it, so there is other work to do meanwhile: work(t, k) for
  /// t = 0, 1, ... as above and k = 0 to 7.
  template <bool Paired, class Work>
  [[gnu::always_inline]] void group(std::uint64_t g, std::uint32_t* words, Work&& work) const {
    constexpr std::size_t width = lanes<S, std::uint32_t>;
    const std::uint64_t block = first_ + g * group_blocks;
    const Wide product = splat<S, std::uint64_t>(std::uint64_t{philox_multiplier[0]} * low(block));
    const Wide round1 = both((high_word_ + high(block)) ^ key_[0][1]);
    for (std::size_t t = 0; t < group_blocks / width; ++t) {
      constexpr const FirstProducts<S, Paired>& offsets = first_products<S, Paired>;
      Block even = start(product + load<S>(offsets.even + t * width / 2), round1);
      Block odd = start(product + load<S>(offsets.odd + t * width / 2), round1);
      work(t, 0);
      even = third(even);
      odd = third(odd);
      work(t, 1);
      for (int round = 3; round < 9; ++round) {
        even = next(even, round);
        odd = next(odd, round);
        work(t, static_cast<std::size_t>(round - 1));
      }
      finish(even, odd, words + t * width);
    }
  }

 private:
  using Wide = Vec<S, std::uint64_t>;
  struct Block {
    Wide word[4];
  };

  [[gnu::always_inline]] static std::uint32_t low(std::uint64_t bits) {
    return static_cast<std::uint32_t>(bits);
  }
  [[gnu::always_inline]] static std::uint32_t high(std::uint64_t bits) {
    return static_cast<std::uint32_t>(bits >> 32);
  }
  [[gnu::always_inline]] static Wide both(std::uint32_t word) {
    return bit_cast<Wide>(splat<S>(word));
  }

  /// Two rounds, from the product of word 0. Word 3 is the same for all blocks: see third.
  [[gnu::always_inline]] Block start(Wide product, Wide round1) const {
    const Wide second = S::mul_wide((product >> 32) ^ round1, multiplier_[1]);
    return {{(second >> 32) ^ round2_[0], second, product ^ round2_[1], Wide{}}};
  }
  [[gnu::always_inline]] Block third(const Block& b) const {
    const Wide p0 = S::mul_wide(b.word[0], multiplier_[0]);
    const Wide p1 = S::mul_wide(b.word[2], multiplier_[1]);
    return {{(p1 >> 32) ^ b.word[1] ^ keys_[2][0], p1, (p0 >> 32) ^ round3_, p0}};
  }
  [[gnu::always_inline]] Block next(const Block& b, int round) const {
    const Wide p0 = S::mul_wide(b.word[0], multiplier_[0]);
    const Wide p1 = S::mul_wide(b.word[2], multiplier_[1]);
    return {{(p1 >> 32) ^ b.word[1] ^ keys_[round][0], p1, (p0 >> 32) ^ b.word[3] ^ keys_[round][1],
             p0}};
  }
  /// The last round, into lanes of 32 bits.
  [[gnu::always_inline]] void finish(const Block& even, const Block& odd,
                                     std::uint32_t* words) const {
    const Wide even0 = S::mul_wide(even.word[0], multiplier_[0]);
    const Wide even1 = S::mul_wide(even.word[2], multiplier_[1]);
    const Wide odd0 = S::mul_wide(odd.word[0], multiplier_[0]);
    const Wide odd1 = S::mul_wide(odd.word[2], multiplier_[1]);
    put(words, S::odd_from(even1 >> 32, odd1) ^ lows(even.word[1], odd.word[1]) ^ keys_[9][0]);
    put(words + group_blocks, lows(even1, odd1));
    put(words + 2 * group_blocks,
        S::odd_from(even0 >> 32, odd0) ^ lows(even.word[3], odd.word[3]) ^ keys_[9][1]);
    put(words + 3 * group_blocks, lows(even0, odd0));
  }
  /// The low halves of even in the low halves, those of odd in the high ones.
  [[gnu::always_inline]] static Wide lows(Wide even, Wide odd) {
    return S::odd_from(even, odd << 32);
  }
  [[gnu::always_inline]] static void put(std::uint32_t* to, Wide words) {
    __builtin_memcpy(to, &words, sizeof words);
  }

  std::uint64_t first_;
  std::uint32_t high_word_;
  std::uint32_t key_[10][2];
  Wide multiplier_[2];
  Wide keys_[10][2];
  Wide round2_[2];
  Wide round3_;
};

}  // namespace loops
}  // namespace biasbound::kernels
