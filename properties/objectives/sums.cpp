// Objectives that are means over examples: least squares, and softmax regression with the reader of
// its data.
#include <zlib.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "biasbound/objectives/least_squares.hpp"
#include "biasbound/objectives/softmax_regression.hpp"
#include "biasbound/random.hpp"
#include "objectives/spectrum.hpp"
#include "support.hpp"

using namespace biasbound;
using namespace biasbound::test;

namespace {

LeastSquaresSpec small_problem() {
  return {.rows = {{1, 2}, {3, -1}, {0, 1}, {Exact(1) / 2, 1}},
          .targets = {1, 0, 2, Exact(-1) / 3}};
}

LabelledData small_data(std::size_t examples, std::size_t features, std::size_t classes,
                        std::uint64_t seed) {
  Stream stream({seed, Purpose::user, 0, 0});
  LabelledData data;
  data.classes = classes;
  data.features.resize(static_cast<Eigen::Index>(examples), static_cast<Eigen::Index>(features));
  for (Eigen::Index i = 0; i < data.features.size(); ++i) data.features.data()[i] = normal(stream);
  for (std::size_t i = 0; i < examples; ++i)
    data.labels.push_back(static_cast<std::size_t>(uniform_below(stream, classes)));
  return data;
}

std::vector<double> random_point(std::size_t d, std::uint64_t seed, double scale = 1) {
  Stream stream({seed, Purpose::user, 1, 0});
  std::vector<double> x(d);
  for (double& entry : x) entry = scale * normal(stream);
  return x;
}

/// The definition, written out in 100 digits.
High softmax_value(const LabelledData& data, double lambda, const std::vector<High>& w) {
  const auto p = static_cast<std::size_t>(data.features.cols());
  High loss(0);
  for (std::size_t i = 0; i < data.labels.size(); ++i) {
    High sum(0);
    High at_label(0);
    for (std::size_t c = 0; c < data.classes; ++c) {
      High logit(0);
      for (std::size_t j = 0; j < p; ++j)
        logit += High(data.features(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j))) *
                 w[c * p + j];
      sum += exp(logit);
      if (c == data.labels[i]) at_label = logit;
    }
    loss += log(sum) - at_label;
  }
  return loss / static_cast<double>(data.labels.size()) +
         High(lambda) / 2 * squared_norm(std::span<const High>(w));
}

/// The mean of grad f_i and of |grad f_i - grad f|^2, example by example.
template <class Scalar, class F>
void check_sum(const F& f, const std::vector<Scalar>& x, const Scalar& tolerance) {
  const std::size_t n = f.examples();
  const std::vector<Scalar> gradient = gradient_at<Scalar>(f, x);
  std::vector<Scalar> mean(x.size(), Scalar(0));
  Scalar deviation(0);
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<Scalar> part(x.size());
    f.batch_gradient(std::span<const Scalar>(x), std::vector<std::size_t>{i},
                     std::span<Scalar>(part));
    deviation += squared_distance(std::span<const Scalar>(part), std::span<const Scalar>(gradient));
    for (std::size_t j = 0; j < x.size(); ++j) mean[j] += part[j] / Scalar(n);
  }
  const auto near = [&tolerance](const Scalar& a, const Scalar& b) {
    return a - b <= tolerance && b - a <= tolerance;
  };
  for (std::size_t j = 0; j < x.size(); ++j) CHECK(near(mean[j], gradient[j]));
  CHECK(near(deviation / Scalar(n), f.deviation(std::span<const Scalar>(x))));

  const std::vector<std::size_t> batch{0, n - 1, 0};
  std::vector<Scalar> of_batch(x.size());
  f.batch_gradient(std::span<const Scalar>(x), batch, std::span<Scalar>(of_batch));
  for (const std::size_t i : batch) {
    std::vector<Scalar> part(x.size());
    f.batch_gradient(std::span<const Scalar>(x), std::vector<std::size_t>{i},
                     std::span<Scalar>(part));
    for (std::size_t j = 0; j < x.size(); ++j) of_batch[j] -= part[j] / Scalar(3);
  }
  for (std::size_t j = 0; j < x.size(); ++j) CHECK(near(of_batch[j], Scalar(0)));
}

/// A folder of its own, removed at the end.
struct Folder {
  Folder() : path(std::filesystem::temp_directory_path() / "biasbound-objectives-test") {
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  void write(const std::string& name, const std::string& bytes) const {
    const std::string file = (path / name).string();
    gzFile out = gzopen(file.c_str(), "wb");
    gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(out);
  }
  std::filesystem::path path;
};

std::string big_endian(std::uint32_t number) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(number >> shift & 255U);
  return bytes;
}

const std::string images_name = "train-images-idx3-ubyte.gz";
const std::string labels_name = "train-labels-idx1-ubyte.gz";
const std::string good_images = big_endian(0x803) + big_endian(2) + big_endian(28) +
                                big_endian(28) + std::string(2 * 784, '\x33');
const std::string good_labels = big_endian(0x801) + big_endian(2) + std::string("\x03\x09");

/// what() of the refusal, or nothing.
std::string refusal(const Folder& folder, std::size_t examples) {
  try {
    load_fashion_mnist(folder.path.string(), examples);
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("least squares satisfies (3) and (4) at rational pairs", "[objectives]") {
  const LeastSquares<Exact> f(small_problem());
  const Regularity known = f.regularity();
  REQUIRE(known.mu);
  REQUIRE(known.f_star);
  CHECK(rc::check([&] {
    const Point<Exact> x = *rational_points(2);
    const Point<Exact> y = *rational_points(2);
    RC_ASSERT(smoothness_excess(f, *known.L, x, y) <= 0);
    RC_ASSERT(lipschitz_excess(f, *known.L, x, y) <= 0);
    RC_ASSERT(pl_excess(f, *known.mu, *known.f_star, x) <= 0);
    const Point<Exact> gradient = gradient_at(f, x);
    for (std::size_t i = 0; i < x.size(); ++i)
      RC_ASSERT(gradient[i] == central_difference(f, x, i, Exact(2)));
  }));
  check_sum(f, Point<Exact>{Exact(3) / 7, Exact(-2)}, Exact(0));
}

TEST_CASE("least squares constants are within 0.02 percent and f_star is the minimum",
          "[objectives]") {
  // A^T A / 2 = diag(8, 1/2) and the minimum is off the range of A.
  const LeastSquares<Exact> f({.rows = {{4, 0}, {0, 1}}, .targets = {8, 3}});
  const Regularity known = f.regularity();
  CHECK(*known.f_star == 0);
  CHECK(f.hessian_traces()->trace == Exact(17) / 2);
  CHECK(f.hessian_traces()->trace_of_square == 64 + Exact(1) / 4);
  CHECK(*known.L >= 8);
  CHECK(*known.L <= 8 * Exact(10002) / 10000);
  CHECK(*known.mu <= Exact(1) / 2);
  CHECK(*known.mu >= Exact(9998) / 20000);

  const LeastSquares<Exact> line({.rows = {{1}, {1}}, .targets = {0, 2}});
  CHECK(*line.regularity().f_star == Exact(1) / 2);
  const LeastSquares<Exact> singular({.rows = {{1, 1}, {2, 2}}, .targets = {0, 1}});
  CHECK_FALSE(singular.regularity().mu);
  CHECK_FALSE(singular.regularity().f_star);
}

TEST_CASE("a certificate of an eigenvalue refuses a level on the wrong side", "[objectives]") {
  const detail::ExactMatrix gram{{2, 1}, {1, 2}};  // eigenvalues 1 and 3
  const std::vector<Exact> zero(2, Exact(0));
  CHECK(
      detail::solve_positive_definite({{2 - Exact(99) / 100, 1}, {1, 2 - Exact(99) / 100}}, zero));
  CHECK_FALSE(detail::solve_positive_definite({{1, 1}, {1, 1}}, zero));
  CHECK_FALSE(detail::solve_positive_definite({{Exact(99) / 100, 1}, {1, Exact(99) / 100}}, zero));
  const detail::ExtremeEigenvalues found = detail::extreme_eigenvalues(gram);
  CHECK(found.largest >= 3);
  CHECK(found.largest < Exact(3001) / 1000);
  REQUIRE(found.smallest);
  CHECK(*found.smallest <= 1);
  CHECK(*found.smallest > Exact(999) / 1000);
}

TEST_CASE("the Collatz-Wielandt bound is attained by non-negative matrices", "[objectives]") {
  detail::FeatureMatrix a(3, 2);
  a << 1, 2, 0, 1, 2, 0;
  // A^T A = [5 2; 2 5]: eigenvalues 3 and 7.
  const double bound = detail::largest_gram_eigenvalue(a) * 3;
  CHECK(bound >= 7);
  CHECK(bound <= 7 * (1 + 1e-5));
  a << 0, 2, 0, 1, 0, 0;  // a column of zeros
  CHECK(detail::largest_gram_eigenvalue(a) * 3 == Approx(5).epsilon(1e-12));
  a << 1, -2, 0, 1, 2, 0;  // signs only loosen it: A^T A = [5 -2; -2 5]
  CHECK(detail::largest_gram_eigenvalue(a) * 3 >= 7);
}

TEST_CASE("least squares beyond the certified dimensions keeps a valid L", "[objectives]") {
  const LeastSquaresSpec spec = generate_least_squares(60, 50, 3);
  const LeastSquares<double> f(spec);
  const Regularity known = f.regularity();
  CHECK_FALSE(known.mu);
  CHECK_FALSE(f.hessian_traces());
  CHECK_THROWS_AS(generate_least_squares(100'001, 10, 1), InvalidInput);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const std::vector<double> x = random_point(50, seed);
    const std::vector<double> y = random_point(50, seed + 100);
    CHECK(lipschitz_excess<double>(f, *known.L, x, y) <= 0);
  }
  CHECK_THROWS_AS(LeastSquares<double>({.rows = {{0}}, .targets = {1}}), InvalidInput);
  CHECK_THROWS_AS(LeastSquares<double>({.rows = {{1}, {1, 2}}, .targets = {1, 1}}), InvalidInput);
  CHECK_THROWS_AS(LeastSquares<double>({.rows = {{1}}, .targets = {}}), InvalidInput);
}

TEST_CASE("softmax regression agrees with its definition in 100 digits", "[objectives]") {
  const LabelledData data = small_data(6, 3, 4, 1);
  const SoftmaxRegression f(data, Exact(1) / 8);
  const std::vector<double> x = random_point(12, 2);
  const std::vector<High> w(x.begin(), x.end());
  CHECK(std::abs(f.value(x) - static_cast<double>(softmax_value(data, 0.125, w))) <= 1e-13);
  const std::vector<double> gradient = gradient_at<double>(f, x);
  const High h("1e-20");
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::vector<High> up = w;
    std::vector<High> down = w;
    up[i] += h;
    down[i] -= h;
    const High difference =
        (softmax_value(data, 0.125, up) - softmax_value(data, 0.125, down)) / (2 * h);
    CHECK(std::abs(gradient[i] - static_cast<double>(difference)) <= 1e-13);
  }
  check_sum(f, x, 1e-13);
  CHECK(f.deviation(x) <= to_double(f.deviation_bound()));
}

TEST_CASE("softmax regression attains L and mu", "[objectives]") {
  // Two classes, one feature vector a: at W = 0 the Hessian is |a|^2 / 2 along (a, -a) and lambda
  // along (a, a).
  LabelledData data;
  data.classes = 2;
  data.features.resize(2, 2);
  data.features << 3, 4, 3, 4;
  data.labels = {0, 1};
  const Exact lambda = Exact(1) / 10;
  const SoftmaxRegression f(data, lambda);
  const Exact L = *f.regularity().L;
  CHECK(L >= Exact(25) / 2 + lambda);
  CHECK(L <= Exact(25) / 2 + lambda + Exact(1) / 500);
  const std::vector<double> zero(4, 0.0);
  const std::vector<double> steep{3e-4, 4e-4, -3e-4, -4e-4};
  CHECK(smoothness_excess<double>(f, L, zero, steep) <= 0);
  CHECK(smoothness_excess<double>(f, L * Exact(99) / 100, zero, steep) > 0);
  const std::vector<double> flat{3, 4, 3, 4};
  CHECK(smoothness_excess<double>(f, lambda * Exact(101) / 100, zero, flat) < 0);
  CHECK(smoothness_excess<double>(f, lambda * Exact(99) / 100, zero, flat) > 0);
}

TEST_CASE("softmax regression satisfies (3) and its deviation bound at random pairs",
          "[objectives]") {
  const SoftmaxRegression f(small_data(30, 5, 3, 4), Exact(1) / 1000);
  const Regularity known = f.regularity();
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const double scale = std::pow(10.0, static_cast<double>(seed % 5) - 2);
    const std::vector<double> x = random_point(15, seed, scale);
    const std::vector<double> y = random_point(15, seed + 1000, scale);
    CHECK(smoothness_excess<double>(f, *known.L, x, y) <= 0);
    CHECK(lipschitz_excess<double>(f, *known.L, x, y) <= 0);
    CHECK(f.deviation(x) <= to_double(f.deviation_bound()));
  }
  // Logits of 1e30 neither overflow nor lose the label.
  CHECK(std::isfinite(f.value(random_point(15, 7, 1e30))));
}

TEST_CASE("impossible softmax problems are refused", "[objectives]") {
  LabelledData data = small_data(3, 2, 2, 1);
  CHECK_THROWS_AS(SoftmaxRegression(data, Exact(0)), InvalidInput);
  CHECK_THROWS_AS(SoftmaxRegression(LabelledData{}, Exact(1)), InvalidInput);
  data.labels[1] = 2;
  CHECK_THROWS_AS(SoftmaxRegression(data, Exact(1)), InvalidInput);
}

TEST_CASE("Fashion-MNIST loads with a proved and tight L", "[objectives]") {
  const LabelledData data = load_fashion_mnist(fashion_mnist_folder(), 200);
  REQUIRE(data.features.rows() == 200);
  REQUIRE(data.features.cols() == 785);
  CHECK(data.labels.front() == 9);  // an ankle boot
  CHECK(data.features.minCoeff() == 0);
  CHECK(data.features.maxCoeff() == 1);
  CHECK((data.features.col(784).array() == 1).all());

  const SoftmaxRegression f(data, Exact(1) / 1000);
  CHECK(f.dimension() == 7850);
  CHECK(*f.regularity().mu == Exact(1) / 1000);
  // A Rayleigh quotient is below the largest eigenvalue; the bound lies within 0.1 % of it.
  Eigen::VectorXd v = Eigen::VectorXd::Ones(785);
  for (int i = 0; i < 60; ++i) v = (data.features.transpose() * (data.features * v)).normalized();
  const double rayleigh = (data.features * v).squaredNorm() / 200;
  const double L = to_double(*f.regularity().L);
  CHECK(L >= rayleigh / 2);
  CHECK(L <= rayleigh / 2 * 1.001);
}

TEST_CASE("a good pair of IDX files is read", "[objectives]") {
  const Folder folder;
  folder.write(images_name, good_images);
  folder.write(labels_name, good_labels);
  const LabelledData data = load_fashion_mnist(folder.path.string(), 2);
  CHECK(data.labels == std::vector<std::size_t>{3, 9});
  CHECK(data.features(1, 783) == 0.2);
}

TEST_CASE("damaged IDX files are refused by name", "[objectives]") {
  const Folder folder;
  CHECK(refusal(folder, 2).find(images_name + ": cannot be opened") != std::string::npos);
  folder.write(images_name, good_images);
  CHECK(refusal(folder, 2).find(labels_name + ": cannot be opened") != std::string::npos);
  folder.write(labels_name, good_labels);
  CHECK(refusal(folder, 2).empty());
  CHECK(refusal(folder, 0).find("examples: 0") != std::string::npos);
  CHECK(refusal(folder, 3).find(images_name + ": has 2 examples") != std::string::npos);

  folder.write(labels_name, big_endian(0x803) + good_labels.substr(4));
  CHECK(refusal(folder, 2).find(labels_name + ": has magic number 2051") != std::string::npos);
  folder.write(labels_name, good_labels.substr(0, 9));
  CHECK(refusal(folder, 2).find(labels_name + ": is truncated") != std::string::npos);
  folder.write(labels_name, good_labels.substr(0, 9) + '\x0a');
  CHECK(refusal(folder, 2).find(labels_name + ": has label 10") != std::string::npos);
  folder.write(labels_name, good_labels);

  folder.write(images_name, big_endian(0x803) + big_endian(2) + big_endian(32) + big_endian(28));
  CHECK(refusal(folder, 2).find(images_name + ": has image height 32") != std::string::npos);
  folder.write(images_name, good_images.substr(0, 1000));
  CHECK(refusal(folder, 2).find(images_name + ": is truncated") != std::string::npos);
  folder.write(images_name, good_images);
  std::filesystem::resize_file(folder.path / images_name,
                               std::filesystem::file_size(folder.path / images_name) / 2);
  CHECK(refusal(folder, 2).find(images_name + ": is ") != std::string::npos);
}
