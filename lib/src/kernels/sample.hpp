// Where top-k looks before its pass: one cache line of each of `lines` strata, at random. A header
// of its own, so that tests and benchmarks can build inputs that mislead the first sample of a
// known seed; the places of the samples that follow a wrong one are never known.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

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

/// About 2.3 size cbrt(d k) entries of d: for size 1 that balances the cost of the sample with that
/// of what the bracket holds. The first `first` entries end where a cache line does.
template <class T>
class SamplePlaces {
 public:
  static constexpr std::size_t line = 64 / sizeof(T);
  static constexpr std::size_t second = 8;  ///< size of the samples that follow a wrong one

  SamplePlaces(std::size_t first, std::size_t d, std::size_t k, std::size_t size,
               std::uint64_t seed)
      : first_(first),
        lines_(lines_of(d - first, d, k, size)),
        step_((std::uint64_t{(d - first) / line} << 20) / lines_),
        seed_(seed) {}

  [[nodiscard]] std::size_t lines() const { return lines_; }
  /// The most lines of a sample, at any alignment.
  [[nodiscard]] static std::size_t most_lines(std::size_t d, std::size_t k) {
    return lines_of(d, d, k, second);
  }
  /// The first entry of line i.
  std::size_t operator[](std::size_t i) const {
    const std::uint64_t begin = i * step_ >> 20;
    const std::uint64_t width = ((i + 1) * step_ >> 20) - begin;
    return first_ + line * (begin + ((mixed(seed_ + i) >> 32) * width >> 32));
  }

 private:
  static std::size_t lines_of(std::size_t available, std::size_t d, std::size_t k,
                              std::size_t size) {
    const double wanted = 2.3 * std::cbrt(static_cast<double>(d) * static_cast<double>(k));
    return std::clamp(static_cast<std::size_t>(wanted) * size / line, std::size_t{32},
                      available / line / 4);
  }

  std::size_t first_;
  std::size_t lines_;
  std::uint64_t step_;
  std::uint64_t seed_;
};

}  // namespace biasbound::kernels
