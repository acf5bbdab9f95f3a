// What an ensemble refuses, how it diverges, and how it is watched.
#include <catch.hpp>
#include <cmath>
#include <thread>

#include "experiments/ensemble.hpp"

namespace {

using namespace biasbound;
using namespace biasbound::experiments;

EnsembleSettings good() {
  return {.oracle = AdditivePaths{{.kind = Noise::Kind::gaussian, .sigma2 = 1}, {}},
          .start = std::vector<double>(10, 1.0),
          .step_size = 0.1,
          .paths = 40,
          .threads = 2};
}

template <class Change>
void refused(const std::string& message, Change change) {
  EnsembleSettings settings = good();
  change(settings);
  CHECK_THROWS_WITH(Ensemble(settings), message);
  CHECK_THROWS_AS(simulate(settings, std::vector<std::uint64_t>{1}), InvalidInput);
}

}  // namespace

TEST_CASE("an ensemble refuses settings and names the field and its value") {
  refused("start: 0 entries, expected 1 to 64", [](auto& s) { s.start.clear(); });
  refused("start: 65 entries, expected 1 to 64", [](auto& s) { s.start.resize(65); });
  refused("start: nan, expected finite numbers", [](auto& s) { s.start[3] = std::nan(""); });
  refused("step_size: 0, expected a positive number", [](auto& s) { s.step_size = 0; });
  refused("step_size: inf, expected a positive number", [](auto& s) { s.step_size = INFINITY; });
  refused("paths: 0, expected at least 1", [](auto& s) { s.paths = 0; });
  refused("threads: 0, expected 1 to 256", [](auto& s) { s.threads = 0; });
  refused("first_run: 18446744073709551615, expected runs below 2^64",
          [](auto& s) { s.first_run = ~std::uint64_t{0}; });
  refused("bias: 3 entries, expected 10", [](auto& s) { s.oracle = AdditivePaths{{}, {1, 2, 3}}; });
  refused("k: 0, expected 1 to 10", [](auto& s) { s.oracle = CompressedPaths{TopK{0}, {}}; });
  refused("k: 11, expected 1 to 10", [](auto& s) { s.oracle = CompressedPaths{RandK{11}, {}}; });
  refused("tau: 0, expected more than 0", [](auto& s) { s.oracle = SmoothedPaths{0}; });
  refused("noise: rademacher, expected none or gaussian", [](auto& s) {
    s.oracle = AdditivePaths{{.kind = Noise::Kind::rademacher}, {}};
  });
  refused("M: 2, expected 0", [](auto& s) {
    s.oracle = AdditivePaths{{.kind = Noise::Kind::gaussian, .M = 2}, {}};
  });
  refused("sigma2: -1, expected at least 0", [](auto& s) {
    s.oracle = AdditivePaths{{.kind = Noise::Kind::gaussian, .sigma2 = -1}, {}};
  });
}

TEST_CASE("an ensemble's times ascend") {
  CHECK_THROWS_WITH(simulate(good(), std::vector<std::uint64_t>{0, 5, 5}),
                    "times: 5 after 5, expected ascending numbers");
  Ensemble ensemble(good());
  ensemble.advance(7);
  CHECK_THROWS_WITH(ensemble.advance(6), "t: 6, expected at least 7");
}

TEST_CASE("no times give an empty curve") { CHECK(simulate(good(), {}).gaps.empty()); }

TEST_CASE("paths that diverge are counted and nothing is NaN") {
  EnsembleSettings settings = good();
  settings.step_size = 1;  // above 2 / L = 1 / 2: |x| grows by up to |1 - 4| a step
  const std::vector<std::uint64_t> times = {0, 10, 100, 110, 200, 100'000};
  const GapCurve curve = simulate(settings, times);
  REQUIRE(curve.first_divergence);
  // 3^t is 1e50 at t = 105.
  CHECK(*curve.first_divergence > 100);
  CHECK(*curve.first_divergence < 115);
  for (const Gap& gap : curve.gaps) {
    CAPTURE(gap.t);
    CHECK_FALSE(std::isnan(gap.mean));
    CHECK_FALSE(std::isnan(gap.standard_error));
    CHECK((gap.diverged > 0) == (gap.t >= *curve.first_divergence));
    CHECK((gap.diverged > 0) == std::isinf(gap.mean));
  }
  CHECK(curve.gaps.back().diverged == settings.paths);
  Ensemble ensemble(settings);
  CHECK(!ensemble.first_divergence());
  ensemble.advance(200);
  CHECK(ensemble.first_divergence() == curve.first_divergence);
}

TEST_CASE("some paths diverge and the others go on") {
  // The entry that is drawn turns into about -9 times itself: some paths are unluckier.
  EnsembleSettings settings = good();
  settings.oracle = CompressedPaths{ScaledRandK{1}, {}};
  settings.step_size = 0.5;
  std::vector<std::uint64_t> times;
  for (std::uint64_t t = 1; t <= 500; ++t) times.push_back(t);
  const GapCurve curve = simulate(settings, times);
  bool some = false;
  std::uint64_t before = 0;
  for (const Gap& gap : curve.gaps) {
    CHECK(gap.diverged >= before);
    before = gap.diverged;
    some = some || (gap.diverged > 0 && gap.diverged < settings.paths);
  }
  CHECK(some);
}

TEST_CASE("an ensemble is stopped and goes on") {
  EnsembleSettings settings = good();
  const std::thread::id caller = std::this_thread::get_id();
  std::atomic<bool> stop{false};
  std::size_t shown = 0;
  double last = 0;
  const Watch watch{[&](const std::string&, double fraction) {
                      CHECK(std::this_thread::get_id() == caller);
                      CHECK(fraction >= last);
                      last = fraction;
                      if (++shown == 2) stop = true;
                    },
                    &stop};
  Ensemble ensemble(settings);
  CHECK_THROWS_AS(ensemble.advance(1'000'000'000'000, watch), Stopped);
  CHECK(shown == 2);
  CHECK_THROWS_AS(simulate(settings, std::vector<std::uint64_t>{5}, watch), Stopped);
}
