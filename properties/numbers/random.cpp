// The bits: Philox4x32-10 against its published known answers, the derivation of a stream from its
// address, golden values that pin every distribution to the same bits on every machine, and the
// independence of neighbouring addresses.
#include "biasbound/random.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <set>

#include "biasbound/scalar.hpp"
#include "catch.hpp"

using namespace biasbound;

namespace {

using Words = std::array<std::uint32_t, 4>;

/// Philox4x32-10 from its definition (Salmon et al. 2011, section 3.3).
Words philox(Words c, std::array<std::uint32_t, 2> k) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xd2511f53} * c[0];
    const std::uint64_t b = std::uint64_t{0xcd9e8d57} * c[2];
    c = {static_cast<std::uint32_t>(b >> 32) ^ c[1] ^ k[0], static_cast<std::uint32_t>(b),
         static_cast<std::uint32_t>(a >> 32) ^ c[3] ^ k[1], static_cast<std::uint32_t>(a)};
    k = {k[0] + 0x9e3779b9u, k[1] + 0xbb67ae85u};
  }
  return c;
}

/// Block i of the stream at an address, as random.hpp documents it.
Words documented_block(const StreamAddress& address, std::uint32_t i) {
  const auto low = [](std::uint64_t bits) { return static_cast<std::uint32_t>(bits); };
  const auto high = [](std::uint64_t bits) { return static_cast<std::uint32_t>(bits >> 32); };
  const Words derived = philox(
      {low(address.point), high(address.point), static_cast<std::uint32_t>(address.purpose), 0},
      {low(address.seed), high(address.seed)});
  return philox({i, low(address.draw), high(address.draw), derived[2]}, {derived[0], derived[1]});
}

StreamAddress any_address() {
  return {*rc::gen::arbitrary<std::uint64_t>(),
          static_cast<Purpose>(*rc::gen::inRange<std::uint32_t>(0, 7)),
          *rc::gen::arbitrary<std::uint64_t>(), *rc::gen::arbitrary<std::uint64_t>()};
}

constexpr StreamAddress golden{1, Purpose::user, 2, 3};

template <class Draw>
std::vector<std::string> first_draws(const Draw& draw) {
  Stream stream(golden);
  std::vector<std::string> result;
  for (int i = 0; i < 4; ++i) result.push_back(to_hex(draw(stream)));
  return result;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("Philox4x32-10 gives the known answers of Random123", "[numbers]") {
  CHECK(philox({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a stream is Philox of its address as documented", "[numbers]") {
  CHECK(rc::check([] {
    const StreamAddress address = any_address();
    Stream words(address);
    Stream pairs(address);
    for (std::uint32_t block = 0; block < 3; ++block) {
      const Words expected = documented_block(address, block);
      for (const std::uint32_t word : expected) RC_ASSERT(words.bits32() == word);
      for (std::size_t i = 0; i < 4; i += 2)
        RC_ASSERT(pairs.bits64() == (std::uint64_t{expected[i + 1]} << 32 | expected[i]));
    }
  }));
}

TEST_CASE("golden values pin every distribution bit for bit", "[numbers]") {
  CHECK(first_draws(uniform) == Texts{"0x1.e10a94242a4f4p-3", "0x1.dd78ae61d65ccp-2",
                                      "0x1.6aa25198e7298p-1", "0x1.efd88c047d92p-1"});
  CHECK(first_draws(normal) == Texts{"-0x1.721a7d356eaf6p-1", "-0x1.5a9d55e566675p-4",
                                     "0x1.18bf977701d5dp-1", "0x1.dbc4d35fbba61p+0"});
  CHECK(first_draws(rademacher) == Texts{"0x1p+0", "-0x1p+0", "-0x1p+0", "-0x1p+0"});
  CHECK(first_draws([](Stream& stream) { return student_t(stream, 2.2); }) ==
        Texts{"-0x1.12723a61562a2p+1", "0x1.1cbf65fa90bp-1", "-0x1.d54a6a516306p+0",
              "0x1.7c09c035bccf3p+0"});
  CHECK(first_draws([](Stream& stream) { return student_t(stream, 1e6); }) ==
        Texts{"-0x1.91fdcc626a8b5p+0", "0x1.12fad6839a523p-1", "-0x1.5a7ab35fb7271p+0",
              "0x1.18a6ae6c70d0cp+0"});

  Stream stream(golden);
  std::vector<std::uint64_t> below;
  for (const std::uint64_t n : {std::uint64_t{10}, std::uint64_t{1} << 32, std::uint64_t{3} << 62})
    below.push_back(uniform_below(stream, n));
  CHECK(below == std::vector<std::uint64_t>{5, 1'972'844'413, 7'021'662'556'182'885'505});
  CHECK(k_subset(stream, 20, 4) == std::vector<std::size_t>{5, 11, 12, 19});
  CHECK(k_subset(stream, 10, 8) == std::vector<std::size_t>{0, 1, 2, 3, 4, 7, 8, 9});
  CHECK(k_subset(stream, 1'000'000'000'000, 3) ==
        std::vector<std::size_t>{690'335'490'436, 787'602'917'883, 947'914'126'440});
  CHECK(hash(golden) == 0x8c7641ab1f6907bd);
}

TEST_CASE("the tails of the normal law are pinned too", "[numbers]") {
  // Sums over many draws see every branch of the quantile function.
  Stream stream(golden);
  double sum = 0;
  double sum_of_cubes = 0;
  double largest = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double z = normal(stream);
    sum += z;
    sum_of_cubes += z * z * z;
    largest = std::max(largest, std::abs(z));
  }
  CHECK(to_hex(sum) == "0x1.00b3fd1d5b3bbp+9");
  CHECK(to_hex(sum_of_cubes) == "0x1.a9e5db204b3c8p+10");
  CHECK(to_hex(largest) == "0x1.1bfccc7f1512ap+2");
}

TEST_CASE("streams and hashes of different addresses share nothing", "[numbers]") {
  std::set<std::pair<std::uint64_t, std::uint64_t>> starts;
  std::set<std::uint64_t> hashes;
  std::size_t addresses = 0;
  for (std::uint64_t seed = 0; seed < 6; ++seed)
    for (std::uint32_t purpose = 0; purpose < 6; ++purpose)
      for (std::uint64_t point = 0; point < 6; ++point)
        for (std::uint64_t draw = 0; draw < 6; ++draw, ++addresses) {
          const StreamAddress address{seed, static_cast<Purpose>(purpose), point, draw};
          Stream stream(address);
          const std::uint64_t first = stream.bits64();
          starts.emplace(first, stream.bits64());
          hashes.insert(hash(address));
          hashes.insert(first);
        }
  CHECK(starts.size() == addresses);
  CHECK(hashes.size() == 2 * addresses);
}

TEST_CASE("every part of an address changes half of the bits", "[numbers]") {
  // Changed bits are Binomial(n, 1/2) for independent streams. Hoeffding: a deviation beyond
  // sqrt(n log(2 / a) / 2) has probability at most a; a = 1e-11, 8 comparisons, below 1e-10 in all.
  constexpr int addresses = 4000;
  constexpr double n = 64.0 * addresses;
  const double limit = std::sqrt(n * std::log(2 / 1e-11) / 2);
  const auto changed = [](StreamAddress (*neighbour)(StreamAddress), bool hashed) {
    double bits = 0;
    for (std::uint64_t i = 0; i < addresses; ++i) {
      const StreamAddress address{i % 10, Purpose::user, i / 10 % 20, i / 200};
      const auto word = [hashed](const StreamAddress& at) {
        return hashed ? hash(at) : Stream(at).bits64();
      };
      bits += std::popcount(word(address) ^ word(neighbour(address)));
    }
    return bits;
  };
  for (const bool hashed : {false, true}) {
    CAPTURE(hashed);
    for (const auto neighbour : {+[](StreamAddress a) { return ++a.seed, a; },
                                 +[](StreamAddress a) { return ++a.point, a; },
                                 +[](StreamAddress a) { return ++a.draw, a; },
                                 +[](StreamAddress a) { return a.purpose = Purpose::confirm, a; }})
      CHECK(std::abs(changed(neighbour, hashed) - n / 2) <= limit);
    // Negative control: the address itself.
    CHECK(std::abs(changed(
                       +[](StreamAddress a) { return a; }, hashed) -
                   n / 2) > limit);
  }
}

TEST_CASE("subsets are ascending and of the size asked for", "[numbers]") {
  CHECK(rc::check([] {
    Stream stream(any_address());
    const auto d = *rc::gen::inRange<std::size_t>(0, 2000);
    const auto k = *rc::gen::inRange<std::size_t>(0, d + 1);
    const std::vector<std::size_t> subset = k_subset(stream, d, k);
    RC_ASSERT(subset.size() == k);
    for (std::size_t i = 1; i < k; ++i) RC_ASSERT(subset[i - 1] < subset[i]);
    if (k > 0) RC_ASSERT(subset.back() < d);
  }));
}

TEST_CASE("arguments without a distribution are refused", "[numbers]") {
  Stream stream(golden);
  CHECK_THROWS_AS(uniform_below(stream, 0), InvalidInput);
  CHECK_THROWS_AS(k_subset(stream, 3, 4), InvalidInput);
  for (const double nu : {0.0, -1.0, std::nan(""), HUGE_VAL})
    CHECK_THROWS_AS(student_t(stream, nu), InvalidInput);
  CHECK(uniform_below(stream, 1) == 0);
}
