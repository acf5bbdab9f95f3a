// Arrays that notice a write beside them, at any alignment: canaries on both sides, and pages that
// cannot be touched before and after those.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <vector>

namespace kernel_tests {

/// Bytes between two pages that fault. Grows; what it held is lost then.
class Arena {
 public:
  Arena() = default;
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// At least `size` bytes, the first of them and the one after the last at a page's edge.
  std::span<std::byte> bytes(std::size_t size);

 private:
  std::byte* mapped_ = nullptr;
  std::size_t size_ = 0;  ///< between the two pages
};

/// An array's alignment: `shift` entries from a page's begin, or, for at_end, the last byte at a
/// page's end.
inline constexpr unsigned at_end = 16;

/// n entries in arena `slot` of 16 of this thread; one array a slot at a time. What is not given is
/// filled with a pattern, so that an entry nobody writes shows.
template <class T>
class Fenced {
 public:
  Fenced(unsigned slot, std::size_t n, unsigned shift);
  Fenced(unsigned slot, std::span<const T> contents, unsigned shift);

  [[nodiscard]] std::span<T> get() const { return {entries_, n_}; }
  [[nodiscard]] std::span<const T> input() const { return {entries_, n_}; }
  /// The bytes beside the array are what they were.
  [[nodiscard]] bool intact() const;

 private:
  T* entries_;
  std::size_t n_;
  std::span<const std::byte> before_;
  std::span<const std::byte> after_;
};

}  // namespace kernel_tests
