// Philox streams and portable distributions (random.hpp).
#include "biasbound/random.hpp"

#include <Random123/philox.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "biasbound/scalar.hpp"
#include "numbers/formulas.hpp"

namespace biasbound {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint32_t low(std::uint64_t bits) { return static_cast<std::uint32_t>(bits); }
constexpr std::uint32_t high(std::uint64_t bits) { return static_cast<std::uint32_t>(bits >> 32); }

/// What the words derived from an address are used for; keeps streams and hashes apart.
enum class Use : std::uint32_t { stream = 0, hash = 1 };

philox4x32_ctr_t derive(const StreamAddress& address, Use use) {
  const philox4x32_ctr_t where = {{low(address.point), high(address.point),
                                   static_cast<std::uint32_t>(address.purpose),
                                   static_cast<std::uint32_t>(use)}};
  const philox4x32_key_t seed = {{low(address.seed), high(address.seed)}};
  return philox4x32(where, seed);
}

/// u = j 2^-53, 0 <= j < 2^53, from one 64-bit word.
double uniform_of(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

/// 2^exponent for a normal result.
double power_of_two(int exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

using numbers::ln2_high;
using numbers::ln2_low;

/// e^(r - correction) - 1 for |r| <= ln 2 / 2 and a correction that is small beside r: the Taylor
/// series, whose first omitted term is below 2^-57 of the result.
double exp_minus_one_reduced(double r, double correction) {
  constexpr double inverse_factorials[] = {1.0 / 2,         1.0 / 6,          1.0 / 24,
                                           1.0 / 120,       1.0 / 720,        1.0 / 5040,
                                           1.0 / 40320,     1.0 / 362880,     1.0 / 3628800,
                                           1.0 / 39916800., 1.0 / 479001600., 1.0 / 6227020800.};
  return r + (r * r * numbers::polynomial(inverse_factorials, r) - correction);
}

/// e^x - 1 without cancellation, to about 2^-50 relative.
double portable_exp_minus_one(double x) {
  if (std::abs(x) < 0.34) return exp_minus_one_reduced(x, 0);
  return portable_exp(x) - 1;
}

/// The members of a subset of {0, ..., d - 1}: a bitmap where it is small beside the subset, an
/// open-addressed table otherwise.
class IndexSet {
 public:
  IndexSet(std::size_t d, std::size_t members)
      : dense_(d / 64 <= 4 * members),
        words_(dense_ ? d / 64 + 1 : std::bit_ceil(2 * members + 1)) {
    if (!dense_) std::fill(words_.begin(), words_.end(), empty);
  }

  /// False where i was a member already.
  bool insert(std::uint64_t i) {
    if (dense_) {
      const std::uint64_t bit = std::uint64_t{1} << (i % 64);
      const bool fresh = (words_[i / 64] & bit) == 0;
      words_[i / 64] |= bit;
      return fresh;
    }
    const std::size_t mask = words_.size() - 1;
    std::size_t slot = static_cast<std::size_t>((i * 0x9e3779b97f4a7c15u) >> 32) & mask;
    while (words_[slot] != empty && words_[slot] != i) slot = (slot + 1) & mask;
    const bool fresh = words_[slot] == empty;
    words_[slot] = i;
    return fresh;
  }

  /// Members in ascending order, or the indices below d that are not.
  [[nodiscard]] std::vector<std::size_t> members() const {
    std::vector<std::size_t> result;
    if (dense_) {
      for (std::size_t w = 0; w < words_.size(); ++w)
        for (std::uint64_t bits = words_[w]; bits != 0; bits &= bits - 1)
          result.push_back(64 * w + static_cast<std::size_t>(std::countr_zero(bits)));
    } else {
      std::copy_if(words_.begin(), words_.end(), std::back_inserter(result),
                   [](std::uint64_t i) { return i != empty; });
      std::sort(result.begin(), result.end());
    }
    return result;
  }

 private:
  static constexpr std::uint64_t empty = std::numeric_limits<std::uint64_t>::max();
  bool dense_;
  std::vector<std::uint64_t> words_;
};

}  // namespace

Stream::Stream(const StreamAddress& address) : block_{}, used_(4), next_(0) {
  const philox4x32_ctr_t words = derive(address, Use::stream);
  blocks_ = {{words[0], words[1]}, {low(address.draw), high(address.draw), words[2]}};
}

void Stream::refill() {
  // After 2^32 blocks the carry goes to the word that was hashed from the address, so the streams
  // of other draws at this point stay untouched.
  const auto& tail = blocks_.tail;
  const philox4x32_ctr_t counter = {{low(next_), tail[0], tail[1], tail[2] + high(next_)}};
  const philox4x32_key_t key = {{blocks_.key[0], blocks_.key[1]}};
  const philox4x32_ctr_t block = philox4x32(counter, key);
  for (unsigned i = 0; i < 4; ++i) block_[i] = block[i];
  ++next_;
  used_ = 0;
}

void Stream::seek(std::uint64_t position) {
  next_ = position / 4;
  used_ = 4;
  if (position % 4 == 0) return;
  refill();
  used_ = static_cast<unsigned>(position % 4);
}

std::uint64_t hash(const StreamAddress& address) {
  const philox4x32_ctr_t words = derive(address, Use::hash);
  const philox4x32_ctr_t counter = {{words[3], low(address.draw), high(address.draw), words[2]}};
  const philox4x32_key_t key = {{words[0], words[1]}};
  const philox4x32_ctr_t mixed = philox4x32(counter, key);
  return std::uint64_t{mixed[1]} << 32 | mixed[0];
}

double uniform(Stream& stream) { return uniform_of(stream.bits64()); }

std::uint64_t uniform_below(Stream& stream, std::uint64_t n) {
  if (n == 0) throw InvalidInput("uniform_below: n is 0, expected at least 1");
  // Multiply-shift; the low half of the product below 2^w mod n marks the surplus (Lemire 2019).
  if (n <= std::numeric_limits<std::uint32_t>::max()) {
    const auto n32 = static_cast<std::uint32_t>(n);
    std::uint64_t product = std::uint64_t{stream.bits32()} * n;
    if (low(product) < n32) {
      const std::uint32_t surplus = (0u - n32) % n32;
      while (low(product) < surplus) product = std::uint64_t{stream.bits32()} * n;
    }
    return product >> 32;
  }
  Wide product = Wide{stream.bits64()} * n;
  if (static_cast<std::uint64_t>(product) < n) {
    const std::uint64_t surplus = (0u - n) % n;
    while (static_cast<std::uint64_t>(product) < surplus) product = Wide{stream.bits64()} * n;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

double normal(Stream& stream) {
  // 2 j + 1 - 2^53 is odd and below 2^53 in magnitude: v is exact, symmetric and never 0 or +-1/2.
  const auto odd = static_cast<std::int64_t>((stream.bits64() >> 11 << 1) + 1);
  return normal_quantile(static_cast<double>(odd - (std::int64_t{1} << 53)) * 0x1p-54);
}

double rademacher(Stream& stream) { return (stream.bits32() >> 31) != 0 ? 1.0 : -1.0; }

double student_t(Stream& stream, double nu) {
  if (!(nu > 0) || std::isinf(nu))
    throw InvalidInput("student_t: nu is " + to_text(nu) + ", expected a positive number");
  // Bailey's polar method, Mathematics of Computation 62 (1994).
  for (;;) {
    const double u = 2 * uniform(stream) - 1;
    const double v = 2 * uniform(stream) - 1;
    const double w = u * u + v * v;
    if (w > 1 || w == 0) continue;
    return u * std::sqrt(nu * portable_exp_minus_one(-2 / nu * portable_log(w)) / w);
  }
}

std::vector<std::size_t> k_subset(Stream& stream, std::size_t d, std::size_t k) {
  if (k > d)
    throw InvalidInput("k_subset: k is " + std::to_string(k) +
                       ", larger than d = " + std::to_string(d));
  // Above d / 2 the complement is drawn, so that at most two draws a member are expected.
  const std::size_t drawn = std::min(k, d - k);
  IndexSet set(d, drawn);
  for (std::size_t missing = drawn; missing > 0;)
    if (set.insert(uniform_below(stream, d))) --missing;
  std::vector<std::size_t> members = set.members();
  if (drawn == k) return members;
  std::vector<std::size_t> others;
  others.reserve(k);
  auto next = members.cbegin();
  for (std::size_t i = 0; i < d; ++i) {
    if (next != members.cend() && *next == i)
      ++next;
    else
      others.push_back(i);
  }
  return others;
}

double portable_log(double x) {
  if (std::isnan(x) || x == std::numeric_limits<double>::infinity()) return x;
  if (x < 0) return std::numeric_limits<double>::quiet_NaN();
  if (x == 0) return -std::numeric_limits<double>::infinity();
  int k = 0;
  if (x < std::numeric_limits<double>::min()) {
    x *= 0x1p54;
    k = -54;
  }
  // x = 2^k (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2), up to rounding of the limits.
  std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  bits += numbers::one_less_root_half;
  k += static_cast<int>(bits >> 52) - 1023;
  bits = (bits & numbers::mantissa_bits) + numbers::root_half_bits;
  return numbers::log_of(std::bit_cast<double>(bits) - 1, static_cast<double>(k));
}

double portable_exp(double x) {
  if (std::isnan(x)) return x;
  if (x > 709.8) return std::numeric_limits<double>::infinity();
  if (x < -745.2) return 0;
  // x = k ln 2 + r, |r| <= ln 2 / 2 up to rounding; r itself in two parts.
  constexpr double per_ln2 = 0x1.71547652b82fep+0;
  constexpr double shifter = 0x1.8p52;
  const double scale = (x * per_ln2 + shifter) - shifter;
  const int k = static_cast<int>(scale);
  const double r_high = x - scale * ln2_high;
  const double r_low = scale * ln2_low;
  const double r = r_high - r_low;
  const double correction = (r - r_high) + r_low;
  const double mantissa = 1 + exp_minus_one_reduced(r, correction);
  // Two factors, so that neither over- nor underflows before the result does.
  const int half = k / 2;
  return mantissa * power_of_two(half) * power_of_two(k - half);
}

double normal_quantile(double v) {
  if (std::abs(v) <= numbers::central_up_to) return numbers::central_quantile(v);
  const double r = std::sqrt(-portable_log(0.5 - std::abs(v)));
  const double z = r <= numbers::tail_up_to ? numbers::tail_quantile(r) : numbers::far_quantile(r);
  return v < 0 ? -z : z;
}

}  // namespace biasbound
