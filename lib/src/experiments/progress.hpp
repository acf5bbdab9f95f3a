// How far an experiment is, and whether to stop.
#pragma once

#include <atomic>
#include <functional>
#include <stdexcept>
#include <string>

namespace biasbound::experiments {

/// Told now and then by the thread that called: what is done at the moment, and the share of the
/// figure that is done, 0 to 1.
using Progress = std::function<void(const std::string& stage, double fraction)>;

struct Stopped : std::runtime_error {
  Stopped() : std::runtime_error("stopped") {}
};

/// What a run reports to and is stopped by.
struct Watch {
  Progress progress;                        ///< may be empty
  const std::atomic<bool>* stop = nullptr;  ///< may be null

  void show(const std::string& stage, double fraction) const {
    check();
    if (progress) progress(stage, fraction);
  }
  /// Of a part of the work, which is called `stage` and goes from one share of the figure to
  /// another.
  [[nodiscard]] Watch part(const std::string& stage, double from, double to) const {
    if (!progress) return *this;
    return {[progress = progress, stage, from, to](const std::string&, double fraction) {
              progress(stage, from + (to - from) * fraction);
            },
            stop};
  }
  /// Throws Stopped where the user asked to.
  void check() const {
    if (stop != nullptr && stop->load()) throw Stopped();
  }
};

}  // namespace biasbound::experiments
