// Instances that several statements share: a compressor applied to a gradient with noise, its law
// written out.
#pragma once

#include "biasbound/compressor.hpp"
#include "biasbound/oracle.hpp"
#include "property.hpp"

namespace biasbound::property {

/// A gradient a and unbiased noise n of E|n|^2 = Mb |a|^2 + sb2, given by its law.
struct StochasticGradient {
  Vector<Exact> gradient;
  FiniteLaw<Exact> noise;
  Exact Mb;
  Exact sb2;
};

/// Any noise at this gradient.
inline StochasticGradient with_noise(Vector<Exact> gradient, Given& given) {
  const auto d = static_cast<std::size_t>(gradient.size());
  StochasticGradient result{std::move(gradient), given.noise("noise", d, 2), 0, 0};
  Exact variance = 0;
  for (const auto& outcome : result.noise)
    variance += outcome.weight * squared_norm(as_span(outcome.value));
  const Exact square = squared_norm(as_span(std::as_const(result.gradient)));
  // Any split of the variance over the two constants is one that the noise meets.
  const Exact share = square == 0 ? Exact(0) : given.rational("share of Mb", 0, 1);
  if (share != 0) result.Mb = share * variance / square;
  result.sb2 = (1 - share) * variance;
  return result;
}

inline StochasticGradient any_stochastic_gradient(Given& given, std::size_t d) {
  return with_noise(given.vector("gradient", d), given);
}

/// A stochastic gradient for rand-k.
struct StochasticRandK {
  std::size_t k;
  StochasticGradient stochastic;

  [[nodiscard]] std::size_t d() const {
    return static_cast<std::size_t>(stochastic.gradient.size());
  }
};

inline StochasticRandK any_stochastic_rand_k(Given& given) {
  const std::size_t d = given.size("d", 1, 5);
  const std::size_t k = given.size("k", 1, d);
  return {k, any_stochastic_gradient(given, d)};
}

/// The law of C(a + n). Empty where C has none at an outcome.
template <class C>
FiniteLaw<Exact> compressed_law(const C& compressor, const StochasticGradient& at) {
  FiniteLaw<Exact> law;
  for (const auto& outcome : at.noise) {
    const Vector<Exact> v = at.gradient + outcome.value;
    const auto compressed = compressor.outcomes(as_span(v));
    if (!compressed) return {};
    for (const auto& each : *compressed) law.push_back({outcome.weight * each.weight, each.value});
  }
  return law;
}

}  // namespace biasbound::property
