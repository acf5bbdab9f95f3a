// The random numbers behind the quantisers: 16 bits an entry, more where those leave a rounding
// open. So the kernels make few random numbers, and yet round up with the probability they say,
// exactly.
//
// An entry is rounded up with probability p iff its uniform number 0.u_1 u_2 ... (binary) is below
// p. The stream gives those bits as blocks (random.hpp):
//  - u_1 ... u_16 from the groups. Group g, entries 128 g to 128 g + 127, has the blocks
//    first + 16 g to first + 16 g + 15; `first` is the stream's position, rounded up to a multiple
//    of 16 blocks. Entry 32 j + 16 h + b of a group has half h (0 the low one) of word j of its
//    block b.
//  - the rest, looked at only where u_1 ... u_16 are the first bits of p: of entry i the blocks
//    extra + i, extra + i + d, extra + i + 2 d, ..., each as words 0 to 3 with the most significant
//    bit first; `extra` is the block after the groups.
// The stream is left at block extra + d. (Numbers drawn after that could meet the bits of an entry
// from u_145 on; those are looked at with probability 2^-144.)
#pragma once

#include <cstddef>
#include <cstdint>

#include "biasbound/random.hpp"

namespace biasbound::kernels {

/// p = numerator / denominator / 2^shift, in [0, 1]. The denominator is at least 1 and below 2^63.
struct Probability {
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 1;
  unsigned shift = 0;
};

/// The numbers of d entries.
class Rounding {
 public:
  /// Leaves the stream behind the numbers.
  Rounding(Stream& stream, std::size_t d);

  /// u_1 ... u_16 of entry i, u_1 the most significant.
  [[nodiscard]] std::uint32_t bits(std::size_t i) const;
  /// True with probability p. i < d.
  [[nodiscard]] bool up(std::size_t i, const Probability& p) const { return up(i, bits(i), p); }
  /// The same for those who have bits(i).
  [[nodiscard]] bool up(std::size_t i, std::uint32_t bits, const Probability& p) const;

  /// The first block of group 0, and the blocks of the stream.
  [[nodiscard]] std::uint64_t first() const { return first_; }
  [[nodiscard]] const StreamBlocks& blocks() const { return stream_.blocks(); }

  static constexpr std::size_t group = 128;  ///< entries
  static constexpr std::uint64_t blocks_a_group = 16;

 private:
  Stream stream_;
  std::uint64_t first_;
  std::uint64_t extra_;
  std::size_t d_;
};

}  // namespace biasbound::kernels
