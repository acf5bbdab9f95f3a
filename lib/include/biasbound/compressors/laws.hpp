// Finite laws of compressors: how large a law may get, the uniform law over k-subsets, the product
// of entries that round up or down on their own, and the law of what is certain.
#pragma once

#include <cmath>
#include <concepts>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include "biasbound/law.hpp"

namespace biasbound {

/// A law is enumerated up to this many outcomes, and up to this many numbers in all.
inline constexpr std::size_t max_outcomes = 20'000;
inline constexpr std::size_t max_law_entries = 1'000'000;

inline bool law_fits(std::size_t outcomes, std::size_t d) {
  return outcomes <= max_outcomes && outcomes <= max_law_entries / d;
}

/// The number of k-subsets of d things, or nullopt above max_outcomes.
inline std::optional<std::size_t> count_subsets(std::size_t d, std::size_t k) {
  if (k > d) return 0;
  const std::size_t steps = std::min(k, d - k);
  std::size_t count = 1;  // binomial(d - steps + i, i) grows with i, so one overshoot decides
  for (std::size_t i = 1; i <= steps; ++i) {
    count = count * (d - steps + i) / i;
    if (count > max_outcomes) return std::nullopt;
  }
  return count;
}

/// visit(indices) for every ascending k-subset of {0, ..., d - 1}, in lexicographic order.
template <class Visit>
void for_each_subset(std::size_t d, std::size_t k, Visit visit) {
  std::vector<std::size_t> subset(k);
  std::iota(subset.begin(), subset.end(), std::size_t{0});
  while (true) {
    visit(std::span<const std::size_t>(subset));
    std::size_t i = k;
    while (i > 0 && subset[i - 1] == d - k + i - 1) --i;
    if (i == 0) return;
    ++subset[i - 1];
    for (std::size_t j = i; j < k; ++j) subset[j] = subset[j - 1] + 1;
  }
}

/// The law of `factor * x` kept on a uniform k-subset and zero elsewhere.
template <class Scalar>
std::optional<FiniteLaw<Scalar>> subset_law(std::span<const Scalar> x, std::size_t k,
                                            const Scalar& factor) {
  const std::size_t d = x.size();
  const std::optional<std::size_t> count = count_subsets(d, k);
  if (!count || !law_fits(*count, d)) return std::nullopt;
  FiniteLaw<Scalar> law;
  law.reserve(*count);
  for_each_subset(d, k, [&](std::span<const std::size_t> kept) {
    Vector<Scalar> value = Vector<Scalar>::Constant(static_cast<Eigen::Index>(d), Scalar(0));
    for (const std::size_t i : kept) value(static_cast<Eigen::Index>(i)) = x[i] * factor;
    law.push_back({Exact(1) / Exact(*count), std::move(value)});
  });
  return law;
}

/// The law of a deterministic compressor.
template <class Scalar>
FiniteLaw<Scalar> certain(Vector<Scalar> value) {
  FiniteLaw<Scalar> law;
  law.push_back({Exact(1), std::move(value)});
  return law;
}

/// An entry that becomes `high` with probability `up` and `low` otherwise.
template <class Scalar>
struct Choice {
  Scalar low{};
  Scalar high{};
  Exact up;
};

/// The law of independent choices, one an entry; nullopt where it has too many outcomes.
template <class Scalar>
std::optional<FiniteLaw<Scalar>> product_law(std::span<const Choice<Scalar>> choices) {
  const std::size_t d = choices.size();
  std::size_t count = 1;
  for (const auto& choice : choices) {
    if (choice.up != 0 && choice.up != 1) count *= 2;
    if (!law_fits(count, d)) return std::nullopt;
  }
  FiniteLaw<Scalar> law = certain(Vector<Scalar>(static_cast<Eigen::Index>(d)));
  law.reserve(count);
  for (std::size_t i = 0; i < d; ++i) {
    const auto& choice = choices[i];
    const auto entry = static_cast<Eigen::Index>(i);
    const std::size_t so_far = law.size();
    for (std::size_t j = 0; j < so_far; ++j) {
      law[j].value(entry) = choice.up == 1 ? choice.high : choice.low;
      if (choice.up == 0 || choice.up == 1) continue;
      Outcome<Scalar> up = law[j];
      up.weight *= choice.up;
      up.value(entry) = choice.high;
      law[j].weight *= 1 - choice.up;
      law.push_back(std::move(up));
    }
  }
  return law;
}

/// A closed form that overflowed has no answer.
template <class Scalar>
std::optional<Scalar> if_finite(Scalar value) {
  if constexpr (std::floating_point<Scalar>)
    if (!std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace biasbound
