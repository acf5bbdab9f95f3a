// Every kernel, form, instruction set, number of threads and alignment against its definition, bit
// for bit.
#include <rapidcheck.h>

#include "catch.hpp"
#include "families.hpp"

using namespace kernel_tests;

namespace {

constexpr Kind all_kinds = Kind::gaussian;  // the first

template <class Check>
void for_each_kind(const Check& check) {
  for (auto kind = static_cast<std::uint8_t>(all_kinds);
       kind <= static_cast<std::uint8_t>(last_kind); ++kind)
    check(static_cast<Kind>(kind));
}

/// Stops at the first fault: one line says which case it was.
template <class T>
void require_same(const Family<T>& family, const Case<T>& c) {
  const std::string found = fault(family, c);
  if (!found.empty()) FAIL(found);
}

/// Two kinds of input for each size up to 1100, all kinds in turn.
template <class T>
void check_small(const Family<T>& family) {
  const std::size_t kinds = static_cast<std::size_t>(last_kind) + 1;
  for (std::size_t d = 0; d <= 1100; ++d)
    for (std::size_t i = 0; i < 2; ++i) {
      const auto kind = static_cast<Kind>((2 * d + 7 * i + d / kinds) % kinds);
      require_same(family, make_case<T>(kind, d, 2 * d + i));
    }
}

/// All kinds at d = 0 to 8, 64 and its neighbours.
template <class T>
void check_kinds(const Family<T>& family) {
  for_each_kind([&](Kind kind) {
    for (const std::size_t d : {0U, 1U, 2U, 3U, 4U, 5U, 8U, 63U, 64U, 65U, 200U, 1000U})
      for (std::uint64_t seed = 0; seed < 6; ++seed)
        require_same(family, make_case<T>(kind, d, 1000 * d + seed));
  });
}

/// Around the ends of blocks, and where two and three threads take part (16,384 entries each).
template <class T>
void check_blocks(const Family<T>& family) {
  std::uint64_t seed = 0;
  for (const std::size_t edge :
       {2048U, 4096U, 8192U, 12288U, 16384U, 20480U, 32768U, 49152U, 65536U}) {
    for (std::size_t d = edge - 1; d <= edge + 1; ++d) {
      const auto kind = static_cast<Kind>(seed % (static_cast<std::size_t>(last_kind) + 1));
      require_same(family, make_case<T>(kind, d, seed++));
    }
  }
  for_each_kind([&](Kind kind) {
    require_same(family, make_case<T>(kind, (1U << 16) + 4096 * (seed % 5) + seed % 67, seed));
    ++seed;
  });
  for (const std::size_t d : {(1U << 17) - 1, 1U << 17, (1U << 17) + 1})
    require_same(family, make_case<T>(Kind::gaussian, d, seed++));
}

template <class T>
void check_alignments(const Family<T>& family) {
  for (unsigned shift = 0; shift <= at_end; ++shift)
    for (const std::size_t d : {1U, 31U, 130U, 1027U, shift % 5 == 0 ? 40001U : 4099U}) {
      Case<T> c = make_case<T>(Kind::gaussian, d, d + shift);
      c.shift = shift;
      require_same(family, c);
    }
}

template <class T>
void check_random(const Family<T>& family) {
  CHECK(rc::check([&] {
    const auto kind = static_cast<Kind>(*rc::gen::inRange<int>(0, static_cast<int>(last_kind) + 1));
    const auto d = *rc::gen::oneOf(rc::gen::inRange<std::size_t>(0, 300),
                                   rc::gen::inRange<std::size_t>(0, 9000));
    Case<T> c = make_case<T>(kind, d, *rc::gen::arbitrary<std::uint64_t>());
    c.k = *rc::gen::inRange<std::size_t>(0, d + 1);
    c.s = *rc::gen::inRange<std::uint32_t>(1, 128);
    c.shift = *rc::gen::inRange<unsigned>(0, at_end + 1);
    RC_ASSERT(fault(family, c) == std::string());
  }));
}

template <class T>
void check_all(const Family<T>& family) {
  check_kinds(family);
  check_small(family);
  check_blocks(family);
  check_alignments(family);
  check_random(family);
}

}  // namespace

TEMPLATE_TEST_CASE("norms are the documented sums on every machine", "[kernels][norms]", float,
                   double) {
  check_all(norms<TestType>());
}
TEMPLATE_TEST_CASE("top-k is its definition on every machine", "[kernels][top_k]", float, double) {
  check_all(top_k<TestType>());
}
TEMPLATE_TEST_CASE("rand-k is its definition on every machine", "[kernels][rand_k]", float,
                   double) {
  check_all(rand_k<TestType>());
}
TEMPLATE_TEST_CASE("pairs are decoded on every machine", "[kernels][pairs]", float, double) {
  check_all(pairs<TestType>());
}
TEMPLATE_TEST_CASE("signs are their definition on every machine", "[kernels][sign]", float,
                   double) {
  check_all(sign<TestType>());
}
TEMPLATE_TEST_CASE("natural compression is its definition on every machine", "[kernels][natural]",
                   float, double) {
  check_all(natural<TestType>());
}
TEMPLATE_TEST_CASE("QSGD is its definition on every machine", "[kernels][qsgd]", float, double) {
  check_all(qsgd<TestType>());
}
