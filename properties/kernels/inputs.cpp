#include "inputs.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "fenced.hpp"

namespace kernel_tests {
namespace {

template <class T>
using Word = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
template <class T>
constexpr unsigned fraction_bits = sizeof(T) == 4 ? 23 : 52;
template <class T>
constexpr Word<T> sign_bit = Word<T>(1) << (8 * sizeof(T) - 1);
template <class T>
constexpr Word<T> infinity_bits = (sign_bit<T> - 1) >> fraction_bits<T> << fraction_bits<T>;

template <class T>
T signed_bits(Word<T> magnitude, Bits& bits) {
  return std::bit_cast<T>(magnitude | ((bits() & 1) != 0 ? sign_bit<T> : Word<T>(0)));
}

template <class T>
T nan(Bits& bits) {
  constexpr Word<T> quiet = Word<T>(1) << (fraction_bits<T> - 1);
  const auto payload = static_cast<Word<T>>(bits() % 3 + 1);
  return signed_bits<T>(infinity_bits<T> | payload | (bits.below(2) == 0 ? quiet : Word<T>(0)),
                        bits);
}

template <class T>
T entry(Kind kind, Bits& bits) {
  const auto gaussian = [&] { return static_cast<T>(bits.normal()); };
  switch (kind) {
    case Kind::equal:
      return (bits() & 1) != 0 ? T(-0.7) : T(0.7);
    case Kind::few_values:
      return signed_bits<T>(std::bit_cast<Word<T>>(static_cast<T>(bits.below(5)) * T(0.3)), bits);
    case Kind::zeros:
      return signed_bits<T>(0, bits);
    case Kind::mostly_zero:
      return bits.below(20) == 0 ? gaussian() : signed_bits<T>(0, bits);
    case Kind::nans:
      return bits.below(8) == 0 ? nan<T>(bits) : gaussian();
    case Kind::infinities:
      return bits.below(8) == 0 ? signed_bits<T>(infinity_bits<T>, bits) : gaussian();
    case Kind::denormals:
      return signed_bits<T>(
          static_cast<Word<T>>(bits()) & ((Word<T>(1) << (1 + bits.below(fraction_bits<T>))) - 1),
          bits);
    case Kind::around_normal:
      return signed_bits<T>(static_cast<Word<T>>(bits.below(std::uint64_t{4} << fraction_bits<T>)) *
                                static_cast<Word<T>>(bits() & 1),
                            bits);
    case Kind::heavy_tailed: {
      const double u = static_cast<double>(bits() >> 11) * 0x1p-53 + 0x1p-54;
      return static_cast<T>((bits() & 1) != 0 ? -1 / u : 1 / u);
    }
    case Kind::largest: {
      const Word<T> ones = (Word<T>(1) << fraction_bits<T>)-1;
      const Word<T> binade = infinity_bits<T> - 1 - ones;
      return signed_bits<T>(
          binade | (bits.below(8) == 0 ? ones : static_cast<Word<T>>(bits()) & ones), bits);
    }
    case Kind::powers_of_two: {
      const Word<T> one = std::bit_cast<Word<T>>(T(1)) >> fraction_bits<T>;
      const auto exponent = static_cast<Word<T>>(one - 30 + bits.below(60)) << fraction_bits<T>;
      return signed_bits<T>(exponent + static_cast<Word<T>>(bits.below(3)) - 1, bits);
    }
    case Kind::any_bits:
      return std::bit_cast<T>(static_cast<Word<T>>(bits()));
    default:
      return gaussian();
  }
}

/// What random cases add or multiply with: no NaN, no denormal.
template <class T>
T ordinary(Bits& bits) {
  return bits.below(16) == 0 ? signed_bits<T>(0, bits) : static_cast<T>(bits.normal());
}

}  // namespace

const char* to_text(Kind kind) {
  static constexpr const char* names[] = {
      "Gaussian",   "all equal", "few values",         "zeros",         "mostly zero",
      "NaN",        "infinite",  "denormal",           "near normal",   "ascending",
      "descending", "heavy",     "largest magnitudes", "powers of two", "any bits"};
  return names[static_cast<std::size_t>(kind)];
}

bool has_denormals(Kind kind) {
  return kind == Kind::denormals || kind == Kind::around_normal || kind == Kind::any_bits;
}
bool is_finite(Kind kind) {
  return kind != Kind::nans && kind != Kind::infinities && kind != Kind::any_bits;
}

double Bits::normal() {
  const auto v = static_cast<double>(static_cast<std::int64_t>((*this)() | 1)) * 0x1p-64;
  return biasbound::normal_quantile(v);
}

template <Real T>
std::vector<T> entries(Kind kind, std::size_t d, Bits& bits) {
  std::vector<T> result(d);
  for (T& value : result) value = entry<T>(kind, bits);
  if (kind == Kind::ascending) std::sort(result.begin(), result.end());
  if (kind == Kind::descending) std::sort(result.begin(), result.end(), std::greater<>());
  return result;
}

template <Real T>
Case<T> make_case(Kind kind, std::size_t d, std::uint64_t seed) {
  Bits bits(seed);
  Case<T> c;
  c.name = std::string(to_text(kind)) + ", d = " + std::to_string(d) +
           ", seed = " + std::to_string(seed);
  c.g = entries<T>(kind, d, bits);
  c.memory.resize(d);
  c.x.resize(d);
  for (T& value : c.memory) value = ordinary<T>(bits);
  for (T& value : c.x) value = ordinary<T>(bits);
  const std::size_t choices[] = {
      0, 1, d - 1, d, d / 1000, d / 100, bits.below(d + 1), bits.below(d + 1)};
  c.k = std::min(d, choices[bits.below(std::size(choices))]);  // d - 1 wraps for d = 0
  const std::uint32_t levels[] = {1, 2, 4, 7, 127, static_cast<std::uint32_t>(1 + bits.below(127))};
  c.s = levels[bits.below(std::size(levels))];
  c.step_size = static_cast<T>(bits.normal());
  c.scale =
      bits.below(2) == 0 ? T(1) : static_cast<T>(d) / static_cast<T>(std::max<std::size_t>(c.k, 1));
  c.address = {.seed = seed, .point = bits.below(4), .draw = bits.below(4)};
  c.position = bits.below(300);
  c.shift = static_cast<unsigned>(bits.below(at_end + 1));
  c.denormals = has_denormals(kind);
  c.finite = is_finite(kind);
  return c;
}

template std::vector<float> entries(Kind, std::size_t, Bits&);
template std::vector<double> entries(Kind, std::size_t, Bits&);
template Case<float> make_case(Kind, std::size_t, std::uint64_t);
template Case<double> make_case(Kind, std::size_t, std::uint64_t);

}  // namespace kernel_tests
