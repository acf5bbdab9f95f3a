// Minibatch gradients: unbiased, with the second moment of sampling with and without replacement.
#include "biasbound/oracles/minibatch.hpp"

#include "biasbound/objectives/huber.hpp"
#include "biasbound/objectives/least_squares.hpp"
#include "biasbound/objectives/softmax_regression.hpp"
#include "support.hpp"

using namespace biasbound;
using namespace biasbound::test;

namespace {

LeastSquaresSpec problem() {
  return {.rows = {{1, 2}, {3, -1}, {0, 1}, {Exact(1) / 2, 1}, {1, 1}},
          .targets = {1, 0, 2, Exact(-1) / 2, 4}};
}

SoftmaxRegression small_softmax() {
  LabelledData data;
  data.classes = 3;
  data.features.resize(5, 2);
  data.features << 1, 2, -1, 0.5, 3, 1, 0, 1, -2, -1;
  data.labels = {0, 1, 2, 1, 0};
  return {data, Exact(1) / 10};
}

}  // namespace

TEST_CASE("the second moment of a minibatch equals that of its law", "[oracles]") {
  for (const bool replacement : {false, true})
    for (const std::size_t batch : {1U, 2U, 4U}) {
      const MinibatchOracle<Exact> oracle(LeastSquares<Exact>(problem()), batch, replacement);
      CHECK(rc::check([&] {
        const Point x = *rational_points(2);
        const PointMoments<Exact> moments = law_moments(oracle, x);
        RC_ASSERT(moments.bias_sq == 0);
        RC_ASSERT(equal(moments, *closed_form_moments(oracle, x)));
      }));
    }
}

TEST_CASE("a full batch without replacement is the gradient", "[oracles]") {
  const MinibatchOracle<Exact> oracle(LeastSquares<Exact>(problem()), 5);
  CHECK(oracle.deterministic());
  CHECK(law_moments(oracle, {1, 2}).noise_sq == 0);
  const MinibatchOracle<Exact> with(LeastSquares<Exact>(problem()), 5, true);
  CHECK_FALSE(with.deterministic());
  CHECK(law_moments(with, {1, 2}).noise_sq > 0);
}

TEST_CASE("a law of too many batches is not enumerated", "[oracles]") {
  const AnyObjective<Exact> f = LeastSquares<Exact>(generate_least_squares(60, 1, 1));
  CHECK(MinibatchOracle<Exact>(f, 2).outcomes(Point{1})->size() == 1770);
  CHECK_FALSE(MinibatchOracle<Exact>(f, 30).outcomes(Point{1}));
  CHECK_FALSE(MinibatchOracle<Exact>(f, 3, true).outcomes(Point{1}));
}

TEST_CASE("minibatch draws follow the law", "[oracles]") {
  for (const bool replacement : {false, true}) {
    const MinibatchOracle<double> real(LeastSquares<double>(problem()), 2, replacement);
    const MinibatchOracle<Exact> rational(LeastSquares<Exact>(problem()), 2, replacement);
    draws_follow_the_law(real, rational, {1, Exact(-3) / 2}, 20'000);
    one_draw_is_the_first_of_many(real, {1, 2});
  }
}

TEST_CASE("softmax minibatches have the closed form of their batches", "[oracles]") {
  const SoftmaxRegression f = small_softmax();
  const std::size_t d = f.dimension();
  std::vector<double> x(d);
  for (std::size_t i = 0; i < d; ++i) x[i] = 0.3 * static_cast<double>(i) - 0.7;
  const MinibatchOracle<double> oracle(f, 2);
  std::vector<double> mean(d, 0.0);
  double second = 0;
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t j = i + 1; j < 5; ++j) {
      std::vector<double> g(d);
      f.batch_gradient(x, std::vector<std::size_t>{i, j}, g);
      second += squared_norm(std::span<const double>(g)) / 10;
      for (std::size_t c = 0; c < d; ++c) mean[c] += g[c] / 10;
    }
  std::vector<double> gradient(d);
  oracle.mean(x, gradient);
  CHECK(squared_distance(std::span<const double>(mean), std::span<const double>(gradient)) <=
        1e-28);
  CHECK(*oracle.second_moment(x) == Approx(second).epsilon(1e-13));
  const double noise = second - squared_norm(std::span<const double>(gradient));
  REQUIRE(oracle.bounds());
  CHECK(noise <= to_double(oracle.bounds()->sigma2));
  CHECK(oracle.bounds()->M == 0);
}

// Orthonormal features, every example surely and wrongly classified: |a_i (p_i - e_y)^T|^2 = 2, and
// the mean of n orthogonal parts has 2/n.
TEST_CASE("the softmax deviation bound is attained in the limit of wrong certainty", "[oracles]") {
  const std::size_t n = 200;
  LabelledData data;
  data.classes = 2;
  data.features = LabelledData::Features::Identity(n, n);
  data.labels.assign(n, 0);
  const SoftmaxRegression f(data, Exact(1));
  std::vector<double> wrong(2 * n, -50.0);
  std::fill(wrong.begin() + n, wrong.end(), 50.0);
  CHECK(f.deviation(wrong) == Approx(2 - 2.0 / n).epsilon(1e-12));
  CHECK(f.deviation(wrong) <= to_double(f.deviation_bound()));
  CHECK(f.deviation(wrong) > 0.99 * to_double(f.deviation_bound()));
}

TEST_CASE("impossible minibatches are refused", "[oracles]") {
  const AnyObjective<double> f = LeastSquares<double>(problem());
  CHECK_THROWS_AS(MinibatchOracle<double>(f, 0), InvalidInput);
  CHECK_THROWS_AS(MinibatchOracle<double>(f, 6), InvalidInput);
  CHECK_NOTHROW(MinibatchOracle<double>(f, 6, true));
  CHECK_THROWS_AS(MinibatchOracle<double>(AnyObjective<double>(Huber<double>(1)), 1), InvalidInput);
  CHECK_FALSE(MinibatchOracle<double>(f, 1).bounds());
}
