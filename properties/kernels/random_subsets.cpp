// The law of rand-k, and the words that it draws with.
#include <map>

#include "biasbound/kernels/rand_k.hpp"
#include "catch.hpp"
#include "frequencies.hpp"

using namespace kernel_tests;
using namespace biasbound::kernels;
using biasbound::Stream;

namespace {

double choose(std::size_t d, std::size_t k) {
  double cells = 1;
  for (std::size_t i = 0; i < k; ++i)
    cells = cells * static_cast<double>(d - i) / static_cast<double>(i + 1);
  return cells;
}

/// N draws of k of d: the chi-square statistic of the subsets' counts against the uniform law.
template <class Draw>
double chi_square(std::size_t d, std::size_t k, std::size_t n, const Draw& draw) {
  std::map<std::vector<std::uint32_t>, std::size_t> counts;
  std::vector<std::uint32_t> indices(k);
  for (std::size_t i = 0; i < n; ++i) {
    draw(std::span(indices));
    ++counts[indices];
  }
  const double cells = choose(d, k);
  const double expected = static_cast<double>(n) / cells;
  double statistic = (cells - static_cast<double>(counts.size())) * expected;
  for (const auto& [subset, count] : counts) {
    const double off = static_cast<double>(count) - expected;
    statistic += off * off / expected;
  }
  return statistic;
}

/// P(chi-square of f degrees of freedom > this) <= false_alarm (Laurent and Massart 2000, Lemma 1).
double quantile(double f) {
  const double t = std::log(1 / false_alarm);
  return f + 2 * std::sqrt(f * t) + 2 * t;
}

}  // namespace

TEST_CASE("rand-k draws each subset equally often", "[kernels]") {
  constexpr std::size_t n = 30'000;
  for_each_set([&](Machine& machine) {
    INFO(machine.name);
    Workspace& workspace = machine.workspace;
    for (const auto& size : {std::pair{5U, 1U}, {6U, 3U}, {8U, 2U}, {7U, 5U}, {9U, 8U}}) {
      const std::size_t d = size.first;
      const std::size_t k = size.second;
      Stream stream({.seed = 100 * d + k});
      const double statistic = chi_square(d, k, n, [&](std::span<std::uint32_t> indices) {
        subset(d, stream, indices, workspace);
      });
      INFO("d = " << d << ", k = " << k);
      CHECK(statistic < quantile(choose(d, k) - 1));
    }
  });
}

TEST_CASE("the chi-square test finds a biased subset", "[kernels]") {
  // Four bits modulo 6: 0 to 3 come three times where 4 and 5 come twice.
  Stream stream({.seed = 3});
  const double statistic = chi_square(6, 3, 30'000, [&](std::span<std::uint32_t> indices) {
    std::vector<bool> drawn(6);
    for (std::size_t left = indices.size(); left > 0;) {
      const std::uint32_t i = stream.bits32() % 16 % 6;
      if (drawn[i]) continue;
      drawn[i] = true;
      --left;
    }
    std::size_t j = 0;
    for (std::uint32_t i = 0; i < 6; ++i)
      if (drawn[i]) indices[j++] = i;
  });
  CHECK(statistic > quantile(19));
}

TEST_CASE("rand-k draws with the words of its stream in order", "[kernels]") {
  // d is a power of two: an index is the top bits of a word.
  for_each_set([&](Machine& machine) {
    INFO(machine.name);
    Workspace& workspace = machine.workspace;
    Stream stream({.seed = 5, .point = 1, .draw = 2});
    const Stream start = stream;
    for (std::uint64_t word = 0; word < 64; ++word) {
      std::uint32_t index = 0;
      subset(1 << 16, stream, std::span(&index, 1), workspace);
      CHECK(index == block_of(start, word / 4)[word % 4] >> 16);
      CHECK(stream.position() == word + 1);
    }
  });
}
