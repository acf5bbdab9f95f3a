// Files written whole or not at all.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "biasbound/report_writers.hpp"

namespace biasbound {
namespace {

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

[[noreturn]] void fail(const std::string& path, const std::string& what, int error) {
  throw InvalidInput(path + ": " + what + ": " + std::strerror(error));
}

/// A file beside `path` that is removed again unless it has been renamed.
class Temporary {
 public:
  explicit Temporary(const std::string& path) : path_(path) {
    if (path.empty() || path.back() == '/')
      throw InvalidInput("'" + path + "': not the name of a file");
    struct stat status {};
    if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
      throw InvalidInput(path + ": not a regular file");
    name_ = path + ".XXXXXX";
    descriptor_ = mkstemp(name_.data());
    if (descriptor_ < 0) fail(path, "cannot be written", errno);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (descriptor_ >= 0) close(descriptor_);
    if (!renamed_) unlink(name_.c_str());
  }

  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t count = ::write(descriptor_, text.data(), text.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail(path_, "cannot be written", errno);
      text.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  void keep() {
    const mode_t mask = umask(0);
    umask(mask);
    if (fchmod(descriptor_, 0666 & ~mask) != 0 || fsync(descriptor_) != 0)
      fail(path_, "cannot be written", errno);
    const int descriptor = descriptor_;
    descriptor_ = -1;
    if (close(descriptor) != 0) fail(path_, "cannot be written", errno);
    if (rename(name_.c_str(), path_.c_str()) != 0) fail(path_, "cannot be replaced", errno);
    renamed_ = true;
    if (const int folder = open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY); folder >= 0) {
      fsync(folder);
      close(folder);
    }
  }

 private:
  std::string path_;
  std::string name_;
  int descriptor_ = -1;
  bool renamed_ = false;
};

}  // namespace

void write_file(const std::string& path, std::string_view text) {
  Temporary file(path);
  file.write(text);
  file.keep();
}

void check_writable(const std::string& path) { const Temporary file(path); }

}  // namespace biasbound
