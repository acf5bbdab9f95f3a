// A worker's session over protocol 1.
#pragma once

#include <atomic>
#include <memory>

#include "external/connection.hpp"

namespace biasbound::detail {

/// What may be asked, shared by all workers of a subject: a request that one child answered
/// `unsupported` is not sent again.
class Abilities {
 public:
  explicit Abilities(const Hello& hello);
  [[nodiscard]] bool may(Ask ask) const { return may_[static_cast<std::size_t>(ask)]; }
  void never_again(Ask ask) { may_[static_cast<std::size_t>(ask)] = false; }

 private:
  std::array<std::atomic<bool>, 10> may_{};
};

/// Most draws in one request: at most 512, and at most 2^16 numbers, so that a slow oracle answers
/// in time, a reply stays far below 64 MiB, and a worker is asked many times (a fault may start
/// late).
std::size_t draws_per_request(std::size_t dimension);

/// The seed, below 2^53 so that any JSON reader keeps it, of the request whose first draw is at
/// this address.
std::uint64_t request_seed(const StreamAddress& first);

std::unique_ptr<Session> make_session(std::unique_ptr<Connection> connection, const Hello& hello,
                                      std::shared_ptr<Abilities> abilities);

}  // namespace biasbound::detail
