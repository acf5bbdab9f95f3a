// What the program knows of the terminal it runs on, and progress on it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>

#include "biasbound/audit.hpp"
#include "biasbound/report_writers.hpp"

namespace biasbound::cli {

/// Colour on a terminal unless NO_COLOR is set or TERM is dumb; the terminal's width, or 160.
TerminalOptions terminal_options(bool quiet);

/// From now on the first SIGINT or SIGTERM sets the flag; a second one ends the program at once.
const std::atomic<bool>& stop_on_signal();

/// One line on standard error that is rewritten as an audit goes on; nothing where standard error
/// is no terminal.
class ProgressLine {
 public:
  explicit ProgressLine(bool wanted);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

  void show(std::size_t index, std::size_t count, const Progress& progress);
  void clear();

 private:
  bool shown_;
  bool dirty_ = false;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_{};
  std::string stage_;
};

}  // namespace biasbound::cli
