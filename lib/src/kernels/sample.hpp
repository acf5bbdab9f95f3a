// Where top-k looks before its pass: one cache line of each of `lines` strata, at random; each
// thread has a sample of its own, of the whole vector. A header of its own, so that tests and
// benchmarks can build inputs that mislead the first samples of a known seed; the places of those
// that follow a wrong one are never known.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kernels/loops/select.hpp"

namespace biasbound::kernels {

inline std::uint64_t mixed(std::uint64_t x) {  // SplitMix64
  x += 0x9e37'79b9'7f4a'7c15;
  x = (x ^ (x >> 30)) * 0xbf58'476d'1ce4'e5b9;
  x = (x ^ (x >> 27)) * 0x94d0'49bb'1331'11eb;
  return x ^ (x >> 31);
}

/// Entries from x to the next address that is a multiple of 64.
template <class T>
std::size_t to_alignment(const T* x) {
  return (64 - reinterpret_cast<std::uintptr_t>(x) % 64) % 64 / sizeof(T);
}

/// The samples of a call.
struct Samples {
  unsigned threads = 1;   ///< each has one
  bool repeated = false;  ///< the last ones were wrong
  std::uint64_t seed = 0;

  [[nodiscard]] std::uint64_t seed_of(unsigned thread) const {
    return thread == 0 ? seed : mixed(seed + thread);
  }
};

/// About 2.3 cbrt(d k) entries of d, which balances the cost of the sample with that of what the
/// bracket holds; with several threads, each of which has its part of d, 2.3 cbrt(d k / threads).
/// Eight times as many where the last sample was wrong. The first `first` entries end where a cache
/// line does.
template <class T>
class SamplePlaces {
 public:
  static constexpr std::size_t line = 64 / sizeof(T);

  SamplePlaces(std::size_t first, std::size_t d, std::size_t k, const Samples& samples,
               unsigned thread)
      : first_(first),
        lines_(lines_of(d - first, d, k, samples)),
        step_((std::uint64_t{(d - first) / line} << 20) / lines_),
        seed_(samples.seed_of(thread)) {}

  [[nodiscard]] std::size_t lines() const { return lines_; }
  /// The most lines of a sample, at any alignment.
  [[nodiscard]] static std::size_t most_lines(std::size_t d, std::size_t k, unsigned threads) {
    return lines_of(d, d, k, {.threads = threads, .repeated = true});
  }
  /// The first entry of line i.
  std::size_t operator[](std::size_t i) const {
    const std::uint64_t begin = i * step_ >> 20;
    const std::uint64_t width = ((i + 1) * step_ >> 20) - begin;
    return first_ + line * (begin + ((mixed(seed_ + i) >> 32) * width >> 32));
  }

 private:
  static std::size_t lines_of(std::size_t available, std::size_t d, std::size_t k,
                              const Samples& samples) {
    const double wanted =
        2.3 * std::cbrt(static_cast<double>(d) * static_cast<double>(k) / samples.threads);
    return std::clamp(static_cast<std::size_t>(wanted) * (samples.repeated ? 8 : 1) / line,
                      std::size_t{32}, available / line / 4);
  }

  std::size_t first_;
  std::size_t lines_;
  std::uint64_t step_;
  std::uint64_t seed_;
};

/// Keys that there is room for beside each thread's sample, its own and as many again: for any
/// sample that may be needed, at any alignment.
template <class T>
std::size_t sample_room_of(std::size_t d, std::size_t k, unsigned threads) {
  return 2 * SamplePlaces<T>::most_lines(d, k, threads) * SamplePlaces<T>::line + candidate_slack;
}

}  // namespace biasbound::kernels
