// QSGD: each entry's share of the norm, rounded at random to one of s levels without bias
// (Alistarh et al. 2017).
//
// With the norm n rounded to T, and every result rounded to T: the share of x_i is r = |x_i| (s /
// n), at most s; its level is floor(r), plus one with probability r - floor(r) exactly
// (kernels/rounding.hpp); level l stands for l (n / s). All that as if exponents had no limits, and
// only what a level stands for is rounded to T as it is. Norms outside [2^-86, 2^126) for float,
// [2^-982, 2^1022) for double, are rounded entry by entry, which takes longer.
//
// Where an entry is NaN or infinite the norm is not finite: all levels are 0 and stand for NaN.
//
// Throws InvalidInput where sizes do not match or s is outside 1 to 127 (8-bit levels), 1 to 2^20
// (all else).
#pragma once

#include <cstdint>
#include <span>

#include "biasbound/kernels/norms.hpp"
#include "biasbound/kernels/rounding.hpp"
#include "biasbound/random.hpp"

namespace biasbound::kernels {

/// levels: d signed levels, negative where x_i < 0. The result is the norm, which decoding needs.
template <Real T>
ScaledNorm qsgd_pack(std::span<const T> x, std::uint32_t s, Stream& stream,
                     std::span<std::int8_t> levels, Workspace& workspace);
template <Real T>
ScaledNorm qsgd_pack(std::span<const T> x, std::uint32_t s, Stream& stream,
                     std::span<std::int32_t> levels, Workspace& workspace);

/// out: d entries.
template <Real T>
void qsgd_unpack(std::span<const std::int8_t> levels, const ScaledNorm& norm, std::uint32_t s,
                 std::span<T> out, Workspace& workspace);
template <Real T>
void qsgd_unpack(std::span<const std::int32_t> levels, const ScaledNorm& norm, std::uint32_t s,
                 std::span<T> out, Workspace& workspace);

/// out = C(x), d entries; may be x itself.
template <Real T>
void qsgd_dense(std::span<const T> x, std::uint32_t s, Stream& stream, std::span<T> out,
                Workspace& workspace);

/// x -= step_size C(g)
template <Real T>
void qsgd_step(T step_size, std::span<const T> g, std::uint32_t s, Stream& stream, std::span<T> x,
               Workspace& workspace);

/// memory += g; c = C(memory); memory -= c; x -= step_size c. levels receive c, the result its
/// norm.
template <Real T>
ScaledNorm qsgd_error_feedback(T step_size, std::span<const T> g, std::uint32_t s, Stream& stream,
                               std::span<T> memory, std::span<T> x, std::span<std::int8_t> levels,
                               Workspace& workspace);

/// The levels of one vector: the law of a single entry, and what a level stands for.
template <Real T>
class QsgdGrid {
 public:
  /// 1 <= s <= 2^20, else InvalidInput. Any norm will do.
  QsgdGrid(const ScaledNorm& norm, std::uint32_t s);

  /// The level below an entry's share, and the probability of the next one.
  struct Share {
    std::uint32_t level = 0;
    Probability up;
  };
  [[nodiscard]] Share share(T x) const;
  /// What a signed level stands for.
  [[nodiscard]] T value(std::int32_t level) const;

  /// Neither 0, infinite nor NaN: else all shares are 0, and so are values, or NaN.
  [[nodiscard]] bool regular() const { return regular_; }
  /// Whether share and value are |x| scale() and level step() in the arithmetic of T.
  [[nodiscard]] bool plain() const;
  [[nodiscard]] T scale() const;  ///< s / n; plain() only
  [[nodiscard]] T step() const;   ///< n / s; plain() only
  [[nodiscard]] std::uint32_t levels() const { return s_; }

 private:
  std::uint32_t s_;
  bool regular_ = false;
  T zero_ = 0;   ///< what level 0 stands for
  T scale_ = 0;  ///< s / n, n taken times 2^-exponent_
  T step_ = 0;   ///< n / s, the same
  int exponent_ = 0;
};

}  // namespace biasbound::kernels
