// The vectors that are compressed: enough of them, one behind the other, that no branch predictor
// learns them by heart.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <string_view>

#include "biasbound/kernels/workspace.hpp"

namespace biasbound::bench {

enum class Distribution {
  gaussian,
  student_t_2,  ///< heavy tails: infinite variance
  equal,
  zeros_95,  ///< 95 % zeros, the others Gaussian
  ascending,
  descending,
  nan_1,       ///< Gaussian, 1 % NaN
  few_values,  ///< Gaussian, rounded to multiples of 1/2: about 14 magnitudes
  clustered,   ///< Gaussian, the largest tenth side by side, growing
  hostile,     ///< worst for top-k with sampling_seed = hostile_seed (hostile.hpp)
};
inline constexpr Distribution distributions[] = {Distribution::gaussian,  Distribution::student_t_2,
                                                 Distribution::equal,     Distribution::zeros_95,
                                                 Distribution::ascending, Distribution::descending,
                                                 Distribution::nan_1,     Distribution::few_values,
                                                 Distribution::clustered, Distribution::hostile};
inline constexpr std::uint64_t hostile_seed = 1;

std::string_view to_text(Distribution distribution);

/// Memory aligned to 64 bytes, touched.
template <class T>
class Buffer {
 public:
  explicit Buffer(std::size_t size)
      : entries_(static_cast<T*>(::operator new(size * sizeof(T), alignment)), Free{}),
        size_(size) {
    for (std::size_t i = 0; i < size; ++i) new (&entries_.get()[i]) T();
  }
  [[nodiscard]] std::span<T> span() const { return {entries_.get(), size_}; }

 private:
  static constexpr std::align_val_t alignment{64};
  struct Free {
    void operator()(T* entries) const { ::operator delete(entries, alignment); }
  };
  std::shared_ptr<T> entries_;  // shared, so that what holds it can be a std::function
  std::size_t size_;
};

/// Whole vectors of d entries, at least `vectors` of them and 2^17 entries. The same values every
/// time. What is hostile is so to one k.
template <kernels::Real T>
Buffer<T> make_ring(Distribution distribution, std::size_t d, std::size_t k,
                    std::size_t vectors = 1);

}  // namespace biasbound::bench
