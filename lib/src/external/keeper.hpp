// The keeper: a small process between the auditor and its children that starts them, ends them and
// outlives nobody.
//
// Why a process of its own:
// - A plugin has to run in a forked child (a caller of the library has no program of ours to
//   execute), and a fork of a process with many threads may hold any lock of theirs for ever. The
//   keeper is forked once, when the subject is made, and has one thread; every plugin child is
//   forked from it.
// - If the auditor dies, however it dies, the keeper reads the end of its control socket and ends
//   every child's process group. PR_SET_PDEATHSIG alone cannot do that: it fires when the *thread*
//   that forked ends, it reaches the child only and not the group, and exists on Linux only.
//   The children have it on top, against the keeper's own death.
// - The auditor's other descriptors and signal handlers do not reach the children.
#pragma once

#include <sys/types.h>

#include <functional>
#include <mutex>
#include <string>

#include "external/pipes.hpp"

namespace biasbound::detail {

/// What a child runs, its stdin, stdout and stderr in place. Either executes another program, or
/// closes `started` (the sign of a good start), works and never returns. Returns errno where it
/// could not start.
using ChildBody = std::function<int(int started)>;

/// How a child ended.
struct Ending {
  bool known = false;
  bool forced = false;  ///< it had to be killed
  int status = 0;       ///< as waitpid gives it
};
/// "it exited with status 3", "it was killed by signal 11 (Segmentation fault)"
std::string to_text(const Ending& ending);

class Keeper {
 public:
  /// Forks. Make it before the program starts threads where that can be had; after that glibc keeps
  /// malloc and the loader usable in the forked process, and the keeper needs no more than that.
  /// `program` is its name in messages.
  Keeper(const ChildBody& body, std::string program);
  /// Ends all children's groups, then the keeper.
  ~Keeper();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  /// Starts a child in a process group of its own, on these descriptors. Thread-safe. Throws
  /// OracleError.
  pid_t start(const Fd& in, const Fd& out, const Fd& err);
  /// Ends the child's group and reaps the child: waits `patience_ms` for it to exit by itself, then
  /// TERM, then KILL. Thread-safe.
  Ending end(pid_t child, int patience_ms) noexcept;

 private:
  std::string program_;
  Fd control_;
  pid_t pid_ = -1;
  std::mutex mutex_;  // one question at a time
};

}  // namespace biasbound::detail
