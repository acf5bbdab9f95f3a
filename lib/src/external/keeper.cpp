#include "external/keeper.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "biasbound/subject.hpp"

namespace biasbound::detail {
namespace {

constexpr int descriptors = 3;
constexpr int term_patience_ms = 300;
constexpr std::size_t most_children = 1024;

struct Question {
  pid_t child;  // 0: start one, on the three descriptors that come along
  int patience_ms;
};

struct Answer {
  pid_t child;
  int error;
  int status;
  int forced;
};

bool send_all(int socket, const void* data, std::size_t size) {
  const auto* bytes = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t n = write(socket, bytes, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool receive_all(int socket, void* data, std::size_t size) {
  auto* bytes = static_cast<char*>(data);
  while (size > 0) {
    const ssize_t n = read(socket, bytes, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

// A question with descriptors attached where there are any.
bool send_question(int socket, const Question& question, const int* fds) {
  iovec data{const_cast<Question*>(&question), sizeof question};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(descriptors * sizeof(int))> ancillary{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  if (fds != nullptr) {
    message.msg_control = ancillary.data();
    message.msg_controllen = ancillary.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(descriptors * sizeof(int));
    std::memcpy(CMSG_DATA(header), fds, descriptors * sizeof(int));
  }
  ssize_t n = 0;
  do n = sendmsg(socket, &message, 0);
  while (n < 0 && errno == EINTR);
  return n == static_cast<ssize_t>(sizeof question);
}

// False at the end of the socket. `fds` are -1 where none came.
bool receive_question(int socket, Question& question, std::array<int, descriptors>& fds) {
  fds.fill(-1);
  iovec data{&question, sizeof question};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(descriptors * sizeof(int))> ancillary{};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = ancillary.data();
  message.msg_controllen = ancillary.size();
  ssize_t n = 0;
  do n = recvmsg(socket, &message, 0);
  while (n < 0 && errno == EINTR);
  if (n <= 0) return false;
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header != nullptr && header->cmsg_type == SCM_RIGHTS &&
      header->cmsg_len == CMSG_LEN(descriptors * sizeof(int)))
    std::memcpy(fds.data(), CMSG_DATA(header), descriptors * sizeof(int));
  const auto got = static_cast<std::size_t>(n);
  return got == sizeof question ||
         receive_all(socket, reinterpret_cast<char*>(&question) + got, sizeof question - got);
}

// From here on: the keeper's side. One thread, plain system calls, no allocation.

void close_from(int lowest) {
#if defined(__linux__) && defined(SYS_close_range)
  if (syscall(SYS_close_range, static_cast<unsigned>(lowest), ~0U, 0U) == 0) return;
#endif
  const long limit = std::min(sysconf(_SC_OPEN_MAX), 65536L);
  for (int fd = lowest; fd < limit; ++fd) close(fd);
}

void plain_signals() {
  for (int signal = 1; signal < 32; ++signal)
    if (signal != SIGKILL && signal != SIGSTOP) (void)std::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Waits until the child has exited, without reaping it: as long as it is not reaped nobody else can
// get its number, so a signal to its group reaches no stranger.
bool exits_within(pid_t child, int milliseconds) {
  for (int waited = 0;; ++waited) {
    siginfo_t info;
    info.si_pid = 0;
    if (waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) != 0)
      return true;
    if (info.si_pid == child) return true;
    if (waited >= milliseconds) return false;
    usleep(1000);
  }
}

Answer end_group(pid_t child, int patience_ms) {
  const bool forced = !exits_within(child, patience_ms);
  if (forced) {
    kill(-child, SIGTERM);
    exits_within(child, term_patience_ms);
  }
  kill(-child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  // The rest of the group comes to the keeper as its parents die: reap it too.
  for (int waited = 0; waited < term_patience_ms; ++waited) {
    while (waitpid(-child, nullptr, WNOHANG) > 0) {
    }
    if (kill(-child, 0) != 0) break;
    usleep(1000);
  }
  return {.child = child, .error = 0, .status = status, .forced = forced ? 1 : 0};
}

// Kills what left its group and was orphaned: it became a child of the keeper, its subreaper.
void end_strays() {
#ifdef __linux__
  for (int round = 0; round < 1000; ++round) {
    const int list = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (list < 0) return;
    std::array<char, 4096> text;
    const ssize_t n = read(list, text.data(), text.size() - 1);
    close(list);
    if (n <= 0) return;
    text[static_cast<std::size_t>(n)] = '\0';
    char* rest = text.data();
    for (long pid = strtol(rest, &rest, 10); pid > 1; pid = strtol(rest, &rest, 10))
      kill(static_cast<pid_t>(pid), SIGKILL);
    usleep(1000);
    while (waitpid(-1, nullptr, WNOHANG) > 0) {
    }
  }
#endif
}

class Desk {
 public:
  Desk(int control, const ChildBody& body) : control_(control), body_(body) {}

  [[noreturn]] void serve() {
    Question question{};
    std::array<int, descriptors> fds{};
    while (receive_question(control_, question, fds)) {
      const Answer answer = question.child == 0 ? start(fds) : end(question);
      for (const int fd : fds)
        if (fd >= 0) close(fd);
      if (!send_all(control_, &answer, sizeof answer)) break;
    }
    for (std::size_t i = 0; i < count_; ++i) kill(-children_[i], SIGTERM);
    for (std::size_t i = 0; i < count_; ++i) end_group(children_[i], term_patience_ms);
    end_strays();
    _exit(0);
  }

 private:
  Answer start(const std::array<int, descriptors>& fds) {
    int report[2];
    if (count_ == most_children || fds[0] < 0)
      return {.child = -1, .error = EAGAIN, .status = 0, .forced = 0};
    if (pipe(report) != 0) return {.child = -1, .error = errno, .status = 0, .forced = 0};
    fcntl(report[1], F_SETFD, FD_CLOEXEC);
    const pid_t keeper = getpid();
    const pid_t child = fork();
    if (child < 0) {
      const int error = errno;
      close(report[0]);
      close(report[1]);
      return {.child = -1, .error = error, .status = 0, .forced = 0};
    }
    if (child == 0) run(keeper, fds, report[1]);
    setpgid(child, child);  // both sides set it: whoever comes first
    close(report[1]);
    int error = 0;
    const bool failed = receive_all(report[0], &error, sizeof error);
    close(report[0]);
    if (failed) {
      waitpid(child, nullptr, 0);
      return {.child = -1, .error = error, .status = 0, .forced = 0};
    }
    children_[count_++] = child;
    return {.child = child, .error = 0, .status = 0, .forced = 0};
  }

  [[noreturn]] void run(pid_t keeper, const std::array<int, descriptors>& fds, int started) {
    setpgid(0, 0);
    plain_signals();
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != keeper) _exit(127);
    for (int i = 0; i < descriptors; ++i) dup2(fds[static_cast<std::size_t>(i)], i);
    // Keep `started` only, at the first number that is free.
    const int kept = descriptors;
    if (started != kept) dup2(started, kept);
    close_from(kept + 1);
    fcntl(kept, F_SETFD, FD_CLOEXEC);
    const int error = body_(kept);
    send_all(kept, &error, sizeof error);
    _exit(127);
  }

  Answer end(const Question& question) {
    const auto last = children_.begin() + static_cast<std::ptrdiff_t>(count_);
    const auto found = std::find(children_.begin(), last, question.child);
    if (found == last) return {.child = question.child, .error = ESRCH, .status = 0, .forced = 0};
    *found = children_[--count_];
    return end_group(question.child, question.patience_ms);
  }

  int control_;
  const ChildBody& body_;
  std::array<pid_t, most_children> children_{};
  std::size_t count_ = 0;
};

[[noreturn]] void keep(int control, const ChildBody& body) {
  setpgid(0, 0);  // Ctrl-C at the terminal is the auditor's to handle
  plain_signals();
  (void)std::signal(SIGPIPE, SIG_IGN);
#ifdef __linux__
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_NAME, "biasbound-keep");
#endif
  // Hold nothing of the auditor's: neither its terminal or pipes nor other children's ends.
  constexpr int kept = 3;
  dup2(control, kept);
  close_from(kept + 1);
  fcntl(kept, F_SETFD, FD_CLOEXEC);
  const int null = open("/dev/null", O_RDWR);
  for (int fd = 0; fd < 3; ++fd) dup2(null, fd);
  if (null > kept) close(null);
  Desk(kept, body).serve();
}

}  // namespace

std::string to_text(const Ending& ending) {
  if (!ending.known) return "its end is not known";
  if (ending.forced) return "it was still running";
  if (WIFEXITED(ending.status))
    return "it exited with status " + std::to_string(WEXITSTATUS(ending.status));
  const int signal = WTERMSIG(ending.status);
  return "it was killed by signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
}

Keeper::Keeper(const ChildBody& body, std::string program) : program_(std::move(program)) {
  Pipe ends = make_socket_pair();
  pid_ = fork();
  if (pid_ < 0) throw OracleError("cannot start " + program_ + ": fork: " + std::strerror(errno));
  if (pid_ == 0) keep(ends.write.get(), body);
  control_ = std::move(ends.read);
}

Keeper::~Keeper() {
  control_.reset();
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

pid_t Keeper::start(const Fd& in, const Fd& out, const Fd& err) {
  const std::lock_guard lock(mutex_);
  const NoSigpipe quiet;
  const std::array<int, descriptors> fds = {in.get(), out.get(), err.get()};
  Answer answer{};
  if (!send_question(control_.get(), {.child = 0, .patience_ms = 0}, fds.data()) ||
      !receive_all(control_.get(), &answer, sizeof answer))
    throw OracleError("cannot start " + program_ + ": the process that keeps it has died");
  if (answer.error != 0)
    throw OracleError("cannot start " + program_ + ": " + std::strerror(answer.error));
  return answer.child;
}

Ending Keeper::end(pid_t child, int patience_ms) noexcept {
  const std::lock_guard lock(mutex_);
  const NoSigpipe quiet;
  Answer answer{};
  if (!send_question(control_.get(), {.child = child, .patience_ms = patience_ms}, nullptr) ||
      !receive_all(control_.get(), &answer, sizeof answer) || answer.error != 0)
    return {};
  return {.known = true, .forced = answer.forced != 0, .status = answer.status};
}

}  // namespace biasbound::detail
