#include "biasbound/kernels/rounding.hpp"

namespace biasbound::kernels {
namespace {

__extension__ using Wide = unsigned __int128;

/// The binary digits of a probability below 1.
class Digits {
 public:
  explicit Digits(const Probability& p)
      : rest_(p.numerator), denominator_(p.denominator), zeros_(p.shift) {}

  /// The next n <= 32 digits.
  std::uint32_t next(unsigned n) {
    if (zeros_ >= n) {
      zeros_ -= n;
      return 0;
    }
    const Wide shifted = Wide{rest_} << (n - zeros_);
    zeros_ = 0;
    rest_ = static_cast<std::uint64_t>(shifted % denominator_);
    return static_cast<std::uint32_t>(shifted / denominator_);
  }
  /// Whether all that follow are 0.
  [[nodiscard]] bool end() const { return rest_ == 0; }

 private:
  std::uint64_t rest_;
  std::uint64_t denominator_;
  unsigned zeros_;
};

}  // namespace

Rounding::Rounding(Stream& stream, std::size_t d) : stream_(stream), d_(d) {
  constexpr std::uint64_t words = 4 * blocks_a_group;
  first_ = (stream.position() + words - 1) / words * blocks_a_group;
  extra_ = first_ + (std::uint64_t{d} + group - 1) / group * blocks_a_group;
  stream.seek(4 * (extra_ + d));
}

std::uint32_t Rounding::bits(std::size_t i) const {
  const std::size_t entry = i % group;
  Stream words = stream_;
  words.seek(4 * (first_ + i / group * blocks_a_group + entry % 16) + entry / 32);
  return words.bits32() >> (entry / 16 % 2 * 16) & 0xffff;
}

bool Rounding::up(std::size_t i, std::uint32_t bits, const Probability& p) const {
  if (p.numerator >= p.denominator && p.shift == 0) return true;
  Digits digits(p);
  const std::uint32_t leading = digits.next(16);
  if (bits != leading) return bits < leading;
  Stream words = stream_;
  for (std::uint64_t block = extra_ + i; !digits.end(); block += d_) {
    words.seek(4 * block);
    for (int j = 0; j < 4; ++j) {
      const std::uint32_t word = words.bits32();
      const std::uint32_t digit = digits.next(32);
      if (word != digit) return word < digit;
    }
  }
  return false;
}

}  // namespace biasbound::kernels
