// The key of a given rank among many (Floyd and Rivest 1975): a few of them give a bracket around
// it, and what lies in the bracket is sorted by digits. A key is the bits of a magnitude
// (simd/vector.hpp).
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

#include "kernels/loops/select.hpp"

namespace biasbound::kernels {

/// The keys in (floor, top].
template <class K>
struct Bracket {
  K floor = -1;
  K top = std::numeric_limits<K>::max();

  [[nodiscard]] bool holds_one() const { return top == floor + 1; }
};

template <class K>
struct Ranked {
  K key;
  std::size_t above;  ///< keys greater than it
};

/// The rank-th largest of the keys, 1 <= rank <= their number, which lie in the bracket: 6 to 11
/// bits a round. scratch has as much room, and may be the keys themselves, whose order is lost
/// then.
template <class K>
Ranked<K> radix_select(std::span<const K> keys, std::size_t rank, std::span<K> scratch,
                       Bracket<K> bracket) {
  using U = std::make_unsigned_t<K>;
  K least = bracket.floor + 1;
  K most = bracket.top;
  std::uint32_t histogram[2048];
  std::size_t above = 0;
  while (least < most) {
    const int digits = keys.size() < 512 ? 6 : keys.size() < 4096 ? 8 : 11;
    const auto width = static_cast<int>(std::bit_width(static_cast<U>(most - least)));
    const int shift = std::max(0, width - digits);
    const auto bin_of = [&](K key) { return static_cast<std::size_t>(key - least) >> shift; };
    std::fill_n(histogram, bin_of(most) + 1, 0U);
    for (const K key : keys) ++histogram[bin_of(key)];
    std::size_t bin = bin_of(most);
    std::size_t greater = 0;
    while (greater + histogram[bin] < rank) greater += histogram[bin--];
    above += greater;
    rank -= greater;
    const auto start = static_cast<K>(static_cast<U>(bin) << shift);
    if (shift == 0) return {static_cast<K>(least + start), above};
    const std::size_t before = keys.size();
    std::size_t n = 0;
    for (std::size_t i = 0; i < before; ++i) {
      const K key = keys[i];
      scratch[n] = key;
      n += bin_of(key) == bin ? 1U : 0U;
    }
    keys = scratch.first(n);
    const K last = static_cast<K>(start + static_cast<K>((U{1} << shift) - 1));
    if (last < most - least) most = least + last;  // else it may be beyond the largest K
    least += start;
    if (n > before / 4) {  // crowded, equal perhaps: what they span is worth knowing
      const auto [low, high] = std::minmax_element(keys.begin(), keys.end());
      least = *low;
      most = *high;
    }
  }
  return {least, above};
}

template <class T>
class Ranks {
 public:
  using Key = simd::Int<T>;
  using Keys = std::span<const Key>;

  explicit Ranks(const SelectLoops<T>& loops) : loops_(loops) {}

  /// Fewer keys than this are sorted by digits as they are.
  static constexpr std::size_t worth_narrowing = 512;
  /// The most keys that narrow() takes: twice as many as there will be where a number is right.
  static constexpr std::size_t most_some = 4096;
  /// Every how many-th of about n keys it is to see: n^(2/3) of them.
  static std::size_t stride(std::size_t n) {
    const auto wanted = static_cast<std::size_t>(std::pow(static_cast<double>(n), 2.0 / 3));
    const std::size_t some = std::clamp(wanted, std::size_t{1}, most_some / 2);
    return (n + some - 1) / some;
  }

  /// The rank-th largest of all keys of the pieces, which lie in the bracket. scratch has room for
  /// them and candidate_slack more.
  Ranked<Key> select(std::span<const Keys> pieces, std::size_t rank, Key* scratch,
                     Bracket<Key> bracket) const {
    std::size_t n = 0;
    for (const Keys& piece : pieces) n += piece.size();
    if (n >= worth_narrowing && !bracket.holds_one()) {
      Key some[most_some];
      const std::size_t step = stride(n);
      std::size_t count = 0;
      std::size_t at = 0;
      for (const Keys& piece : pieces) {
        for (; at < piece.size() && count < most_some; at += step) some[count++] = piece[at];
        at -= std::min(at, piece.size());
      }
      const Bracket<Key> narrower =
          narrow({some, count}, static_cast<double>(rank) / static_cast<double>(n), bracket);
      std::size_t above = 0;
      count = 0;
      for (const Keys& piece : pieces) count += filter(piece, narrower, scratch + count, above);
      if (above < rank && rank <= above + count) {
        const std::span<Key> between(scratch, count);
        Ranked<Key> ranked = radix_select<Key>(between, rank - above, between, narrower);
        ranked.above += above;
        return ranked;
      }
    }
    Key* end = scratch;
    for (const Keys& piece : pieces) end = std::copy(piece.begin(), piece.end(), end);
    const std::span<Key> all(scratch, n);
    return radix_select<Key>(all, rank, all, bracket);
  }

  /// A bracket around the key that a share of many keys reach, as some of them see it, at most
  /// most_some.
  Bracket<Key> narrow(Keys some, double share, Bracket<Key> bracket) const {
    Key left_over[most_some + candidate_slack];
    Key scratch[most_some];
    const double middle = share * static_cast<double>(some.size());
    const double margin = 2 * std::sqrt(middle * (1 - share)) + 1;
    std::span<const Key> left = some;
    if (middle + margin < static_cast<double>(some.size())) {
      const auto low_rank = static_cast<std::size_t>(middle + margin) + 1;
      bracket.floor = radix_select<Key>(some, low_rank, scratch, bracket).key - 1;
      std::size_t none = 0;
      left = {left_over, filter(some, bracket, left_over, none)};
    }
    if (middle - margin >= 1)
      bracket.top =
          radix_select<Key>(left, static_cast<std::size_t>(middle - margin), scratch, bracket).key;
    return bracket;
  }

  /// The keys in the bracket, and how many; adds the number of those beyond to `above`. `out` may
  /// be the keys themselves, and has candidate_slack more room.
  std::size_t filter(Keys keys, Bracket<Key> bracket, Key* out, std::size_t& above) const {
    std::size_t more = 0;
    const std::size_t n =
        loops_.keys_between(as_values(keys), keys.size(), bracket.floor, bracket.top, out, more);
    above += more;
    return n;
  }
  /// How many keys are greater than t, and how many are t.
  void count(Keys keys, Key t, std::size_t& above, std::size_t& equal) const {
    loops_.count(as_values(keys), keys.size(), t, above, equal);
  }

 private:
  /// Keys are the bits of magnitudes.
  static const T* as_values(Keys keys) { return reinterpret_cast<const T*>(keys.data()); }

  const SelectLoops<T>& loops_;
};

}  // namespace biasbound::kernels
