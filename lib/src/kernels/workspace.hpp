// What a workspace holds, and how a kernel is split over its threads.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "biasbound/kernels/workspace.hpp"
#include "kernels/pool.hpp"
#include "kernels/table.hpp"

namespace biasbound::kernels {

/// Of a workspace.
inline constexpr unsigned most_threads = 256;

/// Memory that only grows, aligned to 64 bytes. What it held is lost where it grows.
class Memory {
 public:
  template <class T>
  std::span<T> reserve(std::size_t count) {
    grow(count * sizeof(T));
    return {reinterpret_cast<T*>(bytes_.get()), count};
  }
  /// The same, all zero, where each use leaves it so.
  template <class T>
  std::span<T> reserve_zeros(std::size_t count) {
    if (grow(count * sizeof(T))) clear();
    return {reinterpret_cast<T*>(bytes_.get()), count};
  }

 private:
  struct Free {
    void operator()(std::byte* bytes) const;
  };
  bool grow(std::size_t bytes);  ///< whether it did
  void clear();

  std::unique_ptr<std::byte, Free> bytes_;
  std::size_t size_ = 0;
};

/// The entries [begin, end) of one thread.
struct Range {
  std::size_t begin;
  std::size_t end;
  [[nodiscard]] std::size_t size() const { return end - begin; }
};

struct Workspace::State {
  State(InstructionSet set, const Settings& settings);
  /// With loops that need not be those of this processor: tests emulate another's.
  State(InstructionSet set, const Table& loops, const Settings& settings);

  /// How many threads n entries are worth, and the part of each: whole blocks of `grain` entries,
  /// so that parts meet where blocks do.
  [[nodiscard]] unsigned parts_of(std::size_t n) const;
  [[nodiscard]] static Range part(std::size_t n, unsigned parts, unsigned index);
  static constexpr std::size_t grain = 4096;

  /// f(range, part) for each part of n entries, each on a thread of its own.
  template <class F>
  void split(std::size_t n, F&& f) {
    const unsigned count = parts_of(n);
    pool.run(count, [&](unsigned index) { f(part(n, count, index), index); });
  }
  /// f(range) for `count` parts of n things of any kind.
  template <class F>
  void split_evenly(std::size_t n, unsigned count, F&& f) {
    pool.run(count, [&](unsigned index) { f(Range{n * index / count, n * (index + 1) / count}); });
  }

  InstructionSet instruction_set;
  const Table& table;
  Pool pool;
  Memory sums;           ///< of blocks
  Memory sample;         ///< keys of top-k's sample
  Memory parts;          ///< of top-k's pass, one for each thread
  Memory found_indices;  ///< candidates, part after part
  Memory found_values;
  Memory members;  ///< keys near the threshold
  Memory members_some;
  Memory members_nearest;
  Memory sparse_indices;  ///< of a sparse result that the caller does not ask for
  Memory sparse_values;
  Memory marks;        ///< of rand-k's subset, a bit an index; zero between calls
  Memory drawn;        ///< indices in the order in which they are drawn
  Memory drawn_other;  ///< the same, sorted
  Memory drawn_counts;
  std::uint64_t sampling_seed;  ///< changes with each sample
  std::uint64_t entropy;        ///< the seed of the samples that follow a wrong one
};

/// Throws InvalidInput unless two sizes are one: "top_k: values has 3 entries, expected 4".
void require_size(const char* kernel, const char* name, std::size_t size, std::size_t expected);

/// Dense results above this size would only push everything else out of the caches.
inline constexpr std::size_t stream_from_bytes = std::size_t{8} << 20;

}  // namespace biasbound::kernels
