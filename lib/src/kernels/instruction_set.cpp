// What the processor runs, and what the user asks for.
#include <cstdlib>
#include <string>

#include "biasbound/error.hpp"
#include "biasbound/kernels/workspace.hpp"
#include "kernels/simd/look_ahead.hpp"
#ifdef BIASBOUND_X86_64
#include <cpuid.h>
#endif

namespace biasbound::kernels {
namespace {

/// What was measured, from memory: on Zen 5 passes are a fifth faster when they ask 12 KiB ahead;
/// on Intel's servers (those with AMX) by a fifth to a third when they ask 3 KiB ahead and into L2
/// only, into L1 by half of that. Zen 4 takes up to 1.7 times as long when it is asked. Where
/// nobody has measured it, no.
simd::LookAhead best_look_ahead() {
#ifdef BIASBOUND_X86_64
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid(0, &a, &b, &c, &d) == 0) return {0, false};
  const unsigned vendor = b;
  if (vendor == signature_AMD_ebx && __get_cpuid(1, &a, &b, &c, &d) != 0) {
    const unsigned family = ((a >> 8) & 0xf) + ((a >> 20) & 0xff);
    if (family == 0x1a) return {12'288, false};
  }
  constexpr unsigned amx_tile = 1U << 24;
  if (vendor == signature_INTEL_ebx && __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 &&
      (d & amx_tile) != 0)
    return {3072, true};
#endif
  return {0, false};
}

std::vector<InstructionSet> detect() {
  std::vector<InstructionSet> sets = {InstructionSet::portable};
#ifdef BIASBOUND_X86_64
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                    __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
  if (avx2) sets.push_back(InstructionSet::avx2);
  if (avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512vbmi2"))
    sets.push_back(InstructionSet::avx512);
#endif
  return sets;
}

std::string available() {
  std::string names;
  for (const InstructionSet set : instruction_sets()) {
    if (!names.empty()) names += ", ";
    names += to_text(set);
  }
  return names;
}

}  // namespace

const simd::LookAhead simd::looks_ahead = best_look_ahead();

std::string_view to_text(InstructionSet set) {
  switch (set) {
    case InstructionSet::avx2:
      return "avx2";
    case InstructionSet::avx512:
      return "avx512";
    default:
      return "portable";
  }
}

InstructionSet instruction_set(std::string_view name) {
  for (const InstructionSet set :
       {InstructionSet::portable, InstructionSet::avx2, InstructionSet::avx512})
    if (name == to_text(set)) return set;
  std::string message = "instruction set '";
  message.append(name).append("': expected portable, avx2 or avx512");
  throw InvalidInput(message);
}

const std::vector<InstructionSet>& instruction_sets() {
  static const std::vector<InstructionSet> sets = detect();
  return sets;
}

InstructionSet default_instruction_set() {
  const char* name = std::getenv("BIASBOUND_INSTRUCTION_SET");
  if (name == nullptr || *name == '\0') return instruction_sets().back();
  for (const InstructionSet set : instruction_sets())
    if (name == to_text(set)) return set;
  throw InvalidInput("BIASBOUND_INSTRUCTION_SET is '" + std::string(name) +
                     "', this machine runs " + available());
}

}  // namespace biasbound::kernels
