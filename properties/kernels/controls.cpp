// The checks themselves: each must find what it looks for.
#include <biasbound/compressors/magnitude.hpp>

#include "catch.hpp"
#include "families.hpp"
#include "frequencies.hpp"
#include "reference.hpp"

using namespace kernel_tests;
using Catch::Matchers::Contains;

namespace {

template <class T>
Case<T> sample_case(Kind kind = Kind::gaussian, std::size_t d = 1003) {
  Case<T> c = make_case<T>(kind, d, 7);
  c.k = d / 10;
  c.s = 4;
  return c;
}

}  // namespace

TEMPLATE_TEST_CASE("a wrong bit in any array of any form is found", "[kernels]", float, double) {
  for (const Family<TestType>& family : families<TestType>()) {
    const Case<TestType> c = sample_case<TestType>();
    Record expected = family.expected(c);
    REQUIRE(fault(family, c, expected).empty());
    for (Record::Array& array : expected.arrays()) {
      INFO(family.name << ": " << array.name);
      REQUIRE_FALSE(array.bytes.empty());
      for (const std::size_t at : {std::size_t{0}, array.bytes.size() - 1}) {
        array.bytes[at] ^= std::byte{1};
        CHECK_THAT(fault(family, c, expected), Contains(": " + array.name));
        array.bytes[at] ^= std::byte{1};
      }
    }
  }
}

TEMPLATE_TEST_CASE("other definitions are not the kernels'", "[kernels]", float, double) {
  using T = TestType;
  const Family<T> family = top_k<T>();
  const Case<T> ties = sample_case<T>(Kind::few_values);

  SECTION("ties to the highest index") {
    Record wrong = family.expected(ties);
    std::vector<std::uint32_t> order(ties.d());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      const auto key_a = reference::magnitude(ties.g[a]);
      const auto key_b = reference::magnitude(ties.g[b]);
      return key_a != key_b ? key_a > key_b : a > b;
    });
    order.resize(ties.k);
    std::sort(order.begin(), order.end());
    const std::span<const std::byte> bytes = std::as_bytes(std::span(order));
    wrong.arrays()[0].bytes.assign(bytes.begin(), bytes.end());
    CHECK_THAT(fault(family, ties, wrong), Contains("indices["));
  }
  SECTION("NaN below the numbers") {
    const Case<T> nans = sample_case<T>(Kind::nans);
    Case<T> without = nans;
    for (T& value : without.g)
      if (std::isnan(value)) value = T(0);
    CHECK_THAT(fault(family, nans, family.expected(without)), Contains("top-k"));
  }
  SECTION("one lane too few in the last block") {
    Case<T> shorter = ties;
    shorter.g.back() = T(1000);
    CHECK_THAT(fault(norms<T>(), ties, norms<T>().expected(shorter)), Contains("squared norm"));
  }
}

TEST_CASE("a write beside an array is found at every alignment", "[kernels]") {
  for (unsigned shift = 0; shift < at_end; ++shift) {
    const Fenced<float> array(0, std::size_t{5}, shift);
    CHECK(array.intact());
    array.get().data()[5] = 0;
    CHECK_FALSE(array.intact());
    const Fenced<float> other(1, std::size_t{5}, shift);
    if (shift == 0) continue;  // the page before cannot be written
    other.get().data()[-1] = 0;
    CHECK_FALSE(other.intact());
  }
}

TEST_CASE("a written input is found", "[kernels]") {
  const std::vector<float> contents = {1, 2, 3};
  const Fenced<float> array(0, std::span<const float>(contents), 3);
  const Record nothing;
  Comparison same(nothing);
  same.unchanged("g", array, std::span<const float>(contents));
  CHECK(same.fault().empty());
  array.get()[1] = -2;
  same.unchanged("g", array, std::span<const float>(contents));
  CHECK_THAT(same.fault(), Contains("input"));
}

TEMPLATE_TEST_CASE("the reference of top-k is the library's", "[kernels]", float, double) {
  for (const Kind kind : {Kind::few_values, Kind::nans, Kind::zeros, Kind::any_bits}) {
    const Case<TestType> c = sample_case<TestType>(kind);
    const std::vector<std::size_t> indices =
        biasbound::top_k_indices(std::span<const TestType>(c.g), c.k);
    const std::vector<std::uint32_t> ours = reference::top_k(c.g, c.k).indices;
    CHECK(std::equal(indices.begin(), indices.end(), ours.begin(), ours.end()));
  }
}

TEST_CASE("flush-to-zero is on where a machine says so", "[kernels]") {
#if defined(__x86_64__)
  volatile float denormal = 1e-40F;
  std::size_t flushing = 0;
  for (Machine& machine : machines()) {
    const bool gone =
        machine.run([&](biasbound::kernels::Workspace&) { return denormal * 2 == 0; });
    CHECK(gone == machine.flushes);
    flushing += machine.flushes ? 1 : 0;
  }
  CHECK(flushing > 0);
#endif
}

TEST_CASE("the check of frequencies tells a bias from chance", "[kernels]") {
  CHECK(plausible(500, 1000, 0.5));
  CHECK(plausible(0, 1000, 1e-3));
  CHECK_FALSE(plausible(700, 1000, 0.5));
  CHECK_FALSE(plausible(0, 1000, 0.1));
  CHECK_FALSE(plausible(1000, 1000, 0.9));
}

TEST_CASE("Philox here gives the known answers of Random123", "[kernels]") {
  CHECK(philox({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}
