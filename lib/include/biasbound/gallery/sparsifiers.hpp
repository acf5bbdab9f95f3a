// Faults found in shipped sparsifiers, each beside its honest twin (TopK, RandK, ScaledRandK). A
// class here is wrong on purpose, in the way its first line says; claim(d) is what its author says
// of it in dimension d, and that is what an audit refutes.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <string>

#include "biasbound/claim.hpp"
#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/compressors/top_k.hpp"

namespace biasbound::gallery {

/// out = x on `kept` times `factor`, zero elsewhere.
template <class Scalar>
void keep(std::span<const Scalar> x, std::span<const std::size_t> kept, const Scalar& factor,
          std::span<Scalar> out) {
  std::fill(out.begin(), out.end(), Scalar(0));
  for (const std::size_t i : kept) out[i] = x[i] * factor;
}

/// The law of a deterministic compressor, by running it.
template <class Scalar, class C>
std::optional<FiniteLaw<Scalar>> law_of(const C& compressor, std::span<const Scalar> x) {
  Vector<Scalar> value(static_cast<Eigen::Index>(x.size()));
  Stream unused(StreamAddress{});
  compressor.compress(x, unused, as_span(value));
  return certain(std::move(value));
}

/// sort(x)[-k:] in place of sort(abs(x))[-k:].
struct SignedTopK {
  std::size_t k = 1;
  [[nodiscard]] std::string name() const { return "faulty-top-k-signed"; }
  [[nodiscard]] bool deterministic() const { return true; }
  [[nodiscard]] bool accepts(std::size_t d) const { return TopK{k}.accepts(d); }
  [[nodiscard]] Claim claim(std::size_t d) const { return claim_delta(Exact(k) / Exact(d)); }
  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream& /*stream*/, std::span<Scalar> out) const {
    std::vector<std::size_t> order(x.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [x](std::size_t a, std::size_t b) { return x[a] > x[b]; });
    keep(x, std::span<const std::size_t>(order).first(k), Scalar(1), out);
  }
  template <class Scalar>
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const {
    return law_of(*this, x);
  }
};

/// for (i = 1; i < k; ++i): k - 1 entries are kept.
struct OffByOneTopK {
  std::size_t k = 1;
  [[nodiscard]] std::string name() const { return "faulty-top-k-off-by-one"; }
  [[nodiscard]] bool deterministic() const { return true; }
  [[nodiscard]] bool accepts(std::size_t d) const { return TopK{k}.accepts(d); }
  [[nodiscard]] Claim claim(std::size_t d) const { return claim_delta(Exact(k) / Exact(d)); }
  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream& /*stream*/, std::span<Scalar> out) const {
    keep(x, std::span<const std::size_t>(top_k_indices(x, k - 1)), Scalar(1), out);
  }
  template <class Scalar>
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const {
    return law_of(*this, x);
  }
};

/// abs(x) > the (k+1)-th largest magnitude: right until that magnitude ties with the k-th.
struct StrictThresholdTopK {
  std::size_t k = 1;
  [[nodiscard]] std::string name() const { return "faulty-top-k-ties"; }
  [[nodiscard]] bool deterministic() const { return true; }
  [[nodiscard]] bool accepts(std::size_t d) const { return TopK{k}.accepts(d); }
  [[nodiscard]] Claim claim(std::size_t d) const { return claim_delta(Exact(k) / Exact(d)); }
  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream& /*stream*/, std::span<Scalar> out) const {
    const std::vector<std::size_t> kept = top_k_indices(x, k);
    if (k == x.size()) return keep(x, std::span<const std::size_t>(kept), Scalar(1), out);
    const std::vector<std::size_t> next = top_k_indices(x, k + 1);
    const std::size_t last = *std::find_if(next.begin(), next.end(), [&](std::size_t i) {
      return !std::binary_search(kept.begin(), kept.end(), i);
    });
    std::fill(out.begin(), out.end(), Scalar(0));
    for (const std::size_t i : kept)
      if (magnitude_key(x[i]) > magnitude_key(x[last])) out[i] = x[i];
  }
  template <class Scalar>
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const {
    return law_of(*this, x);
  }
};

/// Sorts by float32 squares: below 1e-23 all are 0, above 1.8e19 all are infinite, and the lowest
/// indices win.
struct FloatSquaresTopK {
  std::size_t k = 1;
  [[nodiscard]] std::string name() const { return "faulty-top-k-float-squares"; }
  [[nodiscard]] bool deterministic() const { return true; }
  [[nodiscard]] bool accepts(std::size_t d) const { return TopK{k}.accepts(d); }
  [[nodiscard]] Claim claim(std::size_t d) const { return claim_delta(Exact(k) / Exact(d)); }
  template <std::floating_point Scalar>
  void compress(std::span<const Scalar> x, Stream& /*stream*/, std::span<Scalar> out) const {
    std::vector<float> squares(x.size());
    std::transform(x.begin(), x.end(), squares.begin(), [](Scalar entry) {
      const auto narrow = static_cast<float>(entry);
      return narrow * narrow;
    });
    keep(x, std::span<const std::size_t>(top_k_indices(std::span<const float>(squares), k)),
         Scalar(1), out);
  }
};

/// randint(d) k times: an index may repeat, so fewer than k entries are kept.
struct ReplacementRandK {
  std::size_t k = 2;
  [[nodiscard]] std::string name() const { return "faulty-rand-k-with-replacement"; }
  [[nodiscard]] bool deterministic() const { return false; }
  [[nodiscard]] bool accepts(std::size_t d) const { return RandK{k}.accepts(d); }
  [[nodiscard]] Claim claim(std::size_t d) const { return claim_delta(Exact(k) / Exact(d)); }
  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) const {
    std::vector<std::size_t> kept(k);
    for (std::size_t& i : kept) i = static_cast<std::size_t>(uniform_below(stream, x.size()));
    keep(x, std::span<const std::size_t>(kept), Scalar(1), out);
  }
};

/// Says "unbiased" but forgets the factor d/k.
struct UnscaledRandK {
  std::size_t k = 1;
  [[nodiscard]] std::string name() const { return "faulty-rand-k-unscaled"; }
  [[nodiscard]] bool deterministic() const { return false; }
  [[nodiscard]] bool accepts(std::size_t d) const { return RandK{k}.accepts(d); }
  [[nodiscard]] Claim claim(std::size_t d) const { return claim_omega(Exact(d) / Exact(k) - 1); }
  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) const {
    RandK{k}.compress(x, stream, out);
  }
};

/// randint(0, d - 1) with an exclusive upper end: the last index is never selected.
struct LastIndexRandK {
  std::size_t k = 1;
  [[nodiscard]] std::string name() const { return "faulty-rand-k-last-index"; }
  [[nodiscard]] bool deterministic() const { return false; }
  [[nodiscard]] bool accepts(std::size_t d) const { return k >= 1 && k < d; }
  [[nodiscard]] Claim claim(std::size_t d) const { return claim_omega(Exact(d) / Exact(k) - 1); }
  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) const {
    keep(x, std::span<const std::size_t>(k_subset(stream, x.size() - 1, k)),
         Scalar(Scalar(x.size()) / Scalar(k)), out);
  }
};

/// The generator is seeded with the same constant at every call: always the same k entries.
struct FixedSeedRandK {
  std::size_t k = 1;
  [[nodiscard]] std::string name() const { return "faulty-rand-k-fixed-seed"; }
  [[nodiscard]] bool deterministic() const { return false; }
  [[nodiscard]] bool accepts(std::size_t d) const { return RandK{k}.accepts(d); }
  [[nodiscard]] Claim claim(std::size_t d) const { return claim_omega(Exact(d) / Exact(k) - 1); }
  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream& /*stream*/, std::span<Scalar> out) const {
    Stream same_every_time(StreamAddress{.seed = 42});
    ScaledRandK{k}.compress(x, same_every_time, out);
  }
};

/// Draws among nonzero(x): with at most k non-zeros all are kept, but still scaled by d/k.
struct SparseRandK {
  std::size_t k = 2;
  [[nodiscard]] std::string name() const { return "faulty-rand-k-sparse"; }
  [[nodiscard]] bool deterministic() const { return false; }
  [[nodiscard]] bool accepts(std::size_t d) const { return RandK{k}.accepts(d); }
  [[nodiscard]] Claim claim(std::size_t d) const { return claim_omega(Exact(d) / Exact(k) - 1); }
  template <class Scalar>
  void compress(std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) const {
    const Scalar factor = Scalar(x.size()) / Scalar(k);
    std::vector<std::size_t> support;
    for (std::size_t i = 0; i < x.size(); ++i)
      if (x[i] != 0) support.push_back(i);
    if (support.size() <= k) return keep(x, std::span<const std::size_t>(support), factor, out);
    keep(x, std::span<const std::size_t>(k_subset(stream, x.size(), k)), factor, out);
  }
};

}  // namespace biasbound::gallery
