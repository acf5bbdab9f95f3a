// Where an audit looks: structured points that faults are known to hide at, and random ones.
#include <cmath>
#include <numeric>
#include <set>

#include "audit/internal.hpp"

namespace biasbound::detail {
namespace {

using Values = std::vector<double>;

struct Pattern {
  std::string name;
  Values x;  // largest magnitude about 1
};

Values geometric(std::size_t d, double ratio) {
  Values x(d);
  double value = 1;
  for (std::size_t i = 0; i < d; ++i, value *= ratio)
    x[i] = std::max(value, 0x1p-40);  // a long vector stays within one scale
  return x;
}

/// `count` entries of 1, the rest at `low`: with low < 1 a tie at every k <= count.
Values two_level(std::size_t d, std::size_t count, double low) {
  Values x(d, low);
  for (std::size_t i = 0; i < count; ++i) x[i] = 1;
  return x;
}

Values gaussian(std::size_t d, std::uint64_t seed, std::uint64_t index) {
  Stream stream({seed, Purpose::points, index, 0});
  Values x(d);
  for (double& entry : x) entry = normal(stream);
  return x;
}

/// Gaussian on about `share` of the coordinates, at least one, zero elsewhere.
Values sparse_gaussian(std::size_t d, double share, std::uint64_t seed, std::uint64_t index) {
  Stream stream({seed, Purpose::points, index, 0});
  const auto count =
      std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(share * static_cast<double>(d))));
  Values x(d, 0.0);
  for (const std::size_t i : k_subset(stream, d, count)) x[i] = normal(stream);
  return x;
}

/// Magnitudes spread over six decades.
Values wide(std::size_t d, std::uint64_t seed, std::uint64_t index) {
  Stream stream({seed, Purpose::points, index, 0});
  Values x(d);
  for (double& entry : x) entry = rademacher(stream) * portable_exp(-13.8 * uniform(stream));
  return x;
}

std::vector<Pattern> patterns(std::size_t d, std::uint64_t seed) {
  std::vector<Pattern> list;
  const auto one_hot = [d](std::size_t i) {
    Values x(d, 0.0);
    x[i] = 1;
    return x;
  };
  list.push_back({"equal entries", Values(d, 1.0)});
  Values ramp(d);
  for (std::size_t i = 0; i < d; ++i) ramp[i] = static_cast<double>(i + 1) / static_cast<double>(d);
  list.push_back({"ramp", ramp});
  list.push_back({"one-hot first", one_hot(0)});
  list.push_back({"one-hot last", one_hot(d - 1)});
  list.push_back({"geometric", geometric(d, 0.5)});
  list.push_back({"geometric, slow", geometric(d, 0.9)});
  list.push_back({"half ones, half 1/2", two_level(d, (d + 1) / 2, 0.5)});
  list.push_back({"half ones, half zero", two_level(d, (d + 1) / 2, 0.0)});
  list.push_back({"one large, rest 1/1024", two_level(d, 1, 0x1p-10)});
  list.push_back({"all but one tied", two_level(d, d - 1, 0.5)});
  Values two(d, 0.0);
  two[0] = 1;
  two[d - 1] = d > 1 ? -0.75 : 1;
  list.push_back({"two non-zeros", two});
  list.push_back({"Gaussian", gaussian(d, seed, 0)});
  list.push_back({"sparse Gaussian", sparse_gaussian(d, 0.1, seed, 1)});
  list.push_back({"six decades of magnitudes", wide(d, seed, 2)});
  return list;
}

class Collector {
 public:
  void add(std::string pattern, Values x) {
    for (double& entry : x) entry += 0.0;  // -0 becomes +0: the same point
    if (!seen_.insert(x).second) return;
    points_.push_back({std::move(x), std::move(pattern), points_.size()});
  }
  std::vector<TestPoint> take() { return std::move(points_); }

 private:
  std::set<Values> seen_;
  std::vector<TestPoint> points_;
};

Values scaled(Values x, double scale) {
  for (double& entry : x) entry *= scale;
  return x;
}

Values alternating(Values x) {
  for (std::size_t i = 1; i < x.size(); i += 2) x[i] = -x[i];
  return x;
}

}  // namespace

std::vector<TestPoint> test_points(std::size_t d, Subject::Kind /*kind*/, std::uint64_t seed) {
  Collector points;
  const std::vector<Pattern> base = patterns(d, seed);
  for (const Pattern& pattern : base) {
    points.add(pattern.name, pattern.x);
    points.add(pattern.name + ", negated", scaled(pattern.x, -1));
    points.add(pattern.name + ", alternating signs", alternating(pattern.x));
  }
  points.add("equal entries 4/3", Values(d, 4.0 / 3));
  points.add("equal entries 2 - 2^-10", Values(d, 2 - 0x1p-10));
  points.add("zero", Values(d, 0.0));

  for (const int decade : {-30, -8, -3, 3, 8, 30}) {
    const double scale = std::stod("1e" + std::to_string(decade));
    for (const Pattern& pattern : base) {
      if (pattern.x == base[0].x || pattern.x == base[1].x) continue;  // below, at every decade
      points.add(pattern.name + ", scale 1e" + std::to_string(decade), scaled(pattern.x, scale));
    }
  }
  // A fault that lives in one decade is missed by a few scales.
  for (int decade = -30; decade <= 30; ++decade) {
    const double scale = std::stod("1e" + std::to_string(decade));
    points.add("equal entries, scale 1e" + std::to_string(decade), Values(d, scale));
    points.add("ramp, alternating signs, scale 5e" + std::to_string(decade),
               scaled(alternating(base[1].x), 5 * scale));
  }
  for (std::uint64_t i = 3; i < 6; ++i)
    points.add("Gaussian " + std::to_string(i - 2), gaussian(d, seed, i));
  return points.take();
}

}  // namespace biasbound::detail
