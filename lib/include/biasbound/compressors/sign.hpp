// Sign compressors: plain signs, and signs scaled by the mean magnitude, which are in C(1/d)
// (Definition 2; Karimireddy et al. 2019).
#pragma once

#include <string>

#include "biasbound/compressor.hpp"
#include "biasbound/compressors/encoding.hpp"
#include "biasbound/compressors/laws.hpp"
#include "biasbound/compressors/norms.hpp"

namespace biasbound {

/// +1 or -1 for each entry, one bit: +1 for zeros of either sign and for NaN. No constant of
/// Definition 2 or of Assumptions 3-4 holds for all x.
struct Sign {
  [[nodiscard]] std::string name() const { return "sign"; }
  [[nodiscard]] bool deterministic() const { return true; }
  [[nodiscard]] bool accepts(std::size_t d) const { return d >= 1; }

  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream& /*stream*/, std::span<Scalar> out) const {
    mean(x, out);
  }
  template <class Scalar>
  void mean(std::span<const Scalar> x, std::span<Scalar> out) const {
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = Scalar(x[i] < 0 ? -1 : 1);
  }
  template <class Scalar>
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const {
    Vector<Scalar> value(static_cast<Eigen::Index>(x.size()));
    mean(x, as_span(value));
    return certain(std::move(value));
  }
  template <class Scalar>
  [[nodiscard]] std::optional<Scalar> second_moment(std::span<const Scalar> x) const {
    return Scalar(x.size());
  }

  [[nodiscard]] CompressorBounds bounds(std::size_t /*d*/) const { return {}; }

  template <std::floating_point Scalar = double>
  [[nodiscard]] std::uint64_t bits(std::size_t d) const {
    return d;
  }
  template <std::floating_point Scalar>
  [[nodiscard]] std::optional<Encoding> encode(std::span<const Scalar> x,
                                               Stream& /*stream*/) const {
    BitWriter writer;
    for (const Scalar entry : x) writer.write(entry < 0 ? 1 : 0, 1);
    return std::move(writer).finish();
  }
  template <std::floating_point Scalar>
  void decode(std::span<const std::uint8_t> bytes, std::span<Scalar> out) const {
    BitReader reader(bytes);
    for (Scalar& entry : out) entry = Scalar(reader.read(1) != 0 ? -1 : 1);
  }
};

/// (|x|_1 / d) sign(x), signs as above. Zero for the zero vector; NaN everywhere where an entry is
/// NaN; infinite where one is infinite.
struct ScaledSign {
  [[nodiscard]] std::string name() const { return "scaled-sign"; }
  [[nodiscard]] bool deterministic() const { return true; }
  [[nodiscard]] bool accepts(std::size_t d) const { return d >= 1; }

  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream& /*stream*/, std::span<Scalar> out) const {
    mean(x, out);
  }
  template <class Scalar>
  void mean(std::span<const Scalar> x, std::span<Scalar> out) const {
    const Scalar scale = mean_magnitude(x);
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = x[i] < 0 ? Scalar(-scale) : scale;
  }
  template <class Scalar>
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const {
    Vector<Scalar> value(static_cast<Eigen::Index>(x.size()));
    mean(x, as_span(value));
    return certain(std::move(value));
  }
  template <class Scalar>
  [[nodiscard]] std::optional<Scalar> second_moment(std::span<const Scalar> x) const {
    const Scalar scale = mean_magnitude(x);
    return if_finite(Scalar(Scalar(x.size()) * scale * scale));
  }

  /// |C(x) - x|^2 = |x|^2 - |x|_1^2 / d, so delta = 1/d, attained by one non-zero entry.
  [[nodiscard]] CompressorBounds bounds(std::size_t d) const {
    const Exact delta = Exact(1) / Exact(d);
    return {.delta = delta, .omega = {}, .bounds = Bounds{.m = 1 - delta}};
  }

  /// One scale and d signs.
  template <std::floating_point Scalar = double>
  [[nodiscard]] std::uint64_t bits(std::size_t d) const {
    return value_bits<Scalar> + std::uint64_t{d};
  }
  template <std::floating_point Scalar>
  [[nodiscard]] std::optional<Encoding> encode(std::span<const Scalar> x,
                                               Stream& /*stream*/) const {
    BitWriter writer;
    writer.write(value_to_bits(mean_magnitude(x)), value_bits<Scalar>);
    for (const Scalar entry : x) writer.write(entry < 0 ? 1 : 0, 1);
    return std::move(writer).finish();
  }
  template <std::floating_point Scalar>
  void decode(std::span<const std::uint8_t> bytes, std::span<Scalar> out) const {
    BitReader reader(bytes);
    const auto scale = bits_to_value<Scalar>(reader.read(value_bits<Scalar>));
    for (Scalar& entry : out) entry = reader.read(1) != 0 ? -scale : scale;
  }
};

}  // namespace biasbound
