// Rand-k (kernels/rand_k.hpp): which entries, then their values.
//
// The words of the stream that k_subset draws are drawn many at once: as many as members are
// missing, which can not be too many, then as many as are missing still. The set that n words give
// does not depend on the order in which they are looked at, nor on the number of threads that do.
//
// Few indices (below d / 256) are sorted. More are marked in a bitmap, which is then read in
// order. With several threads each draws all the words and marks the indices in its own part of the
// bitmap: to draw them is less work than what follows, and no thread waits for the memory of
// another.
#include "biasbound/kernels/rand_k.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "biasbound/error.hpp"
#include "kernels/pairs.hpp"
#include "kernels/workspace.hpp"

namespace biasbound::kernels {
namespace {

IndexDraws draws_below(std::size_t d, const Stream& stream) {
  const StreamBlocks& blocks = stream.blocks();
  return {{{blocks.key[0], blocks.key[1]},
           {blocks.tail[0], blocks.tail[1], blocks.tail[2]},
           0,
           nullptr},
          static_cast<std::uint32_t>(d),
          0,
          static_cast<std::uint32_t>(d)};
}

/// Sorts uniform indices below d: each into the bucket of its leading bits, of which there are one
/// or two an index, then those that are out of order past their neighbours.
void sort_uniform(std::span<const std::uint32_t> from, std::size_t d, std::span<std::uint32_t> to,
                  Workspace::State& state) {
  const auto bits = static_cast<unsigned>(std::bit_width(from.size()));
  const unsigned shift = std::max(static_cast<unsigned>(std::bit_width(d)), bits) - bits;
  const std::span<std::uint32_t> ends = state.drawn_counts.reserve<std::uint32_t>((d >> shift) + 1);
  std::fill(ends.begin(), ends.end(), 0U);
  for (const std::uint32_t i : from) ++ends[i >> shift];
  std::uint32_t end = 0;
  for (std::uint32_t& bucket : ends) bucket = end += bucket;
  for (const std::uint32_t i : from) to[--ends[i >> shift]] = i;
  for (std::size_t j = 1; j < to.size(); ++j) {
    const std::uint32_t i = to[j];
    std::size_t at = j;
    for (; at > 0 && to[at - 1] > i; --at) to[at] = to[at - 1];
    to[at] = i;
  }
}

/// The subset, k of d, by sorting.
void sort_draws(std::size_t d, Stream& stream, std::span<std::uint32_t> indices,
                Workspace::State& state) {
  const std::size_t k = indices.size();
  const IndexDraws from = draws_below(d, stream);
  const std::span<std::uint32_t> drawn = state.drawn.reserve<std::uint32_t>(k + group_words);
  const std::span<std::uint32_t> other = state.drawn_other.reserve<std::uint32_t>(3 * k);
  std::span<std::uint32_t> kept = other.first(0);
  std::span<std::uint32_t> merged = other.subspan(k, k);
  for (std::size_t missing; (missing = k - kept.size()) > 0;) {
    const std::size_t n = state.table.subset.draw(from, stream.position(), missing, drawn.data());
    stream.seek(stream.position() + missing);
    const std::span<std::uint32_t> sorted = other.subspan(2 * k, n);
    sort_uniform(drawn.first(n), d, sorted, state);
    std::merge(kept.begin(), kept.end(), sorted.begin(), sorted.end(), merged.begin());
    const auto end =
        std::unique(merged.begin(), merged.begin() + static_cast<std::ptrdiff_t>(kept.size() + n));
    const std::span<std::uint32_t> all(merged.begin(), end);
    merged = std::span<std::uint32_t>(kept.data(), k);
    kept = all;
  }
  std::copy(kept.begin(), kept.end(), indices.begin());
}

/// k of d indices as marks, those of the others above d / 2.
class Marks {
 public:
  Marks(std::size_t d, std::size_t k, Stream& stream, Workspace::State& state)
      : d_(d),
        k_(k),
        drawn_(std::min(k, d - k)),
        flip_(k > d / 2 ? ~std::uint64_t{0} : 0),
        stream_(stream),
        state_(state),
        marks_(state.marks.reserve_zeros<std::uint64_t>((d + 63) / 64)) {}

  /// Writes the indices; each(range of them) after each few, on several threads.
  template <class F>
  void list(std::span<std::uint32_t> indices, F&& each) {
    const double expected = 64 * static_cast<double>(k_) / static_cast<double>(d_);
    // An index takes about as long as 24 entries of a pass, and a part is of whole grains.
    const unsigned threads = state_.parts_of(std::min(24 * k_, 4 * d_));
    each_part(threads, [&](Range words, Range places) {
      if (flip_ != 0 && d_ % 64 != 0 && words.end == marks_.size())
        marks_.back() |= ~std::uint64_t{0} << d_ % 64;
      std::size_t at = places.begin;
      for (std::size_t word = words.begin; word < words.end; word += words_at_once) {
        const std::size_t n = state_.table.subset.list(
            marks_.data() + word, std::min(words_at_once, words.end - word), flip_, expected,
            static_cast<std::uint32_t>(64 * word), indices.data() + at, places.end - at);
        each(Range{at, at + n});
        at += n;
      }
    });
  }

  /// out = C(x).
  template <Real T>
  void write(std::span<const T> x, T scale, std::span<T> out) {
    const bool stream = out.size_bytes() >= stream_from_bytes;
    each_part(state_.parts_of(d_), [&](Range words, Range /*places*/) {
      std::uint64_t* const marks = marks_.data() + words.begin;
      const std::size_t first = 64 * words.begin;
      state_.table.of<T>().marked.keep(x.data() + first, marks, flip_,
                                       std::min(d_, 64 * words.end) - first, scale,
                                       out.data() + first, stream);
      std::fill_n(marks, words.size(), std::uint64_t{0});
    });
  }

 private:
  /// Words of marks that stay in the nearest cache between two passes over them.
  static constexpr std::size_t words_at_once = 1024;

  /// Draws the subset. use(words of marks, places of their members in the subset) for each thread's
  /// part, which is to leave the marks 0.
  template <class F>
  void each_part(unsigned threads, F&& use) {
    // What each thread's part has after a round of draws, and after the next.
    std::array<std::array<std::size_t, most_threads>, 2> counts;
    std::uint64_t last = 0;
    state_.pool.run(threads, [&](unsigned part, Team& team) {
      const Range entries = Workspace::State::part(d_, threads, part);
      const Range words{entries.begin / 64, (entries.end + 63) / 64};
      IndexDraws from = draws_below(d_, stream_);
      from.begin = static_cast<std::uint32_t>(entries.begin);
      from.end = static_cast<std::uint32_t>(entries.end);
      std::uint64_t position = stream_.position();
      std::size_t before = 0;
      std::size_t own = 0;
      std::size_t missing = drawn_;
      for (unsigned round = 0; missing > 0; ++round) {
        own = mark(from, position, missing, words, own);
        position += missing;
        auto& of_part = counts[round % 2];
        of_part[part] = own;
        team.meet();
        std::size_t all = 0;
        for (unsigned one = 0; one < threads; ++one) {
          if (one == part) before = all;
          all += of_part[one];
        }
        missing = drawn_ - all;
      }
      if (part == 0) last = position;
      const std::size_t place = flip_ != 0 ? entries.begin - before : before;
      use(words, Range{place, place + (flip_ != 0 ? entries.size() - own : own)});
    });
    stream_.seek(last);
  }

  /// Marks those of the indices of n words from `position` on that are in `words`, where there are
  /// `marked` already; how many there are then.
  std::size_t mark(const IndexDraws& from, std::uint64_t position, std::size_t n, Range words,
                   std::size_t marked) {
    const SubsetLoops& loops = state_.table.subset;
    // Where they are many it is faster not to count them one by one.
    if (n <= marks_.size()) return marked + loops.mark_and_count(from, position, n, marks_.data());
    loops.mark(from, position, n, marks_.data());
    return loops.count(marks_.data() + words.begin, words.size());
  }

  std::size_t d_;
  std::size_t k_;
  std::size_t drawn_;
  std::uint64_t flip_;
  Stream& stream_;
  Workspace::State& state_;
  std::span<std::uint64_t> marks_;
};

/// Whether marks would be so far apart that sorting is faster.
bool few(std::size_t k, std::size_t d) { return k < d / 256; }

/// The indices of the subset, and each(range of them) for all, on several threads.
template <class F>
void draw_subset(std::size_t d, Stream& stream, std::span<std::uint32_t> indices,
                 Workspace::State& state, F&& each) {
  const std::size_t k = indices.size();
  if (k == 0) return;
  if (!few(k, d)) return Marks(d, k, stream, state).list(indices, each);
  sort_draws(d, stream, indices, state);
  state.split_evenly(k, parts_of_pairs(k, state), each);
}

void require_subset(const char* kernel, std::size_t k, std::size_t d) {
  if (k > d)
    throw InvalidInput(std::string(kernel) + ": k is " + std::to_string(k) +
                       ", larger than d = " + std::to_string(d));
  if (d >= std::size_t{1} << 32)
    throw InvalidInput(std::string(kernel) + ": d is " + std::to_string(d) +
                       ", indices of 32 bits are drawn below 2^32 - 1 at most");
}

/// C(x) in the workspace's own memory.
template <Real T>
Pairs<T> own_rand_k(std::span<const T> x, std::size_t k, T scale, Stream& stream,
                    Workspace& workspace) {
  const Pairs<T> pairs = own_pairs<T>(k, workspace.state());
  rand_k(x, scale, stream, pairs.indices, pairs.values, workspace);
  return pairs;
}

}  // namespace

void subset(std::size_t d, Stream& stream, std::span<std::uint32_t> indices, Workspace& workspace) {
  require_subset("subset", indices.size(), d);
  draw_subset(d, stream, indices, workspace.state(), [](Range) {});
}

template <Real T>
void rand_k(std::span<const T> x, T scale, Stream& stream, std::span<std::uint32_t> indices,
            std::span<T> values, Workspace& workspace) {
  require_size("rand_k", "values", values.size(), indices.size());
  require_subset("rand_k", indices.size(), x.size());
  const bool scaled = scale != T(1);
  draw_subset(x.size(), stream, indices, workspace.state(), [&](Range range) {
    if (scaled) {
      for (std::size_t j = range.begin; j < range.end; ++j) values[j] = scale * x[indices[j]];
    } else {
      for (std::size_t j = range.begin; j < range.end; ++j) values[j] = x[indices[j]];
    }
  });
}

template <Real T>
void rand_k_dense(std::span<const T> x, std::size_t k, T scale, Stream& stream, std::span<T> out,
                  Workspace& workspace) {
  require_size("rand_k_dense", "out", out.size(), x.size());
  require_subset("rand_k_dense", k, x.size());
  Workspace::State& state = workspace.state();
  if (k >= x.size() / 32 && k > 0) return Marks(x.size(), k, stream, state).write(x, scale, out);
  const Pairs<T> kept = own_rand_k(x, k, scale, stream, workspace);
  write_pairs<T>(kept.indices, kept.values, out, state);
}

template <Real T>
void rand_k_step(T step_size, std::span<const T> g, std::size_t k, T scale, Stream& stream,
                 std::span<T> x, Workspace& workspace) {
  require_size("rand_k_step", "x", x.size(), g.size());
  require_subset("rand_k_step", k, g.size());
  const Pairs<T> kept = own_rand_k(g, k, scale, stream, workspace);
  each_pair<T>(kept.indices, kept.values, x.data(), workspace.state(),
               [=](std::uint32_t i, T value) { x[i] -= step_size * value; });
}

template <Real T>
void rand_k_error_feedback(T step_size, std::span<const T> g, T scale, Stream& stream,
                           std::span<T> memory, std::span<T> x, std::span<std::uint32_t> indices,
                           std::span<T> values, Workspace& workspace) {
  require_size("rand_k_error_feedback", "memory", memory.size(), g.size());
  require_size("rand_k_error_feedback", "x", x.size(), g.size());
  require_size("rand_k_error_feedback", "values", values.size(), indices.size());
  require_subset("rand_k_error_feedback", indices.size(), g.size());
  Workspace::State& state = workspace.state();
  add<T>(g, memory, state);
  rand_k<T>(memory, scale, stream, indices, values, workspace);
  each_pair<T>(indices, values, x.data(), state, [=](std::uint32_t i, T value) {
    memory[i] -= value;
    x[i] -= step_size * value;
  });
}

template void rand_k(std::span<const float>, float, Stream&, std::span<std::uint32_t>,
                     std::span<float>, Workspace&);
template void rand_k(std::span<const double>, double, Stream&, std::span<std::uint32_t>,
                     std::span<double>, Workspace&);
template void rand_k_dense(std::span<const float>, std::size_t, float, Stream&, std::span<float>,
                           Workspace&);
template void rand_k_dense(std::span<const double>, std::size_t, double, Stream&, std::span<double>,
                           Workspace&);
template void rand_k_step(float, std::span<const float>, std::size_t, float, Stream&,
                          std::span<float>, Workspace&);
template void rand_k_step(double, std::span<const double>, std::size_t, double, Stream&,
                          std::span<double>, Workspace&);
template void rand_k_error_feedback(float, std::span<const float>, float, Stream&, std::span<float>,
                                    std::span<float>, std::span<std::uint32_t>, std::span<float>,
                                    Workspace&);
template void rand_k_error_feedback(double, std::span<const double>, double, Stream&,
                                    std::span<double>, std::span<double>, std::span<std::uint32_t>,
                                    std::span<double>, Workspace&);

}  // namespace biasbound::kernels
