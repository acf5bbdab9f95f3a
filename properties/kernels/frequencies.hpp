// The laws of the kernels that draw: what they are held against.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>

#include "biasbound/random.hpp"
#include "machine.hpp"

namespace kernel_tests {

using Words = std::array<std::uint32_t, 4>;

/// Philox4x32-10 from its definition (Salmon et al. 2011, section 3.3).
inline Words philox(Words c, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xd2511f53} * c[0];
    const std::uint64_t b = std::uint64_t{0xcd9e8d57} * c[2];
    c = {static_cast<std::uint32_t>(b >> 32) ^ c[1] ^ key[0], static_cast<std::uint32_t>(b),
         static_cast<std::uint32_t>(a >> 32) ^ c[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key = {key[0] + 0x9e3779b9U, key[1] + 0xbb67ae85U};
  }
  return c;
}

/// Block i of a stream, as random.hpp documents it.
inline Words block_of(const biasbound::Stream& stream, std::uint64_t i) {
  const auto& [key, tail] = stream.blocks();
  return philox({static_cast<std::uint32_t>(i), tail[0], tail[1],
                 tail[2] + static_cast<std::uint32_t>(i >> 32)},
                key);
}

/// Machines with one thread and no flush-to-zero: one for each instruction set.
template <class Check>
void for_each_set(const Check& check) {
  for (Machine& machine : machines())
    if (machine.workspace.threads() == 1 && !machine.flushes) check(machine);
}

/// Of every check below. The tests make fewer than 300 of them: one run in 3e8 is a false alarm
/// (and with their fixed seeds either each run or none).
inline constexpr double false_alarm = 1e-11;

/// Can n draws of probability p succeed `count` times? False with probability at most false_alarm
/// where they can: Chernoff's bound, n KL(count / n, p) < log(2 / false_alarm).
inline bool plausible(std::uint64_t count, std::uint64_t n, double p) {
  const double q = static_cast<double>(count) / static_cast<double>(n);
  const double divergence =
      (q > 0 ? q * std::log(q / p) : 0) + (q < 1 ? (1 - q) * std::log((1 - q) / (1 - p)) : 0);
  return static_cast<double>(n) * divergence < std::log(2 / false_alarm);
}

}  // namespace kernel_tests
