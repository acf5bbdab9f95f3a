// (index, value) pairs whose indices are known to be good, at work on dense vectors.
#pragma once

#include <algorithm>

#include "kernels/workspace.hpp"

namespace biasbound::kernels {

/// Pairs between a look ahead and its use.
inline constexpr std::size_t pairs_ahead = 32;

/// The threads that n scattered accesses are worth; each takes about as long as 8 entries of a
/// pass.
inline unsigned parts_of_pairs(std::size_t n, const Workspace::State& state) {
  return state.parts_of(8 * n);
}

/// A sparse vector of k entries.
template <class T>
struct Pairs {
  std::span<std::uint32_t> indices;
  std::span<T> values;
};
/// In the workspace's own memory.
template <class T>
Pairs<T> own_pairs(std::size_t k, Workspace::State& state) {
  return {state.sparse_indices.reserve<std::uint32_t>(k), state.sparse_values.reserve<T>(k)};
}

/// memory += g
template <class T>
void add(std::span<const T> g, std::span<T> memory, Workspace::State& state) {
  state.split(g.size(), [&](Range range, unsigned) {
    state.table.of<T>().pairs.add(g.data() + range.begin, range.size(),
                                  memory.data() + range.begin);
  });
}

/// f(i, value) for each of a part of the pairs, with data[i] brought into the cache.
template <class T, class F>
void each_pair(std::span<const std::uint32_t> indices, std::span<const T> values, Range part,
               T* data, F&& f) {
  for (std::size_t j = part.begin; j < part.end; ++j) {
    if (j + pairs_ahead < part.end) __builtin_prefetch(data + indices[j + pairs_ahead], 1);
    f(indices[j], values[j]);
  }
}
/// The same for all pairs, on several threads.
template <class T, class F>
void each_pair(std::span<const std::uint32_t> indices, std::span<const T> values, T* data,
               Workspace::State& state, F&& f) {
  state.split_evenly(indices.size(), parts_of_pairs(indices.size(), state),
                     [&](Range part) { each_pair(indices, values, part, data, f); });
}

/// out: zero but for the pairs, whose indices ascend.
template <class T>
void write_pairs(std::span<const std::uint32_t> indices, std::span<const T> values,
                 std::span<T> out, Workspace::State& state) {
  const bool stream = out.size_bytes() >= stream_from_bytes;
  const auto pairs_before = [&](std::size_t i) {
    return static_cast<std::size_t>(std::lower_bound(indices.begin(), indices.end(), i) -
                                    indices.begin());
  };
  state.split(out.size(), [&](Range range, unsigned) {
    state.table.of<T>().pairs.zero(range.size(), out.data() + range.begin, stream);
    each_pair(indices, values, Range{pairs_before(range.begin), pairs_before(range.end)},
              out.data(), [out](std::uint32_t i, T value) { out[i] = value; });
  });
}

}  // namespace biasbound::kernels
