// Draws at one point: see draws.hpp.
#include "audit/draws.hpp"

#include <algorithm>
#include <array>

#if defined(__GNUC__) && defined(__x86_64__)
// No FMA: its single rounding would give other bits.
#define BIASBOUND_AVX2 __attribute__((target("avx2")))
#define BIASBOUND_INLINE __attribute__((always_inline)) inline
#else
#define BIASBOUND_INLINE inline
#endif

namespace biasbound::detail {
namespace {

constexpr std::size_t lanes = 8;
constexpr std::size_t tile = 512;  // columns whose gradient, v, e and sums stay in cache
using Lanes = std::array<double, lanes>;

double total(const Lanes& sums) {
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

/// sums += f(i) for i in [0, n), lane by lane: a fixed order that compilers can vectorise.
template <class F>
BIASBOUND_INLINE void accumulate(Lanes& sums, std::size_t n, F f) {
  Lanes local = sums;  // cannot alias what f reads, so it stays in registers
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes)
    for (std::size_t l = 0; l < lanes; ++l) local[l] += f(i + l);
  for (std::size_t l = 0; i < n; ++i, ++l) local[l] += f(i);
  sums = local;
}

/// Sums of h over the even and the odd rows of one chunk.
struct Chunk {
  std::vector<double> even;
  std::vector<double> odd;
};

struct TileSums {
  std::array<double, tile> even;
  std::array<double, tile> odd;
};

/// Rows of one chunk: few enough for the cache, a multiple of 4.
std::size_t chunk_rows(std::size_t d) {
  const std::size_t rows = (std::size_t{1} << 19) / std::max<std::size_t>(d, 1);
  return std::clamp<std::size_t>(rows / 4 * 4, 4, 512);
}

/// Reduces the first n rows. `keep(start, width, sums)` gets the sums of each tile of columns.
template <class Keep>
BIASBOUND_INLINE void reduce_rows_here(const Query& query, const std::vector<double>& rows,
                                       std::size_t n, std::size_t begin, DrawStats& stats,
                                       Keep keep) {
  const std::size_t d = query.x->size();
  std::vector<Lanes> square(n, Lanes{});
  std::vector<Lanes> along(query.direction != nullptr ? n : 0, Lanes{});
  std::vector<Lanes> to_target(query.target != nullptr ? n : 0, Lanes{});
  std::vector<Lanes> block(n / 4, Lanes{});
  const double shift = 1 + query.centre;  // h - c = g - (1 + centre) gradient

  for (std::size_t start = 0; start < d; start += tile) {
    const std::size_t width = std::min(tile, d - start);
    const double* gradient = query.gradient->data() + start;
    TileSums sums;
    sums.even.fill(0);
    sums.odd.fill(0);
    for (std::size_t r = 0; r < n; ++r) {
      const double* g = rows.data() + r * d + start;
      double* __restrict sum = (r % 2 == 0 ? sums.even : sums.odd).data();
      accumulate(square[r], width, [&](std::size_t i) {
        sum[i] += g[i] - gradient[i];
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
    keep(start, width, sums);
  }
  for (std::size_t r = 0; r < n; ++r) {
    stats.square[begin + r] = total(square[r]);
    if (!along.empty()) stats.along[begin + r] = total(along[r]);
    if (!to_target.empty()) stats.to_target[begin + r] = total(to_target[r]);
  }
  for (std::size_t b = 0; b < n / 4; ++b) stats.block[begin / 4 + b] = total(block[b]) / 3;
}

template <class Keep>
void reduce_rows(const Query& query, const std::vector<double>& rows, std::size_t n,
                 std::size_t begin, DrawStats& stats, Keep keep) {
  reduce_rows_here(query, rows, n, begin, stats, keep);
}

#ifdef BIASBOUND_AVX2
/// The same operations in the same order, four doubles at a time: the same bits.
template <class Keep>
BIASBOUND_AVX2 void reduce_rows_avx2(const Query& query, const std::vector<double>& rows,
                                     std::size_t n, std::size_t begin, DrawStats& stats,
                                     Keep keep) {
  reduce_rows_here(query, rows, n, begin, stats, keep);
}
#endif

/// Draws and reduces the rows [begin, begin + n).
template <class Keep>
void draw_chunk(Session& session, std::size_t batch_limit, const Query& query, std::size_t begin,
                std::size_t n, DrawStats& stats, Keep keep) {
  const std::size_t d = query.x->size();
  thread_local std::vector<double> rows;
  rows.resize(n * d);
  for (std::size_t row = 0; row < n; row += batch_limit) {
    const std::size_t some = std::min(batch_limit, n - row);
    StreamAddress first = query.first;
    first.draw += begin + row;
    session.sample(*query.x, first, some, {rows.data() + row * d, some * d});
  }
#ifdef BIASBOUND_AVX2
  static const bool avx2 = __builtin_cpu_supports("avx2") != 0;
  if (avx2) return reduce_rows_avx2(query, rows, n, begin, stats, keep);
#endif
  reduce_rows(query, rows, n, begin, stats, keep);
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

void add(const double* from, std::size_t n, double* to) {
  for (std::size_t i = 0; i < n; ++i) to[i] += from[i];
}

/// On the calling thread; looks at the clock before each chunk where one is given.
DrawStats draw_serially(Session& session, std::size_t batch_limit, const Query& query,
                        const Clock* clock) {
  const std::size_t size = chunk_rows(query.x->size());
  DrawStats stats = empty_stats(query);
  const auto keep = [&](std::size_t start, std::size_t width, const TileSums& sums) {
    add(sums.even.data(), width, stats.even.data() + start);
    add(sums.odd.data(), width, stats.odd.data() + start);
  };
  for (std::size_t begin = 0; begin < query.count; begin += size) {
    if (clock != nullptr) clock->check();
    draw_chunk(session, batch_limit, query, begin, std::min(size, query.count - begin), stats,
               keep);
  }
  return stats;
}

}  // namespace

DrawStats draw(Session& session, std::size_t batch_limit, const Query& query) {
  return draw_serially(session, batch_limit, query, nullptr);
}

DrawStats draw(Workers& workers, const Query& query) {
  const std::size_t d = query.x->size();
  const std::size_t size = chunk_rows(d);
  const std::size_t chunks = (query.count + size - 1) / size;
  const std::size_t limit = workers.subject().batch_limit();
  if (workers.threads() == 1)
    return draw_serially(workers.session(), limit, query, &workers.clock());
  DrawStats stats = empty_stats(query);
  // Sums are added in the order of the chunks, a few at a time, to bound the memory at large d; it
  // is kept for the next call, since fresh pages cost as much as the sums.
  thread_local std::vector<Chunk> partial;
  const std::size_t group = std::min(chunks, 2 * workers.threads());
  partial.resize(std::max(partial.size(), group));
  for (std::size_t index = 0; index < group; ++index) {
    partial[index].even.resize(d);
    partial[index].odd.resize(d);
  }
  for (std::size_t start = 0; start < chunks; start += group) {
    const std::size_t some = std::min(group, chunks - start);
    workers.run(some, [&, sums = partial.data()](Session& session, std::size_t index) {
      const std::size_t begin = (start + index) * size;
      Chunk& chunk = sums[index];
      draw_chunk(session, limit, query, begin, std::min(size, query.count - begin), stats,
                 [&](std::size_t column, std::size_t width, const TileSums& tile_sums) {
                   std::copy_n(tile_sums.even.data(), width, chunk.even.data() + column);
                   std::copy_n(tile_sums.odd.data(), width, chunk.odd.data() + column);
                 });
    });
    for (std::size_t index = 0; index < some; ++index) {
      add(partial[index].even.data(), d, stats.even.data());
      add(partial[index].odd.data(), d, stats.odd.data());
    }
  }
  return stats;
}

}  // namespace biasbound::detail
