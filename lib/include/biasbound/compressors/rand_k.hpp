// Rand-k: a uniformly random k-subset of the entries, the others zero (Definition 4, Lemma 10), and
// rand-k', the same scaled by d/k to be unbiased (Lemma 12).
#pragma once

#include <string>

#include "biasbound/compressor.hpp"
#include "biasbound/compressors/encoding.hpp"
#include "biasbound/compressors/laws.hpp"
#include "biasbound/compressors/magnitude.hpp"
#include "biasbound/kernels/rand_k.hpp"

namespace biasbound {
namespace detail {

/// out = scale times the entries of a random k-subset.
template <class Scalar>
void rand_k(std::span<const Scalar> x, std::size_t k, const Scalar& scale, Stream& stream,
            std::span<Scalar> out) {
  if constexpr (kernels::Real<Scalar>) {
    kernels::rand_k_dense(x, k, scale, stream, out, kernels::thread_workspace());
  } else {
    std::fill(out.begin(), out.end(), Scalar(0));
    for (const std::size_t i : k_subset(stream, x.size(), k)) out[i] = scale * x[i];
  }
}

/// The pairs of the same.
template <kernels::Real Scalar>
Encoding encode_rand_k(std::span<const Scalar> x, std::size_t k, Scalar scale, Stream& stream) {
  std::vector<std::uint32_t> indices(k);
  std::vector<Scalar> values(k);
  kernels::rand_k(x, scale, stream, std::span(indices), std::span(values),
                  kernels::thread_workspace());
  return encode_pairs<Scalar>(x.size(), indices, values);
}

}  // namespace detail

/// Takes d >= k. NaN and infinities are sent as they are where they are selected.
struct RandK {
  std::size_t k = 1;

  [[nodiscard]] std::string name() const { return "rand-" + std::to_string(k); }
  [[nodiscard]] bool deterministic() const { return false; }
  [[nodiscard]] bool accepts(std::size_t d) const { return 1 <= k && k <= d; }

  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) const {
    require_k("rand-k", k, x.size());
    detail::rand_k(x, k, Scalar(1), stream, out);
  }
  template <class Scalar>
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const {
    require_k("rand-k", k, x.size());
    return subset_law(x, k, Scalar(1));
  }
  /// E C(x) = (k/d) x
  template <class Scalar>
  void mean(std::span<const Scalar> x, std::span<Scalar> out) const {
    const Scalar p = Scalar(k) / Scalar(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = p * x[i];
  }
  /// E|C(x)|^2 = (k/d) |x|^2
  template <class Scalar>
  [[nodiscard]] std::optional<Scalar> second_moment(std::span<const Scalar> x) const {
    return if_finite(Scalar(Scalar(k) / Scalar(x.size()) * squared_norm(x)));
  }
  template <class Scalar>
  [[nodiscard]] std::optional<Scalar> range(std::span<const Scalar> x) const {
    return if_finite(largest_squares(x, x.size() - k));
  }

  /// Equalities at every x.
  [[nodiscard]] CompressorBounds bounds(std::size_t d) const {
    require_k("rand-k", k, d);
    const Exact p = Exact(k) / Exact(d);
    return {
        .delta = p, .omega = {}, .bounds = Bounds{.M = 1 / p - 1, .m = Exact((1 - p) * (1 - p))}};
  }

  template <kernels::Real Scalar = double>
  [[nodiscard]] std::uint64_t bits(std::size_t d) const {
    return pair_bits<Scalar>(d, k);
  }
  template <kernels::Real Scalar>
  [[nodiscard]] std::optional<Encoding> encode(std::span<const Scalar> x, Stream& stream) const {
    require_k("rand-k", k, x.size());
    return detail::encode_rand_k(x, k, Scalar(1), stream);
  }
  template <kernels::Real Scalar>
  void decode(std::span<const std::uint8_t> bytes, std::span<Scalar> out) const {
    decode_pairs(bytes, k, out);
  }
};

/// Takes d >= k. An entry above (k/d) times the largest finite number overflows to infinity where
/// it is selected, as its unbiased value is not representable.
struct ScaledRandK {
  std::size_t k = 1;

  [[nodiscard]] std::string name() const { return "scaled-rand-" + std::to_string(k); }
  [[nodiscard]] bool deterministic() const { return false; }
  [[nodiscard]] bool accepts(std::size_t d) const { return 1 <= k && k <= d; }

  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) const {
    require_k("rand-k'", k, x.size());
    detail::rand_k(x, k, Scalar(Scalar(x.size()) / Scalar(k)), stream, out);
  }
  template <class Scalar>
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const {
    require_k("rand-k'", k, x.size());
    return subset_law(x, k, Scalar(Scalar(x.size()) / Scalar(k)));
  }
  /// E C(x) = x
  template <class Scalar>
  void mean(std::span<const Scalar> x, std::span<Scalar> out) const {
    std::copy(x.begin(), x.end(), out.begin());
  }
  /// E|C(x)|^2 = (d/k) |x|^2
  template <class Scalar>
  [[nodiscard]] std::optional<Scalar> second_moment(std::span<const Scalar> x) const {
    return if_finite(Scalar(Scalar(x.size()) / Scalar(k) * squared_norm(x)));
  }
  /// A kept entry errs by (d/k - 1) |x_i|, a dropped one by |x_i|.
  template <class Scalar>
  [[nodiscard]] std::optional<Scalar> range(std::span<const Scalar> x) const {
    const std::size_t d = x.size();
    const Scalar kept = (Scalar(d) / Scalar(k) - 1) * (Scalar(d) / Scalar(k) - 1);
    const std::size_t large = kept > 1 ? k : d - k;
    const Scalar weight = kept > 1 ? Scalar(kept - 1) : Scalar(1 - kept);
    const Scalar base = kept > 1 ? Scalar(1) : kept;
    return if_finite(Scalar(base * largest_squares(x, d) + weight * largest_squares(x, large)));
  }

  /// Equalities at every x.
  [[nodiscard]] CompressorBounds bounds(std::size_t d) const {
    require_k("rand-k'", k, d);
    const Exact omega = Exact(d) / Exact(k) - 1;
    return {.delta = omega < 1 ? std::optional<Exact>(1 - omega) : std::nullopt,
            .omega = omega,
            .bounds = Bounds{.M = omega}};
  }

  template <kernels::Real Scalar = double>
  [[nodiscard]] std::uint64_t bits(std::size_t d) const {
    return pair_bits<Scalar>(d, k);
  }
  template <kernels::Real Scalar>
  [[nodiscard]] std::optional<Encoding> encode(std::span<const Scalar> x, Stream& stream) const {
    require_k("rand-k'", k, x.size());
    return detail::encode_rand_k(x, k, Scalar(x.size()) / Scalar(k), stream);
  }
  template <kernels::Real Scalar>
  void decode(std::span<const std::uint8_t> bytes, std::span<Scalar> out) const {
    decode_pairs(bytes, k, out);
  }
};

}  // namespace biasbound
