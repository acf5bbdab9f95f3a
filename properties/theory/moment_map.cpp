// The affine map of moment_map.hpp against the recursion that it is made of, and against closed
// forms.
#include "biasbound/moment_map.hpp"

#include <cmath>

#include "biasbound/objectives/nesterov_worst.hpp"
#include "catch.hpp"

using namespace biasbound;

namespace {

constexpr std::size_t kDimension = 10;

template <class Scalar>
Matrix<Scalar> hessian(std::size_t dimension, NesterovReading reading) {
  const NesterovWorst<Scalar> f(dimension, reading);
  const auto d = static_cast<Eigen::Index>(dimension);
  Matrix<Scalar> H(d, d);
  for (Eigen::Index j = 0; j < d; ++j) {
    Vector<Scalar> unit = Vector<Scalar>::Zero(d);
    unit(j) = Scalar(1);
    Vector<Scalar> column(d);
    f.gradient(std::span<const Scalar>(unit.data(), dimension),
               std::span<Scalar>(column.data(), dimension));
    H.col(j) = column;
  }
  return H;
}

template <class Scalar>
AdditiveModel<Scalar> additive(Eigen::Index d, const Scalar& bias, const Scalar& variance,
                               const Scalar& M) {
  return {.bias = Vector<Scalar>::Constant(d, bias),
          .noise = Matrix<Scalar>(Matrix<Scalar>::Identity(d, d) * variance),
          .M = M};
}

/// Eigenvalues of T or of T^2.
Vector<High> spectrum(NesterovReading reading) {
  Vector<High> h(static_cast<Eigen::Index>(kDimension));
  const High pi = acos(High(-1));
  for (Eigen::Index i = 0; i < h.size(); ++i) {
    const High sine = sin(High(i + 1) * pi / High(2 * (h.size() + 1)));
    const High of_T = 4 * sine * sine;
    h(i) = reading == NesterovReading::hessian ? of_T : High(of_T * of_T);
  }
  return h;
}

/// sqrt(2/(d+1)) sum_j sin(i j pi/(d+1)): the vector of ones in the eigenbasis.
Vector<High> ones_in_eigenbasis() {
  const auto d = static_cast<Eigen::Index>(kDimension);
  const High pi = acos(High(-1));
  Vector<High> u = Vector<High>::Zero(d);
  for (Eigen::Index i = 0; i < d; ++i)
    for (Eigen::Index j = 0; j < d; ++j)
      u(i) += sqrt(High(2) / High(d + 1)) * sin(High((i + 1) * (j + 1)) * pi / High(d + 1));
  return u;
}

bool close(const High& a, const High& b, int digits) {
  return abs(a - b) <= pow(High(10), -digits) * abs(b);
}

/// after(start, t) has the moments that `steps` steps of the recursion have.
template <class Model>
void same_as_stepping(const Model& model) {
  const auto d = static_cast<Eigen::Index>(3);
  const Matrix<Exact> H = hessian<Exact>(3, NesterovReading::hessian);
  Vector<Exact> x0(d);
  x0 << Exact(1), Exact(-1, 3), Exact(2);
  const Exact step(1, 10);
  MomentMap<Exact> map(H, model, step);
  Moments<Exact> state(H, x0);
  for (std::uint64_t t = 0; t <= 5; ++t) {
    const Vector<Exact> z = map.after(map.start(x0), t);
    CHECK(map.gap(z) == state.gap());
    CHECK(Vector<Exact>(z.segment(1, d)) == state.mean());
    CHECK(z(1 + d) == state.second()(0, 0));
    CHECK(z(z.size() - 1) == state.second()(d - 1, d - 1));
    state.step(model, step);
  }
}

}  // namespace

TEST_CASE("powers of the map are the steps of the recursion", "[moment_map]") {
  const AdditiveModel<Exact> gradient = additive<Exact>(3, Exact(1, 7), Exact(2, 3), Exact(1, 2));
  same_as_stepping(gradient);
  same_as_stepping(RandKModel<Exact>{.k = 2, .gradient = gradient});
  same_as_stepping(RandKModel<Exact>{.k = 1, .gradient = gradient, .scaled = true});
  same_as_stepping(GaussianSmoothingModel<Exact>{Exact(1, 4)});
}

TEST_CASE("the map rests where the closed forms say to 60 digits", "[moment_map]") {
  for (const auto reading : {NesterovReading::hessian, NesterovReading::factor}) {
    const Matrix<High> H = hessian<High>(kDimension, reading);
    const auto d = static_cast<Eigen::Index>(kDimension);
    const High step = High(1) / 100;
    const High zeta = High(1) / 10;
    const MomentMap<High> biased(H, additive<High>(d, zeta, High(1), High(0)), step);
    const High expected = additive_stationary<High>(spectrum(reading), ones_in_eigenbasis() * zeta,
                                                    Vector<High>::Ones(d), High(0), step)
                              .gap;
    CHECK(close(biased.gap(biased.rest()), expected, 60));
    CHECK(!close(biased.gap(biased.rest()), expected * (1 + High(1e-12)), 60));

    const MomentMap<High> multiplied(H, additive<High>(d, High(0), High(1), High(2)), step);
    CHECK(close(
        multiplied.gap(multiplied.rest()),
        additive_stationary<High>(spectrum(reading), {}, Vector<High>::Ones(d), High(2), step).gap,
        60));

    const MomentMap<High> smoothed(H, GaussianSmoothingModel<High>{High(1) / 10}, step);
    CHECK(close(smoothed.gap(smoothed.rest()),
                gaussian_smoothing_stationary<High>(spectrum(reading), High(1) / 10, step).gap,
                60));
  }
}

TEST_CASE("rand-k rests where no compression does on a diagonal Hessian and rand-k' higher",
          "[moment_map]") {
  Vector<High> h(4);
  h << High(1), High(2), High(3), High(4);
  const Matrix<High> H = h.asDiagonal();
  const High step = High(1) / 50;
  const AdditiveModel<High> gradient = additive<High>(4, High(0), High(1), High(0));
  const auto rest = [](const MomentMap<High>& map) { return map.gap(map.rest()); };
  const High none = rest(MomentMap<High>(H, gradient, step));
  for (const std::size_t k : {1u, 2u, 3u}) {
    const High random =
        rest(MomentMap<High>(H, RandKModel<High>{.k = k, .gradient = gradient}, step));
    CHECK(close(random, none, 60));
    const High scaled = rest(
        MomentMap<High>(H, RandKModel<High>{.k = k, .gradient = gradient, .scaled = true}, step));
    const High longer = rest(MomentMap<High>(H, gradient, step * 4 / High(k)));
    CHECK(close(scaled, longer, 60));
    CHECK(scaled > none);
  }
}

TEST_CASE("the spectral radius is that of the slowest part and 1 at the limit of stability",
          "[moment_map]") {
  const Matrix<double> H = hessian<double>(kDimension, NesterovReading::hessian);
  const double mu = static_cast<double>(spectrum(NesterovReading::hessian)(0));
  const AdditiveModel<double> gradient = additive<double>(10, 0.1, 1, 0);
  CHECK(std::abs(spectral_radius(MomentMap<double>(H, gradient, 0.01)) - (1 - 0.01 * mu)) < 1e-12);
  CHECK(spectral_radius(MomentMap<double>(H, gradient, 0.52)) > 1);
  // alpha grows with the step size and crosses 1 once.
  const Vector<High> h = spectrum(NesterovReading::hessian);
  High low = High(1) / 1000;
  High high = High(1) / 5;
  for (int i = 0; i < 60; ++i) {
    const High middle = (low + high) / 2;
    (gaussian_smoothing_alpha<High>(h, middle) < 1 ? low : high) = middle;
  }
  const auto radius = [&](double step) {
    return spectral_radius(MomentMap<double>(H, GaussianSmoothingModel<double>{0.1}, step));
  };
  CHECK(radius(0.999 * static_cast<double>(low)) < 1);
  CHECK(radius(1.001 * static_cast<double>(low)) > 1);
}

TEST_CASE("a crossing is the first step at or below the target", "[moment_map]") {
  const Matrix<double> H = hessian<double>(kDimension, NesterovReading::hessian);
  const Vector<double> x0 = Vector<double>::Ones(10);
  const RandKModel<double> model{.k = 2, .gradient = additive<double>(10, 0, 1e-4, 0)};
  for (const double target : {0.9, 0.3, 0.01, 2e-4}) {
    Moments<double> state(H, x0);
    std::uint64_t t = 0;
    double before = state.gap();
    for (; state.gap() > target; ++t) {
      before = state.gap();
      state.step(model, 0.05);
    }
    MomentMap<double> map(H, model, 0.05);
    const auto crossing = first_below(map, map.start(x0), target, 1'000'000);
    REQUIRE(crossing);
    CHECK(crossing->iterations == t);
    CHECK(crossing->interpolated <= static_cast<double>(t));
    CHECK(std::abs(crossing->interpolated - (static_cast<double>(t - 1) +
                                             (before - target) / (before - state.gap()))) < 1e-6);
    CHECK(!first_below(map, map.start(x0), target, t - 1));
    CHECK(first_below(map, map.start(x0), target, t).value().iterations == t);
  }
  MomentMap<double> map(H, model, 0.05);
  CHECK(first_below(map, map.start(x0), 2.0, 10).value().iterations == 0);
  CHECK(!first_below(map, map.start(x0), 1e-9, 1'000'000));
}

TEST_CASE("a map refuses what is not there", "[moment_map]") {
  const Matrix<double> H = hessian<double>(2, NesterovReading::hessian);
  const MomentMap<double> map(H, AdditiveModel<double>{}, 0.1);
  CHECK_THROWS_AS(map.start(Vector<double>::Ones(3)), InvalidInput);
  CHECK_THROWS_AS((MomentMap<double>(H, AdditiveModel<double>{}, 0.0)), InvalidInput);
  // A coordinate that never moves rests anywhere.
  const Matrix<double> flat = Vector<double>{{1.0, 0.0}}.asDiagonal();
  CHECK_THROWS_AS((MomentMap<double>(flat, AdditiveModel<double>{}, 0.1).rest()), InvalidInput);
}
