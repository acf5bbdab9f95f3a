// Terminal: colour, width, signals, progress.
#include "terminal.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "report/text.hpp"

namespace biasbound::cli {
namespace {

constexpr unsigned kWidthOfAPipe = 180;

unsigned width_of(int descriptor) {
  winsize size{};
  if (isatty(descriptor) != 0 && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return kWidthOfAPipe;
}

bool dumb() {
  const char* term = std::getenv("TERM");
  return term == nullptr || std::string_view(term) == "dumb";
}

std::atomic<bool> stop_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

extern "C" void request_stop(int /*signal*/) { stop_requested.store(true); }

}  // namespace

TerminalOptions terminal_options(bool quiet) {
  const char* no_colour = std::getenv("NO_COLOR");
  const bool refused = no_colour != nullptr && *no_colour != '\0';
  return {.colour = isatty(STDOUT_FILENO) != 0 && !refused && !dumb(),
          .width = width_of(STDOUT_FILENO),
          .quiet = quiet};
}

const std::atomic<bool>& stop_on_signal() {
  struct sigaction action {};
  action.sa_handler = request_stop;
  sigemptyset(&action.sa_mask);
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  return stop_requested;
}

ProgressLine::ProgressLine(bool wanted)
    : shown_(wanted && isatty(STDERR_FILENO) != 0 && !dumb()),
      start_(std::chrono::steady_clock::now()) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::show(std::size_t index, std::size_t count, const Progress& progress) {
  if (!shown_) return;
  const auto now = std::chrono::steady_clock::now();
  const std::string stage = std::to_string(index) + progress.stage;
  if (stage == stage_ && now - last_ < std::chrono::milliseconds(100)) return;
  stage_ = stage;
  last_ = now;
  const double elapsed = std::chrono::duration<double>(now - start_).count();
  const std::string tail =
      fmt::format("  {} {:.0f} %  {}", progress.stage,
                  100 * std::clamp(progress.fraction, 0.0, 1.0), detail::duration(elapsed));
  const std::string head = fmt::format("[{}/{}] {}", index + 1, count, progress.audit);
  const std::size_t width = width_of(STDERR_FILENO) - 1;
  const std::size_t room = width > tail.size() + 8 ? width - tail.size() : 8;
  fmt::print(stderr, "\r\x1b[K{}{}", detail::shorten(detail::printable(head), room), tail);
  std::fflush(stderr);
  dirty_ = true;
}

void ProgressLine::clear() {
  if (!dirty_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  dirty_ = false;
}

}  // namespace biasbound::cli
