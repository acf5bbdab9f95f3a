// Inputs that defeat the sample of top-k: what it says of them is wrong, the result is not.

#include "hostile.hpp"
#include "biasbound/kernels/top_k.hpp"
#include "catch.hpp"
#include "families.hpp"
#include "kernels/workspace.hpp"
#include "reference.hpp"

using namespace kernel_tests;

TEMPLATE_TEST_CASE("the sample reads where this file thinks", "[kernels][top_k]", float, double) {
  using T = TestType;
  constexpr std::size_t d = 100'000;
  constexpr std::size_t k = 1000;
  const unsigned threads = GENERATE(1U, 2U, 3U);
  std::vector<T> x(d);
  for (std::size_t i = 0; i < d; ++i) x[i] = static_cast<T>(i + 1);
  const Fenced<T> array(0, std::span<const T>(x), 0);
  biasbound::kernels::Workspace workspace({.threads = threads, .sampling_seed = hostile_seed});
  biasbound::kernels::Workspace::State& state = workspace.state();
  std::vector<std::uint32_t> indices(k);
  std::vector<T> values(k);
  top_k(array.input(), std::span(indices), std::span(values), workspace);
  // What a sample left in its memory are keys of entries that it read, and zeros that filled up a
  // vector.
  const std::size_t room = biasbound::kernels::sample_room_of<T>(d, k, threads);
  for (unsigned thread = 0; thread < threads; ++thread) {
    std::vector<bool> places(d);
    add_places<T>(k, first_samples(threads), thread, places);
    const auto n = static_cast<std::size_t>(std::count(places.begin(), places.end(), true));
    const auto keys = state.sample.reserve<reference::Word<T>>(threads * room);
    std::size_t found = 0;
    for (const reference::Word<T> key : keys.subspan(thread * room, n)) {
      if (key == 0) continue;
      const auto i = static_cast<std::size_t>(std::bit_cast<T>(key)) - 1;
      REQUIRE(i < d);
      CHECK(places[i]);
      ++found;
    }
    CHECK(found > 100);
  }
}

/// Places that mislead one thread, or all, once or twice; and the last of two or three alone, whose
/// bracket then lies apart from the others'.
template <class T>
std::vector<std::vector<bool>> misleading(std::size_t d, std::size_t k) {
  std::vector<std::vector<bool>> all;
  for (const unsigned threads : {1U, 2U, 3U}) {
    std::vector<bool> places = sampled_places<T>(d, k, first_samples(threads));
    all.push_back(places);
    for (unsigned thread = 0; thread < threads; ++thread)
      add_places<T>(k, second_samples(threads), thread, places);
    all.push_back(places);
    if (threads == 1) continue;
    std::vector<bool> of_last(d);
    add_places<T>(k, first_samples(threads), threads - 1, of_last);
    all.push_back(of_last);
  }
  return all;
}

TEMPLATE_TEST_CASE("top-k is its definition where the sample is wrong", "[kernels][top_k]", float,
                   double) {
  using T = TestType;
  const auto small = [](Bits& bits) { return 1e-3 * bits.normal(); };
  const auto large = [](Bits& bits) { return 10 + bits.normal(); };
  const auto equal = [](Bits&) { return 1.0; };
  const auto near_one = [](Bits& bits) { return 1 + 1e-3 * std::fabs(bits.normal()); };
  const auto few = [](Bits& bits) { return bits.below(50) == 0 ? 5.0 : 0.0; };
  const Family<T> family = top_k<T>();
  const auto check = [&](const Case<T>& c) {
    const std::string found = fault(family, c);
    if (!found.empty()) FAIL(found);
  };
  for (const std::size_t d : {8192U, 70'001U})
    for (const std::size_t k : {1U, 3000U})
      for (const std::vector<bool>& places : misleading<T>(d, k)) {
        check(hostile_case<T>(places, k, small, large));
        check(hostile_case<T>(places, k, large, small));
        check(hostile_case<T>(places, k, equal, near_one));
        check(hostile_case<T>(places, k, near_one, equal));
        check(hostile_case<T>(places, k, equal, few));
        check(hostile_case<T>(places, k, few, large));
        // Error feedback samples the memory's lines: at a cache line's begin here.
        Case<T> feedback = hostile_case<T>(places, k, large, small);
        feedback.shift = 12;
        check(feedback);
        feedback = hostile_case<T>(places, k, small, large);
        feedback.shift = 12;
        check(feedback);
      }
}

TEMPLATE_TEST_CASE("dense top-k is its definition where it streams", "[kernels][top_k]", float,
                   double) {
  using T = TestType;
  const std::size_t d = (biasbound::kernels::stream_from_bytes / sizeof(T)) + 77;
  for (const Kind kind : {Kind::gaussian, Kind::few_values}) {
    Case<T> c = make_case<T>(kind, d, 5);
    const Family<T> family = top_k<T>();
    for (const unsigned shift : {3U, at_end}) {
      c.k = d / 50;
      c.shift = shift;
      const Record expected = family.expected(c);
      for (Machine& machine : machines()) {
        if (machine.flushes) continue;
        Comparison same(expected);
        family.run(machine, c, same);
        INFO(machine.name);
        CHECK(same.fault() == "");
      }
    }
  }
}
