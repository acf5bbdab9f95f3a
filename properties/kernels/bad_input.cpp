// Sizes and numbers that cannot be meant: InvalidInput with one line, before anything is written.
#include <biasbound/error.hpp>
#include <biasbound/kernels.hpp>
#include <cstdlib>
#include <functional>
#include <numeric>

#include "catch.hpp"
#include "families.hpp"

using namespace kernel_tests;
using namespace biasbound::kernels;
using biasbound::InvalidInput;
using biasbound::Stream;
using Catch::Matchers::Contains;

namespace {

/// Arrays of d = 10 entries and one of 9, all filled with a pattern.
template <class T>
struct Arrays {
  static constexpr std::size_t d = 10;
  std::vector<T> g = std::vector<T>(d, T(3));
  std::vector<T> memory = g, x = g, out = g, values = g, shorter = std::vector<T>(d - 1, T(3));
  std::vector<std::uint32_t> indices = std::vector<std::uint32_t>(d, 1);
  std::vector<std::uint8_t> signs = std::vector<std::uint8_t>(2, 0x5a);
  std::vector<std::int8_t> levels = std::vector<std::int8_t>(d, 1);
  std::vector<std::int32_t> wide = std::vector<std::int32_t>(d, 1);
  std::vector<std::uint16_t> codes = std::vector<std::uint16_t>(d, 1);
  Stream stream{{.seed = 1}};

  [[nodiscard]] std::span<const T> in() const { return g; }
  [[nodiscard]] std::span<const T> short_in() const { return shorter; }
  std::span<std::uint32_t> some(std::size_t n) { return std::span(indices).first(n); }
  std::span<T> some_values(std::size_t n) { return std::span(values).first(n); }
  [[nodiscard]] bool untouched() const {
    const Arrays fresh;
    return g == fresh.g && memory == fresh.memory && x == fresh.x && out == fresh.out &&
           values == fresh.values && shorter == fresh.shorter && indices == fresh.indices &&
           signs == fresh.signs && levels == fresh.levels && wide == fresh.wide &&
           codes == fresh.codes && stream.position() == 0;
  }
};

template <class T>
struct BadCall {
  std::function<void(Arrays<T>&, Workspace&)> call;
  std::vector<std::string> names;  ///< what the message names
};

template <class T>
void check(const std::vector<BadCall<T>>& calls) {
  std::size_t number = 0;
  for (const BadCall<T>& bad : calls)
    for (Machine& machine : machines()) {
      if (machine.flushes) continue;
      Arrays<T> arrays;
      std::string message;
      try {
        bad.call(arrays, machine.workspace);
      } catch (const InvalidInput& error) {
        message = error.what();
      }
      INFO("call " << number++ / machines().size() << " (" << bad.names[0] << ", "
                   << bad.names.back() << "): '" << message << "'");
      REQUIRE_FALSE(message.empty());
      CHECK(message.find('\n') == std::string::npos);
      for (const std::string& name : bad.names) CHECK_THAT(message, Contains(name));
      CHECK(arrays.untouched());
    }
}

template <class T>
std::vector<BadCall<T>> top_k_calls() {
  using A = Arrays<T>;
  using W = Workspace;
  return {
      {[](A& a, W& w) { top_k(a.in(), a.some(3), a.some_values(2), w); },
       {"top_k", "values", "2", "3"}},
      {[](A& a, W& w) { top_k(a.short_in(), a.some(10), a.some_values(10), w); },
       {"top_k", "k", "10", "9"}},
      {[](A& a, W& w) { top_k_dense(a.in(), 3, std::span(a.shorter), w); },
       {"top_k_dense", "out", "9", "10"}},
      {[](A& a, W& w) { top_k_dense(a.in(), 11, std::span(a.out), w); },
       {"top_k_dense", "k", "11", "10"}},
      {[](A& a, W& w) { top_k_step(T(1), a.in(), 3, std::span(a.shorter), w); },
       {"top_k_step", "x", "9", "10"}},
      {[](A& a, W& w) { top_k_step(T(1), a.in(), 11, std::span(a.x), w); },
       {"top_k_step", "k", "11", "10"}},
      {[](A& a, W& w) {
         top_k_error_feedback(T(1), a.in(), std::span(a.shorter), std::span(a.x), a.some(3),
                              a.some_values(3), w);
       },
       {"top_k_error_feedback", "memory", "9", "10"}},
      {[](A& a, W& w) {
         top_k_error_feedback(T(1), a.in(), std::span(a.memory), std::span(a.shorter), a.some(3),
                              a.some_values(3), w);
       },
       {"top_k_error_feedback", "x", "9", "10"}},
      {[](A& a, W& w) {
         top_k_error_feedback(T(1), a.in(), std::span(a.memory), std::span(a.x), a.some(3),
                              a.some_values(4), w);
       },
       {"top_k_error_feedback", "values", "4", "3"}},
      {[](A& a, W& w) {
         top_k_error_feedback(T(1), a.short_in(), std::span(a.shorter), std::span(a.shorter),
                              a.some(10), a.some_values(10), w);
       },
       {"top_k_error_feedback", "k", "10", "9"}},
  };
}

template <class T>
std::vector<BadCall<T>> rand_k_calls() {
  using A = Arrays<T>;
  using W = Workspace;
  return {
      {[](A& a, W& w) { subset(9, a.stream, a.some(10), w); }, {"subset", "k", "10", "9"}},
      {[](A& a, W& w) { subset(std::size_t{1} << 32, a.stream, a.some(1), w); },
       {"subset", "d", "4294967296"}},
      {[](A& a, W& w) { rand_k(a.in(), T(1), a.stream, a.some(3), a.some_values(2), w); },
       {"rand_k", "values", "2", "3"}},
      {[](A& a, W& w) { rand_k(a.short_in(), T(1), a.stream, a.some(10), a.some_values(10), w); },
       {"rand_k", "k", "10", "9"}},
      {[](A& a, W& w) { rand_k_dense(a.in(), 3, T(1), a.stream, std::span(a.shorter), w); },
       {"rand_k_dense", "out", "9", "10"}},
      {[](A& a, W& w) { rand_k_dense(a.in(), 11, T(1), a.stream, std::span(a.out), w); },
       {"rand_k_dense", "k", "11", "10"}},
      {[](A& a, W& w) { rand_k_step(T(1), a.in(), 3, T(1), a.stream, std::span(a.shorter), w); },
       {"rand_k_step", "x", "9", "10"}},
      {[](A& a, W& w) { rand_k_step(T(1), a.in(), 11, T(1), a.stream, std::span(a.x), w); },
       {"rand_k_step", "k", "11", "10"}},
      {[](A& a, W& w) {
         rand_k_error_feedback(T(1), a.in(), T(1), a.stream, std::span(a.shorter), std::span(a.x),
                               a.some(3), a.some_values(3), w);
       },
       {"rand_k_error_feedback", "memory", "9", "10"}},
      {[](A& a, W& w) {
         rand_k_error_feedback(T(1), a.in(), T(1), a.stream, std::span(a.memory),
                               std::span(a.shorter), a.some(3), a.some_values(3), w);
       },
       {"rand_k_error_feedback", "x", "9", "10"}},
      {[](A& a, W& w) {
         rand_k_error_feedback(T(1), a.in(), T(1), a.stream, std::span(a.memory), std::span(a.x),
                               a.some(3), a.some_values(4), w);
       },
       {"rand_k_error_feedback", "values", "4", "3"}},
      {[](A& a, W& w) {
         rand_k_error_feedback(T(1), a.short_in(), T(1), a.stream, std::span(a.shorter),
                               std::span(a.shorter), a.some(10), a.some_values(10), w);
       },
       {"rand_k_error_feedback", "k", "10", "9"}},
  };
}

template <class T>
std::vector<BadCall<T>> pairs_calls() {
  using A = Arrays<T>;
  using W = Workspace;
  // The last index is out of range, or not above the one before it.
  const auto refused = [](std::initializer_list<std::uint32_t> some, bool step) {
    const std::vector<std::uint32_t> indices = some;
    return [=](A& a, W& w) {
      const std::span<const std::uint32_t> view(indices);
      if (step)
        scatter_step(T(1), view, a.in().first(view.size()), std::span(a.x), w);
      else
        scatter(view, a.in().first(view.size()), std::span(a.out), w);
    };
  };
  // Among so many that they are compared a vector at a time: the index after i is `wrong`.
  const auto long_refused = [](std::size_t i, std::uint32_t wrong) {
    return [=](A& a, W& w) {
      std::vector<std::uint32_t> indices(100);
      std::iota(indices.begin(), indices.end(), 0U);
      indices[i + 1] = wrong;
      const std::vector<T> values(indices.size());
      scatter(std::span<const std::uint32_t>(indices), std::span<const T>(values), std::span(a.out),
              w);
    };
  };
  return {
      {[](A& a, W& w) {
         scatter(std::span<const std::uint32_t>(a.some(3)), a.in().first(2), std::span(a.out), w);
       },
       {"scatter", "values", "2", "3"}},
      {[](A& a, W& w) {
         scatter_step(T(1), std::span<const std::uint32_t>(a.some(3)), a.in().first(2),
                      std::span(a.x), w);
       },
       {"scatter_step", "values", "2", "3"}},
      {refused({0, 1, 10}, false), {"scatter", "10"}},
      {refused({0, 1, 2, 3, 4, 5, 6, 7, 8, 0xffff'ffff}, true), {"scatter_step", "4294967295"}},
      {refused({0x8000'0000}, true), {"scatter_step", "2147483648"}},
      {refused({0, 1, 3, 2}, false), {"scatter", "ascend"}},
      {refused({0, 1, 2, 3, 4, 5, 6, 7, 9, 9}, true), {"scatter_step", "ascend"}},
      {long_refused(5, 5), {"scatter", "ascend"}},
      {long_refused(70, 69), {"scatter", "ascend"}},
  };
}

template <class T>
std::vector<BadCall<T>> sign_calls() {
  using A = Arrays<T>;
  using W = Workspace;
  return {
      {[](A& a, W& w) { sign_pack(a.in(), std::span(a.signs).first(1), w); },
       {"sign_pack", "signs", "1", "2"}},
      {[](A& a, W& w) { scaled_sign_pack(a.in(), std::span(a.signs).first(1), w); },
       {"scaled_sign_pack", "signs", "1", "2"}},
      {[](A& a, W& w) {
         sign_unpack(std::span<const std::uint8_t>(a.signs).first(1), T(1), std::span(a.out), w);
       },
       {"sign_unpack", "signs", "1", "2"}},
      {[](A& a, W& w) { sign_dense(a.in(), std::span(a.shorter), w); },
       {"sign_dense", "out", "9", "10"}},
      {[](A& a, W& w) { scaled_sign_dense(a.in(), std::span(a.shorter), w); },
       {"scaled_sign_dense", "out", "9", "10"}},
      {[](A& a, W& w) { sign_step(T(1), a.in(), std::span(a.shorter), w); },
       {"sign_step", "x", "9", "10"}},
      {[](A& a, W& w) { scaled_sign_step(T(1), a.in(), std::span(a.shorter), w); },
       {"scaled_sign_step", "x", "9", "10"}},
      {[](A& a, W& w) {
         sign_error_feedback(T(1), a.in(), std::span(a.shorter), std::span(a.x), std::span(a.signs),
                             w);
       },
       {"sign_error_feedback", "memory", "9", "10"}},
      {[](A& a, W& w) {
         sign_error_feedback(T(1), a.in(), std::span(a.memory), std::span(a.shorter),
                             std::span(a.signs), w);
       },
       {"sign_error_feedback", "x", "9", "10"}},
      {[](A& a, W& w) {
         sign_error_feedback(T(1), a.in(), std::span(a.memory), std::span(a.x),
                             std::span(a.signs).first(1), w);
       },
       {"sign_error_feedback", "signs", "1", "2"}},
      {[](A& a, W& w) {
         scaled_sign_error_feedback(T(1), a.in(), std::span(a.shorter), std::span(a.x),
                                    std::span(a.signs), w);
       },
       {"scaled_sign_error_feedback", "memory", "9", "10"}},
      {[](A& a, W& w) {
         scaled_sign_error_feedback(T(1), a.in(), std::span(a.memory), std::span(a.shorter),
                                    std::span(a.signs), w);
       },
       {"scaled_sign_error_feedback", "x", "9", "10"}},
      {[](A& a, W& w) {
         scaled_sign_error_feedback(T(1), a.in(), std::span(a.memory), std::span(a.x),
                                    std::span(a.signs).first(1), w);
       },
       {"scaled_sign_error_feedback", "signs", "1", "2"}},
  };
}
template <class T>
std::vector<BadCall<T>> natural_calls() {
  using A = Arrays<T>;
  using W = Workspace;
  const auto unpack = [](std::size_t at, std::uint16_t code) {
    return [=](A& a, W& w) {
      std::vector<std::uint16_t> codes(A::d, 1);
      codes[at] = code;
      natural_unpack(std::span<const std::uint16_t>(codes), std::span(a.out), w);
    };
  };
  // 277 powers of two, the largest, infinity and NaN for float; 2,098 for double.
  constexpr std::uint16_t first_unused = sizeof(T) == 4 ? 281 : 2102;
  return {
      {[](A& a, W& w) { natural_pack(a.in(), a.stream, std::span(a.codes).first(9), w); },
       {"natural_pack", "codes", "9", "10"}},
      {[](A& a, W& w) {
         natural_unpack(std::span<const std::uint16_t>(a.codes), std::span(a.shorter), w);
       },
       {"natural_unpack", "9", "10"}},
      {unpack(0, first_unused), {"natural", std::to_string(first_unused)}},
      {unpack(9, first_unused), {"natural", std::to_string(first_unused)}},
      {unpack(7, 0xffff), {"natural", "32767"}},
      {[](A& a, W& w) { natural_dense(a.in(), a.stream, std::span(a.shorter), w); },
       {"natural_dense", "out", "9", "10"}},
      {[](A& a, W& w) { natural_step(T(1), a.in(), a.stream, std::span(a.shorter), w); },
       {"natural_step", "x", "9", "10"}},
      {[](A& a, W& w) {
         natural_error_feedback(T(1), a.in(), a.stream, std::span(a.shorter), std::span(a.x),
                                std::span(a.codes), w);
       },
       {"natural_error_feedback", "memory", "9", "10"}},
      {[](A& a, W& w) {
         natural_error_feedback(T(1), a.in(), a.stream, std::span(a.memory), std::span(a.shorter),
                                std::span(a.codes), w);
       },
       {"natural_error_feedback", "x", "9", "10"}},
      {[](A& a, W& w) {
         natural_error_feedback(T(1), a.in(), a.stream, std::span(a.memory), std::span(a.x),
                                std::span(a.codes).first(9), w);
       },
       {"natural_error_feedback", "codes", "9", "10"}},
  };
}

template <class T>
std::vector<BadCall<T>> qsgd_calls() {
  using A = Arrays<T>;
  using W = Workspace;
  std::vector<BadCall<T>> calls = {
      {[](A& a, W& w) { qsgd_pack(a.in(), 4, a.stream, std::span(a.levels).first(9), w); },
       {"qsgd_pack", "levels", "9", "10"}},
      {[](A& a, W& w) {
         qsgd_unpack(std::span<const std::int8_t>(a.levels), {1, 0}, 4, std::span(a.shorter), w);
       },
       {"qsgd_unpack", "9", "10"}},
      {[](A& a, W& w) { qsgd_dense(a.in(), 4, a.stream, std::span(a.shorter), w); },
       {"qsgd_dense", "out", "9", "10"}},
      {[](A& a, W& w) { qsgd_step(T(1), a.in(), 4, a.stream, std::span(a.shorter), w); },
       {"qsgd_step", "x", "9", "10"}},
      {[](A& a, W& w) {
         qsgd_error_feedback(T(1), a.in(), 4, a.stream, std::span(a.shorter), std::span(a.x),
                             std::span(a.levels), w);
       },
       {"qsgd_error_feedback", "memory", "9", "10"}},
      {[](A& a, W& w) {
         qsgd_error_feedback(T(1), a.in(), 4, a.stream, std::span(a.memory), std::span(a.shorter),
                             std::span(a.levels), w);
       },
       {"qsgd_error_feedback", "x", "9", "10"}},
      {[](A& a, W& w) {
         qsgd_error_feedback(T(1), a.in(), 4, a.stream, std::span(a.memory), std::span(a.x),
                             std::span(a.levels).first(9), w);
       },
       {"qsgd_error_feedback", "levels", "9", "10"}},
  };
  for (const std::uint32_t s : {0U, 128U, 0xffff'ffffU}) {
    const std::string text = std::to_string(s);
    calls.push_back({[s](A& a, W& w) { qsgd_pack(a.in(), s, a.stream, std::span(a.levels), w); },
                     {"qsgd_pack", "s", text}});
    calls.push_back(
        {[s](A& a, W& w) {
           qsgd_unpack(std::span<const std::int8_t>(a.levels), {1, 0}, s, std::span(a.out), w);
         },
         {"qsgd_unpack", "s", text}});
    calls.push_back({[s](A& a, W& w) {
                       qsgd_error_feedback(T(1), a.in(), s, a.stream, std::span(a.memory),
                                           std::span(a.x), std::span(a.levels), w);
                     },
                     {"qsgd_error_feedback", "s", text}});
  }
  for (const std::uint32_t s : {0U, (1U << 20) + 1}) {
    const std::string text = std::to_string(s);
    calls.push_back({[s](A& a, W& w) { qsgd_pack(a.in(), s, a.stream, std::span(a.wide), w); },
                     {"qsgd_pack", "s", text}});
    calls.push_back(
        {[s](A& a, W& w) {
           qsgd_unpack(std::span<const std::int32_t>(a.wide), {1, 0}, s, std::span(a.out), w);
         },
         {"qsgd_unpack", "s", text}});
    calls.push_back({[s](A& a, W& w) { qsgd_dense(a.in(), s, a.stream, std::span(a.out), w); },
                     {"qsgd_dense", "s", text}});
    calls.push_back({[s](A& a, W& w) { qsgd_step(T(1), a.in(), s, a.stream, std::span(a.x), w); },
                     {"qsgd_step", "s", text}});
  }
  return calls;
}

}  // namespace

TEMPLATE_TEST_CASE("sizes that do not match are refused before anything is written", "[kernels]",
                   float, double) {
  check(top_k_calls<TestType>());
  check(pairs_calls<TestType>());
  check(sign_calls<TestType>());
  check(natural_calls<TestType>());
  check(rand_k_calls<TestType>());
  check(qsgd_calls<TestType>());
}

TEST_CASE("a workspace refuses what this machine does not run", "[kernels]") {
  CHECK_THROWS_WITH(Workspace({.threads = 0}), Contains("threads") && Contains("0"));
  CHECK_THROWS_WITH(Workspace({.threads = 257}), Contains("threads") && Contains("257"));
  CHECK_THROWS_AS(Workspace({.threads = 0}), InvalidInput);
  CHECK(Workspace({.threads = 256}).threads() == 256);
  if (instruction_sets().back() != InstructionSet::avx512) {
    CHECK_THROWS_AS(Workspace({.instruction_set = InstructionSet::avx512}), InvalidInput);
    CHECK_THROWS_WITH(Workspace({.instruction_set = InstructionSet::avx512}), Contains("avx512"));
  }
  for (const InstructionSet set : instruction_sets())
    CHECK(Workspace({.instruction_set = set}).instruction_set() == set);
}

TEST_CASE("the names of instruction sets", "[kernels]") {
  for (const InstructionSet set :
       {InstructionSet::portable, InstructionSet::avx2, InstructionSet::avx512})
    CHECK(instruction_set(biasbound::kernels::to_text(set)) == set);
  for (const char* const name : {"", "AVX2", "avx", "avx2 ", "neon"}) {
    CHECK_THROWS_AS(instruction_set(name), InvalidInput);
    CHECK_THROWS_WITH(instruction_set(name), Contains("'" + std::string(name) + "'"));
  }
}

TEST_CASE("BIASBOUND_INSTRUCTION_SET chooses and is checked", "[kernels]") {
  constexpr const char* variable = "BIASBOUND_INSTRUCTION_SET";
  const char* const set_before = std::getenv(variable);
  const std::string before = set_before != nullptr ? set_before : "";
  for (const InstructionSet set : instruction_sets()) {
    setenv(variable, std::string(biasbound::kernels::to_text(set)).c_str(), 1);
    CHECK(Workspace().instruction_set() == set);
  }
  for (const char* const wrong : {"avx1024", "portable,avx2"}) {
    setenv(variable, wrong, 1);
    CHECK_THROWS_AS(Workspace(), InvalidInput);
    CHECK_THROWS_WITH(Workspace(), Contains(variable) && Contains(wrong));
    CHECK(Workspace({.instruction_set = InstructionSet::portable}).instruction_set() ==
          InstructionSet::portable);
  }
  setenv(variable, "", 1);
  CHECK(Workspace().instruction_set() == instruction_sets().back());
  if (set_before != nullptr)
    setenv(variable, before.c_str(), 1);
  else
    unsetenv(variable);
}
