// Where an audit looks: structured points that faults are known to hide at, and random ones.
#include <cmath>
#include <set>

#include "audit/internal.hpp"

namespace biasbound::detail {
namespace {

using Values = std::vector<double>;

/// A vector of largest magnitude about 1, of any length.
using Maker = std::function<Values(std::size_t d)>;

struct Pattern {
  std::string name;
  Maker make;
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

Values one_hot(std::size_t d, std::size_t i) {
  Values x(d, 0.0);
  x[i] = 1;
  return x;
}

Values ramp(std::size_t d) {
  Values x(d);
  for (std::size_t i = 0; i < d; ++i) x[i] = static_cast<double>(i + 1) / static_cast<double>(d);
  return x;
}

Values two_nonzeros(std::size_t d) {
  Values x(d, 0.0);
  x[0] = 1;
  x[d - 1] = d > 1 ? -0.75 : 1;
  return x;
}

Values equal(std::size_t d) { return Values(d, 1.0); }

/// Patterns that are tried at a few scales; equal entries and the ramp are tried at every decade.
std::vector<Pattern> patterns(std::uint64_t seed) {
  return {
      {"one-hot first", [](std::size_t d) { return one_hot(d, 0); }},
      {"one-hot last", [](std::size_t d) { return one_hot(d, d - 1); }},
      {"geometric", [](std::size_t d) { return geometric(d, 0.5); }},
      {"geometric, slow", [](std::size_t d) { return geometric(d, 0.9); }},
      {"half ones, half 1/2", [](std::size_t d) { return two_level(d, (d + 1) / 2, 0.5); }},
      {"half ones, half zero", [](std::size_t d) { return two_level(d, (d + 1) / 2, 0.0); }},
      {"one large, rest 1/1024", [](std::size_t d) { return two_level(d, 1, 0x1p-10); }},
      {"all but one tied", [](std::size_t d) { return two_level(d, d - 1, 0.5); }},
      {"two non-zeros", two_nonzeros},
      {"Gaussian", [seed](std::size_t d) { return gaussian(d, seed, 0); }},
      {"sparse Gaussian", [seed](std::size_t d) { return sparse_gaussian(d, 0.1, seed, 1); }},
      {"six decades of magnitudes", [seed](std::size_t d) { return wide(d, seed, 2); }},
  };
}

Maker scaled(Maker make, double scale) {
  return [make = std::move(make), scale](std::size_t d) {
    Values x = make(d);
    for (double& entry : x) entry *= scale;
    return x;
  };
}

Maker alternating(Maker make) {
  return [make = std::move(make)](std::size_t d) {
    Values x = make(d);
    for (std::size_t i = 1; i < d; i += 2) x[i] = -x[i];
    return x;
  };
}

/// -0 becomes +0: the same point.
Values without_negative_zeros(Values x) {
  for (double& entry : x) entry += 0.0;
  return x;
}

/// Two recipes that agree at d >= 64 agree at 64 or 65, whichever is even or odd as d is: there
/// they are compared.
std::size_t small_dimension(std::size_t d) { return d <= 64 ? d : 64 + d % 2; }

}  // namespace

TestPoint TestPoints::operator[](std::size_t i) const {
  return {without_negative_zeros(recipes_[i].make(d_)), recipes_[i].pattern, i};
}

TestPoints::TestPoints(std::size_t d, std::uint64_t seed) : d_(d) {
  std::set<Values> seen;
  const auto add = [&](std::string pattern, Maker make) {
    if (seen.insert(without_negative_zeros(make(small_dimension(d)))).second)
      recipes_.push_back({std::move(pattern), std::move(make)});
  };
  const std::vector<Pattern> at_some_scales = patterns(seed);
  std::vector<Pattern> base{{"equal entries", equal}, {"ramp", ramp}};
  base.insert(base.end(), at_some_scales.begin(), at_some_scales.end());
  for (const Pattern& pattern : base) {
    add(pattern.name, pattern.make);
    add(pattern.name + ", negated", scaled(pattern.make, -1));
    add(pattern.name + ", alternating signs", alternating(pattern.make));
  }
  add("equal entries 4/3", scaled(equal, 4.0 / 3));
  add("equal entries 2 - 2^-10", scaled(equal, 2 - 0x1p-10));
  add("zero", [](std::size_t n) { return Values(n, 0.0); });

  for (const int decade : {-30, -8, -3, 3, 8, 30}) {
    const double scale = std::stod("1e" + std::to_string(decade));
    for (const Pattern& pattern : at_some_scales)
      add(pattern.name + ", scale 1e" + std::to_string(decade), scaled(pattern.make, scale));
  }
  // A fault that lives in one decade is missed by a few scales.
  for (int decade = -30; decade <= 30; ++decade) {
    const double scale = std::stod("1e" + std::to_string(decade));
    add("equal entries, scale 1e" + std::to_string(decade), scaled(equal, scale));
    add("ramp, alternating signs, scale 5e" + std::to_string(decade),
        scaled(alternating(ramp), 5 * scale));
  }
  for (std::uint64_t i = 3; i < 6; ++i)
    add("Gaussian " + std::to_string(i - 2),
        [seed, i](std::size_t n) { return gaussian(n, seed, i); });
}

std::vector<std::size_t> spread(std::size_t size, std::size_t count) {
  const std::size_t chosen = std::min(size, count);
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < chosen; ++i) indices.push_back(i * size / chosen);
  return indices;
}

}  // namespace biasbound::detail
