// The laws of natural compression and QSGD, and the random numbers that they draw with.
#include "biasbound/kernels/natural.hpp"
#include "biasbound/kernels/qsgd.hpp"
#include "catch.hpp"
#include "families.hpp"
#include "frequencies.hpp"
#include "reference.hpp"

using namespace kernel_tests;
using namespace biasbound::kernels;
using biasbound::Stream;

namespace {

/// How many of n entries x the kernel rounds up, whatever n is.
template <class T>
std::uint64_t natural_ups(T x, std::uint64_t n, std::uint64_t seed, Workspace& workspace) {
  constexpr std::size_t d = 1 << 14;
  const std::vector<T> in(d, x);
  std::vector<T> out(d);
  Stream stream({.seed = seed});
  std::uint64_t ups = 0;
  for (std::uint64_t done = 0; done < n; done += d) {
    natural_dense(std::span<const T>(in), stream, std::span(out), workspace);
    for (const T value : out) ups += std::fabs(value) > std::fabs(x) ? 1U : 0U;
  }
  return ups;
}

}  // namespace

TEMPLATE_TEST_CASE("natural compression rounds up with the probability that keeps the mean",
                   "[kernels]", float, double) {
  using T = TestType;
  for_each_set([&](Machine& machine) {
    INFO(machine.name);
    Workspace& workspace = machine.workspace;
    for (const double p : {0.5, 0.25, 0x1.5p-2, 0x1.fp-1, 0x1p-8, 0x1.8p-16})
      for (const T scale : {T(1), T(-0x1p-100), std::numeric_limits<T>::denorm_min() * 0x1p22F}) {
        constexpr std::uint64_t n = 1 << 18;
        const T x = scale * (1 + static_cast<T>(p));
        if (scale == T(1)) CHECK(x == 1 + p);
        INFO("p = " << p << ", scale = " << scale);
        CHECK(plausible(natural_ups(x, n, 11, workspace), n, p));
      }
    // Decided by the bits after the sixteenth in one entry of 65,536.
    constexpr std::uint64_t n = 1 << 25;
    CHECK(plausible(natural_ups(T(1) + T(0x1p-20), n, 12, workspace), n, 0x1p-20));
  });
}

namespace {

/// x >= 1 is rounded up iff the 16 bits u of its entry are below t, where p = t 2^-16.
template <class T>
std::vector<std::uint32_t> uniform_bits(std::size_t d, const Stream& start, Workspace& workspace) {
  std::vector<std::uint32_t> found(d, 0);
  for (std::uint32_t bit = 1U << 15; bit > 0; bit >>= 1) {
    std::vector<T> x(d);
    for (std::size_t i = 0; i < d; ++i) x[i] = 1 + static_cast<T>(found[i] + bit) * T(0x1p-16);
    Stream stream = start;
    natural_dense(std::span<const T>(x), stream, std::span(x), workspace);
    for (std::size_t i = 0; i < d; ++i)
      if (x[i] == 1) found[i] += bit;  // u >= found + bit
  }
  return found;
}

}  // namespace

TEMPLATE_TEST_CASE("the quantisers' random numbers are Philox in the documented order", "[kernels]",
                   float, double) {
  constexpr std::size_t d = 300;
  for_each_set([&](Machine& machine) {
    INFO(machine.name);
    Workspace& workspace = machine.workspace;
    for (const std::uint64_t position : {std::uint64_t{0}, std::uint64_t{70},
                                         (std::uint64_t{1} << 34) - 64, std::uint64_t{1} << 40}) {
      Stream start({.seed = 9, .point = 3, .draw = 1});
      start.seek(position);
      const std::uint64_t first = (position + 63) / 64 * 16;
      const std::vector<std::uint32_t> found = uniform_bits<TestType>(d, start, workspace);
      for (std::size_t i = 0; i < d; ++i) {
        const std::uint64_t block = first + i / 128 * 16 + i % 16;
        const std::uint32_t word = block_of(start, block)[i % 128 / 32];
        INFO("position " << position << ", entry " << i);
        REQUIRE(found[i] == (i / 16 % 2 == 0 ? word & 0xffff : word >> 16));
      }
    }
  });
}

TEMPLATE_TEST_CASE("where sixteen bits tie the others decide", "[kernels]", float, double) {
  using T = TestType;
  using Word = reference::Word<T>;
  constexpr std::size_t d = 1100;
  const Family<T> family = natural<T>();
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    Case<T> c = make_case<T>(Kind::gaussian, d, seed);
    const std::vector<std::uint32_t> ties =
        uniform_bits<T>(d, c.stream(), machines().front().workspace);
    Bits bits(seed);
    std::size_t ups = 0;
    for (std::size_t i = 0; i < d; ++i) {
      constexpr unsigned rest = reference::fraction_bits<T> - 16;
      const auto fraction = static_cast<Word>(ties[i]) << rest |
                            (static_cast<Word>(bits()) & ((Word(1) << rest) - 1));
      c.g[i] = std::bit_cast<T>(std::bit_cast<Word>(T(1)) | fraction);
    }
    std::fill(c.memory.begin(), c.memory.end(), T(0));
    Stream stream = c.stream();
    for (const T value : reference::natural(c.g, stream)) ups += value > 1 ? 1U : 0U;
    CHECK(plausible(ups, d, 0.5));  // the rest of p is uniform, and so are the bits
    CHECK(fault(family, c) == std::string());
  }
}

TEMPLATE_TEST_CASE("QSGD's levels keep the mean", "[kernels]", float, double) {
  using T = TestType;
  constexpr std::size_t d = 1 << 16;  // each share is s / 256
  for_each_set([&](Machine& machine) {
    INFO(machine.name);
    Workspace& workspace = machine.workspace;
    for (const std::uint32_t s : {1U, 100U, 127U}) {
      const std::vector<T> x(d, T(-3));
      std::vector<std::int8_t> levels(d);
      Stream stream({.seed = s});
      const ScaledNorm norm =
          qsgd_pack(std::span<const T>(x), s, stream, std::span(levels), workspace);
      CHECK(norm.value == 768);
      CHECK(norm.exponent == 0);
      std::uint64_t ups = 0;
      for (const std::int8_t level : levels) {
        REQUIRE((level == 0 || level == -1));
        ups += level == -1 ? 1U : 0U;
      }
      CHECK(plausible(ups, d, s / 256.0));
    }
    // A share above 1: two levels, and the variance that goes with them.
    const std::vector<T> x(16, T(5));
    std::vector<T> out(16);
    Stream stream({.seed = 77});
    std::uint64_t ups = 0;
    constexpr std::uint64_t n = 1 << 12;
    for (std::uint64_t i = 0; i < n; ++i) {  // share 9 / 4 = 2 + 1/4
      qsgd_dense(std::span<const T>(x), 9, stream, std::span(out), workspace);
      const T step = T(20) / 9;
      for (const T value : out) {
        REQUIRE((value == 2 * step || value == 3 * step));
        ups += value == 3 * step ? 1U : 0U;
      }
    }
    CHECK(plausible(ups, 16 * n, 0.25));
  });
}

TEST_CASE("no level of QSGD is above s", "[kernels][qsgd]") {
  // x (s / |x|) is rounded to more than s for one float in four, by so much that a level above s
  // would come of it in one draw in 512.
  constexpr std::uint32_t s = 32'767;
  for_each_set([&](Machine& machine) {
    INFO(machine.name);
    Bits bits(4);
    Stream stream({.seed = 4});
    std::int32_t largest = 0;
    for (int i = 0; i < 20'000; ++i) {
      const auto x = static_cast<float>(bits.normal());
      std::int32_t level = 0;
      qsgd_pack(std::span(&x, 1), s, stream, std::span(&level, 1), machine.workspace);
      largest = std::max(largest, std::abs(level));
    }
    CHECK(largest == s);
  });
}
