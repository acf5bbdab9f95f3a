// Algorithm 1: x_{t+1} = x_t - gamma_t g(x_t, xi_t), over any oracle of doubles.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "biasbound/oracle.hpp"

namespace biasbound {

struct SgdOptions {
  std::uint64_t iterations = 0;  ///< T
  std::uint64_t seed = 0;
  std::uint64_t run = 0;  ///< numbers independent repetitions at one seed
};

struct SgdResult {
  std::vector<double> x;         ///< x_t of the last iterate that was reached
  std::uint64_t iterations = 0;  ///< its t
  bool finite = true;            ///< false where an entry of x overflowed; the run ends there
};

/// A step size: one positive number, or a function of t.
template <class S>
concept StepSize = std::convertible_to<S, double> || requires(const S& schedule, std::uint64_t t) {
  { schedule(t) } -> std::convertible_to<double>;
};

/// Sees x_t for t = 0, ..., T; one that answers false ends the run there.
template <class F>
concept SgdObserver = std::invocable<F&, std::uint64_t, std::span<const double>>;

/// Runs Algorithm 1 from `start`. Draw t of run r is addressed (seed, training, r, t), so that a
/// run has the same bits wherever it is repeated. Throws InvalidInput where the start does not have
/// the oracle's dimension, or a step size is not a positive finite number.
template <StepSize S, SgdObserver F>
SgdResult sgd(const OracleInterface<double>& oracle, std::span<const double> start,
              const S& step_size, const SgdOptions& options, F&& observe) {
  if (start.size() != oracle.dimension())
    throw InvalidInput("start: " + std::to_string(start.size()) + " entries, the oracle has " +
                       std::to_string(oracle.dimension()));
  const auto keep_going = [&observe](std::uint64_t t, std::span<const double> x) {
    if constexpr (std::convertible_to<
                      std::invoke_result_t<F&, std::uint64_t, std::span<const double>>, bool>) {
      return static_cast<bool>(observe(t, x));
    } else {
      observe(t, x);
      return true;
    }
  };

  SgdResult result{{start.begin(), start.end()}, 0, true};
  std::vector<double> gradient(start.size());
  StreamAddress draw{options.seed, Purpose::training, options.run, 0};
  while (keep_going(result.iterations, result.x) && result.iterations < options.iterations) {
    double gamma;
    if constexpr (std::convertible_to<S, double>)
      gamma = step_size;
    else
      gamma = step_size(result.iterations);
    if (!(gamma > 0) || std::isinf(gamma))
      throw InvalidInput("step size: " + to_text(gamma) + " at t = " +
                         std::to_string(result.iterations) + ", expected a positive number");
    draw.draw = result.iterations;
    oracle.sample(result.x, draw, 1, gradient);
    for (std::size_t i = 0; i < result.x.size(); ++i) result.x[i] -= gamma * gradient[i];
    ++result.iterations;
    result.finite = std::all_of(result.x.begin(), result.x.end(),
                                [](double entry) { return std::isfinite(entry); });
    if (!result.finite) break;
  }
  return result;
}

template <StepSize S>
SgdResult sgd(const OracleInterface<double>& oracle, std::span<const double> start,
              const S& step_size, const SgdOptions& options) {
  return sgd(oracle, start, step_size, options, [](std::uint64_t, std::span<const double>) {});
}

}  // namespace biasbound
