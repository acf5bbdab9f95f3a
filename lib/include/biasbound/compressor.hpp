// Compressors C (Definition 2): maps of a vector, random or not, with their bounds and their bits.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "biasbound/law.hpp"
#include "biasbound/oracle.hpp"
#include "biasbound/random.hpp"

namespace biasbound {

/// What is proved of a compressor in dimension d, for all x:
///   E|C(x) - x|^2 <= (1 - delta) |x|^2, and if it is unbiased E|C(x) - x|^2 <= omega |x|^2.
/// `bounds` are the constants of Assumptions 3-4 where x itself is the gradient.
struct CompressorBounds {
  std::optional<Exact> delta;
  std::optional<Exact> omega;
  std::optional<Bounds> bounds;
};

template <class C, class Scalar>
concept Compressor = requires(const C& compressor, std::span<const Scalar> x, Stream& stream,
                              std::span<Scalar> out) {
  { compressor.name() } -> std::convertible_to<std::string>;
  compressor.compress(x, stream, out);  ///< out = C(x), d entries; any d the compressor takes
};

/// A compressor as an oracle: x is the vector to compress, and the gradient it stands for is x
/// itself (f = |x|^2 / 2, so L = mu = 1).
template <class Scalar, class C>
class CompressorOracle {
 public:
  CompressorOracle(C compressor, std::size_t dimension)
      : compressor_(std::move(compressor)), dimension_(dimension) {}

  [[nodiscard]] std::string name() const { return compressor_.name(); }
  [[nodiscard]] std::size_t dimension() const { return dimension_; }
  [[nodiscard]] bool deterministic() const {
    if constexpr (requires { compressor_.deterministic(); })
      return compressor_.deterministic();
    else
      return false;
  }
  void gradient(std::span<const Scalar> x, std::span<Scalar> out) const {
    std::copy(x.begin(), x.end(), out.begin());
  }
  void sample(std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) const
    requires Compressor<C, Scalar>
  {
    compressor_.compress(x, stream, out);
  }
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const
    requires requires(const C& c) { c.outcomes(x); }
  {
    return compressor_.outcomes(x);
  }
  void mean(std::span<const Scalar> x, std::span<Scalar> out) const
    requires requires(const C& c) { c.mean(x, out); }
  {
    compressor_.mean(x, out);
  }
  [[nodiscard]] std::optional<Scalar> second_moment(std::span<const Scalar> x) const
    requires requires(const C& c) { c.second_moment(x); }
  {
    return compressor_.second_moment(x);
  }
  [[nodiscard]] std::optional<Scalar> range(std::span<const Scalar> x) const
    requires requires(const C& c) { c.range(x); }
  {
    return compressor_.range(x);
  }
  [[nodiscard]] Scalar value(std::span<const Scalar> x) const { return squared_norm(x) / 2; }
  [[nodiscard]] Regularity regularity() const {
    return {.L = Exact(1), .mu = Exact(1), .f_star = Exact(0), .convex = true};
  }
  [[nodiscard]] std::optional<Bounds> bounds() const {
    if constexpr (requires { compressor_.bounds(dimension_); })
      return compressor_.bounds(dimension_).bounds;
    else
      return std::nullopt;
  }
  [[nodiscard]] std::optional<Encoding> encode(std::span<const Scalar> x, Stream& stream) const
    requires requires(const C& c) { c.encode(x, stream); }
  {
    return compressor_.encode(x, stream);
  }
  void decode(std::span<const std::uint8_t> bytes, std::span<Scalar> out) const
    requires requires(const C& c) { c.decode(bytes, out); }
  {
    compressor_.decode(bytes, out);
  }
  [[nodiscard]] const C& compressor() const { return compressor_; }

 private:
  C compressor_;
  std::size_t dimension_;
};

}  // namespace biasbound
