// Noise whose density is constant on pieces, a mixture of uniforms: top-k of a + n then has moments
// that are rational and computed exactly.
#pragma once

#include <algorithm>
#include <vector>

#include "biasbound/law.hpp"

namespace biasbound::property {

struct Uniform {
  Exact weight;
  Exact low;
  Exact high;
};
/// Weights sum to 1; low < high.
using Density = std::vector<Uniform>;

/// Of top-k(a + n), entry by entry.
struct TopKMoments {
  Vector<Exact> mean;  ///< E C(v)
  Vector<Exact> kept;  ///< P(i is kept)
  Exact second = 0;    ///< E|C(v)|^2
};

/// Independent n_i of density noise[i], d <= 4: then every integrand below is a polynomial of
/// degree at most d + 1 <= 5 between the ends of the pieces, and Boole's rule is exact for it.
inline TopKMoments top_k_moments(const Vector<Exact>& a, const std::vector<Density>& noise,
                                 std::size_t k) {
  const std::size_t d = noise.size();
  if (d > 4) throw InvalidInput("top-k of piecewise noise: d = " + std::to_string(d) + " > 4");
  // v_i = a_i + n_i
  std::vector<Density> density = noise;
  std::vector<Exact> ends{0};
  for (std::size_t i = 0; i < d; ++i)
    for (Uniform& piece : density[i]) {
      piece.low += a(static_cast<Eigen::Index>(i));
      piece.high += a(static_cast<Eigen::Index>(i));
      ends.push_back(abs(piece.low));
      ends.push_back(abs(piece.high));
    }
  std::ranges::sort(ends);
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());

  // P(|v_i| <= t)
  const auto below = [&](std::size_t i, const Exact& t) {
    Exact sum = 0;
    for (const Uniform& piece : density[i]) {
      const Exact length = std::min(t, piece.high) - std::max(Exact(-t), piece.low);
      if (length > 0) sum += piece.weight * length / (piece.high - piece.low);
    }
    return sum;
  };
  const auto density_at = [&](std::size_t i, const Exact& v) {
    Exact sum = 0;
    for (const Uniform& piece : density[i])
      if (piece.low < v && v < piece.high) sum += piece.weight / (piece.high - piece.low);
    return sum;
  };

  const auto size = static_cast<Eigen::Index>(d);
  TopKMoments result{Vector<Exact>::Zero(size), Vector<Exact>::Zero(size), 0};
  const int boole[] = {7, 32, 12, 32, 7};
  std::vector<Exact> from(d);
  std::vector<Exact> to(d);
  std::vector<Exact> plus(d);
  std::vector<Exact> minus(d);
  std::vector<Exact> exceed;
  for (std::size_t i = 0; i < d; ++i) from[i] = below(i, ends.front());
  for (std::size_t e = 0; e + 1 < ends.size(); ++e) {
    const Exact length = ends[e + 1] - ends[e];
    const Exact middle = ends[e] + length / 2;
    for (std::size_t i = 0; i < d; ++i) {
      to[i] = below(i, ends[e + 1]);
      plus[i] = density_at(i, middle);
      minus[i] = density_at(i, -middle);
    }
    for (int node = 0; node < 5; ++node) {
      const Exact t = ends[e] + length * node / 4;
      const Exact weight = length * boole[node] / 90;
      for (std::size_t i = 0; i < d; ++i) {
        if (plus[i] == 0 && minus[i] == 0) continue;
        // exceed[c] = P(c of the others exceed t)
        exceed.assign(1, Exact(1));
        for (std::size_t j = 0; j < d; ++j) {
          if (j == i) continue;
          const Exact P = from[j] + (to[j] - from[j]) * node / 4;
          exceed.emplace_back(0);
          for (std::size_t c = exceed.size() - 1; c > 0; --c)
            exceed[c] = exceed[c] * P + exceed[c - 1] * (1 - P);
          exceed[0] *= P;
        }
        Exact selected = 0;
        for (std::size_t c = 0; c < k; ++c) selected += exceed[c];
        selected *= weight;
        const auto entry = static_cast<Eigen::Index>(i);
        result.kept(entry) += selected * (plus[i] + minus[i]);
        result.mean(entry) += selected * t * (plus[i] - minus[i]);
        result.second += selected * t * t * (plus[i] + minus[i]);
      }
    }
    from = to;
  }
  return result;
}

}  // namespace biasbound::property
