// Counter-based random streams: an address (seed, purpose, point, draw) names a stream of bits, the
// same on every machine, compiler and thread count. Philox4x32-10 (Salmon et al. 2011).
//
// The distributions use only +, -, *, /, sqrt and integer operations, never the platform's libm, so
// that they return the same bits everywhere; the library is compiled without floating-point
// contraction for the same reason.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace biasbound {

/// What a stream is for. Streams of different purposes never share bits.
enum class Purpose : std::uint32_t {
  user = 0,      // examples, tests, a caller's own needs
  points = 1,    // random test points
  search = 2,    // draws of the search
  confirm = 3,   // draws of the confirmation, never seen by the search
  shrink = 4,    // draws that re-certify a shrunk witness
  protocol = 5,  // reproducibility and determinism checks
  training = 6,  // SGD runs
};

struct StreamAddress {
  std::uint64_t seed = 0;
  Purpose purpose = Purpose::user;
  std::uint64_t point = 0;
  std::uint64_t draw = 0;
};

/// The blocks of a stream, for those who compute many at once: block i is Philox4x32-10 of
/// (low half of i, tail[0], tail[1], tail[2] + high half of i) under the key, four words.
struct StreamBlocks {
  std::array<std::uint32_t, 2> key;
  std::array<std::uint32_t, 3> tail;
};

/// A stream of bits. Cheap to construct (one Philox call, one more for every four words drawn), no
/// allocation.
///
/// The address maps to bits as follows: Philox4x32-10 with the seed as key and (point, purpose, 0)
/// as counter gives the stream's key (words 0 and 1) and one word w (word 2); block i of the stream
/// is Philox4x32-10 of (i, draw, w) under that key. Draws at one point never share a block.
class Stream {
 public:
  explicit Stream(const StreamAddress& address);

  std::uint32_t bits32() {
    if (used_ == 4) refill();
    return block_[used_++];
  }
  /// The next two words, the first one low.
  std::uint64_t bits64() {
    const std::uint64_t low = bits32();
    return std::uint64_t{bits32()} << 32 | low;
  }

  /// Words drawn so far; word i is word i % 4 of block i / 4.
  [[nodiscard]] std::uint64_t position() const { return 4 * next_ + used_ - 4; }
  /// The next word is word `position`.
  void seek(std::uint64_t position);
  [[nodiscard]] const StreamBlocks& blocks() const { return blocks_; }

 private:
  void refill();

  StreamBlocks blocks_;
  std::array<std::uint32_t, 4> block_;
  unsigned used_;       // words of block_
  std::uint64_t next_;  // the block after block_
};

/// 64 well-mixed bits of an address: a seed for a generator that is not ours.
std::uint64_t hash(const StreamAddress& address);

/// Uniform on {0, 2^-53, ..., 1 - 2^-53}.
double uniform(Stream& stream);
/// Uniform on {0, ..., n - 1}, unbiased. n >= 1.
std::uint64_t uniform_below(Stream& stream, std::uint64_t n);
/// Standard normal: the quantile function at one 64-bit word.
double normal(Stream& stream);
/// +1 or -1.
double rademacher(Stream& stream);
/// Student's t with nu > 0 degrees of freedom (variance nu / (nu - 2) for nu > 2).
double student_t(Stream& stream, double nu);
/// A uniform k-subset of {0, ..., d - 1}, ascending: the first k different values of
/// uniform_below(stream, d), or where k > d / 2 what the first d - k leave. 0 <= k <= d. No word is
/// drawn after the one that completes the set. biasbound::kernels::subset is the same, and faster.
std::vector<std::size_t> k_subset(Stream& stream, std::size_t d, std::size_t k);

/// Portable elementary functions behind the distributions: within 2 units in the last place on
/// their whole range, the same bits everywhere.
double portable_log(double x);
double portable_exp(double x);
/// The quantile of the standard normal law at 1/2 + v, |v| < 1/2, within 1e-15 relative. Algorithm
/// AS 241 (Wichura, Applied Statistics 37, 1988).
double normal_quantile(double v);

}  // namespace biasbound
