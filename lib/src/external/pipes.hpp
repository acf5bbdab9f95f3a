// File descriptors that close themselves, pipes that no other child inherits, and writes that do
// not raise SIGPIPE.
#pragma once

#include <csignal>
#include <utility>

namespace biasbound::detail {

class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) {
      reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  ~Fd() { reset(); }

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }
  void reset();

 private:
  int fd_ = -1;
};

struct Pipe {
  Fd read;
  Fd write;
};

/// A pipe, close-on-exec at both ends, as wide as the system lets it be (up to 1 MiB). Throws
/// OracleError (out of descriptors).
Pipe make_pipe();
/// A connected pair of stream sockets, close-on-exec. Throws OracleError.
Pipe make_socket_pair();
void set_nonblocking(const Fd& fd);

/// While it lives, a write of this thread to a closed pipe fails with EPIPE and raises nothing: the
/// signal is blocked for the thread and consumed, so the process's own disposition stays as it is.
class NoSigpipe {
 public:
  NoSigpipe();
  ~NoSigpipe();
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;

 private:
  sigset_t before_{};
  bool was_pending_ = false;
};

}  // namespace biasbound::detail
