// How fast paths are simulated: the ensemble beside a loop over Eigen's vectors and one over
// NumPy's arrays, and on two threads beside one, in turns. A step is one update of one path.
//
//   bench_experiments [--json]     one line, or one JSON object, an oracle and contender
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "contenders.hpp"
#include "experiments/ensemble.hpp"

namespace {

using namespace biasbound;
using namespace bench;

constexpr std::uint64_t paths = 1024;
constexpr std::uint64_t steps = 1000;
constexpr int rounds = 11;

experiments::EnsembleSettings settings_of(Oracle oracle) {
  const Noise noise{.kind = Noise::Kind::gaussian,
                    .sigma2 = Exact(deviation) * Exact(deviation) * Exact(dimension)};
  experiments::EnsembleSettings settings{.oracle = experiments::AdditivePaths{noise, {}},
                                         .start = std::vector<double>(dimension, 1.0),
                                         .step_size = step_size,
                                         .paths = paths};
  if (oracle == Oracle::top_1) settings.oracle = experiments::CompressedPaths{TopK{1}, noise};
  return settings;
}

struct Measured {
  Run run;
  double wall_seconds;
};

Measured ensemble_paths(Oracle oracle, unsigned threads) {
  experiments::EnsembleSettings settings = settings_of(oracle);
  settings.threads = threads;
  const std::vector<std::uint64_t> times = {steps};
  const std::clock_t start = std::clock();
  const auto wall_start = std::chrono::steady_clock::now();
  const double gap = experiments::simulate(settings, times).gaps.front().mean;
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - wall_start;
  return {{static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC, gap}, wall.count()};
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// The three have to simulate the same thing, up to their random numbers.
void check(const Run& contender, const Run& ours, const std::string& name) {
  if (std::abs(contender.mean_gap / ours.mean_gap - 1) < 0.1) return;
  fmt::print(stderr, "{}: the mean gap is {}, the ensemble's {}\n", name, contender.mean_gap,
             ours.mean_gap);
  std::exit(1);
}

class Output {
 public:
  explicit Output(bool json) : json_(json) {}
  /// `ratio`: of times; `quantity`: its name. Seconds are of one run of all paths.
  void row(const std::string& name, const char* quantity, double ratio, double seconds) const {
    const double rate = static_cast<double>(paths * steps) / seconds;
    if (json_)
      fmt::print("{{\"name\":\"{}\",\"{}\":{:.4f},\"steps_per_second\":{:.4e}}}\n", name, quantity,
                 ratio, rate);
    else
      fmt::print("{:<32} {:>8.2e} steps/s   {} {:.2f}\n", name, rate, quantity, ratio);
    std::fflush(stdout);
  }
  void missing(const std::string& name, const char* quantity, const char* why) const {
    if (json_)
      fmt::print("{{\"name\":\"{}\",\"{}\":null,\"not_measured\":\"{}\"}}\n", name, quantity, why);
    else
      fmt::print("{:<32} not measured: {}\n", name, why);
  }

 private:
  bool json_;
};

void measure(Oracle oracle, const char* label, const Output& output) {
  const std::string prefix = fmt::format("experiments/{}/", label);
  std::vector<double> eigen;
  std::vector<double> numpy;
  std::vector<double> eigen_ratio;
  std::vector<double> numpy_ratio;
  std::vector<double> one;
  std::vector<double> two_ratio;
  for (int round = 0; round < rounds; ++round) {
    const Measured ours = ensemble_paths(oracle, 1);
    const Measured two = ensemble_paths(oracle, 2);
    one.push_back(ours.run.seconds);
    two_ratio.push_back(ours.wall_seconds / two.wall_seconds);
    const Run by_eigen = eigen_paths(oracle, paths, steps);
    check(by_eigen, ours.run, prefix + "eigen");
    eigen.push_back(by_eigen.seconds);
    eigen_ratio.push_back(by_eigen.seconds / ours.run.seconds);
    if (const auto by_numpy = numpy_paths(oracle, paths, steps)) {
      check(*by_numpy, ours.run, prefix + "numpy");
      numpy.push_back(by_numpy->seconds);
      numpy_ratio.push_back(by_numpy->seconds / ours.run.seconds);
    }
  }
  output.row(prefix + "ensemble", "two_threads", median(two_ratio), median(one));
  output.row(prefix + "eigen", "speedup", median(eigen_ratio), median(eigen));
  if (numpy.empty())
    output.missing(prefix + "numpy", "speedup", "python3 has no NumPy here");
  else
    output.row(prefix + "numpy", "speedup", median(numpy_ratio), median(numpy));
}

}  // namespace

int main(int argc, char** argv) {
  const Output output(argc > 1 && std::string_view(argv[1]) == "--json");
  measure(Oracle::additive, "additive", output);
  measure(Oracle::top_1, "top-1", output);
}
