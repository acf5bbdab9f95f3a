// The mean gap of a million paths is the exact one of the moments, within its standard error.
//
// 36 comparisons at 4 standard errors: were the paths drawn anew each time, one would be off in
// 440 runs by chance (36 * 6.3e-5). The seed is fixed, so the outcome is.
#include <catch.hpp>
#include <cmath>

#include "biasbound/moments.hpp"
#include "experiments/ensemble.hpp"

namespace {

using namespace biasbound;
using namespace biasbound::experiments;

constexpr std::size_t d = 10;
constexpr std::uint64_t paths = 1'000'000;
const std::vector<std::uint64_t> times = {1, 5, 20};

Matrix<double> hessian(std::size_t size, NesterovReading reading) {
  const auto n = static_cast<Eigen::Index>(size);
  Matrix<double> T = Matrix<double>::Constant(n, n, 0.0);
  for (Eigen::Index i = 0; i < n; ++i) {
    T(i, i) = 2;
    if (i > 0) T(i, i - 1) = T(i - 1, i) = -1;
  }
  return reading == NesterovReading::hessian ? T : Matrix<double>(T * T);
}

/// The largest distance of the mean gaps to the exact ones, in standard errors.
template <class Model>
double distance(const EnsembleSettings& settings, const Model& model) {
  const auto n = static_cast<Eigen::Index>(settings.start.size());
  const Vector<double> start = Eigen::Map<const Eigen::VectorXd>(settings.start.data(), n);
  Moments<double> moments(hessian(settings.start.size(), settings.reading), start);
  double largest = 0;
  std::uint64_t t = 0;
  for (const Gap& gap : simulate(settings, times).gaps) {
    for (; t < gap.t; ++t) moments.step(model, settings.step_size);
    largest = std::max(largest, std::abs(gap.mean - moments.gap()) / gap.standard_error);
  }
  return largest;
}

EnsembleSettings settings_of(NesterovReading reading) {
  EnsembleSettings settings;
  for (std::size_t i = 0; i < d; ++i) settings.start.push_back(std::sin(1.0 + double(i)));
  settings.reading = reading;
  settings.step_size = reading == NesterovReading::hessian ? 0.05 : 0.01;
  settings.seed = 11;
  settings.paths = paths;
  settings.threads = 2;
  return settings;
}

const Noise noise{.kind = Noise::Kind::gaussian, .sigma2 = 4};
AdditiveModel<double> additive(double sigma2, double bias) {
  return {.bias = Vector<double>::Constant(d, bias),
          .noise = Matrix<double>::Identity(d, d) * (sigma2 / d)};
}

constexpr NesterovReading readings[] = {NesterovReading::hessian, NesterovReading::factor};

}  // namespace

TEST_CASE("the mean gap of paths with additive noise and a bias is the exact one") {
  for (const NesterovReading reading : readings) {
    EnsembleSettings settings = settings_of(reading);
    settings.oracle = AdditivePaths{noise, std::vector<Exact>(d, Exact(1) / 2)};
    CHECK(distance(settings, additive(4, 0.5)) < 4);
  }
}

TEST_CASE("the mean gap of rand-k and of scaled rand-k is the exact one") {
  for (const NesterovReading reading : readings)
    for (const std::size_t k : {std::size_t{3}, std::size_t{7}}) {
      CAPTURE(k);
      EnsembleSettings settings = settings_of(reading);
      settings.oracle = CompressedPaths{RandK{k}, noise};
      CHECK(distance(settings, RandKModel<double>{k, additive(4, 0), false}) < 4);
      settings.oracle = CompressedPaths{ScaledRandK{k}, noise};
      CHECK(distance(settings, RandKModel<double>{k, additive(4, 0), true}) < 4);
    }
}

TEST_CASE("the mean gap of Gaussian smoothing is the exact one") {
  for (const NesterovReading reading : readings) {
    EnsembleSettings settings = settings_of(reading);
    settings.oracle = SmoothedPaths{Exact(1) / 10};
    settings.step_size /= 4;
    CHECK(distance(settings, GaussianSmoothingModel<double>{.tau = 0.1}) < 4);
  }
}

TEST_CASE("a variance that is off by two in a hundred is seen") {
  EnsembleSettings settings = settings_of(NesterovReading::hessian);
  settings.oracle = AdditivePaths{noise, {}};
  CHECK(distance(settings, additive(4, 0)) < 4);
  CHECK(distance(settings, additive(4.08, 0)) > 8);
}

TEST_CASE("a probability that is off by two in a hundred is seen") {
  EnsembleSettings settings = settings_of(NesterovReading::hessian);
  settings.start.assign(50, 1.0);
  settings.paths = paths / 10;
  settings.oracle = CompressedPaths{RandK{49}, {}};
  CHECK(distance(settings, RandKModel<double>{49, {}, false}) < 4);
  CHECK(distance(settings, RandKModel<double>{50, {}, false}) > 8);
  CHECK(distance(settings, RandKModel<double>{48, {}, false}) > 8);
}
