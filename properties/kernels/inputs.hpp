// The inputs of the kernels' tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "biasbound/kernels/workspace.hpp"
#include "biasbound/random.hpp"

namespace kernel_tests {

using biasbound::kernels::Real;

enum class Kind : std::uint8_t {
  gaussian,
  equal,          ///< one magnitude, both signs
  few_values,     ///< five magnitudes
  zeros,          ///< of both signs
  mostly_zero,    ///< 95 %
  nans,           ///< one entry in eight, with several payloads and signs, quiet and signalling
  infinities,     ///< one entry in eight
  denormals,      ///< all
  around_normal,  ///< denormals, zeros and the first binades of the normal numbers
  ascending,
  descending,
  heavy_tailed,
  largest,        ///< the last binade, the largest finite number among it
  powers_of_two,  ///< and their neighbours
  any_bits,
};
inline constexpr Kind last_kind = Kind::any_bits;
const char* to_text(Kind kind);

/// Do x + g and products with numbers near 1 meet denormals?
bool has_denormals(Kind kind);
/// Are all entries finite?
bool is_finite(Kind kind);

/// SplitMix64: many bits fast, the same everywhere.
class Bits {
 public:
  explicit Bits(std::uint64_t seed) : state_(seed) {}
  std::uint64_t operator()() {
    std::uint64_t z = (state_ += 0x9e37'79b9'7f4a'7c15);
    z = (z ^ (z >> 30)) * 0xbf58'476d'1ce4'e5b9;
    z = (z ^ (z >> 27)) * 0x94d0'49bb'1331'11eb;
    return z ^ (z >> 31);
  }
  /// Below n, nearly uniform.
  std::uint64_t below(std::uint64_t n) { return (*this)() % n; }
  double normal();

 private:
  std::uint64_t state_;
};

template <Real T>
std::vector<T> entries(Kind kind, std::size_t d, Bits& bits);

/// What top-k's later samples are drawn from where its first are from `seed`.
constexpr std::uint64_t second_seed(std::uint64_t seed) { return ~seed; }

/// All that a kernel may be given. Forms take what they need.
template <class T>
struct Case {
  std::string name;
  std::vector<T> g;       ///< d entries
  std::vector<T> memory;  ///< of error feedback
  std::vector<T> x;       ///< the iterate of the fused forms; no NaN
  std::size_t k = 0;
  std::uint32_t s = 1;
  T step_size = T(0.125);
  T scale = T(1);
  biasbound::StreamAddress address = {};
  std::uint64_t position = 0;  ///< words drawn before
  unsigned shift = 0;          ///< of the arrays, at_end included
  bool denormals = false;      ///< arithmetic may meet them: flush-to-zero changes its result
  bool finite = true;
  std::uint64_t sampling_seed = 0;  ///< of top-k's next samples; 0: as it comes

  [[nodiscard]] std::size_t d() const { return g.size(); }
  [[nodiscard]] biasbound::Stream stream() const {
    biasbound::Stream result(address);
    result.seek(position);
    return result;
  }
};

/// Everything but the entries drawn from `seed`: k is 0, 1, d - 1, d or random, and so on.
template <Real T>
Case<T> make_case(Kind kind, std::size_t d, std::uint64_t seed);

}  // namespace kernel_tests
