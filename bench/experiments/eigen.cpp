#include <Eigen/Core>
#include <ctime>
#include <random>

#include "contenders.hpp"

namespace bench {

Run eigen_paths(Oracle oracle, std::uint64_t paths, std::uint64_t steps) {
  using Point = Eigen::Matrix<double, dimension, 1>;
  const std::clock_t start = std::clock();
  Eigen::Matrix<double, dimension, dimension> H = decltype(H)::Zero();
  H.diagonal().setConstant(2);
  H.diagonal<1>().setConstant(-1);
  H.diagonal<-1>().setConstant(-1);
  std::mt19937_64 bits(1);
  std::normal_distribution<double> normal;
  double sum = 0;
  for (std::uint64_t path = 0; path < paths; ++path) {
    Point x = Point::Ones();
    for (std::uint64_t t = 0; t < steps; ++t) {
      Point g = H * x;
      for (double& entry : g) entry += deviation * normal(bits);
      if (oracle == Oracle::additive) {
        x -= step_size * g;
      } else {
        Eigen::Index largest;
        g.cwiseAbs().maxCoeff(&largest);
        x[largest] -= step_size * g[largest];
      }
    }
    sum += 0.5 * x.dot(H * x);
  }
  return {static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC,
          sum / static_cast<double>(paths)};
}

}  // namespace bench
