// What the quantisers' loops share: entries a group at a time, read past no end and written to an
// output as vectors, past the caches where wanted.
#pragma once

#include "kernels/loops/philox.hpp"

namespace biasbound::kernels::loops {

/// The entries of x, a group at a time.
template <class S, class T>
class Entries {
 public:
  explicit Entries(const T* x) : x_(x) {}
  /// Entries i to i + n - 1 as a whole group; where n is less, zeros follow.
  [[gnu::always_inline]] const T* group(std::size_t i, std::size_t n) {
    if (n == group_entries) return x_ + i;
    __builtin_memset(rest_, 0, sizeof rest_);
    __builtin_memcpy(rest_, x_ + i, n * sizeof(T));
    return rest_;
  }

 private:
  const T* x_;
  alignas(64) T rest_[group_entries];
};

/// The entries of memory + g.
template <class S, class T>
class Sums {
 public:
  Sums(const T* memory, const T* g) : memory_(memory), g_(g) {}
  [[gnu::always_inline]] const T* group(std::size_t i, std::size_t n) {
    if (n == group_entries) {
      for (std::size_t e = 0; e < group_entries; e += lanes<S, T>)
        store<S>(sums_ + e, load<S>(memory_ + i + e) + load<S>(g_ + i + e));
    } else {
      for (std::size_t e = 0; e < group_entries; ++e)
        sums_[e] = e < n ? memory_[i + e] + g_[i + e] : T(0);
    }
    return sums_;
  }

 private:
  const T* memory_;
  const T* g_;
  alignas(64) T sums_[group_entries];
};

/// A dense output written from its start. With `stream`, whole lines of 64 bytes go past the
/// caches.
template <class S, class T>
class Output {
 public:
  Output(T* out, bool stream) : out_(out), stream_(stream) {
    const std::size_t misaligned = reinterpret_cast<std::uintptr_t>(out) % 64;
    if (misaligned % sizeof(T) != 0) stream_ = false;
    if (stream_) {
      fill_ = skip_ = misaligned / sizeof(T);
      out_ -= skip_;
    }
  }

  /// Where the next group goes.
  [[gnu::always_inline]] T* room() { return pending_ + fill_; }
  /// Takes n entries of it.
  [[gnu::always_inline]] void take(std::size_t n) {
    if (!stream_) {
      write(n);
      return;
    }
    fill_ += n;
    std::size_t done = 0;
    if (skip_ > 0 && fill_ >= line) {
      __builtin_memcpy(out_ + skip_, pending_ + skip_, (line - skip_) * sizeof(T));
      skip_ = 0;
      done = line;
    }
    for (; done + line <= fill_; done += line)
      for (std::size_t e = done; e < done + line; e += lanes<S, T>)
        S::stream(out_ + e, load<S>(pending_ + e));
    out_ += done;
    fill_ -= done;
    __builtin_memcpy(pending_, pending_ + done, line * sizeof(T));
  }
  void finish() {
    if (!stream_) return;
    __builtin_memcpy(out_ + skip_, pending_ + skip_, (fill_ - skip_) * sizeof(T));
    S::fence();
  }

 private:
  static constexpr std::size_t line = 64 / sizeof(T);

  [[gnu::always_inline]] void write(std::size_t n) {
    if (n == group_entries) {
      for (std::size_t e = 0; e < group_entries; e += lanes<S, T>)
        store<S>(out_ + e, load<S>(pending_ + e));
    } else {
      __builtin_memcpy(out_, pending_, n * sizeof(T));
    }
    out_ += n;
  }

  T* out_;
  bool stream_;
  std::size_t skip_ = 0;  ///< entries of the first line that are not ours
  std::size_t fill_ = 0;
  // Within a page: a misaligned store across two takes hundreds of cycles.
  alignas(2048) T pending_[group_entries + 2 * line];
};

/// to[e] = a[e] - c[e] for n entries; to may be a.
template <class S, class T>
[[gnu::always_inline]] inline void subtract(const T* a, const T* c, std::size_t n, T* to) {
  if (n == group_entries) {
    for (std::size_t e = 0; e < group_entries; e += lanes<S, T>)
      store<S>(to + e, load<S>(a + e) - load<S>(c + e));
  } else {
    for (std::size_t e = 0; e < n; ++e) to[e] = a[e] - c[e];
  }
}
/// to[e] = a[e] - step * c[e] for n entries; to may be a.
template <class S, class T>
[[gnu::always_inline]] inline void subtract(const T* a, T step, const T* c, std::size_t n, T* to) {
  if (n == group_entries) {
    for (std::size_t e = 0; e < group_entries; e += lanes<S, T>)
      store<S>(to + e, load<S>(a + e) - step * load<S>(c + e));
  } else {
    for (std::size_t e = 0; e < n; ++e) to[e] = a[e] - step * c[e];
  }
}

}  // namespace biasbound::kernels::loops
