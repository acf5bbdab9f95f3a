// What the kernels run on in these tests: every instruction set, one thread or several, and with
// the processor's flush-to-zero modes on.
#pragma once

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "biasbound/kernels/workspace.hpp"

namespace kernel_tests {

/// Denormal operands and results are zero for the processor while this lives (x86 only).
class FlushToZero {
 public:
#if defined(__x86_64__)
  explicit FlushToZero(bool on) : saved_(_mm_getcsr()) {
    if (on) _mm_setcsr(saved_ | 0x8040);
  }
  ~FlushToZero() { _mm_setcsr(saved_); }

 private:
  unsigned saved_;
#else
  explicit FlushToZero(bool /*on*/) {}
#endif
  FlushToZero(const FlushToZero&) = delete;
  FlushToZero& operator=(const FlushToZero&) = delete;
};

/// Calls of operator new in this program, where it counts them (allocations.cpp).
extern std::atomic<std::uint64_t> allocations;

/// Adds the allocations of its lifetime to a total.
class AllocationCount {
 public:
  explicit AllocationCount(std::uint64_t& total) : total_(total), before_(allocations) {}
  ~AllocationCount() { total_ += allocations - before_; }
  AllocationCount(const AllocationCount&) = delete;
  AllocationCount& operator=(const AllocationCount&) = delete;

 private:
  std::uint64_t& total_;
  std::uint64_t before_;
};

struct Machine {
  std::string name;  ///< "avx2, 2 threads"
  biasbound::kernels::InstructionSet set;
  bool flushes;
  biasbound::kernels::Workspace workspace;
  std::uint64_t allocated = 0;  ///< by the kernels that it has run

  template <class Kernel>
  auto run(const Kernel& kernel) {
    const FlushToZero mode(flushes);
    const AllocationCount count(allocated);
    return kernel(workspace);
  }
};

/// Each instruction set of this processor, and AVX-512 emulated where that is built and the
/// processor has none, on 1, 2 and 3 threads, and on 1 and 2 with flush-to-zero. The first is the
/// portable one on one thread. Instruction sets that cannot run are named on stdout, once.
std::vector<Machine>& machines();

}  // namespace kernel_tests
