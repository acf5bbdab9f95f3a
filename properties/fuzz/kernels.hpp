// Any bytes as a kernel's input: every instruction set, emulated ones too, and number of threads
// gives what the definition says, and touches nothing else.
//
// 16 bytes of parameters, then entries. Small inputs are repeated so that several threads take
// part.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "families.hpp"

namespace kernel_tests {

/// The parameters as they lie in the bytes.
struct FuzzedParameters {
  std::uint8_t flags;  ///< bit 0: double; bits 1 to 7: repetitions, mostly one
  std::uint8_t shift;
  std::uint8_t levels;
  std::uint8_t seed;
  std::uint32_t k;
  std::uint32_t position;
  float step_size;
};

template <biasbound::kernels::Real T>
Case<T> fuzzed_case(const FuzzedParameters& parameters, const std::uint8_t* data,
                    std::size_t size) {
  Case<T> c;
  std::vector<T> pattern(size / sizeof(T));
  if (!pattern.empty()) std::memcpy(pattern.data(), data, pattern.size() * sizeof(T));
  const unsigned code = parameters.flags >> 1;
  // Two and three threads take part from 32,768 and 49,152 entries on.
  const std::size_t d = pattern.empty() || code < 124 ? pattern.size() * (code < 96 ? 1 : code - 94)
                                                      : 16'000 * (code - 122) + code;
  c.g.resize(std::min(d, std::size_t{81'000}));
  for (std::size_t i = 0; i < c.g.size(); ++i) c.g[i] = pattern[i % pattern.size()];
  Bits bits(parameters.seed);
  c.memory.resize(c.g.size());
  c.x.resize(c.g.size());
  for (std::size_t i = 0; i < c.g.size(); ++i) {
    // Few values, so that memory + g has ties; no NaN: which one of two a sum keeps is nowhere
    // said.
    c.memory[i] = static_cast<T>(static_cast<int>(bits.below(5)) - 2) / 2;
    c.x[i] = static_cast<T>(i % 7) - 3;
  }
  c.k = c.g.empty() ? 0 : parameters.k % (c.g.size() + 1);
  c.s = 1 + parameters.levels % 127U;
  // Signs take their steps under flush-to-zero too, which a denormal step would feel.
  c.step_size = std::isnormal(parameters.step_size) ? static_cast<T>(parameters.step_size) : T(1);
  c.scale = parameters.seed % 2 == 0 ? T(1) : T(1.75);
  c.address = {.seed = parameters.seed};
  c.position = parameters.position;
  c.shift = parameters.shift % (at_end + 1);
  c.denormals = true;  // there may be
  c.name = "d = " + std::to_string(c.d());
  return c;
}

template <class T>
void require_same(const Family<T>& family, const Case<T>& c) {
  const std::string found = fault(family, c);
  if (found.empty()) return;
  std::fprintf(stderr, "%s\n", found.c_str());
  std::abort();
}

inline int fuzz(const std::uint8_t* data, std::size_t size, const Family<float>& of_float,
                const Family<double>& of_double) {
  FuzzedParameters parameters;
  if (size < sizeof parameters) return 0;
  std::memcpy(&parameters, data, sizeof parameters);
  data += sizeof parameters;
  size -= sizeof parameters;
  if ((parameters.flags & 1) == 0)
    require_same(of_float, fuzzed_case<float>(parameters, data, size));
  else
    require_same(of_double, fuzzed_case<double>(parameters, data, size));
  return 0;
}

}  // namespace kernel_tests
