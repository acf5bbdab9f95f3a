// No kernel allocates once its workspace has seen a call of that size. This program's operator new
// counts.
#include <cstdlib>
#include <new>

#include "catch.hpp"
#include "families.hpp"
#include "hostile.hpp"

using namespace kernel_tests;

namespace {

void* counted(std::size_t size, std::size_t alignment) {
  ++allocations;
  // aligned_alloc wants a multiple of the alignment.
  void* const memory = std::aligned_alloc(alignment, (size / alignment + 1) * alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return counted(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(size, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return counted(size, alignof(std::max_align_t));
}
// Inlined, GCC 12 takes them for a mismatch of new and free.
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

TEST_CASE("the counter counts", "[kernels]") {
  std::uint64_t total = 0;
  {
    const AllocationCount count(total);
    const std::vector<int> one(3);
    CHECK(one.size() == 3);
  }
  CHECK(total >= 1);
}

TEMPLATE_TEST_CASE("a warm workspace allocates nothing", "[kernels]", float, double) {
  using T = TestType;
  for (const Family<T>& family : families<T>())
    for (const std::size_t d : {std::size_t{100}, std::size_t{20'032}, std::size_t{70'001}}) {
      const Kind kinds[] = {Kind::gaussian, Kind::gaussian,  Kind::equal,      Kind::mostly_zero,
                            Kind::nans,     Kind::ascending, Kind::descending, Kind::heavy_tailed};
      bool warm = false;
      unsigned shift = 3;
      for (const Kind kind : kinds) {
        Case<T> c = make_case<T>(kind, d, d);
        c.k = d / 7;
        c.shift = shift;
        shift = (shift + at_end - 2) % at_end;
        const Record expected = family.expected(c);
        for (Machine& machine : machines()) {
          machine.allocated = 0;
          Comparison same(expected);
          family.run(machine, c, same);
          INFO(family.name << ", " << machine.name << ", " << c.name << ": " << same.fault());
          CHECK(same.fault().empty());
          if (warm) CHECK(machine.allocated == 0);
        }
        warm = true;
      }
    }
}

TEMPLATE_TEST_CASE("a warm workspace allocates nothing where top-k's sample is wrong", "[kernels]",
                   float, double) {
  using T = TestType;
  constexpr std::size_t d = 70'001;
  constexpr std::size_t k = 3000;
  const Family<T> family = top_k<T>();
  const Case<T> usual = hostile_case<T>(
      std::vector<bool>(d), k, [](Bits& bits) { return bits.normal(); },
      [](Bits& bits) { return bits.normal(); });
  const Case<T> hostile = hostile_case<T>(
      sampled_places<T>(d, k, first_samples(1)), k, [](Bits&) { return 9; },
      [](Bits& bits) { return bits.normal(); });
  for (const Case<T>* c : {&usual, &hostile}) {
    const Record expected = family.expected(*c);
    for (Machine& machine : machines()) {
      machine.allocated = 0;
      Comparison same(expected);
      family.run(machine, *c, same);
      INFO(machine.name << same.fault());
      if (c == &hostile) CHECK(machine.allocated == 0);
    }
  }
}
