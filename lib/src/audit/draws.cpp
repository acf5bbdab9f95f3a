// Draws at one point: see draws.hpp.
#include "audit/draws.hpp"

#include <algorithm>
#include <array>

namespace biasbound::detail {
namespace {

constexpr std::size_t lanes = 8;
constexpr std::size_t tile = 1024;  // columns whose gradient, v, e and sums stay in cache
using Lanes = std::array<double, lanes>;

double total(const Lanes& sums) {
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

/// sums += f(i) for i in [0, n), lane by lane: a fixed order that compilers can vectorise.
template <class F>
void accumulate(Lanes& sums, std::size_t n, F f) {
  Lanes local = sums;  // cannot alias what f reads, so it stays in registers
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes)
    for (std::size_t l = 0; l < lanes; ++l) local[l] += f(i + l);
  for (std::size_t l = 0; i < n; ++i, ++l) local[l] += f(i);
  sums = local;
}

struct Chunk {
  std::vector<double> even;
  std::vector<double> odd;
};

/// Rows of one chunk: few enough for the cache, a multiple of 4.
std::size_t chunk_rows(std::size_t d) {
  const std::size_t rows = (std::size_t{1} << 19) / std::max<std::size_t>(d, 1);
  return std::clamp<std::size_t>(rows / 4 * 4, 4, 512);
}

void reduce_rows(const Query& query, const std::vector<double>& rows, std::size_t n,
                 std::size_t begin, DrawStats& stats, Chunk& chunk) {
  const std::size_t d = query.x->size();
  std::vector<Lanes> square(n, Lanes{});
  std::vector<Lanes> along(query.direction != nullptr ? n : 0, Lanes{});
  std::vector<Lanes> to_target(query.target != nullptr ? n : 0, Lanes{});
  std::vector<Lanes> block(n / 4, Lanes{});
  const double shift = 1 + query.centre;  // h - c = g - (1 + centre) gradient

  for (std::size_t start = 0; start < d; start += tile) {
    const std::size_t width = std::min(tile, d - start);
    const double* gradient = query.gradient->data() + start;
    for (std::size_t r = 0; r < n; ++r) {
      const double* g = rows.data() + r * d + start;
      accumulate(square[r], width, [&](std::size_t i) {
        const double difference = g[i] - shift * gradient[i];
        return difference * difference;
      });
      if (query.direction != nullptr) {
        const double* v = query.direction->data() + start;
        accumulate(along[r], width, [&](std::size_t i) { return v[i] * (g[i] - gradient[i]); });
      }
      if (query.target != nullptr) {
        const double* e = query.target->data() + start;
        accumulate(to_target[r], width, [&](std::size_t i) {
          const double difference = (g[i] - gradient[i]) - e[i];
          return difference * difference;
        });
      }
      double* sum = (r % 2 == 0 ? chunk.even : chunk.odd).data() + start;
      for (std::size_t i = 0; i < width; ++i) sum[i] += g[i] - gradient[i];
    }
    for (std::size_t b = 0; b < n / 4; ++b) {
      const double* g0 = rows.data() + 4 * b * d + start;
      const double* g1 = g0 + d;
      const double* g2 = g1 + d;
      const double* g3 = g2 + d;
      accumulate(block[b], width, [&](std::size_t i) {
        // Halves first: exact where the four are equal, and no overflow.
        const double mean = .25 * g0[i] + .25 * g1[i] + .25 * g2[i] + .25 * g3[i];
        const double a = g0[i] - mean;
        const double b1 = g1[i] - mean;
        const double c = g2[i] - mean;
        const double e = g3[i] - mean;
        return (a * a + b1 * b1) + (c * c + e * e);
      });
    }
  }
  for (std::size_t r = 0; r < n; ++r) {
    stats.square[begin + r] = total(square[r]);
    if (!along.empty()) stats.along[begin + r] = total(along[r]);
    if (!to_target.empty()) stats.to_target[begin + r] = total(to_target[r]);
  }
  for (std::size_t b = 0; b < n / 4; ++b) stats.block[begin / 4 + b] = total(block[b]) / 3;
}

/// Draws and reduces the rows [begin, begin + n).
Chunk draw_chunk(Session& session, std::size_t batch_limit, const Query& query, std::size_t begin,
                 std::size_t n, DrawStats& stats) {
  const std::size_t d = query.x->size();
  thread_local std::vector<double> rows;
  rows.resize(n * d);
  for (std::size_t row = 0; row < n; row += batch_limit) {
    const std::size_t some = std::min(batch_limit, n - row);
    StreamAddress first = query.first;
    first.draw += begin + row;
    session.sample(*query.x, first, some, {rows.data() + row * d, some * d});
  }
  Chunk chunk{std::vector<double>(d, 0.0), std::vector<double>(d, 0.0)};
  reduce_rows(query, rows, n, begin, stats, chunk);
  return chunk;
}

DrawStats empty_stats(const Query& query) {
  DrawStats stats;
  stats.square.resize(query.count);
  if (query.direction != nullptr) stats.along.resize(query.count);
  if (query.target != nullptr) stats.to_target.resize(query.count);
  stats.block.resize(query.count / 4);
  stats.even.assign(query.x->size(), 0);
  stats.odd.assign(query.x->size(), 0);
  return stats;
}

void merge(const Chunk& chunk, DrawStats& stats) {
  for (std::size_t i = 0; i < stats.even.size(); ++i) {
    stats.even[i] += chunk.even[i];
    stats.odd[i] += chunk.odd[i];
  }
}

}  // namespace

DrawStats draw(Session& session, std::size_t batch_limit, const Query& query) {
  const std::size_t size = chunk_rows(query.x->size());
  DrawStats stats = empty_stats(query);
  for (std::size_t begin = 0; begin < query.count; begin += size)
    merge(
        draw_chunk(session, batch_limit, query, begin, std::min(size, query.count - begin), stats),
        stats);
  return stats;
}

DrawStats draw(Workers& workers, const Query& query) {
  const std::size_t size = chunk_rows(query.x->size());
  const std::size_t chunks = (query.count + size - 1) / size;
  const std::size_t limit = workers.subject().batch_limit();
  DrawStats stats = empty_stats(query);
  // Sums are merged in the order of the chunks, a few at a time, to bound the memory at large d.
  constexpr std::size_t group = 16;
  for (std::size_t start = 0; start < chunks; start += group) {
    std::vector<Chunk> partial(std::min(group, chunks - start));
    workers.run(partial.size(), [&](Session& session, std::size_t index) {
      const std::size_t begin = (start + index) * size;
      partial[index] =
          draw_chunk(session, limit, query, begin, std::min(size, query.count - begin), stats);
    });
    for (const Chunk& chunk : partial) merge(chunk, stats);
  }
  return stats;
}

}  // namespace biasbound::detail
