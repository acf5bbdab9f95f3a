// What a kernel should give, and the comparison of what it gives with it, as bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "fenced.hpp"

namespace kernel_tests {

/// Named arrays, each name once.
class Record {
 public:
  struct Array {
    std::string name;
    std::size_t width;  ///< of an entry, in bytes
    std::vector<std::byte> bytes;
  };

  template <class T>
  void add(std::string_view name, std::span<const T> entries) {
    const std::span<const std::byte> bytes = std::as_bytes(entries);
    arrays_.push_back({std::string(name), sizeof(T), {bytes.begin(), bytes.end()}});
  }
  template <class T>
  void add(std::string_view name, const std::vector<T>& entries) {
    add(name, std::span<const T>(entries));
  }
  template <class T>
    requires std::is_arithmetic_v<T>
  void add(std::string_view name, T value) {
    add(name, std::span<const T>(&value, 1));
  }
  [[nodiscard]] const std::vector<Array>& arrays() const { return arrays_; }
  [[nodiscard]] std::vector<Array>& arrays() { return arrays_; }

 private:
  std::vector<Array> arrays_;
};

/// Compares with a record, array by array; keeps the first difference.
class Comparison {
 public:
  explicit Comparison(const Record& expected) : expected_(expected) {}

  template <class T>
  void operator()(std::string_view name, std::span<const T> entries) {
    compare(name, sizeof(T), std::as_bytes(entries));
  }
  template <class T>
  void operator()(std::string_view name, const Fenced<T>& array) {
    require(array.intact(), name, ": written outside");
    (*this)(name, array.input());
  }
  template <class T>
    requires std::is_arithmetic_v<T>
  void operator()(std::string_view name, T value) {
    (*this)(name, std::span<const T>(&value, 1));
  }
  /// An input, which nobody may write.
  template <class T>
  void unchanged(std::string_view name, const Fenced<T>& array, std::span<const T> contents) {
    const std::span<const T> now = array.input();
    require(array.intact() &&
                (now.empty() || std::memcmp(now.data(), contents.data(), now.size_bytes()) == 0),
            name, ": an input was written");
  }
  void require(bool holds, std::string_view name, std::string_view otherwise);
  /// Empty where all was the same.
  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  void compare(std::string_view name, std::size_t width, std::span<const std::byte> bytes);

  const Record& expected_;
  std::string fault_;
};

}  // namespace kernel_tests
