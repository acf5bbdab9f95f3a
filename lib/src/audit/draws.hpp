// Draws at one point and the few numbers that a test keeps of each: the audit's only pass over the
// oracle's output.
#pragma once

#include <cstdint>
#include <vector>

#include "audit/internal.hpp"

namespace biasbound::detail {

/// What to compute of the draws at x, with h = g - grad f(x).
struct Query {
  const std::vector<double>* x = nullptr;
  const std::vector<double>* gradient = nullptr;
  double centre = 0;                               ///< c = centre * gradient
  const std::vector<double>* direction = nullptr;  ///< v, or null
  const std::vector<double>* target = nullptr;     ///< e, or null
  StreamAddress first;
  std::size_t count = 0;  ///< a multiple of 4
};

struct DrawStats {
  std::vector<double> square;     ///< |h - c|^2, one a draw
  std::vector<double> along;      ///< <v, h>, one a draw; empty without v
  std::vector<double> to_target;  ///< |h - e|^2, one a draw; empty without e
  std::vector<double> block;      ///< sum |g_i - mean|^2 / 3 over each block of 4 draws
  std::vector<double> even;       ///< sum of h over the draws 0, 2, 4, ...
  std::vector<double> odd;        ///< sum of h over the draws 1, 3, 5, ...
};

/// Draws in parallel; the result does not depend on the number of threads.
DrawStats draw(Workers& workers, const Query& query);

/// The same numbers, bit for bit, drawn on the calling thread.
DrawStats draw(Session& session, std::size_t batch_limit, const Query& query);

}  // namespace biasbound::detail
