// Top-k: the k entries of largest magnitude, the others zero (Definition 3 with the order repaired;
// Lemma 9).
#pragma once

#include <string>

#include "biasbound/compressor.hpp"
#include "biasbound/compressors/encoding.hpp"
#include "biasbound/compressors/laws.hpp"
#include "biasbound/compressors/magnitude.hpp"
#include "biasbound/kernels/top_k.hpp"

namespace biasbound {

/// Ties go to the lowest index; NaN counts as the largest magnitude, so it is sent. Takes d >= k.
struct TopK {
  std::size_t k = 1;

  [[nodiscard]] std::string name() const { return "top-" + std::to_string(k); }
  [[nodiscard]] bool deterministic() const { return true; }
  [[nodiscard]] bool accepts(std::size_t d) const { return 1 <= k && k <= d; }

  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream& /*stream*/, std::span<Scalar> out) const {
    mean(x, out);
  }
  template <class Scalar>
  void mean(std::span<const Scalar> x, std::span<Scalar> out) const {
    require_k("top-k", k, x.size());
    if constexpr (kernels::Real<Scalar>) {
      kernels::top_k_dense(x, k, out, kernels::thread_workspace());
    } else {
      std::fill(out.begin(), out.end(), Scalar(0));
      for (const std::size_t i : top_k_indices(x, k)) out[i] = x[i];
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
    Scalar sum(0);
    for (const std::size_t i : top_k_indices(x, k)) sum += x[i] * x[i];
    return if_finite(sum);
  }

  /// delta = k/d and m = 1 - k/d, both attained where all magnitudes are equal.
  [[nodiscard]] CompressorBounds bounds(std::size_t d) const {
    require_k("top-k", k, d);
    const Exact delta = Exact(k) / Exact(d);
    return {.delta = delta, .omega = {}, .bounds = Bounds{.m = 1 - delta}};
  }

  template <kernels::Real Scalar = double>
  [[nodiscard]] std::uint64_t bits(std::size_t d) const {
    return pair_bits<Scalar>(d, k);
  }
  template <kernels::Real Scalar>
  [[nodiscard]] std::optional<Encoding> encode(std::span<const Scalar> x,
                                               Stream& /*stream*/) const {
    require_k("top-k", k, x.size());
    std::vector<std::uint32_t> indices(k);
    std::vector<Scalar> values(k);
    kernels::top_k(x, std::span(indices), std::span(values), kernels::thread_workspace());
    return encode_pairs<Scalar>(x.size(), indices, values);
  }
  template <kernels::Real Scalar>
  void decode(std::span<const std::uint8_t> bytes, std::span<Scalar> out) const {
    decode_pairs(bytes, k, out);
  }
};

}  // namespace biasbound
