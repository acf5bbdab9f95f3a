#include "kernels/workspace.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <random>
#include <string>

#include "biasbound/error.hpp"

namespace biasbound::kernels {
namespace {

constexpr std::align_val_t alignment{64};

const Table& table_of(InstructionSet set) {
  switch (set) {
#ifdef BIASBOUND_X86_64
    case InstructionSet::avx2:
      return avx2_table;
    case InstructionSet::avx512:
      return avx512_table;
#endif
    default:
      return portable_table;
  }
}

InstructionSet runnable(const Settings& settings) {
  if (!settings.instruction_set) return default_instruction_set();
  const auto& sets = instruction_sets();
  if (std::find(sets.begin(), sets.end(), *settings.instruction_set) == sets.end()) {
    std::string message = "instruction set: this machine does not run ";
    message.append(to_text(*settings.instruction_set));
    throw InvalidInput(message);
  }
  return *settings.instruction_set;
}

unsigned checked_threads(unsigned threads) {
  if (threads < 1 || threads > most_threads)
    throw InvalidInput("threads: " + std::to_string(threads) + ", expected 1 to " +
                       std::to_string(most_threads));
  return threads;
}

}  // namespace

void Memory::Free::operator()(std::byte* bytes) const { ::operator delete(bytes, alignment); }

bool Memory::grow(std::size_t bytes) {
  if (bytes <= size_) return false;
  bytes += bytes / 8;  // sizes that differ by a few cache lines, with the input's alignment
  bytes_.reset();
  size_ = 0;
  bytes_.reset(static_cast<std::byte*>(::operator new(bytes, alignment)));
  size_ = bytes;
  return true;
}

void Memory::clear() { std::memset(bytes_.get(), 0, size_); }

Workspace::State::State(InstructionSet set, const Settings& settings)
    : State(set, table_of(set), settings) {}

Workspace::State::State(InstructionSet set, const Table& loops, const Settings& settings)
    : instruction_set(set),
      table(loops),
      pool(checked_threads(settings.threads)),
      sampling_seed(settings.sampling_seed != 0 ? settings.sampling_seed : std::random_device{}()),
      entropy(std::random_device{}()) {}

unsigned Workspace::State::parts_of(std::size_t n) const {
  // Below this a second thread costs more than it saves.
  constexpr std::size_t least = 4 * grain;
  return static_cast<unsigned>(std::clamp<std::size_t>(n / least, 1, pool.threads()));
}

Range Workspace::State::part(std::size_t n, unsigned parts, unsigned index) {
  const std::size_t blocks = (n + grain - 1) / grain;
  const auto edge = [&](unsigned i) { return std::min(n, blocks * i / parts * grain); };
  return {edge(index), edge(index + 1)};
}

Workspace::Workspace(const Settings& settings)
    : state_(std::make_unique<State>(runnable(settings), settings)) {}
Workspace::Workspace(std::unique_ptr<State> state) : state_(std::move(state)) {}
Workspace::~Workspace() = default;
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;

InstructionSet Workspace::instruction_set() const { return state_->instruction_set; }
unsigned Workspace::threads() const { return state_->pool.threads(); }

Workspace& thread_workspace() {
  thread_local Workspace workspace;
  return workspace;
}

void require_size(const char* kernel, const char* name, std::size_t size, std::size_t expected) {
  if (size != expected)
    throw InvalidInput(std::string(kernel) + ": " + name + " has " + std::to_string(size) +
                       " entries, expected " + std::to_string(expected));
}

}  // namespace biasbound::kernels
