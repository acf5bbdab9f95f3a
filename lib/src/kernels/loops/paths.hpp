// Algorithm 1 (sgd.hpp) on Nesterov's worst function, 16 independent paths at a time: run r of a
// group is a lane of every vector, and has the bits that sgd() gives it over the library's oracles.
#pragma once

#include "kernels/loops/normals.hpp"

namespace biasbound::kernels {

/// One oracle and one step size, for all paths.
struct PathModel {
  enum class Kind { additive, top_k, rand_k, gaussian_smoothing };
  static constexpr std::size_t most_dimensions = 64;
  /// A path with |x|_1 above this, or not finite, has diverged.
  static constexpr double divergence = 1e50;

  Kind kind;
  bool squared;        ///< the Hessian is T^2, not T
  bool noisy;          ///< Gaussian noise
  std::size_t d;       ///< 1 to most_dimensions
  std::size_t k;       ///< of top-k and rand-k, 1 to d
  double step_size;    ///< gamma
  double deviation;    ///< of the noise, a coordinate
  double scale;        ///< of what rand-k keeps
  double tau;          ///< of Gaussian smoothing
  const double* bias;  ///< d entries, of additive noise
};

struct PathGroup {
  static constexpr std::uint64_t never = ~std::uint64_t{0};

  StreamLanes streams;
  std::uint64_t diverged[stream_lanes];  ///< the first t at which a path has, or never
  std::uint64_t t;
};

struct PathLoops {
  /// x_t to x_{t + steps}, d rows of a lane each. Those of paths that have diverged may be
  /// anything.
  void (*advance)(const PathModel& model, PathGroup& group, double* x, std::uint64_t steps);
  /// f(x), a lane each.
  void (*values)(const PathModel& model, const double* x, double* f);
};

namespace loops {

inline constexpr std::size_t most_path_entries = PathModel::most_dimensions * stream_lanes;

/// One row a coordinate, and a row of zeros on both sides, so that T x needs no case for its ends.
template <class S>
class Rows {
 public:
  explicit Rows(std::size_t entries) {
    __builtin_memset(rows_, 0, stream_lanes * sizeof(double));
    __builtin_memset(inner() + entries, 0, stream_lanes * sizeof(double));
  }
  [[gnu::always_inline]] double* inner() { return rows_ + stream_lanes; }

 private:
  alignas(64) double rows_[most_path_entries + 2 * stream_lanes];
};

/// Entry e of T x, where x has zeros on both sides.
template <class S>
[[gnu::always_inline]] inline Vec<S, double> tridiagonal(const double* x, std::size_t e) {
  return 2 * load<S>(x + e) - load<S>(x + e - stream_lanes) - load<S>(x + e + stream_lanes);
}
/// f(x) of the paths from l on.
template <class S>
[[gnu::always_inline]] inline Vec<S, double> value(const PathModel& model, const double* x,
                                                   std::size_t l) {
  const std::size_t entries = stream_lanes * model.d;
  if (model.squared) {
    Vec<S, double> sum{};
    for (std::size_t e = l; e < entries; e += stream_lanes) {
      const Vec<S, double> product = tridiagonal<S>(x, e);
      sum += product * product;
    }
    return sum / 2;
  }
  Vec<S, double> here = load<S>(x + l);
  const Vec<S, double> last = load<S>(x + entries - stream_lanes + l);
  Vec<S, double> sum = here * here + last * last;
  for (std::size_t e = l + stream_lanes; e < entries; e += stream_lanes) {
    const Vec<S, double> next = load<S>(x + e);
    const Vec<S, double> difference = next - here;
    sum += difference * difference;
    here = next;
  }
  return sum / 2;
}

/// The paths' points, and what a step computes.
template <class S>
class Walk {
 public:
  Walk(const PathModel& model, const StreamLanes& streams, const double* x)
      : model_(model),
        entries_(stream_lanes * model.d),
        philox_(streams),
        x_(entries_),
        product_(entries_),
        shifted_(entries_) {
    __builtin_memcpy(x_.inner(), x, entries_ * sizeof(double));
  }

  [[gnu::always_inline]] void step(std::uint64_t t) {
    if (model_.noisy) draw_normals(t);
    if (model_.kind == PathModel::Kind::gaussian_smoothing) {
      smooth();
    } else {
      differentiate();
      if (model_.kind == PathModel::Kind::additive) add_bias();
      if (model_.noisy) add_noise();
      if (model_.kind == PathModel::Kind::top_k) keep_largest();
      if (model_.kind == PathModel::Kind::rand_k) keep_random(t);
    }
  }
  /// x -= step_size * g. Bit l: path l has diverged.
  [[gnu::always_inline]] std::uint32_t update() {
    std::uint32_t diverged = 0;
    for (std::size_t l = 0; l < stream_lanes; l += width) {
      V norm{};
      for (std::size_t e = l; e < entries_; e += stream_lanes) {
        const V x = load<S>(x_.inner() + e) - model_.step_size * load<S>(g_ + e);
        store<S>(x_.inner() + e, x);
        norm += magnitude<S>(x);
      }
      const Mask bounded = norm <= PathModel::divergence;
      diverged |= (S::bits(bounded) ^ all_bits) << l;
    }
    return diverged;
  }
  void save(double* x) { __builtin_memcpy(x, x_.inner(), entries_ * sizeof(double)); }

 private:
  using V = Vec<S, double>;
  using Mask = Vec<S, std::int64_t>;
  using Wide = Vec<S, std::uint64_t>;
  static constexpr std::size_t width = lanes<S, double>;
  static constexpr std::uint32_t all_bits = (1U << width) - 1;
  [[gnu::always_inline]] void draw_normals(std::uint64_t t) {
    constexpr std::size_t two = 2 * stream_lanes;
    for (std::size_t e = 0; e < entries_; e += two)
      for (std::size_t l = 0; l < stream_lanes; l += width) {
        const auto b = philox_.block(static_cast<std::uint32_t>(e / two), t, l);
        store<S>(normals_ + e + l, centred<S>(b.word[0], b.word[1]));
        store<S>(normals_ + e + l + stream_lanes, centred<S>(b.word[2], b.word[3]));
      }
    quantiles_(normals_, entries_);
  }

  [[gnu::always_inline]] void differentiate() {
    const double* x = x_.inner();
    if (model_.squared) {
      for (std::size_t e = 0; e < entries_; e += width)
        store<S>(product_.inner() + e, tridiagonal<S>(x, e));
      x = product_.inner();
    }
    for (std::size_t e = 0; e < entries_; e += width) store<S>(g_ + e, tridiagonal<S>(x, e));
  }
  [[gnu::always_inline]] void add_bias() {
    for (std::size_t e = 0; e < entries_; e += width)
      store<S>(g_ + e, load<S>(g_ + e) + model_.bias[e / stream_lanes]);
  }
  [[gnu::always_inline]] void add_noise() {
    for (std::size_t e = 0; e < entries_; e += width)
      store<S>(g_ + e, load<S>(g_ + e) + model_.deviation * load<S>(normals_ + e));
  }
  [[gnu::always_inline]] void smooth() {
    for (std::size_t e = 0; e < entries_; e += width)
      store<S>(shifted_.inner() + e, load<S>(x_.inner() + e) + model_.tau * load<S>(normals_ + e));
    for (std::size_t l = 0; l < stream_lanes; l += width) {
      const V slope =
          (value<S>(model_, shifted_.inner(), l) - value<S>(model_, x_.inner(), l)) / model_.tau;
      for (std::size_t e = l; e < entries_; e += stream_lanes)
        store<S>(g_ + e, load<S>(normals_ + e) * slope);
    }
  }

  [[gnu::always_inline]] static V masked(V v, Mask mask) {
    return bit_cast<V>(bit_cast<Mask>(v) & mask);
  }
  /// An entry stays where fewer than k go before it: larger ones, or as large ones of a lower
  /// index. (The kernels compare bits; only for NaN is that another order, and then a path has
  /// diverged.)
  [[gnu::always_inline]] void keep_largest() {
    for (std::size_t l = 0; l < stream_lanes; l += width) {
      V size[PathModel::most_dimensions];
      Mask before[PathModel::most_dimensions];
      for (std::size_t i = 0; i < model_.d; ++i) {
        size[i] = magnitude<S>(load<S>(g_ + stream_lanes * i + l));
        Mask count{};
        for (std::size_t j = 0; j < i; ++j) {
          const Mask j_first = size[j] >= size[i];  // -1 or 0
          count -= j_first;
          before[j] += 1 + j_first;
        }
        before[i] = count;
      }
      const auto k = static_cast<std::int64_t>(model_.k);
      for (std::size_t i = 0; i < model_.d; ++i) {
        double* const g = g_ + stream_lanes * i + l;
        store<S>(g, masked(load<S>(g), before[i] < k));
      }
    }
  }
  [[gnu::always_inline]] void keep_random(std::uint64_t t) {
    const bool complement = model_.k > model_.d / 2;
    for (std::size_t l = 0; l < stream_lanes; l += width) {
      const Wide drawn = subset(complement ? model_.d - model_.k : model_.k, t, l);
      for (std::size_t i = 0; i < model_.d; ++i) {
        double* const g = g_ + stream_lanes * i + l;
        const auto bit = bit_cast<Mask>((drawn >> i) & 1);
        store<S>(g, masked(model_.scale * load<S>(g), complement ? bit - 1 : -bit));
      }
    }
  }
  /// `size` different values of uniform_below(stream, d), as bits; the normals are drawn already.
  [[gnu::always_inline]] Wide subset(std::size_t size, std::uint64_t t, std::size_t l) const {
    const auto d = static_cast<std::uint32_t>(model_.d);
    const std::int64_t surplus = (0U - d) % d;
    auto missing = bit_cast<Mask>(splat<S>(std::uint64_t{size}));
    Wide members{};
    const std::uint32_t first = model_.noisy ? 2 * d : 0;
    typename LanePhilox<S>::Block block = philox_.block(first / 4, t, l);
    for (std::uint32_t word = first;;) {
      const Mask incomplete = missing > 0;
      if (S::bits(incomplete) == 0) return members;
      const Wide product = S::mul_wide(block.word[word % 4], splat<S>(std::uint64_t{d}));
      const Wide bit = splat<S>(std::uint64_t{1}) << (product >> 32);
      const Mask unbiased = bit_cast<Mask>(product & 0xffff'ffff) >= surplus;
      const Mask fresh = (members & bit) == 0;
      const Mask taken = incomplete & unbiased & fresh;
      members |= bit & bit_cast<Wide>(taken);
      missing += taken;
      if (++word % 4 == 0) block = philox_.block(word / 4, t, l);
    }
  }

  const PathModel& model_;
  std::size_t entries_;
  LanePhilox<S> philox_;
  Quantiles<S, most_path_entries> quantiles_;
  alignas(64) double normals_[most_path_entries + stream_lanes];
  alignas(64) double g_[most_path_entries];
  Rows<S> x_;
  Rows<S> product_;  // T x
  Rows<S> shifted_;  // x + tau u
};

template <class S>
void advance_paths(const PathModel& model, PathGroup& group, double* x, std::uint64_t steps) {
  std::uint32_t going = 0;
  for (std::uint32_t l = 0; l < stream_lanes; ++l)
    going |= static_cast<std::uint32_t>(group.diverged[l] == PathGroup::never) << l;
  Walk<S> walk(model, group.streams, x);
  const std::uint64_t end = group.t + steps;
  for (std::uint64_t t = group.t; t < end && going != 0; ++t) {
    walk.step(t);
    const std::uint32_t newly = walk.update() & going;
    if (__builtin_expect(newly == 0, true)) continue;
    going ^= newly;
    for (std::uint32_t l = 0; l < stream_lanes; ++l)
      if ((newly >> l & 1) != 0) group.diverged[l] = t + 1;
  }
  walk.save(x);
  group.t = end;
}

template <class S>
void path_values(const PathModel& model, const double* x, double* f) {
  const std::size_t entries = stream_lanes * model.d;
  Rows<S> rows(entries);
  __builtin_memcpy(rows.inner(), x, entries * sizeof(double));
  for (std::size_t l = 0; l < stream_lanes; l += lanes<S, double>)
    store<S>(f + l, value<S>(model, rows.inner(), l));
}

}  // namespace loops

template <class S>
constexpr PathLoops path_loops() {
  return {loops::advance_paths<S>, loops::path_values<S>};
}

}  // namespace biasbound::kernels
