#include "machine.hpp"

#include <algorithm>
#include <cstdio>

#include "kernels/workspace.hpp"

namespace biasbound::kernels {
#ifdef KERNEL_TESTS_EMULATE_AVX512
/// avx512.cpp under SIMDe (emulated/): the same loops, for processors with AVX2.
extern const Table emulated_avx512_table;
#endif
}  // namespace biasbound::kernels

namespace kernel_tests {

std::atomic<std::uint64_t> allocations{0};

namespace {

using namespace biasbound::kernels;

/// Fixed, so that a failure comes back.
constexpr std::uint64_t sampling_seed = 20200817;

void add_machines(std::vector<Machine>& all, InstructionSet set, const Table* emulated) {
  for (const bool flushes : {false, true})
    for (unsigned threads = 1; threads <= (flushes ? 2U : 3U); ++threads) {
      std::string name(to_text(set));
      if (emulated != nullptr) name += " emulated";
      name += threads == 1 ? ", 1 thread" : ", " + std::to_string(threads) + " threads";
      if (flushes) name += ", flush-to-zero";
      // The threads of a workspace take the mode from the one that makes them.
      const FlushToZero mode(flushes);
      Settings settings{.threads = threads, .sampling_seed = sampling_seed};
      if (emulated == nullptr) {
        settings.instruction_set = set;
        all.push_back({std::move(name), set, flushes, Workspace(settings)});
      } else {
        Workspace workspace(std::make_unique<Workspace::State>(set, *emulated, settings));
        all.push_back({std::move(name), set, flushes, std::move(workspace)});
      }
    }
}

std::vector<Machine> all_machines() {
  std::vector<Machine> all;
  const std::vector<InstructionSet>& native = instruction_sets();
  for (const InstructionSet set :
       {InstructionSet::portable, InstructionSet::avx2, InstructionSet::avx512}) {
    if (std::find(native.begin(), native.end(), set) != native.end()) {
      add_machines(all, set, nullptr);
      continue;
    }
#ifdef KERNEL_TESTS_EMULATE_AVX512
    if (set == InstructionSet::avx512 && native.back() == InstructionSet::avx2) {
      add_machines(all, set, &emulated_avx512_table);
      continue;
    }
#endif
    std::printf("kernels: %s is not tested, this machine does not run it\n",
                std::string(to_text(set)).c_str());
  }
  return all;
}

}  // namespace

std::vector<Machine>& machines() {
  static std::vector<Machine> all = all_machines();
  return all;
}

}  // namespace kernel_tests
