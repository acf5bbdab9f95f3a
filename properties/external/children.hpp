// What the tests look at from outside: processes, descriptors, memory, time.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace children {

/// Processes whose command line holds `token`, zombies that are this process's children included,
/// after waiting up to `seconds` for there to be none.
std::vector<std::string> left_behind(const std::string& token, double seconds);

std::size_t open_descriptors();
/// Peak resident memory of this process, bytes.
std::size_t peak_memory();

/// A word that no other process has on its command line.
std::string new_token();

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace children
