#include "external/connection.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>

#include "spec/text.hpp"

namespace biasbound::detail {
namespace {

using std::chrono::steady_clock;

constexpr int patience_ms = 200;  // for a child to exit by itself, and for its last words

int milliseconds_until(steady_clock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now());
  return static_cast<int>(std::clamp<long>(static_cast<long>(left.count()) + 1, 0, 1'000'000));
}

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

Connection::Connection(std::shared_ptr<Keeper> keeper, double timeout, std::size_t stderr_limit)
    : keeper_(std::move(keeper)), timeout_(timeout), stderr_limit_(stderr_limit) {
  Pipe in = make_pipe();
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  to_child_ = std::move(in.write);
  from_child_ = std::move(out.read);
  stderr_ = std::move(err.read);
  set_nonblocking(to_child_);
  set_nonblocking(from_child_);
  set_nonblocking(stderr_);
  child_ = keeper_->start(in.read, out.write, err.write);
}

Connection::~Connection() {
  if (child_ != 0) {
    const NoSigpipe quiet;
    constexpr std::string_view bye = "{\"type\":\"bye\"}\n";
    // Best effort: the end of its stdin tells the child the same.
    (void)!write(to_child_.get(), bye.data(), bye.size());
    close(patience_ms);
  }
}

Ending Connection::close(int patience) noexcept {
  to_child_.reset();
  from_child_.reset();
  stderr_.reset();
  if (child_ == 0) return {};
  return keeper_->end(std::exchange(child_, 0), patience);
}

void Connection::give_up(OracleError error) {
  if (child_ != 0) {
    drain_stderr();
    close(0);
  }
  if (!stderr_tail_.empty())
    error.detail += std::string("stderr") + (stderr_cut_ ? " (its last part)" : "") + ":\n" +
                    escaped_lines(stderr_tail_);
  failed_ = error;
  throw error;
}

Reply Connection::exchange(const Request& request, std::span<double> out) {
  if (failed_) throw *failed_;
  const NoSigpipe quiet;
  ReplyParser parser(request, out);
  try {
    refuse_unasked(parser);
    talk(request, parser);
  } catch (const OracleError& error) {
    give_up(error);
  }
  return parser.take();
}

void Connection::refuse_unasked(const ReplyParser& parser) {
  std::array<char, 128> bytes;
  const ssize_t n = read(from_child_.get(), bytes.data(), bytes.size());
  if (n <= 0) return;  // the end of its output shows again when its reply is read
  OracleError error =
      parser.fault(std::to_string(n) + " bytes or more arrived before it was asked");
  error.detail +=
      "they begin: " + escaped({bytes.data(), static_cast<std::size_t>(n)}, 4 * bytes.size()) +
      '\n';
  throw error;
}

void Connection::talk(const Request& request, ReplyParser& parser) {
  const auto deadline = steady_clock::now() + std::chrono::duration_cast<steady_clock::duration>(
                                                  std::chrono::duration<double>(timeout_));
  std::span<const std::byte> header = std::as_bytes(std::span(request.header));
  std::span<const std::byte> payload = request.payload;
  bool sending = true;
  while (!parser.done()) {
    std::array<pollfd, 3> polled = {
        pollfd{.fd = from_child_.get(), .events = POLLIN, .revents = 0},
        pollfd{.fd = stderr_.get(), .events = POLLIN, .revents = 0},  // skipped where -1
        pollfd{.fd = sending ? to_child_.get() : -1, .events = POLLOUT, .revents = 0}};
    const int left = milliseconds_until(deadline);
    if (left == 0)
      throw parser.fault("no reply within " + biasbound::to_text(timeout_) + " s, " +
                         parser.progress());
    if (poll(polled.data(), polled.size(), left) < 0 && errno != EINTR)
      throw parser.fault(std::string("poll: ") + std::strerror(errno));
    if (polled[1].revents != 0) drain_stderr();
    if (polled[2].revents != 0) sending = send(header, payload);
    if (polled[0].revents != 0) receive(parser);
  }
  if (sending && !(header.empty() && payload.empty()))
    throw parser.fault("it replied before it had read the request");
}

// False when there is nothing left to send, or nobody to read it: what the child said before it
// closed its input may still be on its way, so that is no fault yet.
bool Connection::send(std::span<const std::byte>& header, std::span<const std::byte>& payload) {
  for (std::span<const std::byte>* part : {&header, &payload}) {
    while (!part->empty()) {
      const ssize_t n = write(to_child_.get(), part->data(), part->size());
      if (n < 0) return would_block();
      *part = part->subspan(static_cast<std::size_t>(n));
    }
  }
  return false;
}

void Connection::receive(ReplyParser& parser) {
  while (!parser.done()) {
    const std::span<std::byte> room = parser.room();
    const ssize_t n = read(from_child_.get(), room.data(), room.size());
    if (n < 0 && would_block()) return;
    if (n < 0) throw parser.fault(std::string("read: ") + std::strerror(errno));
    if (n == 0) {
      // Its last words first, then how it ended.
      const auto deadline = steady_clock::now() + std::chrono::milliseconds(patience_ms);
      while (stderr_.open() && milliseconds_until(deadline) > 0) {
        pollfd polled{.fd = stderr_.get(), .events = POLLIN, .revents = 0};
        if (poll(&polled, 1, milliseconds_until(deadline)) > 0) drain_stderr();
      }
      const Ending ending = close(patience_ms);
      throw parser.fault("its output ended " + parser.progress() + "; " + to_text(ending));
    }
    parser.commit(static_cast<std::size_t>(n));
  }
}

void Connection::drain_stderr() {
  // A bounded number of reads: a child that floods stderr must not keep the deadline from being
  // seen.
  std::array<char, 16384> chunk;
  for (int reads = 0; reads < 64 && stderr_.open(); ++reads) {
    const ssize_t n = read(stderr_.get(), chunk.data(), chunk.size());
    if (n < 0 && would_block()) return;
    if (n <= 0) {
      stderr_.reset();
      return;
    }
    stderr_tail_.append(chunk.data(), static_cast<std::size_t>(n));
    if (stderr_tail_.size() > stderr_limit_) {
      stderr_tail_.erase(0, stderr_tail_.size() - stderr_limit_);
      stderr_cut_ = true;
    }
  }
}

}  // namespace biasbound::detail
