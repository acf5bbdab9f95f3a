// What the compression kernels run on: an instruction set, threads, and memory that they reuse.
//
// Every kernel gives the same bits on every instruction set, for every number of threads and at
// every alignment. No kernel allocates once its workspace is warm (has seen a call of that size),
// and none throws after its sizes are checked, which is the first thing it does.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace biasbound::kernels {

template <class T>
concept Real = std::same_as<T, float> || std::same_as<T, double>;

/// avx512: F, BW, DQ, VL and VBMI2, as of Ice Lake and Zen 4. Processors with less of it get avx2.
enum class InstructionSet : std::uint8_t { portable, avx2, avx512 };

/// "portable", "avx2", "avx512"
std::string_view to_text(InstructionSet set);
/// The instruction set of that name. Throws InvalidInput on any other text.
InstructionSet instruction_set(std::string_view name);

/// The instruction sets that this build has and this processor runs, slowest first. Never empty.
const std::vector<InstructionSet>& instruction_sets();

/// The environment variable BIASBOUND_INSTRUCTION_SET where it is set, else the last of
/// instruction_sets(). Throws InvalidInput where the variable names none of them.
InstructionSet default_instruction_set();

struct Settings {
  std::optional<InstructionSet> instruction_set = {};  ///< none: default_instruction_set()
  unsigned threads = 1;                                ///< 1 to 256, the caller's thread included
  /// Where top-k samples to guess its threshold: 0 for places that differ from run to run, so that
  /// no input is slow by design. No result depends on it.
  std::uint64_t sampling_seed = 0;
};

/// Not to be used by two threads at a time. Movable.
class Workspace {
 public:
  /// Throws InvalidInput where this machine does not run the instruction set, or on no threads.
  explicit Workspace(const Settings& settings = {});
  ~Workspace();
  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;

  [[nodiscard]] InstructionSet instruction_set() const;
  [[nodiscard]] unsigned threads() const;

  struct State;  ///< the library's own
  explicit Workspace(std::unique_ptr<State> state);
  [[nodiscard]] State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

/// One workspace with default settings for each thread, made at its first use.
Workspace& thread_workspace();

}  // namespace biasbound::kernels
