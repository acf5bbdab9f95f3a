// Ridge-regularised multinomial logistic regression: a strongly convex objective with real
// gradients.
//
//   f(W) = (1/n) sum_i -log softmax(W^T a_i)[y_i] + lambda/2 |W|^2,  W of size p x classes,
//
// stored as the vector x of d = p * classes numbers, one class after the other.
//
//   SoftmaxRegression(load_fashion_mnist(fashion_mnist_folder(), 2000), parse_exact("1e-3"))
#pragma once

#include <memory>
#include <string>

#include "biasbound/objective.hpp"
#include "biasbound/objectives/fashion_mnist.hpp"

namespace biasbound {

/// Doubles only. A FiniteSum with f_i(W) = -log softmax(W^T a_i)[y_i] + lambda/2 |W|^2. Cheap to
/// copy.
class SoftmaxRegression {
 public:
  /// lambda > 0. Throws InvalidInput where the data are empty or inconsistent.
  SoftmaxRegression(LabelledData data, const Exact& lambda,
                    std::string name = "softmax-regression");

  [[nodiscard]] std::string name() const { return name_; }
  [[nodiscard]] std::size_t dimension() const;
  [[nodiscard]] double value(std::span<const double> x) const;
  void gradient(std::span<const double> x, std::span<double> out) const;
  /// mu = lambda, since the loss is convex. L = s/2 + lambda, where s bounds the largest eigenvalue
  /// of (1/n) sum a_i a_i^T: the Hessian is (1/n) sum (diag(p_i) - p_i p_i^T) (x) a_i a_i^T +
  /// lambda I, and by Gershgorin diag(p) - p p^T <= max_c 2 p_c (1 - p_c) I <= I/2. f_star is not
  /// known.
  [[nodiscard]] Regularity regularity() const;

  [[nodiscard]] std::size_t examples() const;
  void batch_gradient(std::span<const double> x, std::span<const std::size_t> examples,
                      std::span<double> out) const;
  [[nodiscard]] double deviation(std::span<const double> x) const;
  /// grad f_i - lambda W = a_i (p_i - e_{y_i})^T, and |p - e_y|^2 <= 2: the deviation is at most
  /// (2/n) sum |a_i|^2.
  [[nodiscard]] Exact deviation_bound() const;

 private:
  struct Problem;
  std::shared_ptr<const Problem> problem_;
  std::string name_;
};

}  // namespace biasbound
