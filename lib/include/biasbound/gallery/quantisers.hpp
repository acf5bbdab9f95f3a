// Faults found in shipped quantisers, each beside its honest twin (Natural, Qsgd, ScaledSign). A
// class here is wrong on purpose, in the way its first line says; claim(d) is what its author says
// of it in dimension d, and that is what an audit refutes.
#pragma once

#include <cmath>
#include <string>

#include "biasbound/claim.hpp"
#include "biasbound/compressors/natural.hpp"
#include "biasbound/compressors/qsgd.hpp"
#include "biasbound/compressors/sign.hpp"

namespace biasbound::gallery {

/// Masks the fraction away, rounding towards zero, and calls the result unbiased.
struct TruncatedNatural {
  [[nodiscard]] std::string name() const { return "faulty-natural-truncated"; }
  [[nodiscard]] bool deterministic() const { return true; }
  [[nodiscard]] bool accepts(std::size_t d) const { return d >= 1; }
  [[nodiscard]] Claim claim(std::size_t /*d*/) const { return claim_omega(Exact(1) / 8); }
  template <kernels::Real Scalar>
  void compress(std::span<const Scalar> x, Stream& /*stream*/, std::span<Scalar> out) const {
    for (std::size_t i = 0; i < x.size(); ++i)
      out[i] = std::copysign(natural_rounding(std::fabs(x[i])).low, x[i]);
  }
};

/// A table of powers of two with a bad stretch: magnitudes in [1e-7, 1e-6) come out doubled.
struct BadTableNatural {
  [[nodiscard]] std::string name() const { return "faulty-natural-bad-table"; }
  [[nodiscard]] bool deterministic() const { return false; }
  [[nodiscard]] bool accepts(std::size_t d) const { return d >= 1; }
  [[nodiscard]] Claim claim(std::size_t /*d*/) const { return claim_omega(Exact(1) / 8); }
  template <kernels::Real Scalar>
  void compress(std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) const {
    Natural{}.compress(x, stream, out);
    for (std::size_t i = 0; i < x.size(); ++i)
      if (Scalar(1e-7) <= std::fabs(x[i]) && std::fabs(x[i]) < Scalar(1e-6)) out[i] *= 2;
  }
};

/// norm * round(s * x / norm) / s without a guard: NaN at the zero vector.
struct ZeroNormQsgd {
  std::uint64_t s = 1;
  [[nodiscard]] std::string name() const { return "faulty-qsgd-zero-norm"; }
  [[nodiscard]] bool deterministic() const { return false; }
  [[nodiscard]] bool accepts(std::size_t d) const { return Qsgd{s}.accepts(d); }
  [[nodiscard]] Claim claim(std::size_t d) const { return claim_omega(qsgd_omega(d, s)); }
  template <kernels::Real Scalar>
  void compress(std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) const {
    Qsgd{s}.compress(x, stream, out);
    if (kernels::scaled_norm(x, kernels::thread_workspace()).value == 0)
      for (std::size_t i = 0; i < x.size(); ++i) out[i] = x[i] / Scalar(0);
  }
};

/// The squared norm in float32: it underflows below 1e-23 and overflows above 1.8e19, and the guard
/// against a zero norm then returns the zero vector.
struct FloatNormQsgd {
  std::uint64_t s = 1;
  [[nodiscard]] std::string name() const { return "faulty-qsgd-float-norm"; }
  [[nodiscard]] bool deterministic() const { return false; }
  [[nodiscard]] bool accepts(std::size_t d) const { return Qsgd{s}.accepts(d); }
  [[nodiscard]] Claim claim(std::size_t d) const { return claim_omega(qsgd_omega(d, s)); }
  template <kernels::Real Scalar>
  void compress(std::span<const Scalar> x, Stream& stream, std::span<Scalar> out) const {
    float sum = 0;
    for (const Scalar entry : x) sum += static_cast<float>(entry) * static_cast<float>(entry);
    if (sum == 0 || !std::isfinite(sum)) return std::fill(out.begin(), out.end(), Scalar(0));
    Qsgd{s}.compress(x, stream, out);
  }
};

/// Signs scaled by |x|_2 / sqrt(d) in place of |x|_1 / d: too long unless all magnitudes agree.
struct NormScaledSign {
  [[nodiscard]] std::string name() const { return "faulty-scaled-sign-norm"; }
  [[nodiscard]] bool deterministic() const { return true; }
  [[nodiscard]] bool accepts(std::size_t d) const { return d >= 1; }
  [[nodiscard]] Claim claim(std::size_t d) const { return claim_delta(Exact(1) / Exact(d)); }
  template <kernels::Real Scalar>
  void compress(std::span<const Scalar> x, Stream& /*stream*/, std::span<Scalar> out) const {
    const kernels::ScaledNorm norm = kernels::scaled_norm(x, kernels::thread_workspace());
    const double scale =
        std::ldexp(norm.value / std::sqrt(static_cast<double>(x.size())), norm.exponent);
    for (std::size_t i = 0; i < x.size(); ++i)
      out[i] = static_cast<Scalar>(x[i] < 0 ? -scale : scale);
  }
};

/// Counts the bits of natural compression, and sends the powers of two, but hands on its input.
struct IdentityQuantiser {
  [[nodiscard]] std::string name() const { return "faulty-quantiser-identity"; }
  [[nodiscard]] bool deterministic() const { return true; }
  [[nodiscard]] bool accepts(std::size_t d) const { return d >= 1; }
  [[nodiscard]] Claim claim(std::size_t d) const {
    return make_claim({{"bits", Exact(Natural{}.bits(d))}});
  }
  template <kernels::Real Scalar>
  void compress(std::span<const Scalar> x, Stream& /*stream*/, std::span<Scalar> out) const {
    std::copy(x.begin(), x.end(), out.begin());
  }
  template <kernels::Real Scalar>
  [[nodiscard]] std::optional<Encoding> encode(std::span<const Scalar> x, Stream& stream) const {
    return Natural{}.encode(x, stream);
  }
  template <kernels::Real Scalar>
  void decode(std::span<const std::uint8_t> bytes, std::span<Scalar> out) const {
    Natural{}.decode(bytes, out);
  }
};

}  // namespace biasbound::gallery
