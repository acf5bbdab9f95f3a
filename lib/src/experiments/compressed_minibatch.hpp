// g(x) = C(the gradient of a random batch): what distributed training sends.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "biasbound/oracles/compressed.hpp"
#include "biasbound/oracles/minibatch.hpp"

namespace biasbound::experiments {

template <Compressor<double> C>
class CompressedMinibatch {
 public:
  CompressedMinibatch(MinibatchOracle<double> minibatch, C compressor)
      : minibatch_(std::move(minibatch)), compressor_(std::move(compressor)) {}

  [[nodiscard]] std::string name() const { return compressor_.name() + " of a minibatch gradient"; }
  [[nodiscard]] std::size_t dimension() const { return minibatch_.dimension(); }
  void gradient(std::span<const double> x, std::span<double> out) const {
    minibatch_.gradient(x, out);
  }
  void sample(std::span<const double> x, Stream& stream, std::span<double> out) const {
    std::vector<double> v(x.size());
    minibatch_.sample(x, stream, v);
    compressor_.compress(std::span<const double>(v), stream, out);
  }
  [[nodiscard]] double value(std::span<const double> x) const { return minibatch_.value(x); }
  [[nodiscard]] Regularity regularity() const { return minibatch_.regularity(); }
  /// The sharpest known for C and a noise of bounded variance, of which no more is known: so the
  /// bounds of top-k for unimodal noise do not count.
  [[nodiscard]] std::optional<Bounds> bounds() const {
    const std::optional<Bounds> batch = minibatch_.bounds();
    const CompressorBounds known = compressor_.bounds(dimension());
    if (!batch) return std::nullopt;
    if (batch->sigma2 == 0) return known.bounds;
    if (known.omega) return unbiased_compressor_bounds(*known.omega, batch->M, batch->sigma2);
    if constexpr (std::same_as<C, RandK>)
      return rand_k_bounds(dimension(), compressor_.k, batch->M, batch->sigma2);
    if (known.delta) return contraction_bounds(*known.delta, batch->M, batch->sigma2);
    return std::nullopt;
  }

 private:
  MinibatchOracle<double> minibatch_;
  C compressor_;
};

}  // namespace biasbound::experiments
