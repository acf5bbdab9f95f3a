#include "biasbound/objectives/softmax_regression.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "spectrum.hpp"

namespace biasbound {
namespace {

using Weights = Eigen::Map<const Eigen::MatrixXd>;  // p x classes

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

/// Rows of logits become p - e_y; returns the sum of -log p_y.
double to_residuals(Eigen::MatrixXd& logits, const std::vector<std::size_t>& labels) {
  double loss = 0;
  for (Eigen::Index i = 0; i < logits.rows(); ++i) {
    const Eigen::Index y = index(labels[static_cast<std::size_t>(i)]);
    auto row = logits.row(i);
    row.array() -= row.maxCoeff();
    const double at_label = row(y);
    row = row.array().exp().matrix().eval();
    const double sum = row.sum();
    loss += std::log(sum) - at_label;
    row /= sum;
    row(y) -= 1;
  }
  return loss;
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
    const Exact eigenvalue = exact(detail::largest_gram_eigenvalue(data.features));
    smoothness = detail::round_up_to_thousandth(eigenvalue / 2) + lambda;
  }

  [[nodiscard]] Eigen::Index features() const { return data.features.cols(); }
  [[nodiscard]] Weights weights(std::span<const double> x) const {
    return {x.data(), features(), index(data.classes)};
  }
  /// out = A^T R / rows + lambda W
  void finish(const LabelledData::Features& rows, const Eigen::MatrixXd& residuals,
              std::span<const double> x, std::span<double> out) const {
    Eigen::Map<Eigen::MatrixXd> result(out.data(), features(), index(data.classes));
    result.noalias() = rows.transpose() * residuals;
    result = result / static_cast<double>(rows.rows()) + weight * weights(x);
  }

  LabelledData data;
  Exact lambda;
  double weight = 0;
  Eigen::VectorXd squared_sizes;  // |a_i|^2
  Exact deviation_bound;
  Exact smoothness;
};

SoftmaxRegression::SoftmaxRegression(LabelledData data, const Exact& lambda, std::string name)
    : problem_(std::make_shared<const Problem>(std::move(data), lambda)), name_(std::move(name)) {}

std::size_t SoftmaxRegression::dimension() const {
  return static_cast<std::size_t>(problem_->features()) * problem_->data.classes;
}

std::size_t SoftmaxRegression::examples() const { return problem_->data.labels.size(); }

double SoftmaxRegression::value(std::span<const double> x) const {
  Eigen::MatrixXd logits = problem_->data.features * problem_->weights(x);
  const double loss = to_residuals(logits, problem_->data.labels);
  return loss / static_cast<double>(examples()) + problem_->weight / 2 * squared_norm(x);
}

void SoftmaxRegression::gradient(std::span<const double> x, std::span<double> out) const {
  Eigen::MatrixXd residuals = problem_->data.features * problem_->weights(x);
  to_residuals(residuals, problem_->data.labels);
  problem_->finish(problem_->data.features, residuals, x, out);
}

void SoftmaxRegression::batch_gradient(std::span<const double> x,
                                       std::span<const std::size_t> examples,
                                       std::span<double> out) const {
  LabelledData::Features rows(index(examples.size()), problem_->features());
  std::vector<std::size_t> labels;
  for (const std::size_t i : examples) {
    rows.row(index(labels.size())) = problem_->data.features.row(index(i));
    labels.push_back(problem_->data.labels[i]);
  }
  Eigen::MatrixXd residuals = rows * problem_->weights(x);
  to_residuals(residuals, labels);
  problem_->finish(rows, residuals, x, out);
}

// The ridge is common to all examples; the data's part has rank one each, |a r^T|^2 = |a|^2 |r|^2.
double SoftmaxRegression::deviation(std::span<const double> x) const {
  const LabelledData& data = problem_->data;
  Eigen::MatrixXd residuals = data.features * problem_->weights(x);
  to_residuals(residuals, data.labels);
  const auto n = static_cast<double>(examples());
  const double mean_square = problem_->squared_sizes.dot(residuals.rowwise().squaredNorm()) / n;
  const double square_of_mean = (data.features.transpose() * residuals).squaredNorm() / (n * n);
  return std::max(0.0, mean_square - square_of_mean);
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
