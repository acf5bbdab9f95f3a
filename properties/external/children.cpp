#include "children.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

namespace children {
namespace {

namespace fs = std::filesystem;

/// What could be read: empty where the process ended meanwhile. (Reading through an
/// istreambuf_iterator would throw then; a stream's own insertion does not.)
std::string contents(const fs::path& file) {
  const std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::vector<std::string> now(const std::string& token) {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string pid = entry.path().filename();
    if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
    if (pid == std::to_string(getpid())) continue;
    const bool ours = contents(entry.path() / "cmdline").find(token) != std::string::npos;
    // "pid (name) state ppid ..."; the name may hold anything, but ends at the last ')'.
    const std::string stat = contents(entry.path() / "stat");
    const std::size_t name_end = stat.rfind(") ");
    const bool child = name_end != std::string::npos && name_end + 4 < stat.size() &&
                       stat.compare(name_end + 4, std::to_string(getpid()).size() + 1,
                                    std::to_string(getpid()) + " ") == 0;
    if (ours || child) found.push_back(stat.substr(0, 80));
  }
  return found;
}

}  // namespace

std::vector<std::string> left_behind(const std::string& token, double seconds) {
  const Stopwatch watch;
  std::vector<std::string> found = now(token);
  while (!found.empty() && watch.seconds() < seconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    found = now(token);
  }
  return found;
}

std::size_t open_descriptors() {
  const fs::directory_iterator list("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(list), end(list)));
}

std::size_t peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
}

std::string new_token() {
  static int count = 0;
  return "biasbound-zoo-" + std::to_string(getpid()) + "-" + std::to_string(++count);
}

}  // namespace children
