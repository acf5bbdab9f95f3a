// A finite law: outcomes with exact weights, and exact expectations over it.
#pragma once

#include <utility>
#include <vector>

#include "biasbound/scalar.hpp"

namespace biasbound {

template <class Scalar>
struct Outcome {
  Exact weight;
  Vector<Scalar> value;
};

/// Weights are non-negative and sum to 1; values share one dimension.
template <class Scalar>
using FiniteLaw = std::vector<Outcome<Scalar>>;

/// The law's total weight; 1 for a law that is one.
template <class Scalar>
Exact total_weight(const FiniteLaw<Scalar>& law) {
  Exact sum = 0;
  for (const auto& outcome : law) sum += outcome.weight;
  return sum;
}

/// Throws InvalidInput unless the law is non-empty, its weights are non-negative and sum to exactly
/// 1, and every value has `dimension` entries.
template <class Scalar>
void check_law(const FiniteLaw<Scalar>& law, std::size_t dimension) {
  if (law.empty()) throw InvalidInput("law: no outcomes");
  for (const auto& outcome : law) {
    if (outcome.weight < 0) throw InvalidInput("law: negative weight " + to_text(outcome.weight));
    if (static_cast<std::size_t>(outcome.value.size()) != dimension)
      throw InvalidInput("law: an outcome has " + std::to_string(outcome.value.size()) +
                         " entries, expected " + std::to_string(dimension));
  }
  if (const Exact sum = total_weight(law); sum != 1)
    throw InvalidInput("law: the weights sum to " + to_text(sum) + ", not 1");
}

template <class Scalar>
std::span<const Scalar> as_span(const Vector<Scalar>& vector) {
  return {vector.data(), static_cast<std::size_t>(vector.size())};
}

template <class Scalar>
std::span<Scalar> as_span(Vector<Scalar>& vector) {
  return {vector.data(), static_cast<std::size_t>(vector.size())};
}

template <class Scalar>
Vector<Scalar> to_vector(std::span<const Scalar> values) {
  return Eigen::Map<const Vector<Scalar>>(values.data(), static_cast<Eigen::Index>(values.size()));
}

/// Entry by entry; `exact` on the way up, nearest double on the way down.
inline Vector<Exact> to_exact(std::span<const double> values) {
  Vector<Exact> result(static_cast<Eigen::Index>(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i)
    result(static_cast<Eigen::Index>(i)) = exact(values[i]);
  return result;
}

inline std::vector<double> to_doubles(std::span<const Exact> values) {
  std::vector<double> result(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) result[i] = to_double(values[i]);
  return result;
}

/// What the claims speak about, at one point x, with g the oracle's answer and G = grad f(x).
template <class Scalar>
struct PointMoments {
  Scalar gradient_sq{};  ///< |G|^2
  Scalar mean_sq{};      ///< |E g|^2 = |grad f + b|^2
  Scalar bias_sq{};      ///< |b|^2 = |E g - G|^2
  Scalar noise_sq{};     ///< E|n|^2 = E|g - E g|^2
  Scalar error_sq{};     ///< E|g - G|^2
};

/// Moments of a finite law over exact values, exactly.
PointMoments<Exact> exact_moments(const FiniteLaw<Exact>& law, std::span<const Exact> gradient);

/// The same from a mean and a second moment E|g|^2 in closed form.
PointMoments<Exact> exact_moments(std::span<const Exact> mean, const Exact& second_moment,
                                  std::span<const Exact> gradient);

}  // namespace biasbound
