// Top-k in one pass (kernels/top_k.hpp). A key is the bits of a magnitude (simd/vector.hpp).
//
//  1. A random sample of cache lines gives a bracket (floor, top] around the k-th largest key.
//  2. One pass collects the entries with keys > floor, the candidates. Once there are k of them, a
//     later entry with key floor + 1 loses its tie to them all, so floor grows by one: long ties
//     cost no more than a read.
//  3. The k-th largest key t is found among the keys in the bracket, by radix selection in a
//     narrower one.
//  4. The candidates above t stay, and as many of the first with key t as are needed.
// Where the memory for candidates fills, or fewer than k are found, the sample was wrong: a larger
// one is drawn elsewhere, with twice the margin each time, until it takes in everything. The result
// never depends on the sample.
#include "biasbound/kernels/top_k.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include "biasbound/error.hpp"
#include "kernels/pairs.hpp"
#include "kernels/sample.hpp"
#include "kernels/workspace.hpp"

namespace biasbound::kernels {
namespace {

template <class T>
using Key = simd::Int<T>;

template <class T>
struct Bracket {
  Key<T> floor = -1;
  Key<T> top = std::numeric_limits<Key<T>>::max();
  bool few = false;            ///< so few are above floor that collect looks for them another way
  std::size_t members = 0;     ///< about as many entries as are in it
  std::size_t candidates = 0;  ///< about as many as are above floor
};

/// What one thread found.
template <class T>
struct Part {
  Range range;
  Candidates<T> found;
  std::size_t capacity;
  bool full;            ///< stopped, as the sample was wrong
  Key<T>* keys;         ///< of the candidates in the bracket; as much room
  std::size_t members;  ///< how many those are
  std::size_t beyond;   ///< candidates above the bracket
  std::size_t certain;  ///< entries above it that are no candidates
  std::size_t above;    ///< candidates above the threshold
  std::size_t ties;     ///< candidates at the threshold that belong to the k
};

template <class K>
struct Ranked {
  K key;
  std::size_t above;  ///< keys greater than it
};

/// The rank-th largest of the keys, 1 <= rank <= their number, which lie in [least, most]: 11 bits
/// a round. scratch has as much room, and may be the keys themselves, whose order is lost then.
template <class K>
Ranked<K> radix_select(std::span<const K> keys, std::size_t rank, std::span<K> scratch, K least,
                       K most) {
  using U = std::make_unsigned_t<K>;
  std::uint32_t histogram[2048];
  std::size_t above = 0;
  while (least < most) {
    const int digits = keys.size() < 512 ? 6 : 11;
    const auto width = static_cast<int>(std::bit_width(static_cast<U>(most - least)));
    const int shift = std::max(0, width - digits);
    const auto bin_of = [&](K key) { return static_cast<std::size_t>(key - least) >> shift; };
    std::fill_n(histogram, bin_of(most) + 1, 0U);
    for (const K key : keys) ++histogram[bin_of(key)];
    std::size_t bin = bin_of(most);
    std::size_t greater = 0;
    while (greater + histogram[bin] < rank) greater += histogram[bin--];
    above += greater;
    rank -= greater;
    const auto start = static_cast<K>(static_cast<U>(bin) << shift);
    if (shift == 0) return {static_cast<K>(least + start), above};
    const std::size_t before = keys.size();
    std::size_t n = 0;
    for (std::size_t i = 0; i < before; ++i) {
      const K key = keys[i];
      scratch[n] = key;
      n += bin_of(key) == bin ? 1U : 0U;
    }
    keys = scratch.first(n);
    const K last = static_cast<K>(start + static_cast<K>((U{1} << shift) - 1));
    if (last < most - least) most = least + last;  // else it may be beyond the largest K
    least += start;
    if (n > before / 4) {  // crowded, equal perhaps: what they span is worth knowing
      const auto [low, high] = std::minmax_element(keys.begin(), keys.end());
      least = *low;
      most = *high;
    }
  }
  return {least, above};
}

/// The selection of one call: from x, or from memory after memory += g.
template <Real T>
class Selection {
 public:
  Selection(std::span<const T> x, std::size_t k, Workspace::State& state)
      : x_(x),
        k_(k),
        state_(state),
        loops_(state.table.of<T>().select),
        parts_(state.parts.reserve<Part<T>>(state.parts_of(x.size()))) {}
  Selection(std::span<const T> g, std::span<T> memory, std::size_t k, Workspace::State& state)
      : Selection(memory, k, state) {
    g_ = g.data();
    memory_ = memory.data();
  }

  void sparse(std::span<std::uint32_t> indices, std::span<T> values) {
    collect();
    const Key<T> t = threshold(bracket_, 0);
    each_part([&](Part<T>& part) {
      std::size_t place = 0;
      for (const Part<T>* before = parts_.data(); before != &part; ++before)
        place += before->above + before->ties;
      loops_.keep(part.found, t, part.ties, indices.data() + place, values.data() + place,
                  part.above + part.ties);
    });
  }

  /// False where the bracket was not good enough; out is to be written otherwise then.
  bool dense(std::span<T> out) {
    const Bracket<T> bracket = sample(0);
    // One key in the whole bracket: ties, which sparse() handles better.
    if (x_.size() < least_sampled || bracket.top == bracket.floor + 1) return false;
    const bool stream = out.size_bytes() >= stream_from_bytes;
    allot(bracket.members / 2 * 3 + 8192);
    each_part([&](Part<T>& part) {
      std::size_t at = part.range.begin;
      const auto scan = [&](std::size_t end, bool streamed) {
        at = loops_.mask_and_collect(x_.data(), out.data(), at, end, bracket.floor, bracket.top,
                                     streamed, part.capacity, part.found, part.certain);
      };
      if (stream) scan(std::min(part.range.end, at + to_alignment(out.data() + at)), false);
      scan(part.range.end, stream);
      part.full = at < part.range.end;
      find_members(part, bracket);
    });
    std::size_t certain = 0;
    std::size_t members = 0;
    for (const Part<T>& part : parts_) {
      if (part.full) return false;
      certain += part.certain;
      members += part.found.count;
    }
    if (certain > k_ || certain + members < k_) return false;
    // Among the members are the k - certain largest; none of them where there are k already.
    const Key<T> t = certain < k_ ? threshold(bracket, certain) : bracket.top;
    each_part([&](Part<T>& part) { drop_losers(part, t, out); });
    return true;
  }

 private:
  static constexpr std::size_t line = 64 / sizeof(T);
  static constexpr std::size_t least_sampled = 8192;
  static constexpr Key<T> largest = std::numeric_limits<Key<T>>::max();

  /// Zeros where `out` holds candidates that do not belong to the k.
  void drop_losers(const Part<T>& part, Key<T> t, std::span<T> out) const {
    constexpr std::size_t ahead = 16;
    std::size_t ties = part.ties;
    for (std::size_t j = 0; j < part.found.count; ++j) {
      if (j + ahead < part.found.count)
        __builtin_prefetch(out.data() + part.found.indices[j + ahead], 1);
      // Without a branch that depends on the key: half of them go either way.
      const T value = part.found.values[j];
      const Key<T> key = simd::key(value);
      const bool tie = (key == t) & (ties > 0);
      ties -= tie ? 1U : 0U;
      const Key<T> kept = -static_cast<Key<T>>((key > t) | tie);
      out[part.found.indices[j]] = std::bit_cast<T>(std::bit_cast<Key<T>>(value) & kept);
    }
  }

  template <class F>
  void each_part(F&& f) {
    state_.pool.run(static_cast<unsigned>(parts_.size()),
                    [&](unsigned index) { f(parts_[index]); });
  }

  /// How far ranks among n sampled entries may be off: 3 standard deviations of independent ones at
  /// first. Where that was wrong, of lines that hold one value throughout, and twice as many each
  /// time.
  static double margin_of(double rank, double n, unsigned attempt) {
    const double factor = attempt == 0 ? 1
                                       : std::sqrt(static_cast<double>(line)) *
                                             std::ldexp(1.0, static_cast<int>(attempt) - 1);
    return factor * (3 * std::sqrt(rank * (1 - rank / n)) + 4);
  }

  /// A bracket from about cbrt(d k) entries, which balances the cost of the sample with that of
  /// what the bracket holds; more of them after a failure. Everything where d is small.
  Bracket<T> sample(unsigned attempt) {
    const std::size_t d = x_.size();
    if (d < least_sampled) return {.members = d, .candidates = d};
    std::uint64_t& seed = attempt == 0 ? state_.sampling_seed : state_.entropy;
    seed = mixed(seed);
    const SamplePlaces<T> places(to_alignment(x_.data()), d, k_,
                                 attempt == 0 ? 1 : SamplePlaces<T>::second, seed);
    const std::size_t lines = places.lines();
    // Room for a second attempt too, at any alignment: a warm workspace allocates nothing.
    const std::span<Key<T>> keys = state_.sample.reserve<Key<T>>(
        2 * SamplePlaces<T>::most_lines(d, k_) * line + candidate_slack);
    const std::span<Key<T>> drawn = keys.first(lines * line);
    const std::span<Key<T>> scratch = keys.subspan(drawn.size(), drawn.size());
    constexpr std::size_t worth_a_thread = 128;
    const auto threads =
        static_cast<unsigned>(std::clamp<std::size_t>(lines / worth_a_thread, 1, parts_.size()));
    state_.split_evenly(lines, threads, [&](Range range) {
      constexpr std::size_t ahead = 16;
      for (std::size_t i = range.begin; i < range.end; ++i) {
        if (i + ahead < lines) __builtin_prefetch(x_.data() + places[i + ahead]);
        const T* from = x_.data() + places[i];
        Key<T>* to = drawn.data() + i * line;
        if (g_ == nullptr) {
          for (std::size_t j = 0; j < line; ++j) to[j] = simd::key(from[j]);
        } else {
          const T* more = g_ + (from - x_.data());
          for (std::size_t j = 0; j < line; ++j) to[j] = simd::key(from[j] + more[j]);
        }
      }
    });
    const auto n = static_cast<double>(drawn.size());
    const double rank = n * static_cast<double>(k_) / static_cast<double>(d);
    const double margin = margin_of(rank, n, attempt);
    Bracket<T> bracket;
    const auto low_rank = static_cast<std::size_t>(rank + margin) + 1;
    std::size_t n_above = drawn.size();
    if (low_rank <= drawn.size()) {
      const Piece all = drawn;
      bracket.floor = select({&all, 1}, low_rank, scratch.data(), 0, largest).key - 1;
      std::size_t none = 0;
      n_above = filter(drawn, bracket.floor, largest, drawn.data(), none);
    }
    if (rank - margin >= 1) {
      const Piece above = drawn.first(n_above);
      bracket.top = select({&above, 1}, static_cast<std::size_t>(rank - margin), scratch.data(),
                           bracket.floor + 1, largest)
                        .key;
    }
    // Not from what the sample holds: equal calls must need equal memory, a second attempt too.
    const double scale = static_cast<double>(d) / n;
    const double widest = std::max(margin, margin_of(rank, n, 1) / 2);
    bracket.members = static_cast<std::size_t>(2 * widest * scale);
    bracket.candidates = static_cast<std::size_t>((rank + widest) * scale);
    bracket.few = n_above < drawn.size() / loops_.few;
    return bracket;
  }

  /// Memory for `count` candidates, or all there are, in each part.
  void allot(std::size_t count) {
    const auto parts = static_cast<unsigned>(parts_.size());
    std::size_t room = 0;
    for (unsigned p = 0; p < parts; ++p) {
      Part<T>& part = parts_[p];
      part = {};
      part.range = Workspace::State::part(x_.size(), parts, p);
      part.capacity = std::min(part.range.size(), count);
      room += room_of(part);
    }
    std::uint32_t* indices = state_.found_indices.reserve<std::uint32_t>(room).data();
    T* values = state_.found_values.reserve<T>(room).data();
    Key<T>* keys = state_.members.reserve<Key<T>>(room).data();
    scratch_ = state_.members_scratch.reserve<Key<T>>(room).data();
    for (Part<T>& part : parts_) {
      part.found = {indices, values, 0};
      part.keys = keys;
      indices += room_of(part);
      values += room_of(part);
      keys += room_of(part);
    }
  }
  static std::size_t room_of(const Part<T>& part) {
    return part.capacity + select_chunk + candidate_slack;
  }

  /// Finds the candidates: at least k, and all that belong to the k largest.
  void collect() {
    for (unsigned attempt = 0;; ++attempt) {
      bracket_ = sample(attempt);
      allot(std::max(k_, bracket_.candidates) / 2 * 3 + 8192);
      each_part([&](Part<T>& part) { scan(part); });
      g_ = nullptr;  // memory has it now
      std::size_t count = 0;
      bool full = false;
      for (const Part<T>& part : parts_) {
        count += part.found.count;
        full |= part.full;
      }
      if (count >= k_ && !full) return;
    }
  }

  /// Collects one part, or stops where its memory fills; and the members among what it found.
  void scan(Part<T>& part) {
    Key<T> floor = bracket_.floor;
    const std::size_t end = part.range.end;
    std::size_t at = pass(part.range.begin, end, floor, std::min(k_, part.capacity), part.found);
    if (at < end && part.found.count >= k_) at = pass(at, end, ++floor, part.capacity, part.found);
    part.full = at < end;
    if (part.full && g_ != nullptr) pass(at, end, largest, ~std::size_t{0}, part.found);
    find_members(part, bracket_);
  }

  std::size_t pass(std::size_t begin, std::size_t end, Key<T> floor, std::size_t limit,
                   Candidates<T>& found) {
    if (g_ != nullptr)
      return loops_.add_and_collect(g_, memory_, begin, end, floor, bracket_.few, limit, found);
    return loops_.collect(x_.data(), begin, end, floor, bracket_.few, limit, found);
  }

  /// Keys side by side.
  using Piece = std::span<const Key<T>>;

  /// The candidates' keys in the bracket. Where it holds one key, ties: only their number.
  void find_members(Part<T>& part, const Bracket<T>& bracket) const {
    if (bracket.top == bracket.floor + 1)
      loops_.count(part.found.values, part.found.count, bracket.top, part.beyond, part.members);
    else
      part.members = loops_.keys_between(part.found.values, part.found.count, bracket.floor,
                                         bracket.top, part.keys, part.beyond);
  }
  [[nodiscard]] std::size_t beyond() const {
    std::size_t n = 0;
    for (const Part<T>& part : parts_) n += part.beyond;
    return n;
  }

  /// The k-th largest key, where `certain` entries that are no candidates are larger; and what of
  /// each part's candidates belongs to the k.
  Key<T> threshold(Bracket<T> bracket, std::size_t certain) {
    if (certain + beyond() >= k_) {  // the bracket lies too low
      bracket = {.floor = bracket.top};
      each_part([&](Part<T>& part) { find_members(part, bracket); });
    } else if (bracket.top == bracket.floor + 1) {
      std::size_t ties = k_ - certain - beyond();
      for (Part<T>& part : parts_) take_ties(part, part.beyond, part.members, ties);
      return bracket.top;
    }
    const std::size_t rank = k_ - certain - beyond();
    std::array<Piece, most_threads> pieces;
    for (std::size_t p = 0; p < parts_.size(); ++p) pieces[p] = {parts_[p].keys, parts_[p].members};
    const Ranked<Key<T>> ranked =
        select({pieces.data(), parts_.size()}, rank, scratch_, bracket.floor + 1, bracket.top);
    std::size_t ties = rank - ranked.above;
    if (parts_.size() == 1) {
      take_ties(parts_[0], parts_[0].beyond + ranked.above, ties, ties);
      return ranked.key;
    }
    for (Part<T>& part : parts_) {
      std::size_t above = 0;
      std::size_t equal = 0;
      loops_.count(as_values({part.keys, part.members}), part.members, ranked.key, above, equal);
      take_ties(part, part.beyond + above, equal, ties);
    }
    return ranked.key;
  }
  static void take_ties(Part<T>& part, std::size_t above, std::size_t equal, std::size_t& ties) {
    part.above = above;
    part.ties = std::min(equal, ties);
    ties -= part.ties;
  }

  /// The rank-th largest key: radix_select of what lies in a narrow bracket, which some of the keys
  /// give (Floyd and Rivest 1975), or of all where those mislead. scratch has room for all of them
  /// and candidate_slack more.
  Ranked<Key<T>> select(std::span<const Piece> pieces, std::size_t rank, Key<T>* scratch,
                        Key<T> least, Key<T> most) const {
    std::size_t n = 0;
    for (const Piece& piece : pieces) n += piece.size();
    constexpr std::size_t worth_it = 512;
    if (n >= worth_it && least < most) {
      const Bracket<T> bracket = narrow(pieces, n, rank, least, most);
      std::size_t above = 0;
      std::size_t count = 0;
      for (const Piece& piece : pieces)
        count += filter(piece, bracket.floor, bracket.top, scratch + count, above);
      if (above < rank && rank <= above + count) {
        const std::span<Key<T>> between(scratch, count);
        Ranked<Key<T>> ranked =
            radix_select<Key<T>>(between, rank - above, between, bracket.floor + 1, bracket.top);
        ranked.above += above;
        return ranked;
      }
    }
    Key<T>* end = scratch;
    for (const Piece& piece : pieces) end = std::copy(piece.begin(), piece.end(), end);
    const std::span<Key<T>> all(scratch, n);
    return radix_select<Key<T>>(all, rank, all, least, most);
  }

  /// A bracket around the rank-th largest of n keys, as n^(2/3) of them see it.
  Bracket<T> narrow(std::span<const Piece> pieces, std::size_t n, std::size_t rank, Key<T> least,
                    Key<T> most) const {
    constexpr std::size_t most_some = 2048;
    const auto wanted = static_cast<std::size_t>(std::pow(static_cast<double>(n), 2.0 / 3));
    const std::size_t stride = (n + most_some - 1) / std::min(wanted, most_some);
    Key<T> some[most_some + candidate_slack];
    Key<T> copy[most_some];
    std::size_t count = 0;
    std::size_t at = 0;
    for (const Piece& piece : pieces) {
      for (; at < piece.size() && count < most_some; at += stride) some[count++] = piece[at];
      at -= std::min(at, piece.size());
    }
    const double share = static_cast<double>(rank) / static_cast<double>(n);
    const double middle = share * static_cast<double>(count);
    const double margin = 2 * std::sqrt(middle * (1 - share)) + 1;
    Bracket<T> bracket{.floor = least - 1, .top = most};
    std::span<Key<T>> left(some, count);
    if (middle + margin < static_cast<double>(count)) {
      const auto low_rank = static_cast<std::size_t>(middle + margin) + 1;
      bracket.floor = radix_select<Key<T>>(left, low_rank, {copy, count}, least, most).key - 1;
      std::size_t none = 0;
      left = left.first(filter(left, bracket.floor, most, some, none));
    }
    if (middle - margin >= 1)
      bracket.top = radix_select<Key<T>>(left, static_cast<std::size_t>(middle - margin), left,
                                         bracket.floor + 1, most)
                        .key;
    return bracket;
  }

  /// The keys in (floor, top], and how many; adds the number of those beyond to `above`. `out` may
  /// be the keys themselves, and has candidate_slack more room.
  std::size_t filter(Piece keys, Key<T> floor, Key<T> top, Key<T>* out, std::size_t& above) const {
    std::size_t more = 0;
    const std::size_t n = loops_.keys_between(as_values(keys), keys.size(), floor, top, out, more);
    above += more;
    return n;
  }
  /// Keys are the bits of magnitudes.
  static const T* as_values(Piece keys) { return reinterpret_cast<const T*>(keys.data()); }

  std::span<const T> x_;
  const T* g_ = nullptr;  ///< to be added to memory
  T* memory_ = nullptr;   ///< x_, to be written
  std::size_t k_;
  Workspace::State& state_;
  const SelectLoops<T>& loops_;
  std::span<Part<T>> parts_;
  Bracket<T> bracket_;
  Key<T>* scratch_ = nullptr;  ///< room for the keys of all parts
};

void require_k(const char* kernel, std::size_t k, std::size_t d) {
  if (k > d)
    throw InvalidInput(std::string(kernel) + ": k is " + std::to_string(k) +
                       ", larger than d = " + std::to_string(d));
  if (d > std::size_t{1} << 32)
    throw InvalidInput(std::string(kernel) + ": d is " + std::to_string(d) +
                       ", indices of 32 bits reach 2^32");
}

}  // namespace

template <Real T>
void top_k(std::span<const T> x, std::span<std::uint32_t> indices, std::span<T> values,
           Workspace& workspace) {
  const std::size_t k = indices.size();
  require_size("top_k", "values", values.size(), k);
  require_k("top_k", k, x.size());
  if (k > 0) Selection<T>(x, k, workspace.state()).sparse(indices, values);
}

template <Real T>
void top_k_dense(std::span<const T> x, std::size_t k, std::span<T> out, Workspace& workspace) {
  require_size("top_k_dense", "out", out.size(), x.size());
  require_k("top_k_dense", k, x.size());
  Workspace::State& state = workspace.state();
  if (k > 0 && Selection<T>(x, k, state).dense(out)) return;
  const Pairs<T> kept = own_pairs<T>(k, state);
  top_k(x, kept.indices, kept.values, workspace);
  write_pairs<T>(kept.indices, kept.values, out, state);
}

template <Real T>
void top_k_step(T step_size, std::span<const T> g, std::size_t k, std::span<T> x,
                Workspace& workspace) {
  require_size("top_k_step", "x", x.size(), g.size());
  require_k("top_k_step", k, g.size());
  Workspace::State& state = workspace.state();
  const Pairs<T> kept = own_pairs<T>(k, state);
  top_k(g, kept.indices, kept.values, workspace);
  each_pair<T>(kept.indices, kept.values, x.data(), state,
               [=](std::uint32_t i, T value) { x[i] -= step_size * value; });
}

template <Real T>
void top_k_error_feedback(T step_size, std::span<const T> g, std::span<T> memory, std::span<T> x,
                          std::span<std::uint32_t> indices, std::span<T> values,
                          Workspace& workspace) {
  const std::size_t k = indices.size();
  require_size("top_k_error_feedback", "memory", memory.size(), g.size());
  require_size("top_k_error_feedback", "x", x.size(), g.size());
  require_size("top_k_error_feedback", "values", values.size(), k);
  require_k("top_k_error_feedback", k, g.size());
  Workspace::State& state = workspace.state();
  if (k == 0) return add<T>(g, memory, state);
  Selection<T>(g, memory, k, state).sparse(indices, values);
  each_pair<T>(indices, values, x.data(), state, [=](std::uint32_t i, T value) {
    memory[i] -= value;
    x[i] -= step_size * value;
  });
}

template void top_k(std::span<const float>, std::span<std::uint32_t>, std::span<float>, Workspace&);
template void top_k(std::span<const double>, std::span<std::uint32_t>, std::span<double>,
                    Workspace&);
template void top_k_dense(std::span<const float>, std::size_t, std::span<float>, Workspace&);
template void top_k_dense(std::span<const double>, std::size_t, std::span<double>, Workspace&);
template void top_k_step(float, std::span<const float>, std::size_t, std::span<float>, Workspace&);
template void top_k_step(double, std::span<const double>, std::size_t, std::span<double>,
                         Workspace&);
template void top_k_error_feedback(float, std::span<const float>, std::span<float>,
                                   std::span<float>, std::span<std::uint32_t>, std::span<float>,
                                   Workspace&);
template void top_k_error_feedback(double, std::span<const double>, std::span<double>,
                                   std::span<double>, std::span<std::uint32_t>, std::span<double>,
                                   Workspace&);

}  // namespace biasbound::kernels
