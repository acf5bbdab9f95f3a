#include "biasbound/oracles/additive.hpp"

#include <cmath>

namespace biasbound {

template <class Scalar>
AdditiveOracle<Scalar>::AdditiveOracle(AnyObjective<Scalar> objective, Noise noise,
                                       std::vector<Exact> bias)
    : objective_(std::move(objective)), noise_(std::move(noise)) {
  check_noise(noise_);
  if (bias.empty()) bias.assign(dimension(), Exact(0));
  if (bias.size() != dimension())
    throw InvalidInput("bias: " + std::to_string(bias.size()) + " entries, expected " +
                       std::to_string(dimension()));
  for (const Exact& entry : bias) bias_.push_back(from_exact<Scalar>(entry));
  bounds_ = {.M = noise_.M,
             .sigma2 = noise_.sigma2,
             .m = 0,
             .zeta2 = squared_norm(std::span<const Exact>(bias))};
}

template <class Scalar>
void AdditiveOracle<Scalar>::mean(std::span<const Scalar> x, std::span<Scalar> out) const {
  objective_.gradient(x, out);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] += bias_[i];
}

template <class Scalar>
Scalar AdditiveOracle<Scalar>::second_moment(std::span<const Scalar> x) const {
  std::vector<Scalar> center(x.size());
  mean(x, center);
  return squared_norm(std::span<const Scalar>(center)) + noise_variance(center);
}

// clang 14 instantiates the members of another scalar too, whatever they require; hence the
// `if constexpr` inside them.

template <class Scalar>
void AdditiveOracle<Scalar>::sample(
    std::span<const double> x, Stream& stream,
    std::span<double> out) const requires std::same_as<Scalar, double> {
  if constexpr (std::same_as<Scalar, double>) {
    mean(x, out);
    add_noise(noise_, noise_variance(out), stream, out);
  }
}

template <class Scalar>
void AdditiveOracle<Scalar>::sample_many(
    std::span<const double> x, const StreamAddress& first, std::size_t count,
    std::span<double> out) const requires std::same_as<Scalar, double> {
  if constexpr (std::same_as<Scalar, double>) {
    std::vector<double> center(x.size());
    mean(x, center);
    draws_around(center, noise_, noise_variance(center), first, count, out);
  }
}

template <class Scalar>
std::optional<FiniteLaw<Exact>> AdditiveOracle<Scalar>::outcomes(
    std::span<const Exact> x) const requires std::same_as<Scalar, Exact> {
  if constexpr (std::same_as<Scalar, Exact>) {
    std::vector<Exact> center(x.size());
    mean(x, center);
    auto law = noise_law(noise_, noise_variance(center), x.size());
    if (law)
      for (Outcome<Exact>& outcome : *law)
        for (std::size_t i = 0; i < center.size(); ++i)
          outcome.value(static_cast<Eigen::Index>(i)) += center[i];
    return law;
  } else {
    return std::nullopt;
  }
}

template <class Scalar>
std::optional<Scalar> AdditiveOracle<Scalar>::range(
    std::span<const Scalar> x) const requires std::same_as<Scalar, double> {
  if constexpr (std::same_as<Scalar, double>) {
    if (noise_.kind != Noise::Kind::none && noise_.kind != Noise::Kind::rademacher)
      return std::nullopt;
    std::vector<double> center(x.size());
    mean(x, center);
    const double size =
        std::sqrt(squared_norm(std::span<const double>(bias_))) + std::sqrt(noise_variance(center));
    return size * size;
  } else {
    return std::nullopt;
  }
}

template class AdditiveOracle<double>;
template class AdditiveOracle<Exact>;

}  // namespace biasbound
