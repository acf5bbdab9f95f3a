// The figures of section 6: the theory beside the curves, and what a run may not depend on.
#include "experiments/figures.hpp"

#include <catch.hpp>
#include <cmath>

#include "biasbound/compressors/top_k.hpp"
#include "experiments/synthetic.hpp"
#include "experiments/tuning.hpp"

using namespace biasbound;
using namespace biasbound::experiments;

namespace {

Choices small() {
  Choices choices;
  choices.dimension = 3;
  choices.step_size = Exact(1, 50);
  choices.iterations = 400;
  choices.paths = 32;
  return choices;
}

Problem paper(NesterovReading reading) { return problem(Choices{}, reading); }

}  // namespace

TEST_CASE("what Gaussian top-k keeps of the noise has the known shares", "[figures]") {
  // Means over 12 million draws, of standard error 6e-5 to 1.2e-4.
  CHECK(std::abs(gaussian_top_k_share(10, 1) - 0.38005) < 3e-4);
  CHECK(std::abs(gaussian_top_k_share(10, 2) - 0.59722) < 4e-4);
  CHECK(std::abs(gaussian_top_k_share(10, 5) - 0.90305) < 6e-4);
  for (const std::size_t d : {1u, 2u, 7u}) CHECK(std::abs(gaussian_top_k_share(d, d) - 1) < 1e-9);
  // The larger of two squares of normals has mean 1 + 2/pi.
  CHECK(std::abs(gaussian_top_k_share(2, 1) - (1 + 2 / std::acos(-1.0)) / 2) < 1e-9);
}

TEST_CASE("the mean of top-k by quadrature is that of draws", "[figures]") {
  constexpr std::size_t draws = 400'000;
  const std::vector<double> a = {1.0, -0.5, 0.2};
  const std::vector<double> mean = gaussian_top_k_mean(a, 0.49, 2);
  std::vector<double> sum(3), squares(3), v(3), kept(3);
  Stream stream({.seed = 3});
  for (std::size_t i = 0; i < draws; ++i) {
    for (std::size_t j = 0; j < 3; ++j) v[j] = a[j] + 0.7 * normal(stream);
    TopK{2}.mean(std::span<const double>(v), std::span<double>(kept));
    for (std::size_t j = 0; j < 3; ++j) {
      sum[j] += kept[j];
      squares[j] += kept[j] * kept[j];
    }
  }
  // 4.5 standard errors in three means: wrong by chance once in 50,000 seeds.
  for (std::size_t j = 0; j < 3; ++j) {
    const double average = sum[j] / draws;
    const double error = std::sqrt((squares[j] / draws - average * average) / draws);
    CHECK(std::abs(average - mean[j]) < 4.5 * error);
  }
  // Without noise to speak of it is top-k itself.
  CHECK(std::abs(gaussian_top_k_mean(a, 1e-6, 2)[0] - 1) < 1e-7);
  CHECK(std::abs(gaussian_top_k_mean(a, 1e-6, 2)[2]) < 1e-7);
}

TEST_CASE("eigenvalues and eigenvectors are those of both Hessians to 90 digits", "[figures]") {
  const High tiny = pow(High(10), -90);
  for (const auto reading : {NesterovReading::hessian, NesterovReading::factor}) {
    const Problem on = paper(reading);
    const Matrix<High> u = on.eigenvectors();
    const Matrix<High> residual =
        on.hessian_high() * u - u * Matrix<High>(on.spectrum().asDiagonal());
    CHECK(residual.cwiseAbs().maxCoeff() < tiny);
    CHECK((u.transpose() * u - Matrix<High>::Identity(10, 10)).cwiseAbs().maxCoeff() < tiny);
    CHECK(on.spectrum().minCoeff() >= High(on.mu));
    CHECK(on.spectrum().maxCoeff() <= High(on.L));
  }
}

TEST_CASE("floors by closed forms are the rest of the recursion to 1e-10", "[figures]") {
  const Choices choices;
  for (const auto reading : {NesterovReading::hessian, NesterovReading::factor}) {
    const Problem on = paper(reading);
    const High step(choices.step_size);
    for (const Oracle& oracle : {additive(choices, 1, Exact(1, 10)),
                                 additive(choices, 0, Exact(1, 1000)), smoothing(Exact(1, 100))}) {
      const MomentMap<High> map = moment_map<High>(on, oracle, step);
      const High rest = map.gap(map.rest());
      const High closed = resting_gap(on, oracle, choices.step_size);
      CHECK(abs(rest / closed - 1) < High(1e-10));
      CHECK(abs(rest / (closed * (1 + High(1e-9))) - 1) > High(1e-10));
    }
  }
}

TEST_CASE("the floor (7) is the printed formula also beyond the step sizes of Theorem 6",
          "[figures]") {
  const Choices choices;
  const Problem on = paper(NesterovReading::hessian);
  const Oracle oracle = additive(choices, 1, Exact(1, 10));
  const double L = 4;
  const double mu = to_double(on.mu);
  for (const double gamma : {0.01, 0.2, 0.4})
    CHECK(floor_of_equation_7(on, oracle, exact(gamma)) ==
          Approx((10 * 0.01 + gamma * L * 10) / (2 * mu)).epsilon(1e-12));
}

TEST_CASE("a bound below an exact curve is a contradiction", "[figures]") {
  const Problem on = paper(NesterovReading::hessian);
  Curve curve;
  curve.setting.name = "made up";
  curve.bounds.push_back({.bound = {.name = "bound", .q = 0.5, .rest = 0.0}, .ratio = 1.0 + 1e-6});
  Figure figure;
  add_notes({on}, {{curve}}, figure);
  CHECK(!figure.contradiction);
  curve.bounds.front().lemma_3 = 0.999;
  add_notes({on}, {{curve}}, figure);
  CHECK(figure.contradiction);
  CHECK(figure.notes.back().find("DO NOT hold") != std::string::npos);
}

TEST_CASE("bounds hold along the exact curves of every figure and the sharper are no larger",
          "[figures]") {
  for (const auto& figure : {figure_1(small(), {}), figure_2(small(), {}), figure_4(small(), {})}) {
    CHECK(!figure.contradiction);
    CHECK(figure.notes.front().find(" hold at every t of every exact curve") != std::string::npos);
    for (const Panel& panel : figure.panels)
      for (const Series& bound : panel.series) {
        if (bound.kind != Series::Kind::bound) continue;
        for (const Series& sharper : panel.series)
          if (sharper.kind == Series::Kind::sharper && sharper.colour == bound.colour)
            for (std::size_t i = 0; i < bound.y.size(); ++i)
              CHECK(sharper.y[i] <= bound.y[i] * (1 + 1e-12));
      }
  }
}

TEST_CASE("a tuned step size is better than its neighbours", "[figures]") {
  const Choices choices = small();
  const Problem on = problem(choices, NesterovReading::hessian);
  for (const Oracle& oracle : {additive(choices, Exact(1, 10), 0),
                               sparsified(Oracle::Kind::rand_k, choices, Exact(1, 10), 1)}) {
    const Tuned tuned = tune_exact(on, oracle, 1e-2, [] {});
    constexpr std::uint64_t most = 1'000'000;  // so many where it diverges
    const auto iterations = [&](double step) {
      MomentMap<double> map = moment_map<double>(on, oracle, step);
      const auto crossing = first_below(map, map.start(Vector<double>::Ones(3)), 1e-2, most);
      return crossing ? crossing->iterations : most;
    };
    CHECK(iterations(tuned.step_size) == tuned.iterations);
    for (const double factor : {0.5, 0.9, 1.05, 1.3})
      CHECK(iterations(tuned.step_size * factor) >= tuned.iterations);
    CHECK(tuned.gap.back() <= 1e-2);
    CHECK(tuned.t.back() == static_cast<double>(tuned.iterations));
  }
  CHECK_THROWS_AS(tune_exact(on, additive(choices, 0, 1), 1e-6, [] {}), InvalidInput);
}

TEST_CASE("figures stop where asked", "[figures]") {
  std::atomic<bool> stop{false};
  Watch watch;
  watch.stop = &stop;
  watch.progress = [&](const std::string&, double fraction) {
    CHECK(fraction >= 0);
    CHECK(fraction <= 1);
    stop = true;
  };
  Choices choices = small();
  choices.iterations = 2'000'000;
  choices.paths = 4096;
  CHECK_THROWS_AS(figure_2(choices, watch), Stopped);
}
