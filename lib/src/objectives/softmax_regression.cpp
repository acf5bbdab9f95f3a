#include "biasbound/objectives/softmax_regression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>
#include <utility>
#include <vector>

#include "spectrum.hpp"

namespace biasbound {
namespace {

Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

void check(const LabelledData& data, const Exact& lambda) {
  if (data.features.rows() == 0 || data.features.cols() == 0) throw InvalidInput("features: empty");
  if (data.labels.size() != static_cast<std::size_t>(data.features.rows()))
    throw InvalidInput("labels: " + std::to_string(data.labels.size()) + " for " +
                       std::to_string(data.features.rows()) + " examples");
  if (data.classes < 2)
    throw InvalidInput("classes: " + std::to_string(data.classes) + ", expected at least 2");
  for (const std::size_t label : data.labels)
    if (label >= data.classes)
      throw InvalidInput("labels: " + std::to_string(label) + " is not below " +
                         std::to_string(data.classes));
  if (!data.features.allFinite()) throw InvalidInput("features: not finite");
  if (lambda <= 0) throw InvalidInput("lambda: " + to_text(lambda) + ", expected more than 0");
}

/// The number of classes at compile time for ten, where loops over classes are the cost; Dynamic
/// else.
template <class Function>
auto with_classes(std::size_t classes, Function function) {
  if (classes == 10) return function(std::integral_constant<int, 10>());
  return function(std::integral_constant<int, Eigen::Dynamic>());
}

template <int Classes>
using PerClass =
    Eigen::Matrix<double, Classes, Eigen::Dynamic>;  // a column an example, or a feature

/// logits - their maximum become p - e_y; returns -log p_y. NaN stays NaN.
template <class Column>
double to_residual(Column&& column, std::size_t label) {
  const Eigen::Index y = index(label);
  column.array() -= column.maxCoeff();
  const double at_label = column(y);
  column = column.array().exp().matrix();
  const double sum = column.sum();
  column /= sum;
  column(y) -= 1;
  return std::log(sum) - at_label;
}

/// Column b is the residual p - e_y of examples[b]; the second is the sum of their losses. Images
/// are half zeros, hence the test.
template <int Classes>
std::pair<PerClass<Classes>, double> residuals(const LabelledData& data, std::span<const double> x,
                                               std::span<const std::size_t> examples) {
  const Eigen::Index p = data.features.cols();
  const Eigen::Index classes = index(data.classes);
  const PerClass<Classes> weights =
      Eigen::Map<const Eigen::MatrixXd>(x.data(), p, classes).transpose();
  PerClass<Classes> result(classes, index(examples.size()));
  double loss = 0;
  for (std::size_t b = 0; b < examples.size(); ++b) {
    const Eigen::Index i = index(examples[b]);
    Eigen::Matrix<double, Classes, 1> logits = Eigen::Matrix<double, Classes, 1>::Zero(classes);
    for (Eigen::Index j = 0; j < p; ++j)
      if (const double feature = data.features(i, j); feature != 0)
        logits += feature * weights.col(j);
    loss += to_residual(logits, data.labels[examples[b]]);
    result.col(index(b)) = logits;
  }
  return {std::move(result), loss};
}

/// sum_b r_b a_b^T
template <int Classes>
PerClass<Classes> outer_products(const LabelledData& data, const PerClass<Classes>& residual,
                                 std::span<const std::size_t> examples) {
  const Eigen::Index p = data.features.cols();
  PerClass<Classes> sum = PerClass<Classes>::Zero(residual.rows(), p);
  for (std::size_t b = 0; b < examples.size(); ++b) {
    const Eigen::Index i = index(examples[b]);
    const Eigen::Matrix<double, Classes, 1> column = residual.col(index(b));
    for (Eigen::Index j = 0; j < p; ++j)
      if (const double feature = data.features(i, j); feature != 0) sum.col(j) += feature * column;
  }
  return sum;
}

}  // namespace

struct SoftmaxRegression::Problem {
  Problem(LabelledData labelled, const Exact& ridge) : data(std::move(labelled)), lambda(ridge) {
    check(data, lambda);
    weight = to_double(lambda);
    squared_sizes = data.features.rowwise().squaredNorm();
    const double roundings = static_cast<double>(data.features.size()) + 8;
    const double bound =
        2 * squared_sizes.mean() * (1 + roundings * std::numeric_limits<double>::epsilon());
    deviation_bound = detail::round_up_to_thousandth(exact(bound));
    all.resize(data.labels.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const Exact eigenvalue = exact(detail::largest_gram_eigenvalue(data.features));
    smoothness = detail::round_up_to_thousandth(eigenvalue / 2) + lambda;
  }

  LabelledData data;
  Exact lambda;
  double weight = 0;
  std::vector<std::size_t> all;   // 0, ..., n - 1
  Eigen::VectorXd squared_sizes;  // |a_i|^2
  Exact deviation_bound;
  Exact smoothness;
};

SoftmaxRegression::SoftmaxRegression(LabelledData data, const Exact& lambda, std::string name)
    : problem_(std::make_shared<const Problem>(std::move(data), lambda)), name_(std::move(name)) {}

std::size_t SoftmaxRegression::dimension() const {
  return static_cast<std::size_t>(problem_->data.features.cols()) * problem_->data.classes;
}

std::size_t SoftmaxRegression::examples() const { return problem_->data.labels.size(); }

double SoftmaxRegression::value(std::span<const double> x) const {
  const double loss = with_classes(problem_->data.classes, [&](auto classes) {
    return residuals<classes>(problem_->data, x, problem_->all).second;
  });
  return loss / static_cast<double>(examples()) + problem_->weight / 2 * squared_norm(x);
}

void SoftmaxRegression::gradient(std::span<const double> x, std::span<double> out) const {
  batch_gradient(x, problem_->all, out);
}

void SoftmaxRegression::batch_gradient(std::span<const double> x,
                                       std::span<const std::size_t> examples,
                                       std::span<double> out) const {
  with_classes(problem_->data.classes, [&](auto classes) {
    const LabelledData& data = problem_->data;
    const auto residual = residuals<classes>(data, x, examples).first;
    const auto sum = outer_products<classes>(data, residual, examples);
    const Eigen::Index p = data.features.cols();
    const Eigen::Index count = index(data.classes);
    Eigen::Map<Eigen::MatrixXd>(out.data(), p, count) =
        sum.transpose() / static_cast<double>(examples.size()) +
        problem_->weight * Eigen::Map<const Eigen::MatrixXd>(x.data(), p, count);
  });
}

// The ridge is common to all examples; the data's part has rank one each, |a r^T|^2 = |a|^2 |r|^2.
double SoftmaxRegression::deviation(std::span<const double> x) const {
  return with_classes(problem_->data.classes, [&](auto classes) {
    const LabelledData& data = problem_->data;
    const auto residual = residuals<classes>(data, x, problem_->all).first;
    const auto sum = outer_products<classes>(data, residual, problem_->all);
    const auto n = static_cast<double>(examples());
    const double mean_square = residual.colwise().squaredNorm().dot(problem_->squared_sizes) / n;
    return std::max(0.0, mean_square - sum.squaredNorm() / (n * n));
  });
}

Exact SoftmaxRegression::deviation_bound() const { return problem_->deviation_bound; }

Regularity SoftmaxRegression::regularity() const {
  return {.L = problem_->smoothness,
          .mu = problem_->lambda,
          .f_star = std::nullopt,
          .convex = true,
          .two_sided = true};
}

}  // namespace biasbound
