// Top-k in one pass (kernels/top_k.hpp). A key is the bits of a magnitude (simd/vector.hpp).
//
//  1. A random sample of cache lines gives a bracket (floor, top] around the k-th largest key; with
//     several threads one to each, so that none waits for it.
//  2. One pass collects the entries with keys > floor, the candidates; each thread in its part of
//     the vector. Once there are k of them, a later entry with key floor + 1 loses its tie to them
//     all, so floor grows by one: long ties cost no more than a read.
//  3. The k-th largest key t lies in all the brackets. It is found among the keys there: some of
//     them, one in so many of each thread, give a narrower bracket (ranks.hpp).
//  4. The candidates above t stay, and as many of the first with key t as are needed.
// Where the memory for candidates fills, or fewer than k are found, the sample was wrong: a larger
// one is drawn elsewhere, with twice the margin each time, until it takes in everything. The result
// never depends on the sample.
#include "biasbound/kernels/top_k.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "biasbound/error.hpp"
#include "kernels/pairs.hpp"
#include "kernels/ranks.hpp"
#include "kernels/sample.hpp"
#include "kernels/workspace.hpp"

namespace biasbound::kernels {
namespace {

template <class T>
using Key = simd::Int<T>;

/// What one thread has and finds. After a meeting the others read it.
template <class T>
struct alignas(64) Part {
  Range range;
  std::size_t capacity;  ///< of `found`
  Key<T>* sample;
  Candidates<T> found;
  Key<T>* keys;     ///< of the candidates in the bracket; as much room
  Key<T>* nearest;  ///< those of them in the narrower bracket; as much room
  Key<T>* some;     ///< a few of them; room for Ranks::most_some

  Bracket<Key<T>> bracket;  ///< as its own sample has it
  bool few;                 ///< so few are above its floor that collect looks for them another way
  bool full;                ///< stopped, as the sample was wrong
  std::size_t certain;      ///< entries above its bracket that are no candidates
  std::size_t members;      ///< candidates in the bracket of all
  std::size_t beyond;       ///< candidates above that
  std::size_t n_some;       ///< more than there is room for: none
  std::size_t n_nearest;
  std::size_t above_nearest;  ///< members above the narrower bracket
  std::size_t above;          ///< members above the threshold, and those at it, where it was found
  std::size_t equal;          ///< among all members
};

/// What of a part's candidates belongs to the k: all above t, and as many at t.
template <class T>
struct Share {
  Key<T> t;
  std::size_t place;  ///< of its first in the result
  std::size_t above;
  std::size_t ties;
};

/// The selection of one call: from x, or from memory after memory += g.
template <Real T>
class Selection {
 public:
  Selection(std::span<const T> x, std::size_t k, Workspace::State& state)
      : x_(x),
        k_(k),
        state_(state),
        loops_(state.table.of<T>().select),
        ranks_(loops_),
        parts_(state.parts.reserve<Part<T>>(state.parts_of(x.size()))) {}
  Selection(std::span<const T> g, std::span<T> memory, std::size_t k, Workspace::State& state)
      : Selection(memory, k, state) {
    g_ = g.data();
    memory_ = memory.data();
  }

  void sparse(std::span<std::uint32_t> indices, std::span<T> values) {
    for (unsigned attempt = 0;; ++attempt) {
      bool found = false;
      plan(attempt);
      allot(std::max(k_, most_candidates_));
      each_part([&](Part<T>& part, Team& team) {
        sample(part);
        team.arrive();
        if (g_ != nullptr) team.wait();  // a sample is of all that others are about to write
        collect(part);
        if (g_ == nullptr) team.wait();
        const std::optional<Share<T>> share = threshold(part, team);
        if (&part == parts_.data()) found = share.has_value();
        if (!share) return;
        loops_.keep(part.found, share->t, share->ties, indices.data() + share->place,
                    values.data() + share->place, share->above + share->ties);
      });
      if (found) return;
      g_ = nullptr;  // memory has it now
    }
  }

  /// False where the bracket was not good enough; out is to be written otherwise then.
  bool dense(std::span<T> out) {
    if (x_.size() < least_sampled) return false;
    plan(0);
    allot(most_members_);
    bool found = false;
    each_part([&](Part<T>& part, Team& team) {
      sample(part);
      team.arrive();
      mask(part, out);
      team.wait();
      const std::optional<Share<T>> share = threshold(part, team);
      if (&part == parts_.data()) found = share.has_value();
      if (share) drop_losers(part, *share, out);
    });
    return found;
  }

 private:
  static constexpr std::size_t line = 64 / sizeof(T);
  static constexpr std::size_t least_sampled = 8192;
  static constexpr Key<T> largest = std::numeric_limits<Key<T>>::max();

  template <class F>
  void each_part(F&& f) {
    state_.pool.run(static_cast<unsigned>(parts_.size()),
                    [&](unsigned index, Team& team) { f(parts_[index], team); });
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

  /// What samples there will be, and what they will give: not from what they hold, as equal calls
  /// must need equal memory, a second attempt too.
  void plan(unsigned attempt) {
    const std::size_t d = x_.size();
    sampled_ = d >= least_sampled;
    if (!sampled_) {
      expected_members_ = most_members_ = most_candidates_ = d;
      return;
    }
    std::uint64_t& seed = attempt == 0 ? state_.sampling_seed : state_.entropy;
    seed = mixed(seed);
    samples_ = {
        .threads = static_cast<unsigned>(parts_.size()), .repeated = attempt > 0, .seed = seed};
    const auto n = static_cast<double>(places(0).lines() * line);
    const double rank = n * static_cast<double>(k_) / static_cast<double>(d);
    const double margin = margin_of(rank, n, attempt);
    low_rank_ = static_cast<std::size_t>(rank + margin) + 1;
    // At first at least one in a sample is larger, but for 3 in 10,000 (the exponential of -8).
    const double above = attempt == 0 && rank >= 8 ? std::max(1.0, rank - margin) : rank - margin;
    high_rank_ = above >= 1 ? static_cast<std::size_t>(above) : 0;
    const double scale = static_cast<double>(d) / n;
    const double widest = std::max(margin, margin_of(rank, n, 1) / 2);
    expected_members_ = static_cast<std::size_t>(2 * margin * scale);
    most_members_ = static_cast<std::size_t>(2 * widest * scale);
    most_candidates_ = static_cast<std::size_t>((rank + widest) * scale);
  }
  [[nodiscard]] SamplePlaces<T> places(unsigned part) const {
    return {to_alignment(x_.data()), x_.size(), k_, samples_, part};
  }

  /// Memory for half as many candidates again, or all there are, in each part; and for its sample,
  /// of a second attempt too, at any alignment: a warm workspace allocates nothing.
  void allot(std::size_t candidates) {
    const auto parts = static_cast<unsigned>(parts_.size());
    std::size_t room = 0;
    for (unsigned p = 0; p < parts; ++p) {
      Part<T>& part = parts_[p];
      part = {};
      part.range = Workspace::State::part(x_.size(), parts, p);
      part.capacity = std::min(part.range.size(), candidates / 2 * 3 + 8192);
      room += room_of(part);
    }
    const std::size_t sample_room = sampled_ ? sample_room_of<T>(x_.size(), k_, parts) : 0;
    Key<T>* sample = state_.sample.reserve<Key<T>>(parts * sample_room).data();
    Key<T>* some = state_.members_some.reserve<Key<T>>(parts * Ranks<T>::most_some).data();
    std::uint32_t* indices = state_.found_indices.reserve<std::uint32_t>(room).data();
    T* values = state_.found_values.reserve<T>(room).data();
    Key<T>* keys = state_.members.reserve<Key<T>>(room).data();
    all_nearest_ = state_.members_nearest.reserve<Key<T>>(room).data();
    Key<T>* nearest = all_nearest_;
    for (Part<T>& part : parts_) {
      part.sample = sample;
      part.some = some;
      part.found = {indices, values, 0};
      part.keys = keys;
      part.nearest = nearest;
      sample += sample_room;
      some += Ranks<T>::most_some;
      indices += room_of(part);
      values += room_of(part);
      keys += room_of(part);
      nearest += room_of(part);
    }
  }
  static std::size_t room_of(const Part<T>& part) {
    return part.capacity + select_chunk + candidate_slack;
  }
  [[nodiscard]] unsigned index_of(const Part<T>& part) const {
    return static_cast<unsigned>(&part - parts_.data());
  }

  /// The part's bracket; everything where d is small.
  void sample(Part<T>& part) const {
    if (!sampled_) return;
    const SamplePlaces<T> places = this->places(index_of(part));
    const std::size_t lines = places.lines();
    constexpr std::size_t ahead = 16;
    for (std::size_t i = 0; i < lines; ++i) {
      if (i + ahead < lines) __builtin_prefetch(x_.data() + places[i + ahead]);
      const T* from = x_.data() + places[i];
      Key<T>* to = part.sample + i * line;
      if (g_ == nullptr) {
        for (std::size_t j = 0; j < line; ++j) to[j] = simd::key(from[j]);
      } else {
        const T* more = g_ + (from - x_.data());
        for (std::size_t j = 0; j < line; ++j) to[j] = simd::key(from[j] + more[j]);
      }
    }
    const std::span<Key<T>> drawn(part.sample, lines * line);
    Key<T>* const scratch = part.sample + drawn.size();
    std::size_t n_above = drawn.size();
    if (low_rank_ <= drawn.size()) {
      const Keys all = drawn;
      part.bracket.floor = ranks_.select({&all, 1}, low_rank_, scratch, {}).key - 1;
      std::size_t none = 0;
      n_above = ranks_.filter(drawn, part.bracket, drawn.data(), none);
    }
    if (high_rank_ > 0) {
      const Keys above = drawn.first(n_above);
      part.bracket.top = ranks_.select({&above, 1}, high_rank_, scratch, part.bracket).key;
    }
    part.few = n_above < drawn.size() / loops_.few;
  }

  /// Finds the candidates: all of the part's entries that belong to the k largest are among them.
  /// Stops where their memory fills.
  void collect(Part<T>& part) {
    Key<T> floor = part.bracket.floor;
    const std::size_t end = part.range.end;
    std::size_t at = part.range.begin;
    const auto pass = [&](std::size_t limit) {
      at = g_ != nullptr
               ? loops_.add_and_collect(g_, memory_, at, end, floor, part.few, limit, part.found)
               : loops_.collect(x_.data(), at, end, floor, part.few, limit, part.found);
    };
    pass(std::min(k_, part.capacity));
    if (at < end && part.found.count >= k_) {
      ++floor;
      pass(part.capacity);
    }
    part.full = at < end;
    if (part.full && g_ != nullptr) {
      floor = largest;
      pass(~std::size_t{0});
    }
  }

  /// out is x above the part's floor, else 0. Those up to its top are the candidates.
  void mask(Part<T>& part, std::span<T> out) {
    part.full = part.bracket.holds_one();  // ties, which sparse() handles better
    if (part.full) return;
    std::size_t at = part.range.begin;
    const auto scan = [&](std::size_t end, bool stream) {
      at = loops_.mask_and_collect(x_.data(), out.data(), at, end, part.bracket.floor,
                                   part.bracket.top, stream, part.capacity, part.found,
                                   part.certain);
    };
    const bool stream = out.size_bytes() >= stream_from_bytes;
    if (stream) scan(std::min(part.range.end, at + to_alignment(out.data() + at)), false);
    scan(part.range.end, stream);
    part.full = at < part.range.end;
  }

  /// Zeros where `out` holds candidates that do not belong to the k.
  void drop_losers(const Part<T>& part, const Share<T>& share, std::span<T> out) const {
    constexpr std::size_t ahead = 16;
    std::size_t ties = share.ties;
    for (std::size_t j = 0; j < part.found.count; ++j) {
      if (j + ahead < part.found.count)
        __builtin_prefetch(out.data() + part.found.indices[j + ahead], 1);
      // Without a branch that depends on the key: half of them go either way.
      const T value = part.found.values[j];
      const Key<T> key = simd::key(value);
      const bool tie = (key == share.t) & (ties > 0);
      ties -= tie ? 1U : 0U;
      const Key<T> kept = -static_cast<Key<T>>((key > share.t) | tie);
      out[part.found.indices[j]] = std::bit_cast<T>(std::bit_cast<Key<T>>(value) & kept);
    }
  }

  /// What all threads have found.
  struct Total {
    bool full = false;
    std::size_t certain = 0;
    std::size_t members = 0;
    std::size_t beyond = 0;
  };
  [[nodiscard]] Total total() const {
    Total sum;
    for (const Part<T>& part : parts_) {
      sum.full |= part.full;
      sum.certain += part.certain;
      sum.members += part.members;
      sum.beyond += part.beyond;
    }
    return sum;
  }

  /// The k-th largest key, and what of the part's candidates belongs to the k; nothing where the
  /// samples were wrong. The threads have met since the candidates were found.
  std::optional<Share<T>> threshold(Part<T>& part, Team& team) {
    Bracket<Key<T>> bracket;  // of all
    for (const Part<T>& one : parts_) {
      bracket.floor = std::max(bracket.floor, one.bracket.floor);
      bracket.top = std::min(bracket.top, one.bracket.top);
    }
    const bool apart = bracket.top <= bracket.floor;
    if (apart) bracket.top = largest;
    find_members(part, bracket);
    team.meet();
    Total sum = total();
    if (sum.full || sum.certain + sum.beyond + sum.members < k_) return {};
    const bool too_low = sum.certain + sum.beyond >= k_;
    // The threshold may lie where some part has entries that are no candidates.
    if ((apart || too_low) && sum.certain > 0) return {};
    if (too_low) {
      team.meet();
      bracket = {.floor = bracket.top};
      find_members(part, bracket);
      team.meet();
      sum = total();
    }
    const std::size_t rank = k_ - sum.certain - sum.beyond;
    if (bracket.holds_one())
      return share(part, bracket.top, rank, [](const Part<T>& one) {
        return std::pair{std::size_t{0}, one.members};
      });
    if (const auto near = nearby_threshold(part, team, bracket, rank, sum.members)) return near;
    return thorough_threshold(part, team, bracket, rank);
  }

  /// The candidates' keys in the bracket, and some of them. Where it holds one key, ties: only
  /// their number.
  void find_members(Part<T>& part, Bracket<Key<T>> bracket) const {
    if (bracket.holds_one()) {
      loops_.count(part.found.values, part.found.count, bracket.top, part.beyond, part.members);
      return;
    }
    part.members = loops_.keys_between(part.found.values, part.found.count, bracket.floor,
                                       bracket.top, part.keys, part.beyond);
    const std::size_t stride = Ranks<T>::stride(expected_members_);
    part.n_some = (part.members + stride - 1) / stride;
    if (part.n_some > Ranks<T>::most_some) return;
    for (std::size_t i = 0; i < part.n_some; ++i) part.some[i] = part.keys[i * stride];
  }

  /// The rank-th largest of the members' keys, which all threads find at once among the few in a
  /// narrow bracket; nothing where these are too many or not the right ones.
  std::optional<Share<T>> nearby_threshold(Part<T>& part, Team& team, Bracket<Key<T>> bracket,
                                           std::size_t rank, std::size_t members) {
    std::size_t n_some = 0;
    for (const Part<T>& one : parts_) n_some += one.n_some;
    if (members < Ranks<T>::worth_narrowing || n_some > Ranks<T>::most_some) return {};
    Key<T> some[Ranks<T>::most_some];
    Key<T>* end = some;
    for (const Part<T>& one : parts_) end = std::copy_n(one.some, one.n_some, end);
    bracket = ranks_.narrow({some, end}, static_cast<double>(rank) / static_cast<double>(members),
                            bracket);
    part.above_nearest = 0;
    part.n_nearest =
        ranks_.filter({part.keys, part.members}, bracket, part.nearest, part.above_nearest);
    team.meet();
    std::size_t above = 0;
    std::size_t n = 0;
    std::size_t room = x_.size();
    for (const Part<T>& one : parts_) {
      above += one.above_nearest;
      n += one.n_nearest;
      room = std::min(room, one.capacity);
    }
    if (above >= rank || above + n < rank || n > room) return {};
    Key<T>* last = part.keys;  // which have served
    for (const Part<T>& one : parts_) last = std::copy_n(one.nearest, one.n_nearest, last);
    const std::span<Key<T>> all(part.keys, last);
    const Ranked<Key<T>> ranked = radix_select<Key<T>>(all, rank - above, all, bracket);
    return share(part, ranked.key, rank - above - ranked.above, [&](const Part<T>& one) {
      std::pair<std::size_t, std::size_t> found;
      ranks_.count({one.nearest, one.n_nearest}, ranked.key, found.first, found.second);
      found.first += one.above_nearest;
      return found;
    });
  }

  /// The same from all members, by one thread.
  Share<T> thorough_threshold(Part<T>& part, Team& team, Bracket<Key<T>> bracket,
                              std::size_t rank) {
    if (&part == parts_.data()) {
      std::array<Keys, most_threads> pieces;
      for (std::size_t p = 0; p < parts_.size(); ++p)
        pieces[p] = {parts_[p].keys, parts_[p].members};
      ranked_ = ranks_.select({pieces.data(), parts_.size()}, rank, all_nearest_, bracket);
    }
    team.meet();
    ranks_.count({part.keys, part.members}, ranked_.key, part.above, part.equal);
    team.meet();
    return share(part, ranked_.key, rank - ranked_.above, [](const Part<T>& one) {
      return std::pair{one.above, one.equal};
    });
  }

  /// The part's share where members_of(a part) are how many of its members are above t, and how
  /// many are t; `ties` of all those at t belong to the k.
  template <class F>
  Share<T> share(const Part<T>& part, Key<T> t, std::size_t ties, const F& members_of) const {
    Share<T> own{t, 0, 0, 0};
    for (const Part<T>* one = parts_.data();; ++one) {
      const auto [above, equal] = members_of(*one);
      own.above = one->beyond + above;
      own.ties = std::min(equal, ties);
      if (one == &part) return own;
      own.place += own.above + own.ties;
      ties -= own.ties;
    }
  }

  using Keys = typename Ranks<T>::Keys;

  std::span<const T> x_;
  const T* g_ = nullptr;  ///< to be added to memory
  T* memory_ = nullptr;   ///< x_, to be written
  std::size_t k_;
  Workspace::State& state_;
  const SelectLoops<T>& loops_;
  Ranks<T> ranks_;
  std::span<Part<T>> parts_;
  Key<T>* all_nearest_ = nullptr;  ///< room for the keys of all parts
  Ranked<Key<T>> ranked_{};        ///< of thorough_threshold

  bool sampled_ = false;
  Samples samples_;
  std::size_t low_rank_ = 0;   ///< in a sample, of the key below which nothing is a candidate
  std::size_t high_rank_ = 0;  ///< of the bracket's top; 0 where it has none
  // Of all parts.
  std::size_t expected_members_ = 0;
  std::size_t most_members_ = 0;
  std::size_t most_candidates_ = 0;
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
