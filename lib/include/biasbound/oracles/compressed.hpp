// g(x) = C(grad f(x) + n(x)): a compressed gradient (section 5.4), exact or stochastic. With no
// noise the law of g is the compressor's at the gradient. With noise of E|n|^2 = Mb |grad f|^2 +
// sb2, it is rand-k of a stochastic gradient (Lemma 10), rand-k' of one (Lemma 12), top-k of one
// (section 6.2), or any other C in C(delta).
//
//   CompressedOracle<double, TopK>(f, TopK{2})
//   CompressedOracle<Exact, RandK>(f, RandK{2}, {.kind = Noise::Kind::rademacher, .sigma2 = 1})
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "biasbound/compressor.hpp"
#include "biasbound/compressors/laws.hpp"
#include "biasbound/compressors/rand_k.hpp"
#include "biasbound/compressors/top_k.hpp"
#include "biasbound/oracles/noise.hpp"

namespace biasbound {

/// Lemma 10 with the true m, all attained: p = k/d,
///   M = (1 + Mb) / p - 1, sigma2 = p sb2, m = (1 - p)^2, zeta2 = 0.
Bounds rand_k_bounds(std::size_t d, std::size_t k, const Exact& Mb, const Exact& sb2);

/// Lemma 10 as printed: m = 1 - p. Table 1's row for rand-k without noise prints M = 0 besides,
/// which is false.
Bounds rand_k_bounds_printed(std::size_t d, std::size_t k, const Exact& Mb, const Exact& sb2);

/// Any unbiased compressor with E|C(v) - v|^2 <= omega |v|^2, Lemma 12 for omega = d/k - 1:
///   M = (1 + omega)(1 + Mb) - 1, sigma2 = (1 + omega) sb2, m = zeta2 = 0.
/// E|C(v)|^2 = E|v|^2 + E|C(v) - v|^2 <= (1 + omega) E|v|^2, and E C(v) = grad f.
Bounds unbiased_compressor_bounds(const Exact& omega, const Exact& Mb, const Exact& sb2);

/// Top-k where n has independent, identically distributed coordinates of a symmetric unimodal
/// density (Gaussian, Student-t) and Mb = 0:
///   M = d/k - 1, sigma2 = sb2, m = 1 - k/d, zeta2 = 0.
/// A coordinate is dropped the less likely the larger it is in the mean, and what is dropped has
/// mean between 0 and |a_i| times that probability; Chebyshev's sum inequality does the rest. sb2
/// stands for the sharper E|top-k(n)|^2.
Bounds top_k_unimodal_bounds(std::size_t d, std::size_t k, const Exact& sb2);

/// Any C in C(delta) and any noise; absent where (1 - delta)(1 + Mb) >= 1. With q = 1 - delta:
///   m = q (1 + Mb), zeta2 = q sb2, since |b|^2 <= E|C(v) - v|^2 <= q E|v|^2.
/// For a > 0 and V = E|n|^2, |g - E g| <= |n| + |C(v) - v - b| in L2 gives
///   E|g - E g|^2 <= (1 + 1/a) V + (1 + a)(q (|G|^2 + V) - |b|^2),
/// and (1 + a)|b|^2 + M |G + b|^2 >= (1 + a) M / (1 + a + M) |G|^2. So with c = q + Mb (1/a + q) <
/// 1,
///   M = (1 + a) c / (1 - c), sigma2 = (1 + 1/a + (1 + a) q) sb2.
/// a = 1 for Mb = 0, else max(1, 2 Mb / (1 - m)), which keeps c below (1 + m) / 2. Without noise
/// M = 1/delta - 1, sigma2 = 0 (a = 0).
std::optional<Bounds> contraction_bounds(const Exact& delta, const Exact& Mb, const Exact& sb2);

/// Scalar: double or Exact; draws in doubles only.
template <class Scalar, class C>
class CompressedOracle {
 public:
  /// Throws InvalidInput where C does not take f's dimension or the noise is impossible.
  CompressedOracle(AnyObjective<Scalar> objective, C compressor, Noise noise = {})
      : objective_(std::move(objective)), compressor_(std::move(compressor)), noise_(noise) {
    check_noise(noise_);
    if constexpr (requires { compressor_.accepts(dimension()); })
      if (!compressor_.accepts(dimension()))
        throw InvalidInput("compressor: " + compressor_.name() + " does not take dimension " +
                           std::to_string(dimension()));
  }

  [[nodiscard]] std::string name() const {
    return compressor_.name() + (noiseless() ? " of the gradient" : " of a stochastic gradient");
  }
  [[nodiscard]] std::size_t dimension() const { return objective_.dimension(); }
  [[nodiscard]] bool deterministic() const {
    if constexpr (requires { compressor_.deterministic(); })
      return noiseless() && compressor_.deterministic();
    else
      return false;
  }
  void gradient(std::span<const Scalar> x, std::span<Scalar> out) const {
    objective_.gradient(x, out);
  }
  void sample(std::span<const double> x, Stream& stream, std::span<double> out) const
      requires(std::same_as<Scalar, double>&& Compressor<C, double>) {
    std::vector<double> v = gradient_at(x);
    add_noise(noise_, noise_variance(v), stream, v);
    compressor_.compress(std::span<const double>(v), stream, out);
  }
  /// The gradient once, then `count` draws.
  void sample_many(std::span<const double> x, const StreamAddress& first, std::size_t count,
                   std::span<double> out) const
      requires(std::same_as<Scalar, double>&& Compressor<C, double>) {
    const std::vector<double> gradient = gradient_at(x);
    const double variance = noise_variance(gradient);
    std::vector<double> v;
    StreamAddress address = first;
    for (std::size_t i = 0; i < count; ++i, ++address.draw) {
      Stream stream(address);
      v = gradient;
      add_noise(noise_, variance, stream, v);
      compressor_.compress(std::span<const double>(v), stream, out.subspan(i * x.size(), x.size()));
    }
  }
  /// Without noise the compressor's law; with noise, over Exact, that of the noise times it.
  [[nodiscard]] std::optional<FiniteLaw<Scalar>> outcomes(std::span<const Scalar> x) const requires
      requires(const C& c) {
    c.outcomes(x);
  }
  {
    const std::vector<Scalar> gradient = gradient_at(x);
    if (noiseless()) return compressor_.outcomes(std::span<const Scalar>(gradient));
    if constexpr (std::same_as<Scalar, Exact>)
      return product_law(gradient);
    else
      return std::nullopt;
  }
  /// Without noise where the compressor has it; with noise where E C(v) is linear in v.
  [[nodiscard]] bool mean(std::span<const Scalar> x, std::span<Scalar> out) const requires
      requires(const C& c, std::span<Scalar> y) {
    c.mean(x, y);
  }
  {
    if (!noiseless() && !linear_in_mean()) return false;
    const std::vector<Scalar> gradient = gradient_at(x);
    if constexpr (requires { bool(compressor_.mean(std::span<const Scalar>(gradient), out)); })
      return compressor_.mean(std::span<const Scalar>(gradient), out);
    else
      compressor_.mean(std::span<const Scalar>(gradient), out);
    return true;
  }
  /// With noise where E|C(v)|^2 is a multiple of |v|^2 for every v: that multiple of |G|^2 +
  /// E|n|^2.
  [[nodiscard]] std::optional<Scalar> second_moment(std::span<const Scalar> x) const requires
      requires(const C& c) {
    c.second_moment(x);
  }
  {
    std::vector<Scalar> gradient = gradient_at(x);
    if (noiseless()) return compressor_.second_moment(std::span<const Scalar>(gradient));
    if (!linear_in_mean()) return std::nullopt;
    const std::optional<Scalar> of_gradient =
        compressor_.second_moment(std::span<const Scalar>(gradient));
    std::vector<Scalar> unit(gradient.size(), Scalar(0));
    unit[0] = Scalar(1);
    const std::optional<Scalar> multiple = compressor_.second_moment(std::span<const Scalar>(unit));
    if (!of_gradient || !multiple) return std::nullopt;
    return Scalar(*of_gradient + *multiple * noise_variance(gradient));
  }
  /// Without noise, where the compressor bounds |C(v) - v|^2.
  [[nodiscard]] std::optional<Scalar> range(std::span<const Scalar> x) const requires
      requires(const C& c) {
    c.range(x);
  }
  {
    if (!noiseless()) return std::nullopt;
    const std::vector<Scalar> gradient = gradient_at(x);
    return compressor_.range(std::span<const Scalar>(gradient));
  }
  [[nodiscard]] Scalar value(std::span<const Scalar> x) const { return objective_.value(x); }
  [[nodiscard]] Regularity regularity() const { return objective_.regularity(); }
  /// The sharpest of the bounds above that covers C and the noise.
  [[nodiscard]] std::optional<Bounds> bounds() const {
    if constexpr (!requires { compressor_.bounds(dimension()); }) {
      return std::nullopt;
    } else {
      const CompressorBounds known = compressor_.bounds(dimension());
      if (noiseless()) return known.bounds;
      if (known.omega) return unbiased_compressor_bounds(*known.omega, noise_.M, noise_.sigma2);
      if constexpr (std::same_as<C, RandK>)
        return rand_k_bounds(dimension(), compressor_.k, noise_.M, noise_.sigma2);
      if constexpr (std::same_as<C, TopK>) {
        const bool unimodal =
            noise_.kind == Noise::Kind::gaussian || noise_.kind == Noise::Kind::student_t;
        if (unimodal && noise_.M == 0)
          return top_k_unimodal_bounds(dimension(), compressor_.k, noise_.sigma2);
      }
      if (known.delta) return contraction_bounds(*known.delta, noise_.M, noise_.sigma2);
      return std::nullopt;
    }
  }

 private:
  /// E C(v) = a v and E|C(v)|^2 = c |v|^2 for every v, so that independent noise only adds.
  static constexpr bool linear_in_mean() {
    return std::same_as<C, RandK> || std::same_as<C, ScaledRandK>;
  }
  [[nodiscard]] bool noiseless() const { return noise_.kind == Noise::Kind::none; }
  [[nodiscard]] std::vector<Scalar> gradient_at(std::span<const Scalar> x) const {
    std::vector<Scalar> gradient(x.size(), Scalar(0));
    objective_.gradient(x, std::span<Scalar>(gradient));
    return gradient;
  }
  [[nodiscard]] Scalar noise_variance(std::span<const Scalar> gradient) const {
    return from_exact<Scalar>(noise_.M) * squared_norm(gradient) +
           from_exact<Scalar>(noise_.sigma2);
  }
  [[nodiscard]] std::optional<FiniteLaw<Exact>> product_law(
      const std::vector<Exact>& gradient) const {
    const auto noise = noise_law(noise_, noise_variance(gradient), gradient.size());
    if (!noise) return std::nullopt;
    FiniteLaw<Exact> law;
    for (const Outcome<Exact>& n : *noise) {
      std::vector<Exact> v = gradient;
      for (std::size_t i = 0; i < v.size(); ++i) v[i] += n.value(static_cast<Eigen::Index>(i));
      auto compressed = compressor_.outcomes(std::span<const Exact>(v));
      if (!compressed || !law_fits(noise->size() * compressed->size(), v.size()))
        return std::nullopt;
      for (Outcome<Exact>& outcome : *compressed) {
        outcome.weight *= n.weight;
        law.push_back(std::move(outcome));
      }
    }
    return law;
  }

  AnyObjective<Scalar> objective_;
  C compressor_;
  Noise noise_;
};

}  // namespace biasbound
