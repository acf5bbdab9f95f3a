// The unbiased oracle of practice: g(x) = the mean of grad f_i(x) over a random batch of examples.
//
//   MinibatchOracle<double>(SoftmaxRegression(...), /*batch=*/32)
//   MinibatchOracle<Exact>(LeastSquares<Exact>(...), 2, /*replacement=*/true)
#pragma once

#include <string>

#include "biasbound/oracle.hpp"

namespace biasbound {

/// Scalar: double or Exact; draws in doubles only.
template <class Scalar>
class MinibatchOracle {
 public:
  /// f a FiniteSum over n examples; 1 <= batch, and batch <= n without replacement. Throws
  /// InvalidInput otherwise.
  MinibatchOracle(AnyObjective<Scalar> objective, std::size_t batch, bool replacement = false);

  [[nodiscard]] std::string name() const { return "minibatch"; }
  [[nodiscard]] std::size_t dimension() const { return objective_.dimension(); }
  [[nodiscard]] bool deterministic() const { return factor_ == 0; }
  void gradient(std::span<const Scalar> x, std::span<Scalar> out) const {
    objective_.gradient(x, out);
  }
  void sample(std::span<const double> x, Stream& stream,
              std::span<double> out) const requires std::same_as<Scalar, double>;
  /// Every batch, while there are at most 4096 of them.
  [[nodiscard]] std::optional<FiniteLaw<Exact>> outcomes(
      std::span<const Exact> x) const requires std::same_as<Scalar, Exact>;
  /// grad f
  void mean(std::span<const Scalar> x, std::span<Scalar> out) const { gradient(x, out); }
  /// |grad f|^2 + factor * deviation, where deviation = (1/n) sum |grad f_i - grad f|^2 and factor
  /// is 1/batch with replacement and (n - batch) / (batch (n - 1)) without.
  [[nodiscard]] std::optional<Scalar> second_moment(std::span<const Scalar> x) const;
  [[nodiscard]] Scalar value(std::span<const Scalar> x) const { return objective_.value(x); }
  [[nodiscard]] Regularity regularity() const { return objective_.regularity(); }
  /// (0, factor * deviation_bound, 0, 0), where f bounds its deviation.
  [[nodiscard]] std::optional<Bounds> bounds() const;

 private:
  AnyObjective<Scalar> objective_;
  std::size_t batch_;
  bool replacement_;
  Exact factor_;
};

extern template class MinibatchOracle<double>;
extern template class MinibatchOracle<Exact>;

}  // namespace biasbound
