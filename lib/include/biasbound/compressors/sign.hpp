// Sign compressors: plain signs, and signs scaled by the mean magnitude, which are in C(1/d)
// (Definition 2; Karimireddy et al. 2019).
#pragma once

#include <cstring>
#include <string>

#include "biasbound/compressor.hpp"
#include "biasbound/compressors/encoding.hpp"
#include "biasbound/compressors/laws.hpp"
#include "biasbound/compressors/magnitude.hpp"
#include "biasbound/kernels/norms.hpp"
#include "biasbound/kernels/sign.hpp"

namespace biasbound {

/// |x|_1 / d
template <class Scalar>
Scalar mean_magnitude(std::span<const Scalar> x) {
  if constexpr (kernels::Real<Scalar>) {
    return static_cast<Scalar>(kernels::mean_magnitude(x, kernels::thread_workspace()));
  } else {
    Scalar sum(0);
    for (const Scalar& entry : x) sum += magnitude_key(entry);
    return sum / Scalar(x.size());
  }
}

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
    if constexpr (kernels::Real<Scalar>)
      kernels::sign_dense(x, out, kernels::thread_workspace());
    else
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

  template <kernels::Real Scalar = double>
  [[nodiscard]] std::uint64_t bits(std::size_t d) const {
    return d;
  }
  template <kernels::Real Scalar>
  [[nodiscard]] std::optional<Encoding> encode(std::span<const Scalar> x,
                                               Stream& /*stream*/) const {
    Encoding encoding{.bits = x.size(), .bytes = std::vector<std::uint8_t>((x.size() + 7) / 8)};
    kernels::sign_pack(x, std::span(encoding.bytes), kernels::thread_workspace());
    return encoding;
  }
  template <kernels::Real Scalar>
  void decode(std::span<const std::uint8_t> bytes, std::span<Scalar> out) const {
    kernels::sign_unpack(bytes, Scalar(1), out, kernels::thread_workspace());
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
    if constexpr (kernels::Real<Scalar>) {
      kernels::scaled_sign_dense(x, out, kernels::thread_workspace());
    } else {
      const Scalar scale = mean_magnitude(x);
      for (std::size_t i = 0; i < x.size(); ++i) out[i] = x[i] < 0 ? Scalar(-scale) : scale;
    }
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
  template <kernels::Real Scalar = double>
  [[nodiscard]] std::uint64_t bits(std::size_t d) const {
    return value_bits<Scalar> + std::uint64_t{d};
  }
  template <kernels::Real Scalar>
  [[nodiscard]] std::optional<Encoding> encode(std::span<const Scalar> x,
                                               Stream& /*stream*/) const {
    constexpr std::size_t head = sizeof(Scalar);
    Encoding encoding{.bits = bits<Scalar>(x.size()),
                      .bytes = std::vector<std::uint8_t>(head + (x.size() + 7) / 8)};
    const Scalar scale = kernels::scaled_sign_pack(x, std::span(encoding.bytes).subspan(head),
                                                   kernels::thread_workspace());
    std::memcpy(encoding.bytes.data(), &scale, head);
    return encoding;
  }
  template <kernels::Real Scalar>
  void decode(std::span<const std::uint8_t> bytes, std::span<Scalar> out) const {
    constexpr std::size_t head = sizeof(Scalar);
    if (bytes.size() < head)
      throw InvalidInput("decode: " + std::to_string(bytes.size()) + " bytes end too early");
    Scalar scale;
    std::memcpy(&scale, bytes.data(), head);
    kernels::sign_unpack(bytes.subspan(head), scale, out, kernels::thread_workspace());
  }
};

}  // namespace biasbound
